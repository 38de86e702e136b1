import msgspec
import pytest

from openaudit.read.reading import read
from openaudit.read.readings import Documented
from openaudit.snapshot import Followed
from tests.support.snapshots import card, snapshot


def documented(body: str, **more: object) -> Documented:
    return read(snapshot(card(body), **more)).released.documented  # type: ignore[arg-type]


def presence(found: Documented, name: str) -> str:
    return next(part.presence for key, part in found.parts.items() if key == name)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A decoder-only transformer. It has 32 layers.\n\nThe hidden size is 4096.", "yes"),
        ("A decoder-only transformer.", "partial"),
        ("Hello there.", "no"),
    ],
)
def test_architecture_needs_figures_to_be_described(body: str, expected: str) -> None:
    """An outline is a part, an outline with figures the whole, silence nothing."""
    assert presence(documented(f"# Model\n\n{body}"), "architecture") == expected


def test_a_configuration_is_a_part_of_the_architecture() -> None:
    """The configuration lays the architecture down without telling it."""
    assert presence(documented("# Model\n\nHello there.", listed=("config.json",)), "architecture") == "partial"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We trained it on 256 A100 GPUs with a learning rate of 3e-4.", "yes"),
        ("We trained it on 256 A100 GPUs.", "partial"),
        ("Your GPU needs 24 GB for inference.", "no"),
    ],
)
def test_set_up_is_machines_and_settings(body: str, expected: str) -> None:
    """What a user needs to run it is no set-up of its training."""
    assert presence(documented(f"# Model\n\n{body}"), "setup") == expected


@pytest.mark.parametrize(
    ("text", "flop"),
    [
        ("Training took 3.8e25 FLOPs.", 3.8e25),
        ("Training compute: 2.1 x 10^21 FLOP", 2.1e21),
        ("Total training FLOPs: 5 × 10²³", 5e23),
        ("Training took many FLOPs.", None),
        ("Inference takes 2e12 FLOPs per token.", None),
        ("It reaches 150 TFLOPS.", None),
    ],
)
def test_compute_is_read_with_its_power(text: str, flop: float | None) -> None:
    """A figure of training compute is read as it stands; other figures of the unit are not."""
    found = documented(f"# Model\n\n{text}").compute
    assert (found.flop if found is not None else None) == flop
    assert found is None or found.citation.quote


REFERENCE = """# Model

```bibtex
@{kind}{{acme2026model,
  title={{The Model}},
  {place}
}}
```
"""


@pytest.mark.parametrize(
    ("kind", "place", "reviewed"),
    [
        ("inproceedings", "booktitle={Proceedings of ACME}", "yes"),
        ("misc", "eprint={2601.00001}, archivePrefix={arXiv}", "partial"),
        ("article", "journal={arXiv preprint arXiv:2601.00001}", "partial"),
    ],
)
def test_a_reference_says_where_the_paper_stands(kind: str, place: str, reviewed: str) -> None:
    """The reference that names the model is its paper; a preprint is not seen to be reviewed."""
    found = documented(REFERENCE.format(kind=kind, place=place))
    assert presence(found, "publication") == "yes"
    assert presence(found, "reviewed") == reviewed


def test_a_reference_to_another_is_no_paper_of_its_own() -> None:
    """What a card cites without the model's name is another's work."""
    body = REFERENCE.format(kind="misc", place="eprint={1}").replace("acme2026model", "x").replace("The Model", "GLUE")
    assert presence(documented(body), "publication") == "no"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("For full details of this model read our [release blog post](https://acme.example/blog).", "yes"),
        ("For more details on deployment see the [docs](https://acme.example/docs).", "no"),
        ("Hello there.", "no"),
    ],
)
def test_places_that_tell_more_are_kept_from_those_on_use(body: str, expected: str) -> None:
    """Only what may tell of the model itself keeps the audit open."""
    assert presence(documented(f"# Model\n\n{body}"), "elsewhere") == expected


def test_without_a_card_what_it_would_tell_is_unknown() -> None:
    """No card, no word on the set-up; the files still show a tokenizer."""
    found = read(snapshot(None, listed=("tokenizer.json",))).released.documented
    assert presence(found, "setup") == "unknown"
    assert presence(found, "libraries") == "yes"


def test_an_ancestor_brings_its_weights_and_data() -> None:
    """What was read of an ancestor is kept with its places; how far up it stands is counted."""
    root = snapshot(card("# Root", license="mit", datasets="[acme/corpus]"), model_id="acme/root")
    base = snapshot(card("# Base", license="mit", base_model="acme/root"), model_id="acme/base", gated=True)
    base = msgspec.structs.replace(base, ancestors=(Followed("acme/root", root),))
    model = snapshot(card("# Model", base_model="acme/base"))
    found = read(msgspec.structs.replace(model, ancestors=(Followed("acme/base", base),))).ancestors
    assert [(a.id, a.generation, a.weights, a.data) for a in found] == [
        ("acme/base", 1, "gated", "none"),
        ("acme/root", 2, "full", "released"),
    ]
    assert found[1].citation.file == "hf://acme/base/README.md"
    assert all(c.file.startswith("hf://") for a in found for c in (*a.weights_citations, *a.data_citations))
