"""OA1xx: what is said against what is released."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.licensing.terms import agree
from openaudit.read.facts import Facts
from openaudit.read.readings import Statement
from openaudit.record import Axes
from openaudit.vocabulary import RESTRICTION, enumerate_words, with_article


def claims(facts: Facts, axes: Axes) -> Iterator[Found]:
    """The gaps between the card's words and the rest of the evidence."""
    yield from _called_open(facts, axes)
    yield from _beyond_release(facts)
    yield from _forbids_more(facts, axes)
    yield from _prose_differs(facts)


def _called_open(facts: Facts, axes: Axes) -> Iterator[Found]:
    reading = facts.licenses["weights"]
    said = [c for c in facts.claims if c.about == "self" and c.openness is not None]
    if not said or reading.terms.is_open is not False:
        return
    limits = enumerate_words([RESTRICTION[k] for k in dict.fromkeys(r.kind for r in axes.restrictions)][:3])
    names = with_article([e.license.name for e in reading.terms.entries])
    yield Found(
        rule="OA101",
        message=f"It is called open (“{_short(said[0].text)}”), and {names} is not: {limits or 'not all freedoms'}.",
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
        message=f"It is called open source (“{_short(said[0].text)}”); the weights are under an open licence, and no "
        f"{enumerate_words(missing).replace(' and ', ' nor ')} is shown: open weights.",
        citations=tuple(c.citation for c in said[:3]),
        confidence="medium",
    )


def _forbids_more(facts: Facts, axes: Axes) -> Iterator[Found]:
    """OA104: a limit in the card's words that the model's licence does not contain."""
    reading = facts.licenses["weights"]
    if not reading.own:
        return
    known = {r.kind for r in axes.restrictions}
    more = [c for c in facts.claims if c.about == "self" and c.restriction is not None and c.restriction not in known]
    if "non-commercial" in known:  # research only is one way of not being commercial
        more = [c for c in more if c.restriction != "research-only"]
    if not more:
        return
    declared = reading.own[0]
    yield Found(
        rule="OA104",
        message=f"The card says “{_short(more[0].text)}”, which its licence, “{declared.written}”, does not.",
        citations=(*(c.citation for c in more[:3]), declared.citation),
        confidence="medium",
    )


def _prose_differs(facts: Facts) -> Iterator[Found]:
    statements = facts.licenses["weights"].statements
    declared = [s for s in statements if s.stated_in == "metadata" and s.entry is not None]
    prose = [s for s in statements if s.stated_in == "prose" and s.entry is not None]
    if not declared:
        return
    for statement in prose:
        if statement.entry is not None and not any(_same(statement, s) for s in declared):
            yield Found(
                rule="OA103",
                message=f"The card's text says “{statement.written}”, its metadata “{declared[0].written}”.",
                citations=(statement.citation, declared[0].citation),
                confidence="medium",
            )
            return


def _same(one: Statement, other: Statement) -> bool:
    """Whether two statements mean one licence; a custom name stands for every version of its family."""
    if one.entry is None or other.entry is None:
        return False
    a, b = one.entry.license, other.entry.license
    return agree(one.entry, other.entry) or (other.custom_name and a.family is not None and a.family == b.family)


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119].rsplit(" ", 1)[0] + " …"
