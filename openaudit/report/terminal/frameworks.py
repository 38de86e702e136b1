"""The frameworks for a terminal: a few lines in the report, and all criteria side by side on a page of their own."""

from rich.text import Text

from openaudit.answers.disagreements import Disagreement
from openaudit.answers.frameworks import FrameworksAnswer
from openaudit.record import AuditRecord, Freedom
from openaudit.record.frameworks import Criterion, Dimension
from openaudit.record.mof import MofComponent
from openaudit.report import wording
from openaudit.report.frameworks import LEVEL, OUTCOME, STATUS, TITLE, Line, lines
from openaudit.report.terminal.page import ANSWER_STYLE, BOLD, DIM, MIXED, Page
from openaudit.report.terminal.proof import Proof
from openaudit.report.terminal.sections import unavailable


def block(page: Page, record: AuditRecord) -> None:
    """One line for each framework."""
    found = list(lines(record.frameworks))
    if not found:
        return
    page.heading("Under the frameworks")
    for line in found:
        _line(page, line)
    page.row(
        page.text((f"openaudit frameworks {record.subject.id}: each criterion, and why they disagree", DIM)), indent=2
    )


def _line(page: Page, line: Line) -> None:
    page.row(page.text(line.name), _verdict(page, line), page.text(line.words), widths=(16, 9), indent=2)


def _verdict(page: Page, line: Line) -> Text:
    if line.answer is None:
        return page.text((line.verdict, BOLD))
    return page.text((f"{page.glyphs.answers[line.answer]} {line.verdict}", ANSWER_STYLE[line.answer]))


def render_frameworks(
    found: FrameworksAnswer, *, width: int, color: bool, unicode: bool = True, verbose: bool = False
) -> str:
    """Every criterion of every framework, why they disagree, and what could not be seen. Ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    proof = Proof(found.evidence, page, verbose=verbose)
    _header(page, found)
    frameworks = found.frameworks
    for line in lines(frameworks):
        page.heading(TITLE[line.key])
        page.row(_verdict(page, line), page.text((line.words, BOLD)), widths=(11,), indent=2)
        if line.key == "mof" and frameworks.mof is not None:
            for component in frameworks.mof.components:
                _component(page, component, proof)
        elif line.key == "osaid" and frameworks.osaid is not None:
            for criterion in frameworks.osaid.criteria:
                _criterion(page, criterion, proof)
        elif line.key == "osai" and frameworks.osai is not None:
            for dimension in frameworks.osai.dimensions.values():
                _dimension(page, dimension, proof)
        elif line.key == "eu_ai_act" and frameworks.eu_ai_act is not None:
            for criterion in frameworks.eu_ai_act.criteria:
                _criterion(page, criterion, proof)
            page.row(page.text(("Due even where exempt:", BOLD)), indent=2)
            for criterion in frameworks.eu_ai_act.due:
                _criterion(page, criterion, proof)
            page.row(page.text((frameworks.eu_ai_act.note, DIM)), indent=2)
    _disagreements(page, found.disagreements, proof)
    unavailable(page, found.unavailable)
    return page.finish()


def _header(page: Page, found: FrameworksAnswer) -> None:
    subject = found.subject
    source = wording.SOURCE[subject.source] if found.status != "failed" else wording.ASKED
    page.row(page.text((subject.id, BOLD)))
    page.row(page.text((source.format(date=subject.retrieved_at[:10]), DIM)))
    page.row(page.text((found.verdict.summary, BOLD)))
    if found.unavailable and found.status != "failed":
        page.row(page.text((wording.partial(len(found.unavailable)), MIXED)))


def _criterion(page: Page, found: Criterion, proof: Proof) -> None:
    answer, words = OUTCOME[found.outcome]
    _judged(page, answer, words, found.title, f"{found.reason}", found.source, proof.places(found.evidence))


def _dimension(page: Page, found: Dimension, proof: Proof) -> None:
    _judged(page, LEVEL[found.level], found.level, found.title, found.reason, "", proof.places(found.evidence))


def _component(page: Page, found: MofComponent, proof: Proof) -> None:
    title = f"{found.name} ({found.license})" if found.license else found.name
    source = f"component {found.id}{', optional' if found.optional else ''}"
    _judged(page, STATUS[found.status], found.status, title, found.reason, source, proof.places(found.evidence))


def _judged(page: Page, answer: Freedom, words: str, title: str, reason: str, source: str, places: str) -> None:
    sign = page.text((f"{page.glyphs.answers[answer]} {words}", ANSWER_STYLE[answer]))
    page.row(sign, page.text(title, (f"  {source}" if source else "", DIM)), widths=(11,), indent=2)
    if reason:
        page.row(page.text(reason), indent=15)
    if places:
        page.beneath(places, indent=15)


def _disagreements(page: Page, found: tuple[Disagreement, ...], proof: Proof) -> None:
    if not found:
        return
    page.heading("Why they disagree", len(found))
    for item in found:
        page.row(page.text(item.sentence), indent=2)
        if places := proof.places(item.evidence):
            page.beneath(places, indent=2)
