"""What the frameworks ask of a component's licence: whether it is open, whose it is, and who approved it."""

from typing import Literal

import msgspec

from openaudit.classify.spectrum import unaudited
from openaudit.read.facts import Facts
from openaudit.read.licenses import ComponentReading
from openaudit.read.text import Citation
from openaudit.record import Axes, Component
from openaudit.vocabulary import RESTRICTION, enumerate_words, with_article

Standing = Literal["approved", "open", "restricted", "unknown"]


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
    """The licence of a component: its own, else the release's, which is the weights'."""
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
