"""Several records side by side: one row each."""

from collections.abc import Sequence

from rich.text import Text

from openaudit.record import AuditRecord
from openaudit.report import wording
from openaudit.report.terminal.page import BAD, BOLD, DIM, MIXED, Page

# The narrowest page on which licence and restrictions stand beside the rest instead of below it.
WIDE = 110
MAX_ID = 40


def table(page: Page, records: Sequence[AuditRecord]) -> None:
    """A row for each record, in their order."""
    page.heading("Summary", len(records))
    wide = page.width >= WIDE
    longest = max((len(r.subject.id) for r in records), default=0)
    widths = (min(longest, MAX_ID, page.width // 3), 18, 8)
    for record in records:
        terms = page.text((_terms(page, record), DIM))
        cells = [
            page.text((record.subject.id, BOLD)),
            page.text(_tier(record)),
            _status(page, record),
            _count(page, record),
        ]
        if wide:
            page.row(*cells, terms, widths=(*widths, 19), indent=2)
        else:
            page.row(*cells, widths=widths, indent=2)
            if terms.plain:
                page.row(terms, indent=4)


def _tier(record: AuditRecord) -> str:
    return "not audited" if record.status == "failed" else wording.phrase(record.verdict.tier)


def _status(page: Page, record: AuditRecord) -> Text:
    return page.text((record.status, {"failed": BAD, "partial": MIXED}.get(record.status, "")))


def _count(page: Page, record: AuditRecord) -> Text:
    if record.status == "failed":
        return page.text()
    high = sum(f.severity == "high" for f in record.findings)
    count = len(record.findings)
    return page.text(f"{count} finding{'s' * (count != 1)}", (f" ({high} high)" if high else "", BAD))


def _terms(page: Page, record: AuditRecord) -> str:
    concluded = next((c.concluded_expression for c in record.licenses if c.component == "weights"), None)
    kinds = dict.fromkeys(wording.RESTRICTION[r.kind] for r in (record.axes.restrictions if record.axes else ()))
    first = next(iter(kinds), "")
    more = f" and {len(kinds) - 1} more" if len(kinds) > 1 else ""
    return f" {page.glyphs.dot} ".join(filter(None, (concluded, first + more)))
