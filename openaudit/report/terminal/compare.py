"""Models side by side for a terminal: columns where there is room, blocks where there is none."""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple, cast

from msgspec.structs import replace
from rich.text import Text

from openaudit.answers.compare import AspectId, Cell, Comparison, Row, Section, Side
from openaudit.findings.rules import rules
from openaudit.record import CodeLevel, DataLevel, Freedom, QuestionId, Severity, Tier, WeightsLevel
from openaudit.report import wording
from openaudit.report.terminal.page import ANSWER_STYLE, BAD, BOLD, DIM, MIXED, Page
from openaudit.report.terminal.proof import place
from openaudit.report.terminal.sections import SEVERITIES
from openaudit.report.terminal.use import SIGN

# The narrowest column in which an answer stands on one line; below it, the models go one under the other.
MIN_COLUMN = 13
MIN_LABEL = 16

SECTION: dict[Section, str] = {
    "use": "Your use",
    "verdict": "Verdict",
    "license": "Licence",
    "axes": "What is released",
    "freedoms": "Freedoms",
    "restrictions": "Restrictions",
    "obligations": "Duties",
    "questions": "What you can do",
    "findings": "Findings",
}
LABEL: dict[str, str] = {"tier": "Tier", "license": "Concluded", "data": "Training data", "gated": "Access"}
QUESTION: dict[QuestionId, str] = {
    "download": "Download it",
    "self-host": "Run it yourself",
    "inspect": "Look inside",
    "built-how": "See how it was built",
    "modify": "Modify it",
    "share": "Share it",
    "commercial": "Use it commercially",
    "train-others": "Train others with it",
    "eu": "Use it in the EU",
    "keep": "Keep it",
}
ASPECT: dict[AspectId, str] = {
    "access": "Access: how you get to it",
    "deployment": "Deployment: where it runs",
    "data-path": "Data path: where your data goes",
    "updates": "Updates: who decides when it changes",
    "customisation": "Customisation: what you can change",
    "licence": "Licence: what you may do",
    "accountability": "Accountability: what can be checked, and who answers",
    "exit": "Exit: what stays when it is withdrawn",
}
GATED = {"yes": "once granted", "no": "open to anyone", "unknown": "not known"}
TERM = {"yes": "applies", "no": "not in its terms", "unknown": "not known"}
NOT_AUDITED = "not audited"


class _Table(NamedTuple):
    """Where the columns are: the label's width and the models'; no columns where they would be too narrow."""

    label: int
    column: int
    names: tuple[str, ...]


def render_comparison(
    found: Comparison, *, width: int, color: bool, unicode: bool = True, verbose: bool = False
) -> str:
    """What differs, what is alike, what one controls, and what could not be seen. Ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    label = max(MIN_LABEL, page.width // 5)
    column = (page.width - label - 2 * len(found.models)) // len(found.models)
    table = _Table(label, column if column >= MIN_COLUMN else 0, _names(found.models))
    _header(page, found, table)
    page.heading("Differences", len(found.differences))
    _rows(page, found.differences, table)
    if found.alike:
        page.heading("Alike", len(found.alike))
        _alike(page, found.alike, table)
    _control(page, found, table)
    _unavailable(page, found)
    if verbose:
        _evidence(page, found, table)
    _footer(page, found)
    return page.finish()


def _names(models: Sequence[Side]) -> tuple[str, ...]:
    """What each model is called in a column: its id without the organisation, with more where that is not enough."""
    short = [model.subject.id.rpartition("/")[2] or model.subject.id for model in models]
    ids = [model.subject.id for model in models]
    return tuple(
        name if short.count(name) == 1 else model if ids.count(model) == 1 else f"{model} ({place})"
        for place, (name, model) in enumerate(zip(short, ids, strict=True), 1)
    )


def _header(page: Page, found: Comparison, table: _Table) -> None:
    """Which models these are, seen where and when."""
    for model, name in zip(found.models, table.names, strict=True):
        subject = model.subject
        facts = [f"revision {subject.revision[:12]}"] if subject.revision else []
        if model.status == "failed":
            facts = [model.summary]
        else:
            facts.append(wording.SOURCE[subject.source].format(date=subject.retrieved_at[:10]))
        page.row(page.text((subject.id, BOLD), (f"  {name}" if name != subject.id and "(" in name else "", DIM)))
        style = BAD if model.status == "failed" else DIM
        page.row(page.text((f" {page.glyphs.dot} ".join(facts), style)), indent=2)


def _rows(page: Page, rows: Sequence[Row], table: _Table) -> None:
    """The rows by section; in columns under the models' names, or each with a line for each model."""
    if table.column and rows:
        page.blank()
        _columns(page, page.text(), [page.text((name, BOLD)) for name in table.names], table)
    for row in _by_section(page, rows):
        cells = [_cell(page, row, cell) for cell in row.cells]
        if table.column:
            _columns(page, page.text(_label(row)), cells, table)
        else:
            page.row(page.text(_label(row)), indent=2)
            _stacked(page, cells, table)


