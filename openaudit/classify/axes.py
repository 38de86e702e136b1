"""The five axes: weights, code, data information, licence freedoms, restrictions; and the duties beside them."""

from collections.abc import Iterator

from openaudit.evidence import Ledger
from openaudit.licensing import knowledge
from openaudit.licensing.locate import locate
from openaudit.licensing.terms import binding
from openaudit.read.facts import Facts
from openaudit.read.license_files import is_license_file
from openaudit.read.licenses import ComponentReading, spdx
from openaudit.read.readings import Statement
from openaudit.read.text import Citation, Document
from openaudit.record import Axes, Code, Confidence, Data, Freedoms, Obligation, Restriction, Weights


def axes(facts: Facts, ledger: Ledger) -> Axes:
    """The axes of one model. Freedoms and restrictions are those of the weights' licence."""
    reading = facts.licenses["weights"]
    released = facts.released
    freedoms = reading.terms.freedoms
    return Axes(
        weights=Weights(
            level=facts.weights.level,
            formats=facts.weights.formats,
            checkpoints=released.checkpoints,
            evidence=ledger.cite((*facts.weights.citations, *released.checkpoint_citations)),
        ),
        code=Code(level=released.code, evidence=ledger.cite(released.code_citations)),
        data=Data(level=released.data, evidence=ledger.cite(released.data_citations)),
        freedoms=Freedoms(
            use=freedoms.use,
            study=freedoms.study,
            modify=freedoms.modify,
            share=freedoms.share,
            evidence=ledger.cite(s.citation for s in reading.governing),
        ),
        restrictions=tuple(_restrictions(facts, reading, ledger)),
        obligations=tuple(_obligations(facts, reading, ledger)),
    )


def _governing_once(reading: ComponentReading) -> Iterator[tuple[knowledge.Entry, tuple[Statement, ...]]]:
    """Each governing licence with all the statements that say that it governs."""
    for entry in reading.terms.entries:
        yield (
            entry,
            tuple(s for s in reading.governing if s.entry is not None and s.entry.license.id == entry.license.id),
        )


def _restrictions(facts: Facts, reading: ComponentReading, ledger: Ledger) -> Iterator[Restriction]:
    for entry, statements in _governing_once(reading):
        license_ = binding(entry.license, multimodal=facts.multimodal)
        for term in license_.restrictions:
            places = _places(facts, entry, statements, term.kind, "restrictions", license_id_index(entry, term))
            yield Restriction(
                kind=term.kind,
                component=reading.component,
                evidence=ledger.cite(places),
                clause=term.clause,
                threshold=term.threshold,
                metric=term.metric,
                amount=term.amount,
                currency=term.currency,
                period=term.period,
                places=term.places,
                scope=term.scope,
                says=term.says,
                basis=spdx(entry),
                confidence=_confidence(entry, statements),
            )


def _obligations(facts: Facts, reading: ComponentReading, ledger: Ledger) -> Iterator[Obligation]:
    for entry, statements in _governing_once(reading):
        for number, term in enumerate(entry.license.obligations):
            places = _places(facts, entry, statements, term.kind, "obligations", number, words=term.text)
            yield Obligation(
                kind=term.kind,
                component=reading.component,
                evidence=ledger.cite(places),
                clause=term.clause,
                text=term.text,
                threshold=term.threshold,
                metric=term.metric,
                says=term.says,
                basis=spdx(entry),
            )


def license_id_index(entry: knowledge.Entry, term: knowledge.Restriction) -> int:
    """Where in its entry a restriction stands: its number among the entry's restrictions."""
    return entry.license.restrictions.index(term)


def _confidence(entry: knowledge.Entry, statements: tuple[Statement, ...]) -> Confidence:
    """High when the facts were read in full, and a file or the metadata names the licence."""
    if entry.license.origin.confidence != "high":
        return entry.license.origin.confidence
    return "medium" if all(s.stated_in == "prose" for s in statements) else "high"


def _places(
    facts: Facts,
    entry: knowledge.Entry,
    statements: tuple[Statement, ...],
    kind: str,
    table: str,
    number: int,
    *,
    words: str | None = None,
) -> Iterator[Citation]:
    """Where a term stands: its clause in a text at hand, then who names the licence, then the knowledge base."""
    clause = next(
        (d.cite_words(*span) for d in _texts(facts, statements) if (span := locate(kind, d.text, words)) is not None),
        None,
    )
    if clause is not None:
        yield clause
    yield from (s.citation for s in statements)
    yield knowledge_citation(entry, table, number)


def _texts(facts: Facts, statements: tuple[Statement, ...]) -> Iterator[Document]:
    """The texts that hold a licence's terms: its own file first, then the policies beside it."""
    yield from (s.document for s in statements if s.document is not None)
    if any(s.document is not None for s in statements):
        yield from (d for d in facts.documents if "policy" in d.path.lower() and not is_license_file(d.path))


def knowledge_citation(entry: knowledge.Entry, table: str, number: int) -> Citation:
    """The place of the `number`-th `[[table]]` in an entry of the knowledge base; what it says is the quote."""
    heads = [n for n, line in enumerate(entry.lines, 1) if line.startswith(f"[[{table}]]")]
    first = last = heads[number]
    while last < len(entry.lines) and entry.lines[last].strip() and not entry.lines[last].startswith("["):
        last += 1
    says = next(line for line in entry.lines[first:last] if line.startswith("says = "))
    quote = says.partition(" = ")[2].strip('"')
    return Citation(file=entry.file, sha256=entry.sha256, lines=(first, last), quote=quote)
