"""OA1xx: what is said against what is released."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from openaudit.classify.terms import closes
from openaudit.findings.interface import Found
from openaudit.licensing.terms import agree
from openaudit.read.facts import Facts
from openaudit.read.phrases import says
from openaudit.read.readings import ClaimReading, Statement
from openaudit.record import Axes, RestrictionKind
from openaudit.vocabulary import RESTRICTION, enumerate_words, shorten, with_article


def claims(facts: Facts, axes: Axes) -> Iterator[Found]:
    """The gaps between the card's words and the rest of the evidence."""
    yield from _called_open(facts, axes)
    yield from _beyond_release(facts)
    yield from _forbids_more(facts)
    yield from _prose_differs(facts)
    yield from _weights_missing(facts)
    yield from _data_missing(facts)


def _called_open(facts: Facts, axes: Axes) -> Iterator[Found]:
    reading = facts.licenses["weights"]
    said = [c for c in facts.claims if c.about == "self" and c.openness is not None]
    # Where its licence is not known, the card's own words may still close it.
    closed_by_card = reading.terms.is_open is None and any(closes(r) for r in axes.restrictions)
    if not said or not (reading.terms.is_open is False or closed_by_card):
        return
    limits = enumerate_words([RESTRICTION[k] for k in dict.fromkeys(r.kind for r in axes.restrictions)][:3])
    names = "by its own card it" if closed_by_card else with_article([e.license.name for e in reading.terms.entries])
    yield Found(
        rule="OA101",
        message=f"It is called open (“{shorten(said[0].text)}”), and {names} is not: {limits or 'not all freedoms'}.",
        citations=tuple(c.citation for c in said[:3]),
        evidence=tuple(e for r in axes.restrictions[:2] for e in r.evidence[:1]),
        confidence="medium",
    )


def _beyond_release(facts: Facts) -> Iterator[Found]:
    """OA102: an open licence, the words "open source", and not all that they mean for a model."""
    said = [c for c in facts.claims if c.about == "self" and c.openness == "open-source"]
    released = facts.released
    missing = [
        name
        for name, there in (
            ("training code", released.code == "training"),
            ("data information", released.data in {"documented", "released"}),
        )
        if not there
    ]
    if not said or not missing or facts.card_unseen or facts.licenses["weights"].terms.is_open is not True:
        return
    if facts.weights.level in {"none", "unknown"}:
        return
    yield Found(
        rule="OA102",
        message=f"It is called open source (“{shorten(said[0].text)}”); the weights are under an open licence, and no "
        f"{enumerate_words(missing).replace(' and ', ' nor ')} is shown: open weights.",
        citations=tuple(c.citation for c in said[:3]),
        confidence="medium",
    )


def _forbids_more(facts: Facts) -> Iterator[Found]:
    """OA104: a limit in the card's words that the model's licence does not contain."""
    reading = facts.licenses["weights"]
    if not reading.own or not reading.terms.complete:
        return  # what a licence that was not read says is not known
    known = {r.kind for s in reading.own if s.entry is not None for r in s.entry.license.restrictions}
    more = [c for c in facts.claims if c.about == "self" and _adds(c, known)]
    if not more:
        return
    declared = reading.own[0]
    yield Found(
        rule="OA104",
        message=f"The card says “{shorten(more[0].text)}”, which its licence, “{declared.written}”, does not.",
        citations=(*(c.citation for c in more[:3]), declared.citation),
        confidence="medium",
    )


def _adds(claim: ClaimReading, known: AbstractSet[RestrictionKind]) -> bool:
    """Whether the claim states a limit that is not among the known ones; a firm one of no kind names other terms."""
    if claim.restriction is None:
        return claim.kind == "restriction" and claim.firm
    return claim.restriction not in known


def _prose_differs(facts: Facts) -> Iterator[Found]:
    statements = facts.licenses["weights"].statements
    declared = [s for s in statements if s.stated_in == "metadata" and s.entry is not None]
    prose = [s for s in statements if s.stated_in == "prose" and s.entry is not None]
    if not declared:
        return
    confirmed = any(_same(s, d) for s in prose for d in declared)
    for statement in prose:
        # Where one label repeats the metadata, the others of the list are other models'.
        if confirmed and statement.label:
            continue
        if statement.entry is not None and not any(_same(statement, s) for s in declared):
            yield Found(
                rule="OA103",
                message=f"The card's text says “{statement.written}”, its metadata “{declared[0].written}”.",
                citations=(statement.citation, declared[0].citation),
                confidence="medium",
            )
            return


def _same(one: Statement, other: Statement) -> bool:
    """Whether two statements can mean one licence: `one` may name it by its family, or only by what it forbids."""
    if one.entry is None or other.entry is None:
        return False
    a, b = one.entry.license, other.entry.license
    kinds = {r.kind for r in a.restrictions}
    vague = a.underspecified and (b.id.startswith(f"{a.id}-") or (kinds and kinds <= {r.kind for r in b.restrictions}))
    return bool(vague or agree(one.entry, other.entry) or (other.custom_name and a.family and a.family == b.family))


def _weights_missing(facts: Facts) -> Iterator[Found]:
    """OA105: the card offers the weights, and the complete list of the repository's files has none."""
    said = [c for c in facts.claims if c.about == "self" and c.kind == "open-weights"]
    if said and facts.weights.level == "none" and facts.entry is None:
        yield Found(
            rule="OA105",
            message=f"The card says “{shorten(said[0].text)}”, and the repository has no weights.",
            citations=(*(c.citation for c in said[:3]), *facts.weights.citations[:1]),
            confidence="medium",
        )


def _data_missing(facts: Facts) -> Iterator[Found]:
    """OA106: the card calls the training data open, and nothing in it names or links a dataset."""
    said = [c for c in facts.claims if c.about == "self" and c.kind == "open-data" and says("data-own", c.text)]
    if said and facts.released.data in {"none", "described"} and not facts.datasets and not facts.card_unseen:
        yield Found(
            rule="OA106",
            message=f"The card says “{shorten(said[0].text)}”, and neither names nor links a dataset.",
            citations=tuple(c.citation for c in said[:3]),
            confidence="medium",
        )
