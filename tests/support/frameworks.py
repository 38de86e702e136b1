"""Cards of our own for the frameworks: one that shows all that they ask for, and one that shows nothing."""

from openaudit.audit import audit
from openaudit.record import AuditRecord
from openaudit.record.frameworks import Criterion, Dimension, EuAiAct, Osai, Osaid
from openaudit.snapshot import Snapshot
from tests.support.snapshots import card, snapshot

FULL_BODY = """
# Model

A decoder-only transformer. We release all code, checkpoints and details involved in training this model.

- **License:** The code and model are released under Apache 2.0.
- Training code: https://github.com/acme/model
- Evaluation code: https://github.com/acme/model-eval
- Paper: [our paper](https://aclanthology.org/2026.acl-long.1)

## Architecture

It has 32 layers and a hidden size of 4096. The context length is 2048.

## Training

It was trained on 256 A100 GPUs, with a learning rate of 3e-4 and AdamW; training took 3.2e23 FLOPs.

## Evaluation

| Task | Score |
|---|---|
| arc | 48.5 |

## Intended uses and limitations

It is intended for research on language. It may produce inaccurate facts.

```python
from transformers import pipeline
```
"""
BARE_BODY = "# Model\n\nHello there.\n"
TOKENIZER = ("tokenizer.json", "config.json")


def full_card(**metadata: str) -> str:
    given = {"license": "apache-2.0", "datasets": "[acme/corpus]", "pipeline_tag": "text-generation", **metadata}
    return card(FULL_BODY, **given)


def full(**metadata: str) -> Snapshot:
    """A release that shows everything, under licences that OSI has approved."""
    return snapshot(full_card(**metadata), listed=TOKENIZER)


def bare(**metadata: str) -> Snapshot:
    """A release that shows weights and, as far as given, a licence."""
    return snapshot(card(BARE_BODY, **metadata))


def osaid(found: Snapshot) -> Osaid:
    judged = audit(found).frameworks.osaid
    assert judged is not None
    return judged


def osai(found: Snapshot) -> Osai:
    judged = audit(found).frameworks.osai
    assert judged is not None
    return judged


def eu(found: Snapshot) -> EuAiAct:
    judged = audit(found).frameworks.eu_ai_act
    assert judged is not None
    return judged


def criterion(found: Osaid | EuAiAct, key: str) -> Criterion:
    return next(c for c in found.criteria if c.id == key)


def dimension(found: Osai, key: str) -> Dimension:
    return found.dimensions[key]


def judged_ids(record: AuditRecord) -> set[str]:
    """The ids of the evidence that the frameworks cite."""
    found = record.frameworks
    assert found.osaid is not None
    assert found.osai is not None
    assert found.eu_ai_act is not None
    criteria = (*found.osaid.criteria, *found.eu_ai_act.criteria, *found.eu_ai_act.due)
    return {e for c in criteria for e in c.evidence} | {e for d in found.osai.dimensions.values() for e in d.evidence}
