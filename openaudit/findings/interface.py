"""What a rule family is: a function from facts and axes to what it found."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from openaudit.evidence import Ledger
from openaudit.findings.rules import rules
from openaudit.read.facts import Facts
from openaudit.read.text import Citation
from openaudit.record import Axes, Confidence, Finding, Severity


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that fired: its sentence and the places that show it; a `severity` where it differs from the rule's."""

    rule: str
    message: str
    citations: tuple[Citation, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: Confidence = "high"
    severity: Severity | None = None


Family = Callable[[Facts, Axes], Iterable[Found]]


def report(found: Iterable[Found], ledger: Ledger) -> Iterator[Finding]:
    """What was found, as the record holds it, in the order of the rules."""
    known = rules()
    for item in sorted(found, key=lambda f: f.rule):
        rule = known[item.rule]
        yield Finding(
            rule=rule.id,
            severity=item.severity or rule.severity,
            confidence=item.confidence,
            title=rule.title,
            message=item.message,
            evidence=tuple(dict.fromkeys((*item.evidence, *ledger.cite(item.citations)))),
        )
