"""The cards of the datasets that a model's files name: one request each, once in a run, and so many at most."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

import msgspec

from openaudit.fetch.once import KEPT, Once
from openaudit.fetch.reference import valid_id
from openaudit.read.card import read_card
from openaudit.read.datasets import card_path, dataset_ids
from openaudit.read.text import read_text
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot, TextFile, sort_texts

MOST = 12  # datasets of one model


class CardSource(Protocol):
    """Who can ask for a dataset's card."""

    def dataset_card(self, name: str) -> "Future[TextFile | Unavailable]":
        """The card of a dataset of the Hub, or why it could not be had."""
        ...


class DatasetCards:
    """Adds datasets' cards to snapshots; what was asked for once serves every model of a run. Thread-safe."""

    def __init__(self, hub: Callable[[], CardSource]) -> None:
        self._hub = hub
        self._asked: Once[str, Future[TextFile | Unavailable]] = Once(KEPT)

    def follow(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the cards of its datasets, and what of them could not be had."""
        readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
        card = read_card(readme) if readme is not None else None
        names = dataset_ids(card, snapshot.repository, read_text(snapshot.repository_text))
        asked = [self._ask(name) for name in names[:MOST] if valid_id(name)]
        answers = [future.result() for future in asked]
        left = [
            Unavailable(what=card_path(name), reason="too-large", detail="more datasets than an audit follows")
            for name in names[MOST:]
        ]
        missing = [a for a in answers if isinstance(a, Unavailable)]
        return msgspec.structs.replace(
            snapshot,
            texts=sort_texts((*snapshot.texts, *(a for a in answers if isinstance(a, TextFile)))),
            unavailable=(*snapshot.unavailable, *missing, *left),
        )

    def _ask(self, name: str) -> "Future[TextFile | Unavailable]":
        return self._asked.get(name, lambda: self._hub().dataset_card(name))
