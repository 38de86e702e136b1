"""The record's evidence as a page shows it: the quote, its place, its address, and the lines around it."""

from collections.abc import Iterable, Sequence

import msgspec

from openaudit.record import AuditRecord, Evidence
from openaudit.report.interface import Passages
from openaudit.report.places import address, with_lines

AROUND = 3  # lines of context before and after a quote
_LONGEST = 600  # characters of one line of context
_MOST = 60  # lines of one quote that are shown in their context
_SHOWN = 3  # quotes that stand beside what they prove; the rest is linked


class Line(msgspec.Struct, frozen=True):
    """A line of a file: its number, and its words before, in and after what is quoted."""

    number: int
    before: str
    quoted: str
    after: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence: `place` in short, `link` to the words at the audited revision, None where there is none.

    `context` are the lines around it, empty where the file of this hash was not at hand.
    """

    id: str
    file: str
    place: str
    link: str | None
    lines: str
    quote: str
    context: tuple[Line, ...]


class Quotes(msgspec.Struct, frozen=True):
    """The proof of one statement: what is quoted beside it, and what is named by its place."""

    quoted: tuple[Proof, ...]
    named: tuple[Proof, ...]


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A file with all that the record cites of it."""

    file: str
    sha256: str
    link: str | None
    proofs: tuple[Proof, ...]


class Book:
    """The evidence of one record. A quote is shown beside the first statement that rests on it, later named."""

    def __init__(self, record: AuditRecord, passages: Passages) -> None:
        self._record = record
        self._by_id = {e.id: _proof(record, e, passages) for e in record.evidence}
        self._seen: set[tuple[str, str]] = set()

    @property
    def in_context(self) -> bool:
        """Whether the lines around any quote are at hand."""
        return any(proof.context for proof in self._by_id.values())

    def places(self, ids: Iterable[str]) -> tuple[Proof, ...]:
        """The evidence by its places alone, each once."""
        places: dict[str, Proof] = {}
        for proof in (self._by_id[i] for i in ids):
            places.setdefault(proof.place, proof)
        return tuple(places.values())

    def quotes(self, ids: Sequence[str], said: str | None = None) -> Quotes:
        """The first few pieces that were not quoted yet; what only repeats the words `said` above is named."""
        quoted: list[Proof] = []
        for proof in (self._by_id[i] for i in ids):
            words = (proof.place, proof.quote)
            # Of the card or the licence the place is worth showing; the knowledge base's own words were just said.
            repeated = said is not None and proof.quote.rstrip(".") in said and proof.link is None and not proof.context
            if words not in self._seen and not repeated and len(quoted) < _SHOWN:
                self._seen.add(words)
                quoted.append(proof)
        shown = {proof.place for proof in quoted}
        return Quotes(tuple(quoted), tuple(p for p in self.places(ids) if p.place not in shown))

    def files(self) -> tuple[Cited, ...]:
        """Every file that is cited, in the order in which a reader meets them."""
        cited: dict[tuple[str, str], list[Evidence]] = {}
        for evidence in self._record.evidence:
            cited.setdefault((evidence.file, evidence.sha256), []).append(evidence)
        return tuple(
            Cited(
                file=file,
                sha256=digest,
                link=address(self._record, found[0]),
                proofs=tuple(self._by_id[e.id] for e in found),
            )
            for (file, digest), found in cited.items()
        )


def _proof(record: AuditRecord, evidence: Evidence, passages: Passages) -> Proof:
    link = address(record, evidence)
    lines = _numbers(evidence.lines)
    return Proof(
        id=evidence.id,
        file=evidence.file,
        place=f"{evidence.file}:{lines}" if lines else evidence.file,
        link=with_lines(link, evidence.lines) if link is not None else None,
        lines=lines,
        quote=evidence.quote,
        context=_context(evidence, passages.get(evidence.sha256, ())),
    )


def _numbers(lines: tuple[int, int] | None) -> str:
    if lines is None:
        return ""
    first, last = lines
    return f"{first}" if first == last else f"{first}–{last}"


def _context(evidence: Evidence, text: tuple[str, ...]) -> tuple[Line, ...]:
    """The quoted lines marked, with those around them; none where the file has no such lines."""
    if evidence.lines is None or not 1 <= evidence.lines[0] <= evidence.lines[1] <= len(text):
        return ()
    first, last = evidence.lines[0], min(evidence.lines[1], evidence.lines[0] + _MOST)
    numbers = range(max(1, first - AROUND), min(len(text), last + AROUND) + 1)
    quoted = evidence.quote if first == last else None
    return tuple(
        _marked(n, text[n - 1], quoted) if first <= n <= last else Line(n, _cut(text[n - 1]), "", "") for n in numbers
    )


def _marked(number: int, line: str, quote: str | None) -> Line:
    """The line with the quoted words apart, the whole line where they are spread over several."""
    if not quote or quote not in line:
        return Line(number, "", _cut(line), "")
    before, _, after = line.partition(quote)
    return Line(number, f"…{before[-_LONGEST:]}" if len(before) > _LONGEST else before, quote, _cut(after))


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
