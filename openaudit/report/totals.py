"""What a batch comes to, counted one record at a time, and the few lines that sum it up."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from openaudit.record import AuditRecord, Status, Tier
from openaudit.record.brief import Brief
from openaudit.report.printable import printable
from openaudit.report.wording import phrase

MAX_FAILED = 20
MAX_FINDINGS = 5


class BatchTotals:
    """Counts over the records added so far. Of those that failed, the first `MAX_FAILED` are kept by name."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.tiers: Counter[Tier] = Counter()
        self.findings: Counter[str] = Counter()
        self.titles: dict[str, str] = {}
        self.failed: list[tuple[str, str]] = []

    def add(self, record: AuditRecord | Brief) -> None:
        """Count one record. A failed one counts in no tier: nothing is known of it."""
        self.statuses[record.status] += 1
        if record.status == "failed":
            if len(self.failed) < MAX_FAILED:
                self.failed.append((record.subject.id, why_failed(record)))
            return
        self.tiers[record.verdict.tier] += 1
        for finding in {f.rule: f for f in record.findings}.values():
            self.findings[finding.rule] += 1
            self.titles.setdefault(finding.rule, finding.title)


def why_failed(record: AuditRecord | Brief) -> str:
    """Why the record failed, in one line: the first thing that was missing, else the verdict's summary."""
    if not record.unavailable:
        return record.verdict.summary
    first = record.unavailable[0]
    return f"{first.reason}: {first.detail}" if first.detail else first.reason


def batch_summary(totals: BatchTotals) -> str:
    """The totals as a few lines of plain text for stderr, safe to print, ending with a newline."""
    return "".join(printable(line) + "\n" for line in _lines(totals))


def _lines(totals: BatchTotals) -> Iterator[str]:
    count = totals.statuses.total()
    audited = count - totals.statuses["failed"]
    yield f"{audited:,} of {count:,} models audited: " + ", ".join(
        f"{totals.statuses[status]:,} {status}" for status in get_args(Status) if totals.statuses[status]
    )
    tiers = [(totals.tiers[tier], phrase(tier)) for tier in get_args(Tier) if totals.tiers[tier]]
    width = max((len(f"{n:,}") for n, _ in tiers), default=0)
    yield from (f"  {n:>{width},}  {words}" for n, words in tiers)
    frequent = sorted(totals.findings.items(), key=lambda item: (-item[1], item[0]))[:MAX_FINDINGS]
    if frequent:
        yield "Most frequent findings (models):"
        width = max(len(f"{n:,}") for _, n in frequent)
        yield from (f"  {n:>{width},}  {rule}  {totals.titles[rule]}" for rule, n in frequent)
    if totals.failed:
        yield "Could not be audited:"
        yield from (f"  {name}  {why}" for name, why in totals.failed)
        more = totals.statuses["failed"] - len(totals.failed)
        if more:
            yield f"  and {more:,} more"
