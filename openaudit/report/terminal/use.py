"""The answer for one user, where a profile was given: the answer, then each term with its clause and place."""

from openaudit.record import AuditRecord, Freedom
from openaudit.record.use import Answer, Use, UsePoint, UseRisk
from openaudit.report import wording
from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.report.terminal.proof import Proof

SIGN: dict[Answer, tuple[Freedom, str]] = {
    "allowed": ("yes", GOOD),
    "allowed-with-duties": ("conditional", MIXED),
    "not-allowed": ("no", BAD),
    "ask": ("unknown", BOLD),
}
_WIDTH = 13


def use(page: Page, record: AuditRecord, proof: Proof) -> None:
    """The block of the profile; nothing where none was given."""
    found = record.use
    if not isinstance(found, Use):
        return
    page.heading("Your use")
    page.row(page.text((wording.profile(found.profile), DIM)), indent=2)
    page.row(page.text((found.summary, BOLD)), indent=2)
    governing = {c.concluded_expression for c in record.licenses if c.component == "weights"}
    for point in found.points:
        sign, style = SIGN[point.answer]
        label = page.text((f"{page.glyphs.answers[sign]} {wording.ANSWER[point.answer]}", style))
        words = page.text(
            (f"{wording.term(point.about)}: ", BOLD), point.because, _source(page, point, governing, proof)
        )
        page.row(label, words, widths=(_WIDTH,), indent=2)
        if point.flags:
            page.row(page.text((f"say {', '.join(point.flags)}", MIXED)), indent=_WIDTH + 4)
        if point.answer in {"not-allowed", "ask"}:
            proof.quote(point.evidence[:1], indent=_WIDTH + 4)
    for risk in found.risks:
        words = page.text(risk.because, _source(page, risk, governing, proof))
        page.row(page.text(("! risk", MIXED)), words, widths=(_WIDTH,), indent=2)
    page.row(page.text((wording.NO_COUNSEL, DIM)), indent=2)


def _source(page: Page, term: UsePoint | UseRisk, governing: set[str | None], proof: Proof) -> tuple[str, str]:
    """The clause, the licence where it is not the one that governs anyhow, and the first place that shows it."""
    facts = [f"clause {term.clause}"] if term.clause else []
    facts += [term.basis] if term.basis and term.basis not in governing else []
    facts += [proof.places(term.evidence[:1])] if term.evidence else []
    return (f"  {f' {page.glyphs.dot} '.join(facts)}" if facts else "", DIM)
