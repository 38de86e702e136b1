"""Under which licence a component of an audited model stands, and what the framework makes of that.

A component's own licence holds, else the release's, as MOF has it. The release's is what the metadata, the catalogue or
a licence file that names no component give; a licence for the weights alone covers nothing else. What lies outside of
the repository has a licence of its own that was not read, unless the card tells it.
"""

from collections.abc import Sequence

import msgspec

from openaudit.classify.frameworks.mof.openness import Judged, identifier, is_open, of_entries
from openaudit.licensing.knowledge import Entry
from openaudit.read.facts import Facts
from openaudit.read.license_files import names_no_component
from openaudit.read.licenses import may_hold_terms
from openaudit.read.mof import ComponentType
from openaudit.read.readings import Statement
from openaudit.read.text import Citation
from openaudit.record import Component as Licensed


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """The licences that hold for a component. `complete` is False where one of them is not known."""

    entries: tuple[Entry, ...]
    complete: bool
    citations: tuple[Citation, ...]


def weights_grant(facts: Facts) -> Grant:
    """What holds for the weights: their own licences and what ancestors impose, none where only ancestors speak."""
    reading = facts.licenses["weights"]
    if not reading.own:
        return _none(facts, reading.statements)
    return _grant(reading.governing, complete=reading.terms.complete)


def own_grant(facts: Facts, component: Licensed, *, told: bool = False) -> Grant | None:
    """What is said of this component alone, None for nothing; `told`: by the card's words, not by a file beside it."""
    reading = facts.licenses[component]
    own = [s for s in reading.own if not told or s.stated_in in {"metadata", "prose"}]
    return _grant(own, complete=reading.terms.complete) if own else None


def grant(facts: Facts, component: Licensed) -> Grant:
    """What holds for a component that lies in the repository: its own licence, else the release's."""
    own = own_grant(facts, component)
    if own is not None:
        return own
    reading = facts.licenses["weights"]
    if not any(_of_release(s) for s in reading.own):
        return _none(facts, (*reading.statements, *facts.licenses[component].statements))
    return _grant(reading.own, complete=reading.terms.complete)


def datasets_grant(facts: Facts) -> Grant | None:
    """What holds for the named datasets together, by their own cards; None where no licence of theirs was read."""
    terms = [term for dataset in facts.datasets for term in dataset.terms]
    if not terms:
        return None
    return Grant(
        entries=tuple({t.entry.license.id: t.entry for t in terms if t.entry is not None}.values()),
        complete=all(d.terms for d in facts.datasets) and all(t.entry is not None for t in terms),
        citations=tuple(t.citation for t in terms),
    )


def judge(found: Grant, type_: ComponentType) -> Judged:
    """What MOF makes of the licences: `unknown` where terms that are not known may hold."""
    if not found.entries and found.complete:
        return Judged(status="unlicensed", license=None, reason="no licence is given")
    if not found.entries:
        return Judged(status="unknown", license=None, reason="what its licence is could not be told")
    judged = of_entries(found.entries, type_)
    closed = [e for e in found.entries if not is_open(e)]
    if any(e.license.is_open is None for e in closed) and not any(e.license.is_open is False for e in closed):
        return Judged(status="unknown", license=judged.license, reason="the terms of its licence are not known in full")
    if judged.status == "included" and not found.complete:
        called = " AND ".join(dict.fromkeys(identifier(e) for e in found.entries))
        return Judged(status="unknown", license=called, reason="more terms may hold than those that could be read")
    return judged


def _of_release(statement: Statement) -> bool:
    """Whether a statement about the weights speaks for the whole release."""
    if statement.stated_in == "file":
        return names_no_component(statement.written)
    return statement.stated_in in {"metadata", "catalogue"}


def _grant(statements: Sequence[Statement], *, complete: bool) -> Grant:
    entries = tuple({s.entry.license.id: s.entry for s in statements if s.entry is not None}.values())
    return Grant(entries=entries, complete=complete, citations=tuple(s.citation for s in statements))


def _none(facts: Facts, statements: Sequence[Statement]) -> Grant:
    """No licence that holds: complete only where nothing names one and nothing unread may."""
    own = [s for s in statements if s.inherited_from is None]
    unread = any(may_hold_terms(u) for u in facts.unavailable)
    return Grant(entries=(), complete=not own and not unread, citations=tuple(s.citation for s in own))
