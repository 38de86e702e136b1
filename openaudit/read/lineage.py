"""What the model descends from and was trained on, as its own files name it."""

import json
from collections.abc import Sequence

from openaudit.read.card import Card
from openaudit.read.readings import Ancestor, NamedDataset, Relation
from openaudit.read.text import Document

_RELATIONS: dict[str, Relation] = {
    "finetune": "finetune",
    "quantized": "quantized",
    "adapter": "adapter",
    "merge": "merge",
}


def read_ancestors(card: Card, documents: Sequence[Document]) -> tuple[Ancestor, ...]:
    """The base models named in the metadata, and in an adapter's configuration, each once."""
    found: dict[str, Ancestor] = {}
    relation = _RELATIONS.get(next(iter(card.strings("base_model_relation")), ""))
    bases = card.strings("base_model")
    cited = card.cite_key("base_model")
    if cited is not None:
        for base in bases:
            found.setdefault(base, Ancestor(base, relation or ("merge" if len(bases) > 1 else "finetune"), cited))
    if (adapted := _adapter_base(documents)) is not None:
        found.setdefault(adapted.id, adapted)
    return tuple(found.values())


def _adapter_base(documents: Sequence[Document]) -> Ancestor | None:
    document = next((d for d in documents if d.path == "adapter_config.json"), None)
    if document is None:
        return None
    try:
        config = json.loads(document.text)
    except (ValueError, RecursionError):
        return None
    key = "base_model_name_or_path"
    base = config.get(key) if isinstance(config, dict) else None
    line = next((n for n, text in enumerate(document.lines, 1) if f'"{key}"' in text), None)
    if not isinstance(base, str) or not base.strip() or line is None:
        return None
    return Ancestor(base.strip(), "adapter", document.cite(line))


def read_datasets(card: Card) -> tuple[NamedDataset, ...]:
    """The datasets that the metadata names, each once."""
    cited = card.cite_key("datasets")
    names = dict.fromkeys(card.strings("datasets"))
    return tuple(NamedDataset(name, cited) for name in names) if cited is not None else ()
