"""Catalogue entries: typed facts about systems that no Hub shows and about well-known releases, and their lines."""

from typing import Literal

import msgspec

from openaudit.licensing.knowledge import Strict
from openaudit.licensing.knowledge import parse as parse_strict
from openaudit.record import Confidence

Kind = Literal["api", "open"]
Topic = Literal[
    "access",
    "data-path",
    "customisation",
    "published",
    "withdrawal",
    "terms",
    "weights",
    "checkpoints",
    "training-code",
    "data-code",
    "inference-code",
    "training-data",
    "evaluation",
    "report",
    "claim",
    "license",
]

# The levels of the topics that have them, in the words of the record; SCHEMA.md beside the catalogue explains them.
LEVELS: dict[str, tuple[str, ...]] = {
    "weights": ("none", "gated", "partial", "full"),
    "checkpoints": ("none", "intermediate"),
    "training-code": ("none", "partial", "released"),
    "data-code": ("none", "partial", "released"),
    "inference-code": ("none", "released"),
    "training-data": ("none", "described", "documented", "released"),
    "evaluation": ("none", "released"),
    "report": ("none", "paper", "report", "card"),
    "claim": ("open-source", "open-weights", "open-data", "license", "restriction", "not-open"),
}


class Fact(Strict, frozen=True, kw_only=True):
    """One fact in our own words: `source` is where it is published, `read` the day it was read or written down."""

    topic: Topic
    says: str
    source: str
    read: str
    confidence: Confidence
    level: str | None = None

    def __post_init__(self) -> None:
        allowed = LEVELS.get(self.topic, (None,))
        if self.level not in allowed:
            raise ValueError(f"level {self.level!r} of topic {self.topic!r} is none of {allowed}")


class CatalogueEntry(Strict, frozen=True, kw_only=True):
    """A system or a family of releases; the facts hold for `id` and for every id in `covers` alike.

    `aliases` maps further spellings to one of those ids, `names` are further spellings of `id`.
    """

    id: str
    name: str
    provider: str
    kind: Kind
    date: str
    facts: tuple[Fact, ...]
    names: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    aliases: dict[str, str] = msgspec.field(default_factory=dict)
    license: str | None = None
    gated: Literal["auto", "manual"] | None = None
    formats: tuple[str, ...] = ()
    multimodal: bool = False
    base_model: str | None = None
    relation: Literal["finetune", "quantized", "adapter", "merge", "base"] | None = None

    def __post_init__(self) -> None:
        stray = set(self.aliases.values()) - {self.id, *self.covers}
        if stray:
            raise ValueError(f"aliases lead to {sorted(stray)}, which are neither `id` nor in `covers`")


def parse(raw: bytes, file: str) -> CatalogueEntry:
    """The entry in `raw`, the bytes of `file`. Raises KnowledgeInvalid with the place of the fault."""
    return parse_strict(raw, CatalogueEntry, file)


def fact_lines(raw: bytes) -> tuple[tuple[int, int], ...]:
    """For each `[[facts]]` table in order, its first and last line (1-based, header included).

    Holds for the catalogue's own layout, one key a line.
    """
    spans: list[tuple[int, int]] = []
    inside = False
    for number, text in enumerate(_lines(raw), 1):
        if text.startswith("["):
            inside = text == "[[facts]]"
            if inside:
                spans.append((number, number))
        elif inside and text and not text.startswith("#"):
            spans[-1] = (spans[-1][0], number)
    return tuple(spans)


def key_line(raw: bytes, key: str) -> int | None:
    """The 1-based line on which the top-level `key` stands, or None where the entry leaves it out."""
    for number, text in enumerate(_lines(raw), 1):
        if text.startswith("["):
            return None
        if text.partition("=")[0].rstrip() == key:
            return number
    return None


def _lines(raw: bytes) -> list[str]:
    return [line.strip() for line in raw.decode().split("\n")]
