"""OA2xx: whether there is a licence, and whether what is said of it agrees."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.licensing.knowledge import License
from openaudit.licensing.names import find, suggest
from openaudit.licensing.terms import agree
from openaudit.read.facts import Facts
from openaudit.read.licenses import ComponentReading, is_changed, may_hold_terms
from openaudit.read.readings import Statement
from openaudit.record import Axes
from openaudit.vocabulary import RESTRICTION, enumerate_words


def license_(facts: Facts, _axes: Axes) -> Iterator[Found]:
    """The gaps between metadata, licence files and the card's text."""
    if facts.weights.level == "none" and facts.entry is not None:
        return
    reading = facts.licenses["weights"]
    yield from _none(facts, reading)
    yield from _invalid(reading)
    yield from _differs(reading)
    yield from _resolved(reading)
    yield from _modified(facts)
    yield from _unidentified(facts)
    yield from _text_missing(facts, reading)
    yield from _underspecified(reading)


def _none(facts: Facts, reading: ComponentReading) -> Iterator[Found]:
    """OA201, when everything that could name a licence was seen and nothing does."""
    own = [s for s in reading.statements if s.inherited_from is None and (s.named or s.valid)]
    if not own and not any(may_hold_terms(u) for u in facts.unavailable):
        where = "its card's metadata, its card's text" if facts.card is not None else "there is no card"
        yield Found(
            rule="OA201",
            message=f"No licence is granted for the weights: neither in {where} nor in a licence file."
            if facts.card is not None
            else f"No licence is granted for the weights: {where}, and no licence file.",
            citations=facts.weights.citations[:1],
        )


def _invalid(reading: ComponentReading) -> Iterator[Found]:
    for statement in reading.statements:
        if statement.stated_in == "metadata" and not statement.valid:
            means = _meaning(statement)
            yield Found(
                rule="OA202",
                message=f"“{statement.written}” is no licence identifier of the Hub or of SPDX{means}.",
                citations=(statement.citation,),
                severity="low" if statement.entry is not None else None,
            )


def _meaning(statement: Statement) -> str:
    """How an invalid identifier is understood, or what it may have been meant to be."""
    if statement.entry is not None:
        return f"; it is understood as the {statement.entry.license.name}"
    if not statement.named:
        return "; it is what a template left there"
    close = suggest(statement.written)
    return f"; perhaps “{close}” is meant" if close is not None else ""


def _differs(reading: ComponentReading) -> Iterator[Found]:
    declared = [s for s in reading.governing if s.stated_in == "metadata" and s.entry is not None]
    for statement in reading.detected:
        entry = statement.entry
        if (
            entry is None
            or statement.terms is not None
            or not declared
            or any(agree(entry, s.entry) for s in declared if s.entry is not None)
        ):
            continue
        yield Found(
            rule="OA203",
            message=(
                f"The metadata says “{declared[0].written}”, and the text of {statement.written} is the "
                f"{entry.license.name}."
            ),
            citations=(declared[0].citation, statement.citation),
        )


def _resolved(reading: ComponentReading) -> Iterator[Found]:
    """OA203, low: the metadata says `other`, and the text is a licence that has an identifier of its own."""
    other = next((s for s in reading.statements if s.stated_in == "metadata"), None)
    if other is None or other.entry is not None or other.named:
        return
    for statement in reading.detected:
        found = statement.identification
        if found is not None and found.is_standard and _is_standard(statement) and statement.entry is not None:
            yield Found(
                rule="OA203",
                message=f"The metadata says “{other.written}”, and the text of {statement.written} is the "
                f"{statement.entry.license.name.removeprefix('The ')}, which has an identifier.",
                citations=(other.citation, statement.citation),
                severity="low",
            )
            return


def _modified(facts: Facts) -> Iterator[Found]:
    # Several licences in one file are one changed text.
    files = {s.written: s for reading in facts.licenses.values() for s in reading.detected}
    for statement in files.values():
        found = statement.identification
        changed = statement.entry.license if statement.entry is not None else None
        if changed is not None and changed.modifies is not None and found is not None:
            yield Found(
                rule="OA204",
                message=f"{statement.written} is the {changed.name}, a changed {changed.modifies}.",
                citations=(statement.citation,),
            )
            continue
        if found is None or statement.document is None or found.match != "modified" or not is_changed(found):
            continue
        added = tuple(statement.document.cite_words(a.start, a.end) for a in found.added)
        removed = sum(r.words for m in found.matches for r in m.removed)
        base = find(found.matches[0].id)
        numbers = numbers_changed(base.license, statement.terms.entry.license) if base and statement.terms else ""
        yield Found(
            rule="OA204",
            message=f"{statement.written} is the text of {found.expression} {_changes(added, removed)}{numbers}.",
            citations=(statement.citation, *added[:5]),
        )


