"""OA4xx: what is declared against what the ancestors impose."""

from collections.abc import Iterator

from openaudit.findings.duties import duties
from openaudit.findings.interface import Found
from openaudit.licensing.terms import binding
from openaudit.read.facts import Facts
from openaudit.read.licenses import ComponentReading
from openaudit.read.readings import Ancestor, Statement
from openaudit.record import Axes, Reason, RestrictionKind
from openaudit.vocabulary import RESTRICTION, enumerate_words

_MISSING: dict[Reason, str] = {
    "not-found": "gone, private or misnamed: not audited",
    "gated": "gated, and its texts were not given: not audited",
    "blocked": "the Hub refuses it: not audited",
    "network": "could not be asked for: not audited",
    "too-large": "further up than an audit follows: not audited",
    "unreadable": "could not be read: not audited",
}


def status(ancestor: Ancestor) -> str:
    """How far an ancestor was followed, in the words of the record's `lineage`."""
    if ancestor.by == "words":
        return "named in words that lead to no model: not audited"
    if ancestor.by == "name":
        return "only the model's name tells of it: its terms are not counted"
    if ancestor.by == "family" and not ancestor.followed:
        return "told by the card's text beside the base that it declares: its terms are not counted"
    if ancestor.by == "family" and not ancestor.terms_known:
        return "known by its name, and its version is not: only what binds in every version is part of this audit"
    if ancestor.by == "family" and ancestor.confidence == "low":
        return "told by the model's name and card: the terms of that family are part of this audit"
    if ancestor.by == "family":
        return "known by its name: the terms of its family are part of this audit"
    if ancestor.followed and not ancestor.terms_known:
        return "read, and its terms are not known: what it imposes is not audited"
    if ancestor.followed:
        return "its terms are part of this audit"
    return _MISSING[ancestor.missing] if ancestor.missing is not None else "named, not audited"


def lineage(facts: Facts, _axes: Axes) -> Iterator[Found]:
    """The gaps between a model's own terms and those of what it was made from."""
    yield from _more_permissive(facts)
    yield from duties(facts)
    yield from _unknown_base(facts)


def _more_permissive(facts: Facts) -> Iterator[Found]:
    """OA401, once for each ancestor whose restrictions the model's own licence lacks."""
    reading = facts.licenses["weights"]
    if not reading.own:
        return
    # What is declared is what is told to others: a licence file that holds more does not mend it.
    declared = tuple(s for s in reading.own if s.stated_in == "metadata") or reading.own
    own = {kind for s in declared for kind in _kinds(facts, s)}
    if own and not _known_in_full(reading):
        return
    inherited: dict[tuple[str, str], list[Statement]] = {}
    for statement in reading.governing:
        if statement.inherited_from is not None and statement.entry is not None:
            inherited.setdefault((statement.inherited_from, statement.entry.license.id), []).append(statement)
    for (ancestor, _), statements in inherited.items():
        first = statements[0]
        missing = [kind for kind in _kinds(facts, first) if kind not in own]
        if first.entry is None or not missing:
            continue
        limits = enumerate_words([RESTRICTION[kind] for kind in missing[:3]])
        yield Found(
            rule="OA401",
            message=f"It is declared “{declared[0].written}”; {ancestor}, {_as(first)}, is "
            f"under the {first.entry.license.name.removeprefix('The ')}: {limits}.",
            citations=(declared[0].citation, *(s.citation for s in statements)),
            # A licence that is stricter in other points misleads fewer.
            severity="low" if own else None,
            confidence=first.confidence,
        )


def _as(statement: Statement) -> str:
    """What an ancestor is to the model, as surely as that is told."""
    return "which its name and card tell as its base" if statement.confidence == "low" else "its ancestor"


def _known_in_full(reading: ComponentReading) -> bool:
    """Whether the model's own terms are: a restriction may stand in what could not be read, or has no name."""
    return reading.terms.complete and not any(
        s.entry is not None and s.entry.license.underspecified for s in reading.own
    )


def _unknown_base(facts: Facts) -> Iterator[Found]:
    """OA403: a base that the files name in words, or by a path, that lead to no model."""
    for ancestor in facts.ancestors:
        if ancestor.by == "words":
            yield Found(
                rule="OA403",
                message=f"It says that it was made from “{ancestor.id}”, which leads to no model: what that one's "
                "licence imposes is not known.",
                citations=(ancestor.citation,),
                confidence=ancestor.confidence,
            )


def _kinds(facts: Facts, statement: Statement) -> list[RestrictionKind]:
    """The kinds of restriction that a statement's licence puts on this model, each once."""
    if statement.entry is None:
        return []
    bound = binding(statement.entry.license, multimodal=facts.multimodal)
    return list(dict.fromkeys(r.kind for r in bound.restrictions))
