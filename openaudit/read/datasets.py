"""The data that a model was trained on, as its card names it."""

from openaudit.read.card import Card
from openaudit.read.readings import NamedDataset


def read_datasets(card: Card) -> tuple[NamedDataset, ...]:
    """The datasets that the metadata names, each once."""
    cited = card.cite_key("datasets")
    names = dict.fromkeys(card.strings("datasets"))
    return tuple(NamedDataset(name, cited) for name in names) if cited is not None else ()
