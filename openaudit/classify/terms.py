"""A licence's restrictions and obligations as the record holds them: each with the places that show it."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

import msgspec

from openaudit.evidence import Ledger
from openaudit.licensing.knowledge import Entry
from openaudit.licensing.locate import locate
from openaudit.read.licenses import spdx
from openaudit.read.readings import ClaimReading
from openaudit.read.text import Citation, Document
from openaudit.record import Component, Confidence, Obligation, Restriction, RestrictionKind
from openaudit.vocabulary import shorten

CARD = "model card"
"""The basis of a restriction that the card's text states and the licence does not contain."""

_SHOWN = 3  # sentences that state the same limit


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Why a licence's terms hold: who names it, and the texts at hand in which its clauses stand.

    `restrictions` and `obligations` are the places of each where the text was read clause by clause, in the entry's
    order; `from_text` says that the entry itself was made from that reading.
    """

    entry: Entry
    component: Component
    named: tuple[Citation, ...]
    texts: tuple[Document, ...]
    confidence: Confidence
    restrictions: tuple[Citation | None, ...] = ()
    obligations: tuple[Citation | None, ...] = ()
    from_text: bool = False


def restrictions(ground: Ground, ledger: Ledger, *, multimodal: bool | None) -> Iterator[Restriction]:
    """The restrictions of the licence that bind the model; one on multimodal models binds where that is not known."""
    license_ = ground.entry.license
    for number, term in enumerate(license_.restrictions):
        if term.only is not None and multimodal is False:
            continue
        yield Restriction(
            kind=term.kind,
            component=ground.component,
            evidence=ledger.cite(_places(ground, term.kind, "restrictions", number)),
            clause=term.clause,
            threshold=term.threshold,
            metric=term.metric,
            amount=term.amount,
            currency=term.currency,
            period=term.period,
            bound=term.bound,
            counted=term.counted,
            uses=term.uses,
            concerns=term.concerns,
            places=term.places,
            scope=term.scope,
            says=term.says,
            basis=spdx(ground.entry),
            # Whether the condition holds was not seen.
            confidence="low" if term.only is not None and multimodal is None else ground.confidence,
        )


def stated(
    claims: Sequence[ClaimReading], licensed: AbstractSet[RestrictionKind], ledger: Ledger
) -> Iterator[Restriction]:
    """The limits that the card's own words put on this model as a term, and no licence of it does; each kind once.

    They are told with the card as their basis: whether such a sentence binds is open, so no tier follows from it.
    """
    found: dict[RestrictionKind, list[ClaimReading]] = {}
    for claim in claims:
        if claim.about == "self" and claim.firm and claim.restriction is not None and claim.restriction not in licensed:
            found.setdefault(claim.restriction, []).append(claim)
    for kind, said in found.items():
        yield Restriction(
            kind=kind,
            component="weights",
            evidence=ledger.cite(c.citation for c in said[:_SHOWN]),
            says=f"The card says “{shorten(said[0].text.rstrip('.'))}”",
            basis=CARD,
            confidence="medium",
        )


def closes(restriction: Restriction) -> bool:
    """Whether a limit that only the card states leaves a model no more open, where nothing tells of its licence.

    A list of forbidden uses may be no more than advice.
    """
    return restriction.basis == CARD and restriction.kind != "field-of-use"


def obligations(ground: Ground, ledger: Ledger) -> Iterator[Obligation]:
    """The duties of the licence."""
    for number, term in enumerate(ground.entry.license.obligations):
        yield Obligation(
            kind=term.kind,
            component=ground.component,
            evidence=ledger.cite(_places(ground, term.kind, "obligations", number, words=term.text)),
            clause=term.clause,
            text=term.text,
            threshold=term.threshold,
            metric=term.metric,
            amount=term.amount,
            currency=term.currency,
            period=term.period,
            bound=term.bound,
            says=term.says,
            basis=spdx(ground.entry),
        )


def _places(ground: Ground, kind: str, table: str, number: int, *, words: str | None = None) -> Iterator[Citation]:
    """Where a term stands: its clause in a text at hand, then who names the licence, then the knowledge base."""
    read = {"restrictions": ground.restrictions, "obligations": ground.obligations}[table]
    if read and (place := read[number]) is not None:
        yield place
    elif (found := locate(kind, [d.text for d in ground.texts], words)) is not None:
        yield ground.texts[found[0]].cite_words(*found[1:])
    yield from ground.named
    if not ground.from_text:
        yield _knowledge(ground.entry, table, number)


def _knowledge(entry: Entry, table: str, number: int) -> Citation:
    """The place of the `number`-th `[[table]]` in an entry of the knowledge base; what it says is the quote."""
    return _tables(entry.file, entry.sha256, entry.lines, table)[number]


@lru_cache(maxsize=64)  # the same few licences hold for most models
def _tables(file: str, sha256: str, lines: tuple[str, ...], table: str) -> tuple[Citation, ...]:
    found = []
    for first in (n for n, line in enumerate(lines, 1) if line.startswith(f"[[{table}]]")):
        last = first
        while last < len(lines) and lines[last].strip() and not lines[last].startswith("["):
            last += 1
        says = [line for line in lines[first:last] if line.startswith("says = ")]
        quote = says[0].partition(" = ")[2].strip('"')
        found.append(Citation(file=file, sha256=sha256, lines=(first, last), quote=quote))
    return tuple(found)
