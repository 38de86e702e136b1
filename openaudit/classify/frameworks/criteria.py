"""A framework's criteria as its data file holds them, and outcomes put together with their proof."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

import msgspec

from openaudit.datafiles import read_data
from openaudit.evidence import Ledger
from openaudit.licensing.knowledge import Strict, parse
from openaudit.read.readings import Supplied
from openaudit.read.text import Citation
from openaudit.record import RestrictionKind
from openaudit.record.frameworks import Answer, Criterion, Outcome
from openaudit.vocabulary import enumerate_words


class CriterionText(Strict, frozen=True, kw_only=True):
    """A criterion: `source` is where it stands in the framework, `wording` what it asks for, in our own words.

    `part` is the part of the release that shows it, where one does.
    """

    id: str
    title: str
    source: str
    wording: str
    part: str | None = None


class Effect(Strict, frozen=True, kw_only=True):
    """What a kind of restriction does to a criterion: it `fails` it, or leaves it `open`."""

    criterion: str
    effect: Literal["fails", "open"]
    source: str


class FrameworkText(Strict, frozen=True, kw_only=True):
    """A framework's data file: `source` is where it is published, `read` the day it was read."""

    name: str
    title: str
    source: str
    read: str
    criteria: tuple[CriterionText, ...]
    due: tuple[CriterionText, ...] = ()
    effects: dict[RestrictionKind, Effect] = msgspec.field(default_factory=dict)
    note: str = ""

    def criterion(self, criterion_id: str) -> CriterionText:
        """The criterion or duty of this id. Raises KeyError where the file has none."""
        for text in (*self.criteria, *self.due):
            if text.id == criterion_id:
                return text
        raise KeyError(criterion_id)


class Finding(msgspec.Struct, frozen=True):
    """An outcome with its reason in plain words and its proof: places still to be cited, ids already in the ledger."""

    outcome: Outcome
    reason: str
    citations: tuple[Citation, ...] = ()
    evidence: tuple[str, ...] = ()


@cache
def text(name: str) -> FrameworkText:
    """The data file of a framework. Raises KnowledgeInvalid when it breaks the schema."""
    return parse(read_data("classify", "frameworks", f"{name}.toml"), FrameworkText, f"{name}.toml")


def criterion(
    about: CriterionText, found: Finding, ledger: Ledger, believed: Mapping[str, Supplied] | None = None
) -> Criterion:
    """The criterion as the record holds it, marked where it rests on what of the user is `believed`."""
    words = on_word(found.citations, believed or {})
    return Criterion(
        id=about.id,
        title=about.title,
        source=about.source,
        outcome=found.outcome,
        reason=f"{words}{found.reason}",
        evidence=tuple(dict.fromkeys((*found.evidence, *ledger.cite(found.citations)))),
        supplied=bool(words),
    )


def on_word(citations: Iterable[Citation], believed: Mapping[str, Supplied]) -> str:
    """Words for whose word a finding rests on, where one of these places is the user's; "" where none is."""
    cited = set(citations)
    words = [w for w in believed.values() if w.citation in cited]
    if not words:
        return ""
    named = enumerate_words([f"{w.component} ({w.url or w.note or 'no address is given'})" for w in words])
    return f"the user says so of {named}: "


def conclude(outcomes: Iterable[Outcome]) -> Answer:
    """The answer over all criteria: `no` by one that is not met, `yes` only where nothing is left open.

    >>> conclude(["met", "not_applicable"]), conclude(["met", "partial"]), conclude(["unknown", "not_met"])
    ('yes', 'unknown', 'no')
    """
    found = set(outcomes)
    if "not_met" in found:
        return "no"
    return "yes" if "met" in found and found <= {"met", "not_applicable"} else "unknown"
