"""OA3xx: one rule per kind of restriction, with the clause that states it."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.findings.rules import rule_of
from openaudit.read.facts import Facts
from openaudit.record import Axes


def restrictions(_facts: Facts, axes: Axes) -> Iterator[Found]:
    """A finding for each kind of restriction that has a rule; each kind once."""
    seen = set()
    for term in axes.restrictions:
        rule = rule_of(term.kind)
        if rule is None or term.kind in seen:
            continue
        seen.add(term.kind)
        where = f" (clause {term.clause})" if term.clause else ""
        yield Found(
            rule=rule.id,
            message=f"{(term.says or rule.title).rstrip('.')}{where}.",
            evidence=term.evidence,
            confidence=term.confidence,
        )
