"""The terms of a text that no entry holds the facts of, in the form of an entry, to be judged like any other.

The text itself is read clause by clause. Of a known licence that was changed, what the text says takes the place of
what the entry says on the same matter; what the entry says beyond that still holds, since a reader may miss a clause.
"""

from typing import cast

import msgspec

from openaudit.licensing.clauses import ClauseReading, Find, read_clauses
from openaudit.licensing.exactness import could_bind
from openaudit.licensing.identify import Identification
from openaudit.licensing.knowledge import Entry, Freedoms, License, Obligation, Origin, Restriction
from openaudit.licensing.terms import narrowest
from openaudit.read.license_files import READ_HERE
from openaudit.read.text import Citation, Document
from openaudit.record import ObligationKind, RestrictionKind

_MULTIMODAL = "multimodal model"  # a clause on these binds no other model
_ID_DIGITS = 12  # of the text's SHA-256: enough to tell the texts of one audit apart, and to find the file again


class TextTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Terms read out of a text.

    The citations stand beside the entry's restrictions and obligations, in their order; None where a term comes from
    the known licence that was changed.
    """

    entry: Entry
    reading: ClauseReading
    restrictions: tuple[Citation | None, ...]
    obligations: tuple[Citation | None, ...]


def read_terms(document: Document, base: Entry | None, found: Identification) -> TextTerms | None:
    """The terms of the text, `base` being the licence that it changes, as `found` tells.

    None when it is no licence, or when nothing of what it grants, forbids or obliges to was understood.
    """
    reading = read_clauses(document.text)
    if base is None and not (reading.is_license and _says_anything(reading)):
        return None
    known = base.license if base is not None else None
    name = f"terms of {document.path}" if known is None else f"{known.name} as changed in {document.path}"
    certain = base is None or _understood(document, found, reading)
    freedoms = _freedoms(reading, known, certain=certain)
    return _terms(document, reading, known, freedoms=freedoms, name=name, offset=0)


def _says_anything(reading: ClauseReading) -> bool:
    granted = reading.freedoms
    known = {granted.use, granted.study, granted.modify, granted.share} != {"unknown"}
    return bool(known or reading.restrictions or reading.obligations)


def find_places(document: Document, entry: Entry) -> tuple[Citation | None, ...]:
    """Where each restriction of a known licence is stated in its text; None for one that no clause was found for."""
    clauses = read_clauses(document.text).restrictions
    found = []
    for term in entry.license.restrictions:
        alike = [c for c in clauses if c.kind == term.kind]
        best = next((c for c in alike if c.threshold == term.threshold and c.amount == term.amount), None)
        place = best or next(iter(alike), None)
        found.append(document.cite_words(place.start, place.end) if place is not None else None)
    return tuple(found)


def read_gate(document: Document, start: int, end: int) -> TextTerms | None:
    """The terms of access between two offsets of a card; None when they restrict nothing.

    They limit what the licence grants and grant nothing themselves, so the freedoms are as wide as their restrictions.
    """
    reading = read_clauses(document.text[start:end], fragment=True)
    if not reading.restrictions:
        return None
    return _terms(
        document, reading, None, freedoms=reading.freedoms, name=f"terms of access in {document.path}", offset=start
    )


def _terms(
    document: Document, reading: ClauseReading, known: License | None, *, freedoms: Freedoms, name: str, offset: int
) -> TextTerms:
    def place(found: Find) -> Citation:
        return document.cite_words(offset + found.start, offset + found.end)

    limits = [
        (_restriction(f, document.text[offset + f.start : offset + f.end]), place(f)) for f in reading.restrictions
    ]
    duties = [(_obligation(f), place(f)) for f in reading.obligations]
    stated = {limit.kind for limit, _ in limits} | {duty.kind for duty, _ in duties}
    kept_limits = [r for r in known.restrictions if r.kind not in stated] if known is not None else []
    kept_duties = [o for o in known.obligations if o.kind not in stated] if known is not None else []
    digest = document.sha256[:_ID_DIGITS]
    license_ = License(
        id=f"text-{digest}",
        name=name,
        spdx=f"{READ_HERE}{digest}",
        kind="model",
        origin=Origin(where=document.path, read="full", date="", confidence="medium"),
        freedoms=freedoms,
        commercial=narrowest([reading.commercial, *([known.commercial] if known is not None else [])]),
        restrictions=(*(r for r, _ in limits), *kept_limits),
        obligations=(*(o for o, _ in duties), *kept_duties),
    )
    return TextTerms(
        entry=Entry(license_, document.path, document.sha256, document.lines),
        reading=reading,
        restrictions=(*(c for _, c in limits), *(None for _ in kept_limits)),
        obligations=(*(c for _, c in duties), *(None for _ in kept_duties)),
    )


def _understood(document: Document, found: Identification, reading: ClauseReading) -> bool:
    """Whether what was changed in a known text is understood.

    Each added passage must lie in a clause that was read, or have no word that could bind anybody; what was removed
    must have been replaced by a passage that was read.
    """
    clauses = [(f.start, f.end) for f in (*reading.restrictions, *reading.obligations)]
    read_lines: set[int] = set()
    for span in found.added:
        words = document.text[span.start : span.end]
        if any(start < span.end and span.start < end for start, end in clauses):
            read_lines.update(range(span.line_first - 1, span.line_last + 1))
        elif could_bind(words) or not any(c.isalnum() for c in words):  # a sign may strike the text out
            return False
    return all(gap.after_line in read_lines for match in found.matches for gap in match.removed)


def _freedoms(reading: ClauseReading, known: License | None, *, certain: bool) -> Freedoms:
    """The freedoms that the text grants, and no wider than the licence that it changes.

    A text that is not positively open keeps what it grants only where it also restricts: else nothing is certain, as
    nothing is where a change of a known text was not understood.
    """
    granted = reading.freedoms
    if not certain or (reading.is_open is None and not reading.restrictions):
        granted = Freedoms(use="unknown", study="unknown", modify="unknown", share="unknown")
    if known is None:
        return granted
    base = known.freedoms
    return Freedoms(
        use=narrowest([granted.use, base.use]),
        study=narrowest([granted.study, base.study]),
        modify=narrowest([granted.modify, base.modify]),
        share=narrowest([granted.share, base.share]),
    )


def _restriction(found: Find, words: str) -> Restriction:
    return Restriction(
        kind=cast("RestrictionKind", found.kind),
        says=found.says,
        clause=found.clause,
        threshold=found.threshold,
        metric=found.metric,
        amount=found.amount,
        currency=found.currency,
        period=found.period,
        bound=found.bound,
        counted=found.counted,
        places=found.places,
        scope=found.scope,
        only="multimodal" if found.kind == "territory" and _MULTIMODAL in words.casefold() else None,
    )


def _obligation(found: Find) -> Obligation:
    return Obligation(
        kind=cast("ObligationKind", found.kind),
        says=found.says,
        clause=found.clause,
        text=found.text,
        threshold=found.threshold,
        metric=found.metric,
        amount=found.amount,
        currency=found.currency,
        period=found.period,
        bound=found.bound,
    )
