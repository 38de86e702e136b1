"""Markdown: a page for one model, a table for several.

Fit for a pull request, a job's summary or a wiki: GitHub Flavored Markdown without any HTML. Strangers' words are
escaped or stand in code, so that none of them can become markup, a link or a picture.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from openaudit.record import AuditRecord
from openaudit.report import markdown_page, wording
from openaudit.report.markup import code, inline
from openaudit.report.policy_results import VERDICT, unmet
from openaudit.report.totals import BatchTotals, why_failed


class MarkdownFormatter:
    """The page of the one record, or the table of several."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The Markdown, ending with a newline."""
        lines = markdown_page.page(records[0]) if len(records) == 1 else _list(records)
        return "\n".join(lines) + "\n"


def _list(records: Sequence[AuditRecord]) -> Iterator[str]:
    totals = BatchTotals()
    for record in records:
        totals.add(record)
    failed = [r for r in records if r.status == "failed"]
    yield "# Audit of models"
    yield ""
    yield f"{len(records) - len(failed):,} of {len(records):,} models audited. " + _tiers(totals)
    yield ""
    if why := totals.undetermined():
        yield f"{wording.NO_TIER} {inline(why)}"
        yield ""
    yield from markdown_page.table(
        ("Model", "Verdict", "Licence concluded", "Restrictions", "Findings", "Audit"), map(_row, records)
    )
    yield from _policy(records)
    if failed:
        yield ""
        yield "## Could not be audited"
        yield ""
        yield from (f"- {code(r.subject.id)}: {inline(why_failed(r))}" for r in failed)
    partial = [r for r in records if r.status == "partial"]
    if partial:
        yield ""
        yield "## Audited in part"
        yield ""
        for record in partial:
            missing = "; ".join(f"{code(u.what)} {wording.REASON[u.reason]}" for u in record.unavailable)
            yield f"- {code(record.subject.id)}: {missing or 'what is missing is not named'}"


def _policy(records: Sequence[AuditRecord]) -> Iterator[str]:
    """How many models the policy allows, and what speaks against the others; nothing where there was no policy."""
    held = [(r, r.policy) for r in records if not isinstance(r.policy, msgspec.UnsetType)]
    if not held:
        return
    counts = Counter(VERDICT[found.verdict] for _, found in held)
    sources = ", ".join(dict.fromkeys(code(found.source) for _, found in held))
    yield ""
    yield "## Policy"
    yield ""
    yield f"Under {sources}: {', '.join(f'{counts[w]:,} {w}' for w in VERDICT.values() if counts[w])}."
    refused = [(r, found) for r, found in held if not found.passes]
    if refused:
        yield ""
    for record, found in refused:
        why = "; ".join(f"{c.rule}: {c.message}" for c in unmet(record))
        yield f"- {code(record.subject.id)}: **{VERDICT[found.verdict]}**, {inline(why)}"


def _tiers(totals: BatchTotals) -> str:
    found = [(totals.tiers[tier], tier) for tier in (*wording.SPECTRUM[::-1], "undetermined") if totals.tiers[tier]]
    return ", ".join(f"{n:,} {wording.phrase(tier)}" for n, tier in found) + "." if found else ""


def _row(record: AuditRecord) -> tuple[str, ...]:
    name = markdown_page.linked(record.subject.id, record.subject.url)
    if record.status == "failed":
        return (name, "**not audited**", "", "", "", "failed")
    concluded = next((c.concluded_expression for c in record.licenses if c.component == "weights"), None)
    kinds = dict.fromkeys(wording.RESTRICTION[r.kind] for r in (record.axes.restrictions if record.axes else ()))
    rules = dict.fromkeys(f.rule for f in record.findings if f.severity in {"high", "medium"})
    return (
        name,
        wording.phrase(record.verdict.tier),
        code(concluded) if concluded else "unknown",
        inline(", ".join(kinds)),
        inline(", ".join(rules)),
        record.status,
    )
