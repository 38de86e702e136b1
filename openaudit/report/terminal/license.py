"""A licence as people read it: what a text is, or what the knowledge base says of an entry."""

from collections.abc import Sequence
from math import floor

from openaudit.answers.license import LicenseAnswer
from openaudit.report import wording
from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.report.terminal.proof import Proof
from openaudit.report.terminal.sections import one_obligation, one_restriction

_OPEN: dict[bool | None, tuple[str, str]] = {
    True: ("open: use, study, modify and share, for any purpose", GOOD),
    False: ("not open", BAD),
    None: ("not known: the terms were not read in full", MIXED),
}


def render_licenses(
    answers: Sequence[LicenseAnswer], *, width: int, color: bool, unicode: bool = True, verbose: bool = False
) -> str:
    """The answers one below the other, ending with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    for place, answer in enumerate(answers):
        if place:
            page.blank()
            page.rule()
            page.blank()
        _license(page, answer, verbose=verbose)
    return page.finish()


def _license(page: Page, answer: LicenseAnswer, *, verbose: bool) -> None:
    page.row(page.text((answer.input, BOLD)))
    for missing in answer.unavailable:
        page.row(page.text((f"could not be read: {missing.detail}", BAD)))
    if answer.unavailable:
        return
    proof = Proof(answer.evidence, page, verbose=verbose)
    _standing(page, answer)
    for note in answer.notes:
        page.row(page.text((note, DIM)))
    if answer.added:
        page.heading("Words that no known licence has", len(answer.added))
        proof.quote(answer.added, indent=2)
    if answer.restrictions:
        page.heading("Restrictions", len(answer.restrictions))
        for restriction in answer.restrictions:
            one_restriction(page, restriction, {answer.expression}, proof)
    if answer.obligations:
        page.heading("Obligations", len(answer.obligations))
        for obligation in answer.obligations:
            one_obligation(page, obligation, {answer.expression}, proof if verbose else None)
    if answer.fingerprints is not None:
        page.blank()
        page.row(page.text((f"fingerprints {answer.fingerprints}", DIM)))


def _standing(page: Page, answer: LicenseAnswer) -> None:
    """What the text is, whether it is open, and the freedoms."""
    if answer.coverage is None:
        page.row(page.text(answer.expression or "no SPDX identifier"))
    else:
        alike = f", {floor(answer.coverage * 1000) / 10:g}% of its words" if answer.match != "none" else ""
        page.row(page.text(answer.expression or "unknown", (f"  ({wording.MATCH[answer.match]}{alike})", DIM)))
    for found in answer.licenses:
        lacks = sum(r.words for r in found.removed)
        lines = f"lines {found.lines[0]}-{found.lines[1]}"
        lacking = f"; lacks {lacks} words" if lacks else ""
        page.row(
            page.text(found.name or found.id, (f"  {lines}: {wording.MATCH[found.match]}{lacking}", DIM)), indent=2
        )
    approvals = [who for who, yes in (("OSI", answer.approvals.osi), ("FSF", answer.approvals.fsf)) if yes]
    approved = f"; approved by {' and '.join(approvals)}" if approvals else ""
    page.row(page.text(_OPEN[answer.open], (approved, DIM)))
    freedoms = answer.freedoms
    granted = {"use": freedoms.use, "study": freedoms.study, "modify": freedoms.modify, "share": freedoms.share}
    granted["commercial use"] = answer.commercial
    page.row(page.text(f" {page.glyphs.dot} ".join(f"{name}: {grant}" for name, grant in granted.items())))
