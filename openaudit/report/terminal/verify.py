"""The page of `openaudit verify`: whether the record stands, then each check."""

from collections.abc import Sequence

from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.verify.result import CheckId, Held, Outcome, Verification

_OUTCOME: dict[Outcome, tuple[str, str, str]] = {
    "holds": ("The record stands", GOOD, "unaltered, and its evidence gives all of it again."),
    "unaltered": (
        "The record is unaltered",
        GOOD,
        "its evidence was not looked at: name it with --snapshot.",
    ),
    "broken": ("The record does not stand", BAD, "something is not as it was when it was made."),
    "unknown": ("Not everything could be checked", MIXED, "what could be checked holds."),
}
_CHECK: dict[CheckId, str] = {
    "layout": "bytes",
    "digest": "digest",
    "citations": "citations",
    "signature": "signature",
    "snapshot": "snapshot",
    "quotes": "quotes",
    "files": "files",
    "recomputed": "verdict",
    "policy": "policy",
}
_HELD: dict[Held, tuple[str, str]] = {
    "holds": ("holds", GOOD),
    "broken": ("broken", BAD),
    "not-checked": ("not checked", MIXED),
}
_DETAILS = 5


def render_verification(found: Sequence[Verification], *, width: int, color: bool, unicode: bool, verbose: bool) -> str:
    """The page for these records, in their order; ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    for verification in found:
        page.blank()
        revision = f"  revision {verification.revision[:12]}" if verification.revision else ""
        page.row(page.text((verification.id, BOLD), (revision, DIM)))
        title, style, rest = _OUTCOME[verification.outcome]
        page.row(page.text((title, style), f": {rest}"))
        for check in verification.checks:
            word, style = _HELD[check.outcome]
            cells = page.text(_CHECK[check.id]), page.text((word, style)), page.text(check.message)
            page.row(*cells, widths=(9, 11), indent=2)
            shown = check.details if verbose else check.details[:_DETAILS]
            for detail in shown:
                page.row(page.text((detail, DIM)), indent=6)
            if len(check.details) > len(shown):
                page.row(page.text((f"and {len(check.details) - len(shown)} more", DIM)), indent=6)
    return page.finish()
