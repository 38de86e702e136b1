"""What the frameworks ask of a component's licence: whether it is open, whose it is, and who approved it."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from openaudit.classify.frameworks.mof.openness import entries_of, normalized
from openaudit.classify.spectrum import unaudited
from openaudit.read.facts import Facts
from openaudit.read.licenses import ComponentReading
from openaudit.read.mof import by_name
from openaudit.read.readings import Supplied
from openaudit.read.text import Citation
from openaudit.record import Axes, Component
from openaudit.vocabulary import RESTRICTION, enumerate_words, with_article

Standing = Literal["approved", "open", "restricted", "unknown"]
_WEAKEST: tuple[Standing, ...] = ("restricted", "unknown", "open", "approved")
_STANDING: dict[Standing, str] = {
    "approved": "approved by OSI",
    "open": "open, and not known to be approved by OSI",
    "restricted": "which is not open",
    "unknown": "whose terms are not known",
}
# The part of the release whose licence, as the user tells it, is a component's. Code has several.
_TOLD_BY: dict[Component, str] = {"weights": "weights", "data": "datasets", "documentation": "data-card"}


class Licensed(msgspec.Struct, frozen=True):
    """The standing of a component's licence; `own` whether it is the component's own and not the release's.

    `approved` is open and approved by OSI, `open` is open and not known to be approved.
    """

    standing: Standing
    why: str
    own: bool
    citations: tuple[Citation, ...] = ()

    @property
    def is_open(self) -> bool | None:
        """Whether it is open; None where that is not known."""
        return {"approved": True, "open": True, "restricted": False, "unknown": None}[self.standing]


def licensed(facts: Facts, axes: Axes, component: Component) -> Licensed:
    """The licence of a component: its own, else the release's, which is the weights'.

    Where the user is believed, his word holds for terms that are not known, and for what he says lies elsewhere.
    """
    found = _seen(facts, axes, component)
    word = facts.believed.get(_TOLD_BY.get(component, ""))
    if word is None:
        return found
    told = by_word(word)
    if found.standing == "unknown" or not found.own:
        return told
    if told.standing == found.standing:
        return found
    why = f"{found.why}; the user says {word.license or 'that it has no licence'}; what was seen holds"
    return msgspec.structs.replace(found, why=why)


def by_word(word: Supplied) -> Licensed:
    """The standing of the licence that the user gives a component; without one nothing is granted."""
    judged = normalized(word.license, by_name()[word.component].type)
    entries = entries_of(word.license or "")
    if judged.status == "unlicensed":
        return Licensed("restricted", "it has no licence", own=True, citations=(word.citation,))
    standing: Standing = "approved"
    if not entries or any(e.license.is_open is None for e in entries):
        standing = "unknown"
    elif any(e.license.is_open is False for e in entries):
        standing = "restricted"
    elif not all(e.license.approvals.osi for e in entries):
        standing = "open"
    return Licensed(standing, f"under {word.license}, {_STANDING[standing]}", own=True, citations=(word.citation,))


def together(found: Sequence[Licensed]) -> Licensed:
    """Several licences that all hold, at least one: the weakest standing, with its reason, and the places of all."""
    weakest = min(found, key=lambda f: _WEAKEST.index(f.standing))
    citations = tuple(dict.fromkeys(c for f in found for c in f.citations))
    return msgspec.structs.replace(weakest, citations=citations)


def _seen(facts: Facts, axes: Axes, component: Component) -> Licensed:
    reading = facts.licenses[component]
    own = bool(reading.own) or component == "weights"
    if not own:
        reading = facts.licenses["weights"]
    citations = tuple(s.citation for s in reading.governing)
    if reading.terms.is_open is False:
        return Licensed("restricted", _limits(axes, reading), own, citations)
    if not reading.own:
        return Licensed("unknown", "no licence is granted that could be read", own, citations)
    if reading.terms.is_open is None:
        return Licensed("unknown", "the terms are not known in full", own, citations)
    if unread := unaudited(facts):
        return Licensed("unknown", f"what {unread[0]} imposes was not audited", own, citations)
    names = with_article([e.license.name for e in reading.terms.entries])
    if all(e.license.approvals.osi for e in reading.terms.entries):
        return Licensed("approved", f"under {names}, approved by OSI", own, citations)
    return Licensed("open", f"under {names}: open, and not known to be approved by OSI", own, citations)


def _limits(axes: Axes, reading: ComponentReading) -> str:
    names = with_article([e.license.name for e in reading.terms.entries if e.license.is_open is not True])
    found = [RESTRICTION[k] for k in dict.fromkeys(r.kind for r in axes.restrictions)]
    shown = enumerate_words(found[:3] + ([f"{len(found) - 3} more"] if len(found) > 3 else []))
    return f"{names} is not open: {shown}" if found else f"{names} does not grant all four freedoms"