def _by_section(page: Page, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, the name of each section told before its first."""
    for section, together in groupby(rows, key=lambda row: row.section):
        page.blank()
        page.row(page.text((SECTION[section], BOLD)))
        yield from together


def _columns(page: Page, label: Text, cells: Sequence[Text], table: _Table) -> None:
    """One row of columns. (`Page.row` would move a narrow last column below the others.)"""
    widths = [table.label, *(table.column for _ in cells)]
    pieces = [page.wrap(_broken(text, width), width) for text, width in zip((label, *cells), widths, strict=True)]
    for line in zip_longest(*pieces, fillvalue=Text()):
        whole, start = Text(), 0
        for piece, width in zip(line, widths, strict=True):
            if piece.plain:
                whole.append(" " * (start - whole.cell_len)).append_text(piece)
            start += width + 2
        page.row(whole)


def _broken(text: Text, width: int) -> Text:
    """The text with its long words (ids, licence expressions) broken at hyphens, where they have any."""
    words = text.plain.split(" ")
    start = 0
    breaks = []
    for word in words:
        at = 0
        while len(word) - at > width and (hyphen := word.rfind("-", at, at + width)) > at:
            at = hyphen + 1
            breaks.append(start + at)
        start += len(word) + 1
    return Text(" ").join(text.divide(breaks)) if breaks else text


def _stacked(page: Page, cells: Sequence[Text], table: _Table) -> None:
    width = min(24, max(map(len, table.names)), page.width // 3)
    for name, cell in zip(table.names, cells, strict=True):
        page.row(page.text((name, DIM)), cell, widths=(width,), indent=4)


def _label(row: Row) -> str:
    match row.section:
        case "restrictions":
            words = wording.RESTRICTION[row.id]
        case "obligations":
            words = cast("dict[str, str]", wording.OBLIGATION)[row.id]
        case "questions":
            words = cast("dict[str, str]", QUESTION)[row.id]
        case "findings":
            words = f"{row.id} {wording.phrase(rules()[row.id].slug)}"
        case _:
            words = LABEL.get(row.id, row.id)
    return words[:1].upper() + words[1:]


def _cell(page: Page, row: Row, cell: Cell) -> Text:
    """A cell in words; what was not audited is never taken for an answer."""
    value = cell.value
    if value is None:
        return page.text((NOT_AUDITED, BAD))
    match row.section, row.id:
        case "use", _:
            return page.text((cell.because or value, SIGN[value][1] if value in SIGN else DIM))
        case "verdict", _:
            return page.text((wording.phrase(cast("Tier", value)), BOLD))
        case "axes", "weights":
            return page.text(wording.WEIGHTS[cast("WeightsLevel", value)])
        case "axes", "gated":
            return page.text(GATED[value])
        case "axes", "code":
            return page.text(wording.CODE[cast("CodeLevel", value)])
        case "axes", "data":
            return page.text(wording.DATA[cast("DataLevel", value)])
        case (("freedoms" | "questions"), _):
            return _answer(page, cast("Freedom", value))
        case (("restrictions" | "obligations"), _):
            return _term(page, cell)
        case "findings", _:
            return page.text((wording.phrase(value), SEVERITIES.get(cast("Severity", value), DIM)))
        case _:
            aside = f" ({cell.because})" if value in {"none", "unknown"} and cell.because else ""
            return page.text((value, MIXED if value in {"none", "unknown"} else ""), (aside, DIM))


def _answer(page: Page, answer: Freedom) -> Text:
    return page.text((f"{page.glyphs.answers[answer]} {answer}", ANSWER_STYLE[answer]))


def _term(page: Page, cell: Cell) -> Text:
    """A restriction or a duty with its figures, or that it is not there, or that nobody knows."""
    figures = [wording.limits(replace(r, scope=None)) for r in cell.restrictions]
    figures += [f"“{o.text}”" if o.text else "" for o in cell.obligations]
    figures += [wording.above(o.threshold, o.metric) for o in cell.obligations if o.threshold is not None]
    said = "; ".join(dict.fromkeys(filter(None, figures)))
    return page.text((said or TERM[cell.value or "unknown"], "" if cell.value == "yes" else DIM))


def _alike(page: Page, rows: Sequence[Row], table: _Table) -> None:
    """One line a row: all that were audited have the same."""
    for row in _by_section(page, rows):
        shared = next(cell for cell in row.cells if cell.value is not None)
        page.row(page.text(_label(row)), _cell(page, row, shared), widths=(table.label,))


def _control(page: Page, found: Comparison, table: _Table) -> None:
    """Each kind of control with its reason, and the first place in each file that shows it."""
    page.heading("What you control with each")
    evidence = [{piece.id: piece for piece in model.evidence} for model in found.models]
    for aspect in found.control:
        page.blank()
        page.row(page.text((ASPECT[aspect.id], BOLD)), indent=2)
        cells = []
        for cell, known in zip(aspect.cells, evidence, strict=True):
            if cell.value is None:
                cells.append(page.text((NOT_AUDITED, BAD)))
                continue
            first = {known[i].file: place(known[i]) for i in reversed(cell.evidence)}
            shown = ", ".join(reversed(first.values()))
            words = page.text(f"  {cell.because or ''}", (f"  {shown}" if shown else "", DIM))
            cells.append(_answer(page, cast("Freedom", cell.value)).append_text(words))
        _stacked(page, cells, table)


def _unavailable(page: Page, found: Comparison) -> None:
    """What of each model could not be seen."""
    lacking = [(model, missing) for model in found.models for missing in model.unavailable]
    if not lacking:
        return
    page.heading("Could not be seen", len(lacking))
    for model, missing in lacking:
        what = missing.what if missing.what != model.subject.id else "all of it"
        aside = (f"  {wording.REASON[missing.reason]}", MIXED)
        page.row(page.text((f"{model.subject.id}: ", DIM), what, aside), indent=2)
        page.row(page.text((missing.detail, DIM)), indent=4)


def _evidence(page: Page, found: Comparison, table: _Table) -> None:
    """For each model the places that its cells rest on, and the digests of the files."""
    page.heading("Evidence")
    for side, model in enumerate(found.models):
        if not model.evidence:
            continue
        page.blank()
        page.row(page.text((model.subject.id, BOLD)), indent=2)
        places = {piece.id: place(piece) for piece in model.evidence}
        rows = [(_label(row), row.cells[side]) for row in (*found.differences, *found.alike)]
        rows += [(ASPECT[aspect.id].partition(":")[0], aspect.cells[side]) for aspect in found.control]
        for label, cell in rows:
            if cited := ", ".join(dict.fromkeys(places[i] for i in cell.cited)):
                page.row(page.text((label, DIM)), page.text(cited), widths=(table.label,), indent=4)
        for file, digest in dict.fromkeys((piece.file, piece.sha256) for piece in model.evidence):
            page.row(page.text(file), indent=4)
            page.row(page.text((f"sha256 {digest}", DIM)), indent=6)


def _footer(page: Page, found: Comparison) -> None:
    facts = (f"{found.tool.name} {found.tool.version}", f"knowledge base of {found.tool.knowledge_base}")
    page.blank()
    page.row(page.text(("No model wins here. `openaudit check` quotes the words that each verdict rests on.", DIM)))
    page.row(page.text((f" {page.glyphs.dot} ".join(facts), DIM)))
