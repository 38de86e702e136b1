"""A model's history for a terminal: one period below the other, the newest first, then the changes of the licence."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace
from rich.text import Text

from openaudit.answers.history import DatedEvidence, History, Period, license_name
from openaudit.record import Claim, ComponentLicense, Restriction, Tier
from openaudit.report import wording
from openaudit.report.terminal.page import BAD, BOLD, DIM, MIXED, Page
from openaudit.report.terminal.proof import QUOTE_LINES, place
from openaudit.report.terminal.sections import SEVERITIES
from openaudit.snapshot import Commit

NOW = "Links, base models and gating were seen as they are today, the repository's own texts as of each commit."


def render_history(found: History, *, width: int, color: bool, unicode: bool = True, verbose: bool = False) -> str:
    """The timeline, the findings, and what was left out or could not be seen. Ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    _header(page, found)
    page.heading("Timeline, newest first", len(found.timeline))
    evidence = {e.id: e for e in found.evidence}
    for number, period in enumerate(found.timeline, 1):
        older = found.timeline[number:]
        page.blank()
        page.row(page.text((_dates(period, cut_off=not older and found.left_out != 0), BOLD)), indent=2)
        page.row(_commits(page, period), indent=2)
        before = next((known for known in older if known.tier is not None), None)
        _period(page, period, before, evidence, verbose=verbose)
    _left_out(page, found)
    _findings(page, found, evidence, verbose=verbose)
    page.blank()
    page.row(page.text((NOW, DIM)))
    facts = (f"{found.tool.name} {found.tool.version}", f"knowledge base of {found.tool.knowledge_base}")
    page.row(page.text((f" {page.glyphs.dot} ".join(facts), DIM)))
    return page.finish()


def _header(page: Page, found: History) -> None:
    seen = f"{found.commits} commit{'s' * (found.commits != 1)} looked at"
    page.row(page.text((found.subject.id, BOLD)))
    facts = (seen, wording.SOURCE[found.subject.source].format(date=found.subject.retrieved_at[:10]))
    page.row(page.text((f" {page.glyphs.dot} ".join(facts), DIM)))
    if found.status != "complete":
        page.row(page.text(("Not everything could be seen at each commit: it is said below.", MIXED)))


def _period(
    page: Page, period: Period, before: Period | None, evidence: dict[str, DatedEvidence], *, verbose: bool
) -> None:
    """What held in a period; `before` is the last known one that it followed."""
    was = {} if before is None else {row.name: row.words for row in _rows(before)}
    for row in _rows(period):
        changed = f"  (before: {was[row.name]})" if was.get(row.name, row.words) != row.words else ""
        words = page.text(row.words, (changed, MIXED), (f"  {row.aside}" if row.aside else "", DIM))
        page.row(page.text((row.name, DIM)), words, widths=(12,), indent=4)
        if verbose and row.evidence:
            page.beneath(", ".join(dict.fromkeys(place(evidence[i]) for i in row.evidence)), indent=18)
    for missing in period.unavailable:
        what = missing.what if period.tier is not None else "this commit" if period.commits == 1 else "these commits"
        why = (f"  {wording.REASON[missing.reason]}: {missing.detail}", DIM)
        page.row(page.text(("not seen", BAD)), page.text(what, why), widths=(12,), indent=4)


def _dates(period: Period, *, cut_off: bool) -> str:
    """From when to when; `cut_off` where the period may have begun before the oldest commit looked at."""
    first, last = period.first.date[:10], period.last.date[:10]
    return f"{first}{' or earlier' if cut_off else ''}" + (f" to {last}" if first != last else "")


def _commits(page: Page, period: Period) -> Text:
    if period.commits == 1:
        return page.text(*_commit(period.first))
    return page.text(f"{period.commits} commits, from ", *_commit(period.first), " to ", *_commit(period.last))


def _commit(commit: Commit) -> tuple[str, tuple[str, str]]:
    return commit.id[:7], (f" {commit.title}", DIM)


class _Row(NamedTuple):
    """One thing told of a period, and where it stands."""

    name: str
    words: str
    aside: str
    evidence: tuple[str, ...]


def _rows(period: Period) -> list[_Row]:
    """What is told of a period; nothing of one that could not be had."""
    if period.tier is None:
        return []
    kinds = dict.fromkeys(wording.phrase(claim.kind) for claim in period.claims)
    claims = _Row("claims", ", ".join(kinds) or "none found", "", _cited(period.claims))
    return [
        _Row("tier", wording.phrase(period.tier), "", period.evidence),
        _license(period.weights_license),
        claims,
        _restrictions(period, period.tier),
    ]


def _license(found: ComponentLicense | None) -> _Row:
    if found is None:
        return _Row("licence", "none seen", "", ())
    declared = f"declared “{found.declared}”" if found.declared is not None else "not declared"
    text = f"text {found.detected_expression or 'of no known licence'} ({wording.MATCH[found.match]})"
    detected = text if found.detected_expression or found.match != "none" else "no text identified"
    concluded = "" if found.concluded_expression is not None else ", nothing concluded"
    return _Row("licence", license_name(found), f"{declared}, {detected}{concluded}", found.evidence)


def _restrictions(period: Period, tier: Tier) -> _Row:
    """Each kind with its figures; where none was read, that is said, and why."""
    said = [
        wording.RESTRICTION[r.kind] + (f" ({figures})" if (figures := wording.limits(replace(r, scope=None))) else "")
        for r in period.restrictions
    ]
    words = ", ".join(dict.fromkeys(said)) or wording.NONE_READ.get(tier, wording.NO_RESTRICTION)
    return _Row("restrictions", words, "", _cited(period.restrictions))


def _cited(found: Iterable[Claim | Restriction]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for item in found for i in item.evidence))


def _left_out(page: Page, found: History) -> None:
    if found.left_out == 0:
        return
    count = "Older commits were" if found.left_out is None else f"{found.left_out} older commits were"
    page.blank()
    page.row(page.text((f"{count} not looked at: --limit looks further back.", MIXED)))


def _findings(page: Page, found: History, evidence: dict[str, DatedEvidence], *, verbose: bool) -> None:
    """Each change of the licence, with the words of both sides and where they stand."""
    if not found.findings:
        return
    page.heading("Findings", len(found.findings))
    for finding in found.findings:
        sure = "" if finding.confidence == "high" else f"  confidence {finding.confidence}"
        title = page.text((f"{finding.rule}  {finding.title}", BOLD), (sure, DIM))
        page.row(page.text((finding.severity, SEVERITIES[finding.severity])), title, widths=(6,), indent=2)
        page.row(page.text(finding.message), indent=4)
        for piece in (evidence[i] for i in finding.evidence):
            page.quote(piece.quote, indent=4, lines=None if verbose else QUOTE_LINES)
            page.beneath(f"{place(piece)} at commit {piece.revision[:7]}", indent=4)
            page.row(page.text((f"sha256 {piece.sha256}", DIM)), indent=6)
