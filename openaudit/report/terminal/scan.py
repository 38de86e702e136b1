"""The page of `openaudit scan`: each model, whether it may be used, and where it is named."""

import msgspec

from openaudit.record import AuditRecord
from openaudit.report import wording
from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page, Part
from openaudit.scan.result import Model, Scan

_PLACES = 5
_SKIPPED = 10


def render_scan(result: Scan, *, width: int, color: bool, unicode: bool, verbose: bool) -> str:
    """The page for a scan; ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    places = sum(len(model.places) for model in result.models)
    named = f"{_count(len(result.models), 'model')} named in {_count(places, 'place')}" if places else "No model named"
    page.row(page.text((named, BOLD), f", in {_count(result.files, 'file')} read."))
    for model in result.models:
        page.blank()
        _model(page, model, verbose=verbose)
    if result.skipped:
        page.heading("Could not be read", len(result.skipped))
        shown = result.skipped if verbose else result.skipped[:_SKIPPED]
        for skipped in shown:
            page.row(page.text(skipped.file, (f"  {skipped.reason}", DIM)), indent=2)
        if len(result.skipped) > len(shown):
            page.row(page.text((f"and {len(result.skipped) - len(shown)} more", DIM)), indent=2)
    return page.finish()


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _model(page: Page, model: Model, *, verbose: bool) -> None:
    revision = f" at {model.revision}" if model.revision else ""
    page.row(page.text((model.reference, BOLD), (revision, DIM)))
    if not isinstance(model.record, msgspec.UnsetType):
        _audit(page, model.record)
    shown = model.places if verbose else model.places[:_PLACES]
    for place in shown:
        page.beneath(f"{place.file}:{place.line}", indent=2)
    if len(model.places) > len(shown):
        page.row(page.text((f"and {len(model.places) - len(shown)} more", DIM)), indent=4)


def _audit(page: Page, record: AuditRecord) -> None:
    if record.status == "failed":
        page.row(page.text((wording.FAILED, BAD), f" {record.verdict.summary}"), indent=2)
        return
    if not isinstance(record.policy, msgspec.UnsetType):
        found = record.policy
        words, style = {
            "allowed": ("allowed", GOOD),
            "not-allowed": ("not allowed", BAD),
            "unknown": ("unknown, let through" if found.passes else "unknown, not let through", MIXED),
        }[found.verdict]
        page.row(page.text((words, style), f" under {found.source}"), indent=2)
        for check in found.checks:
            if check.outcome == "met":
                continue
            parts: list[Part] = [(check.outcome.replace("-", " "), MIXED), f"  {check.rule}: {check.message}"]
            parts += [f"; waived until {check.waiver.expires}: {check.waiver.reason}"] if check.waiver else []
            page.row(page.text(*parts), indent=4)
    page.row(page.text(record.verdict.summary), indent=2)
    if record.status == "partial":
        page.row(page.text((f"Not everything could be seen: see openaudit check {record.subject.id}", DIM)), indent=2)
