"""The drift between two batches as plain text: one sentence first, then each model with the places that show it."""

from collections.abc import Iterator

from openaudit.answers.drift import Change, Files, ModelDrift, Quote
from openaudit.record.value import Value
from openaudit.report.printable import printable
from openaudit.report.wording import phrase

MOST_FILES = 5
QUOTE = 100  # characters of a quote that are shown


class Named(Value, frozen=True, kw_only=True):
    """A model with a word on it: its tier, or why it was not compared."""

    id: str
    note: str


class DriftReport(Value, frozen=True, kw_only=True):
    """Everything that differs between two files of records; what is alike is only counted."""

    schema_version: str = "1.0"
    old: str
    new: str
    compared: int
    unchanged: int
    less_open: int
    tools: tuple[str, ...]
    changed: tuple[ModelDrift, ...]
    appeared: tuple[Named, ...]
    disappeared: tuple[Named, ...]
    not_compared: tuple[Named, ...]


def render_drift(report: DriftReport) -> str:
    """The report as text, ending with a newline; words of strangers made harmless."""
    return "".join(printable(line) + "\n" for line in _lines(report))


def _lines(report: DriftReport) -> Iterator[str]:
    parts = [f"{len(report.changed):,} of {report.compared:,} models changed", f"{report.less_open:,} got less open"]
    parts += [f"{len(report.appeared):,} appeared"] if report.appeared else []
    parts += [f"{len(report.disappeared):,} disappeared"] if report.disappeared else []
    parts += [f"{len(report.not_compared):,} could not be compared"] if report.not_compared else []
    yield f"{', '.join(parts)}."
    if len(report.tools) > 1:
        yield f"The audits were made by different versions ({'; '.join(report.tools)}): a change may be the reading's."
    for model in sorted(report.changed, key=lambda model: not model.less_open):
        yield ""
        yield from _model(model)
    for head, models in (
        ("Appeared", report.appeared),
        ("Disappeared: in the old file only", report.disappeared),
        ("Not compared: an audit failed", report.not_compared),
    ):
        if models:
            yield ""
            yield f"{head} ({len(models):,})"
            yield from (f"  {model.id}  {model.note}" for model in models)


def _model(model: ModelDrift) -> Iterator[str]:
    yield f"{model.id}{'  LESS OPEN' if model.less_open else ''}"
    if model.same_revision:
        yield "  the same commit: what changed is what is known of it, or how it is read"
    for change in model.changes:
        yield f"  {'!' if change.less_open else '-'} {_said(change)}"
        yield from (f"      was │ {_quoted(place)}" for place in change.old_evidence[:1])
        yield from (f"      now │ {_quoted(place)}" for place in change.new_evidence[:1])
    if model.files is not None:
        yield from _files(model.files)


def _said(change: Change) -> str:
    old, new = change.old, change.new
    match change.what:
        case "withdrawn":
            return "not on the Hub any more, or made private"
        case "restriction" | "claim":
            of = f" on the {change.of}" if change.of else ""
            if old is None or new is None:
                return f"{change.what}{of}, {'new' if old is None else 'gone'}: {new or old}"
            return f"{change.what}{of}: {old} -> {new}"
        case "license":
            return f"licence of the {change.of}: {old or 'none'} -> {new or 'none'}"
        case "freedom":
            return f"freedom to {change.of}: {old} -> {new}"
        case _:
            return f"{change.what}: {phrase(old or 'none')} -> {phrase(new or 'none')}"


def _quoted(place: Quote) -> str:
    quote = " ".join(place.quote.split())
    shown = quote if len(quote) <= QUOTE else quote[:QUOTE] + "…"
    lines = (
        f":{place.lines[0]}" + (f"-{place.lines[1]}" if place.lines[1] > place.lines[0] else "") if place.lines else ""
    )
    return f"{shown}  {place.file}{lines}"


def _files(files: Files) -> Iterator[str]:
    for word, paths in (("new", files.added), ("gone", files.removed), ("changed", files.changed)):
        if paths:
            more = f" and {len(paths) - MOST_FILES:,} more" if len(paths) > MOST_FILES else ""
            yield f"  - files, {word}: {', '.join(paths[:MOST_FILES])}{more}"
