"""What a batch comes to, counted one record at a time, and the few lines that sum it up."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from openaudit.record import AuditRecord, Status, Tier
from openaudit.record.brief import Brief
from openaudit.report import wording
from openaudit.report.printable import printable

MAX_FAILED = 20
MAX_FINDINGS = 5
MAX_DETAILS = 100  # memory stays flat however many reasons there are


class BatchTotals:
    """Counts over the records added so far. Of those that failed, the first `MAX_FAILED` are kept by name."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.tiers: Counter[Tier] = Counter()
        self.findings: Counter[str] = Counter()
        self.titles: dict[str, str] = {}
        self.failed: list[tuple[str, str]] = []
        self._unseen = 0  # models of which nobody saw the files
        self._details: Counter[str] = Counter()  # why not, the first few of them

    def add(self, record: AuditRecord | Brief) -> None:
        """Count one record. A failed one counts in no tier: nothing is known of it."""
        self.statuses[record.status] += 1
        if record.status == "failed":
            if len(self.failed) < MAX_FAILED:
                self.failed.append((record.subject.id, why_failed(record)))
            return
        self.tiers[record.verdict.tier] += 1
        if record.axes is not None and record.axes.weights.level == "unknown":
            self._unseen += 1
            detail = record.unavailable[0].detail if record.unavailable else ""
            if detail and (detail in self._details or len(self._details) < MAX_DETAILS):
                self._details[detail] += 1
        for finding in {f.rule: f for f in record.findings}.values():
            self.findings[finding.rule] += 1
            self.titles.setdefault(finding.rule, finding.title)

    def undetermined(self) -> str:
        """Why, and what to do, where no model that was audited has a place on the spectrum; "" where one has."""
        audited = self.tiers.total()
        if not audited or self.tiers["undetermined"] < audited:
            return ""
        said = []
        if self._unseen:
            because = f" ({self._details.most_common(1)[0][0]})" if self._details else ""
            unseen = wording.FILES_UNSEEN.format(count=f"{self._unseen:,}")
            said.append(f"{unseen}{because}. {wording.READ_ALL_THE_SAME}")
        if audited > self._unseen:
            said.append(wording.TERMS_UNKNOWN.format(count=f"{audited - self._unseen:,}"))
        return " ".join(said)


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
    tiers = [(totals.tiers[tier], wording.phrase(tier)) for tier in get_args(Tier) if totals.tiers[tier]]
    width = max((len(f"{n:,}") for n, _ in tiers), default=0)
    yield from (f"  {n:>{width},}  {words}" for n, words in tiers)
    if why := totals.undetermined():
        yield f"{wording.NO_TIER} {why}"
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
