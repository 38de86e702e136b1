"""When findings fail a run: `--fail-on` takes a severity (that one and above) or a rule's id or slug."""

from collections.abc import Sequence

from openaudit.findings.rules import SEVERITIES, rules
from openaudit.record import AuditRecord


def is_threshold(value: str) -> bool:
    """Whether `value` is a severity, or the id or slug of a rule."""
    wanted = value.casefold()
    return wanted in SEVERITIES or any(wanted in {r.id.casefold(), r.slug} for r in rules().values())


def fails(record: AuditRecord, thresholds: Sequence[str]) -> bool:
    """Whether a finding of the record reaches one of the thresholds.

    Terms that nobody knows are as grave as any finding: an undetermined verdict reaches every severity.
    """
    if record.verdict.tier == "undetermined" and any(t.casefold() in SEVERITIES for t in thresholds):
        return True
    return any(_reaches(f.rule, SEVERITIES.index(f.severity), t) for f in record.findings for t in thresholds)


def _reaches(rule: str, severity: int, threshold: str) -> bool:
    wanted = threshold.casefold()
    if wanted in SEVERITIES:
        return severity >= [str(s) for s in SEVERITIES].index(wanted)
    return wanted in {rule.casefold(), rules()[rule].slug}
