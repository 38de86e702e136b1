"""OA4xx: what is declared against what the ancestors impose."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.licensing.terms import binding
from openaudit.read.facts import Facts
from openaudit.read.readings import Statement
from openaudit.record import Axes, RestrictionKind
from openaudit.vocabulary import RESTRICTION, enumerate_words


def lineage(facts: Facts, _axes: Axes) -> Iterator[Found]:
    """OA401, once for each ancestor whose restrictions the model's own licence lacks."""
    reading = facts.licenses["weights"]
    if not reading.own:
        return
    own = {kind for s in reading.own for kind in _kinds(facts, s)}
    for statement in reading.governing:
        missing = [kind for kind in _kinds(facts, statement) if kind not in own]
        if statement.inherited_from is None or statement.entry is None or not missing:
            continue
        limits = enumerate_words([RESTRICTION[kind] for kind in missing[:3]])
        yield Found(
            rule="OA401",
            message=f"It is declared “{reading.own[0].written}”; {statement.inherited_from}, its ancestor, is "
            f"under the {statement.entry.license.name.removeprefix('The ')}: {limits}.",
            citations=(reading.own[0].citation, statement.citation),
            # A licence that is stricter in other points misleads fewer.
            severity="low" if own else None,
        )


def _kinds(facts: Facts, statement: Statement) -> list[RestrictionKind]:
    """The kinds of restriction that a statement's licence puts on this model, each once."""
    if statement.entry is None:
        return []
    bound = binding(statement.entry.license, multimodal=facts.multimodal)
    return list(dict.fromkeys(r.kind for r in bound.restrictions))
