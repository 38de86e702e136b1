"""What `openaudit license` answers about one text or one entry, in the vocabulary of the record.

Pure, like the audit: the same text and knowledge base give the same answer.
"""

from typing import Literal

import msgspec

from openaudit.classify.terms import Ground, obligations, restrictions
from openaudit.evidence import Ledger
from openaudit.licensing import names
from openaudit.licensing.clauses import read_clauses
from openaudit.licensing.identify import Identification, identify, role_of
from openaudit.licensing.knowledge import Approvals, Entry
from openaudit.licensing.terms import Terms, combine
from openaudit.read.text import Citation, Document
from openaudit.read.text_terms import find_places, read_terms
from openaudit.record import Evidence, Freedom, Freedoms, Match, Obligation, Restriction, Unavailable

_NO_LICENSE = "this reads as no licence: nothing in it was understood as terms"
_NOT_UNDERSTOOD = "it calls itself a licence or terms, but what it grants was not understood"


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a known licence that the text lacks: how many, after which of its lines."""

    after_line: int
    words: int


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """One licence in the text: how exactly, how much of it (`share`, 0 to 1), on which lines, and what it lacks."""

    id: str
    name: str | None
    match: Match
    share: float
    lines: tuple[int, int]
    removed: tuple[Removed, ...]


class LicenseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `open` is null where the terms are not known in full; `added` holds evidence ids."""

    schema_version: Literal["1.0"] = "1.0"
    input: str
    match: Match
    expression: str | None
    coverage: float | None
    added: tuple[str, ...]
    licenses: tuple[Identified, ...]
    open: bool | None
    commercial: Freedom
    approvals: Approvals = Approvals()
    freedoms: Freedoms
    restrictions: tuple[Restriction, ...]
    obligations: tuple[Obligation, ...]
    evidence: tuple[Evidence, ...]
    fingerprints: str | None
    notes: tuple[str, ...] = ()
    unavailable: tuple[Unavailable, ...] = ()


def read_license(document: Document) -> LicenseAnswer:
    """Which licence a text is, and what it allows and forbids."""
    found = identify(document.text, role=role_of(document.path, document.text))
    ledger = Ledger()
    added = ledger.cite(document.cite_words(span.start, span.end) for span in found.added)
    known = [(m, names.find(m.id)) for m in found.matches]
    if found.is_standard and all(e is not None for _, e in known):
        entries = {e.license.id: (e, _line(document, m.line_first)) for m, e in known if e is not None}
        terms = combine([e for e, _ in entries.values()], complete=True, multimodal=None)
        grounds = [
            msgspec.structs.replace(_ground(e, (title,), (document,)), restrictions=find_places(document, e))
            for e, title in entries.values()
        ]
        return _answer(document.path, found, terms, grounds, ledger, added=added)
    read = read_terms(document, next((e for _, e in known if e is not None), None), found)
    if read is None:
        nothing = combine([], complete=False, multimodal=None)
        note = _NOT_UNDERSTOOD if read_clauses(document.text).is_license else _NO_LICENSE
        return _answer(document.path, found, nothing, [], ledger, notes=(note,))
    # A text that was cut off may have gone on with more terms than those that are left.
    terms = combine([read.entry], complete=not found.is_cut, multimodal=None)
    ground = msgspec.structs.replace(
        _ground(read.entry, (), (document,)),
        restrictions=read.restrictions,
        obligations=read.obligations,
        from_text=True,
    )
    notes = (f"read clause by clause: {round(100 * read.reading.understood)} % understood", *read.reading.notes)
    return _answer(document.path, found, terms, [ground], ledger, added=added, notes=notes)


def describe(entry: Entry, name: str) -> LicenseAnswer:
    """What the knowledge base says of a licence asked for by `name`."""
    terms = combine([entry], complete=True, multimodal=None)
    exact = names.read_expression(name)
    expression = exact.text if exact is not None and exact.entries == (entry,) else entry.license.spdx
    answer = _answer(name, None, terms, [_ground(entry, (), ())], Ledger(), expression=expression)
    read = f"{entry.license.name}; {entry.license.origin.where}, {entry.license.origin.date}"
    return msgspec.structs.replace(answer, approvals=entry.license.approvals, notes=(read,))


def unread(path: str, reason: Unavailable) -> LicenseAnswer:
    """The answer to a file that can't be read: nothing is known of it, and why."""
    terms = combine([], complete=False, multimodal=None)
    return msgspec.structs.replace(_answer(path, None, terms, [], Ledger()), unavailable=(reason,))


def _answer(
    path: str,
    found: Identification | None,
    terms: Terms,
    grounds: list[Ground],
    ledger: Ledger,
    *,
    added: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    expression: str | None = None,
) -> LicenseAnswer:
    freedoms = terms.freedoms
    limits = tuple(r for g in grounds for r in restrictions(g, ledger, multimodal=None))
    duties = tuple(o for g in grounds for o in obligations(g, ledger))
    return LicenseAnswer(
        input=path,
        match=found.match if found is not None else "none",
        expression=found.expression if found is not None else expression,
        coverage=round(found.coverage, 4) if found is not None else None,
        added=added,
        licenses=tuple(_identified(found)) if found is not None else (),
        open=terms.is_open,
        commercial=terms.commercial,
        freedoms=Freedoms(
            use=freedoms.use, study=freedoms.study, modify=freedoms.modify, share=freedoms.share, evidence=()
        ),
        restrictions=limits,
        obligations=duties,
        evidence=ledger.evidence(),
        fingerprints=found.fingerprints if found is not None else None,
        notes=notes,
    )


def _identified(found: Identification) -> list[Identified]:
    return [
        Identified(
            id=m.id,
            name=entry.license.name if (entry := names.find(m.id)) is not None else None,
            match=m.match,
            share=round(m.share, 4),
            lines=(m.line_first, m.line_last),
            removed=tuple(Removed(after_line=r.after_line, words=r.words) for r in m.removed),
        )
        for m in found.matches
    ]


def _ground(entry: Entry, named: tuple[Citation, ...], texts: tuple[Document, ...]) -> Ground:
    return Ground(
        entry=entry, component="weights", named=named, texts=texts, confidence=entry.license.origin.confidence
    )


def _line(document: Document, number: int) -> Citation:
    return document.cite(max(1, min(number, len(document.lines))))
