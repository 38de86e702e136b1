"""The policy's verdict on the model: what it does not allow, what is not known, what is waived and until when."""

import msgspec

from openaudit.record import AuditRecord
from openaudit.record.policy import CheckOutcome, PolicyCheck, PolicyOutcome, Waiver
from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.report.terminal.proof import Proof

_VERDICT: dict[PolicyOutcome, tuple[str, str]] = {
    "allowed": ("Allowed", GOOD),
    "not-allowed": ("Not allowed", BAD),
    "unknown": ("Unknown", MIXED),
}
_SIGN: dict[CheckOutcome, tuple[str, str]] = {
    "not-met": ("not met", BAD),
    "unknown": ("unknown", MIXED),
    "waived": ("waived", MIXED),
    "met": ("met", GOOD),
}


def policy(page: Page, record: AuditRecord, proof: Proof, *, verbose: bool) -> None:
    """The verdict in a sentence, then each requirement that is not simply met; when verbose, those that are met too."""
    found = record.policy
    if isinstance(found, msgspec.UnsetType):
        return
    page.heading("Policy")
    word, style = _VERDICT[found.verdict]
    passing = " The policy lets unknown models pass." if found.verdict == "unknown" and found.passes else ""
    page.row(page.text((word, style), f" under {found.source}.{passing}"), indent=2)
    for outcome in _SIGN:
        for check in found.checks:
            if check.outcome == outcome and (verbose or outcome != "met"):
                _check(page, check, found.source, proof)
    met = sum(check.outcome == "met" for check in found.checks)
    if met and not verbose:
        page.row(page.text((f"{met} requirement{'s' * (met != 1)} met", DIM)), indent=2)


def _check(page: Page, check: PolicyCheck, source: str, proof: Proof) -> None:
    word, style = _SIGN[check.outcome]
    at = f"  {source}:{check.line}" if check.line is not None else ""
    said = page.text((check.rule, BOLD), f": {check.message}", (at, DIM))
    page.row(page.text((word, style)), said, widths=(7,), indent=2)
    if check.waiver is not None:
        page.row(page.text(f"Waived until {_because(check.waiver)}"), indent=11)
    if check.expired is not None:
        page.row(page.text((f"An exception for this expired on {_because(check.expired)}", MIXED)), indent=11)
    if check.evidence and check.outcome != "met":
        page.beneath(proof.places(check.evidence), indent=11)


def _because(waiver: Waiver) -> str:
    return f"{waiver.expires}: {waiver.reason}"
