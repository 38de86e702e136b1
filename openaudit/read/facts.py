"""All that was read of one model: the input of classification."""

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from openaudit.read.catalogue import CatalogueEntry
from openaudit.read.licenses import ComponentReading
from openaudit.read.readings import (
    Ancestor,
    ClaimReading,
    NamedDataset,
    Released,
    Said,
    Statement,
    Supplied,
    WeightsReading,
)
from openaudit.read.text import Document
from openaudit.record import Component, Unavailable
from openaudit.snapshot import GATE, LISTING, Snapshot

if TYPE_CHECKING:
    from openaudit.read.card import Card


class Facts(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The facts of one model, each with its place; `entry` where the catalogue speaks, `card` where a card does.

    `said` is what the catalogue says beside that, by topic; `supplied` what the user says, which nobody has seen, and
    `believed` what of it is taken for true, by the part of the release: empty but for the readings `with_supplied`.
    """

    snapshot: Snapshot
    documents: tuple[Document, ...]
    card: "Card | None"
    entry: CatalogueEntry | None
    statements: tuple[Statement, ...]
    licenses: dict[Component, ComponentReading]
    weights: WeightsReading
    released: Released
    multimodal: bool | None
    claims: tuple[ClaimReading, ...]
    ancestors: tuple[Ancestor, ...]
    datasets: tuple[NamedDataset, ...]
    unavailable: tuple[Unavailable, ...]
    said: dict[str, Said] = {}
    supplied: tuple[Supplied, ...] = ()
    believed: dict[str, Supplied] = {}

    @property
    def listing_unseen(self) -> bool:
        """Whether nobody saw which files the model has: weights, licence texts and code may all be there."""
        return any(u.what == LISTING for u in self.unavailable)

    @property
    def gate_unseen(self) -> bool:
        """Whether nobody saw if the weights are open to anyone or access must be granted first."""
        return any(u.what == GATE for u in self.unavailable)

    @cached_property  # every criterion of every framework asks
    def card_unseen(self) -> bool:
        """Whether the card, or a part of it, is there and could not be read: what it says is then not known."""
        if self.card is None and self.entry is None and self.listing_unseen:
            return True
        return any(u.what.lower().startswith("readme.md") for u in self.unavailable)
