"""What the user supplied, as the terminal report shows it: apart from all that was seen."""

from openaudit.record import AuditRecord
from openaudit.report import frameworks
from openaudit.report.terminal.page import DIM, MIXED, Page
from openaudit.report.terminal.proof import Proof


def supplied(page: Page, record: AuditRecord, proof: Proof) -> None:
    """The user's own facts with their places, and what they would change if they were believed."""
    if not record.supplied:
        return
    mof = record.frameworks.mof
    believed = mof.with_supplied if mof is not None else None
    overruled = frameworks.overruled(mof, believed) if mof is not None and believed is not None else {}
    page.heading("Supplied by the user, not seen by openaudit", len(record.supplied))
    for fact in record.supplied:
        about = f" {page.glyphs.dot} ".join(filter(None, (fact.license or "no licence", fact.url)))
        page.row(page.text(fact.component, (f"  {about}", DIM)), indent=2)
        if fact.component in overruled:
            page.row(page.text((overruled[fact.component], MIXED)), indent=4)
        page.beneath(proof.places(fact.evidence), indent=4)
    page.row(page.text(("No verdict, answer or finding above rests on these.", MIXED)), indent=2)
    for said in frameworks.believed(record.frameworks):
        page.row(page.text(said), indent=2)