def numbers_changed(known: License, read: License) -> str:
    """Where a changed text has other thresholds or amounts than the known licence, in words; empty where it has not."""
    said = []
    for term in known.restrictions:
        for other in (r for r in read.restrictions if r.kind == term.kind):
            for here, there in ((other.threshold, term.threshold), (other.amount, term.amount)):
                if here is not None and there is not None and here != there:
                    said.append(f"{RESTRICTION[term.kind]} at {here:,} where the known text has {there:,}")
    return f": {enumerate_words(said)}" if said else ""


def _unidentified(facts: Facts) -> Iterator[Found]:
    """OA206: a licence file whose text matches nothing known, with the clauses that were found in it."""
    for statement in (s for reading in facts.licenses.values() for s in reading.detected):
        found = statement.identification
        if found is None or found.matches or (statement.entry is not None and statement.terms is None):
            continue
        if statement.terms is None:
            yield Found(
                rule="OA206",
                message=f"{statement.written} is no known licence's text, and nothing in it grants anything.",
                citations=(statement.citation,),
            )
            continue
        kinds = [RESTRICTION[k] for k in dict.fromkeys(f.kind for f in statement.terms.entry.license.restrictions)]
        limits = enumerate_words(kinds) or "no restriction"
        share = round(100 * statement.terms.reading.understood)
        yield Found(
            rule="OA206",
            message=f"{statement.written} is the text of no known licence; as far as it was understood ({share} %), "
            f"it has {limits}.",
            citations=(statement.citation, *(c for c in statement.terms.restrictions if c is not None)),
            confidence="medium",
        )


def _changes(added: tuple[object, ...], removed: int) -> str:
    parts = []
    if added:
        parts.append(f"with {len(added)} passage{'s' if len(added) > 1 else ''} added")
    if removed:
        parts.append(f"with {removed} word{'s' if removed > 1 else ''} removed or replaced")
    return " and ".join(parts) or "with changes"


def _text_missing(facts: Facts, reading: ComponentReading) -> Iterator[Found]:
    """OA205: a custom licence by name or `other`, no text at hand, and none that could not be fetched."""
    unread = any(may_hold_terms(u) for u in facts.unavailable)
    named = [s for s in reading.statements if s.entry is not None and s.inherited_from is None]
    # Its name in the card's text, without a text behind it, still gives nobody the terms.
    if reading.detected or unread or any(s.stated_in != "prose" or _is_standard(s) for s in named):
        return
    placeholder = next((s for s in reading.statements if _is_custom(s)), None)
    if placeholder is not None:
        yield Found(
            rule="OA205",
            message=f"The licence is “{placeholder.written}”, and its text is nowhere: no file, no known address.",
            citations=(placeholder.citation,),
        )


def _underspecified(reading: ComponentReading) -> Iterator[Found]:
    """OA210: what the metadata names is a family, or nothing at all, and no licence file says more."""
    if any(s.entry is not None for s in reading.detected):
        return
    for statement in reading.statements:
        family = statement.entry is not None and statement.entry.license.underspecified
        if statement.stated_in == "metadata" and (
            family or (statement.entry is None and not statement.named and statement.valid)
        ):
            yield Found(
                rule="OA210",
                message=f"The metadata says “{statement.written}”, which does not tell which licence holds.",
                citations=(statement.citation,),
            )


def _is_standard(statement: Statement) -> bool:
    """Whether the licence that a statement names is one of SPDX's list, whose texts are a fixed thing."""
    spdx = statement.entry.license.spdx if statement.entry is not None else None
    return spdx is not None and not spdx.startswith("LicenseRef-")


def _is_custom(statement: Statement) -> bool:
    return statement.stated_in == "metadata" and statement.entry is None and statement.valid
