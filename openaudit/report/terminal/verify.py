"""The page of `openaudit verify`: whether the record stands, then each check."""

from collections import Counter
from collections.abc import Sequence

from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.verify.result import Held, Outcome, Verification

_OUTCOME: dict[Outcome, tuple[str, str, str]] = {
    "holds": ("The record stands", GOOD, "its digest holds, and its evidence gives all of it again."),
    "self-consistent": (
        "The record is self-consistent",
        GOOD,
        "its digest holds; who wrote it is not proven, and its evidence was not looked at: name it with --snapshot.",
    ),
    "broken": ("The record does not stand", BAD, "something is not as it was when it was made."),
    "unknown": ("Not everything could be checked", MIXED, "what could be checked holds."),
}
_FAULTS = frozenset({"broken", "unknown"})
_TOTAL: dict[Outcome, str] = {
    "holds": "stand",
    "self-consistent": "self-consistent",
    "broken": "do not stand",
    "unknown": "not checked in full",
}
_HELD: dict[Held, tuple[str, str]] = {
    "holds": ("holds", GOOD),
    "broken": ("broken", BAD),
    "not-checked": ("not checked", MIXED),
}
_DETAILS = 5


def render_verification(found: Sequence[Verification], *, width: int, color: bool, unicode: bool, verbose: bool) -> str:
    """The page for these records, in their order; ends with a newline.

    Of several, those without a fault are only counted, unless `verbose`.
    """
    page = Page(width=width, color=color, unicode=unicode)
    for verification in found:
        if verbose or len(found) == 1 or verification.outcome in _FAULTS:
            _verification(page, verification, verbose=verbose)
    if len(found) > 1:
        page.blank()
        _total(page, found)
    return page.finish()


def _verification(page: Page, verification: Verification, *, verbose: bool) -> None:
    page.blank()
    revision = f"  revision {verification.revision[:12]}" if verification.revision else ""
    page.row(page.text((verification.id, BOLD), (revision, DIM)))
    title, style, rest = _OUTCOME[verification.outcome]
    if verification.outcome == "self-consistent" and any(c.id == "signature" for c in verification.checks):
        rest = "its digest and its signature hold; its evidence was not looked at: name it with --snapshot."
    page.row(page.text((title, style), f": {rest}"))
    for check in verification.checks:
        word, style = _HELD[check.outcome]
        cells = page.text(check.id), page.text((word, style)), page.text(check.message)
        page.row(*cells, widths=(9, 11), indent=2)
        shown = check.details if verbose else check.details[:_DETAILS]
        for detail in shown:
            page.row(page.text((detail, DIM)), indent=6)
        if len(check.details) > len(shown):
            page.row(page.text((f"and {len(check.details) - len(shown)} more", DIM)), indent=6)


def _total(page: Page, found: Sequence[Verification]) -> None:
    counts = Counter(verification.outcome for verification in found)
    told = ", ".join(f"{counts[outcome]:,} {words}" for outcome, words in _TOTAL.items() if counts[outcome])
    page.row(page.text((f"{len(found):,} records", BOLD), f": {told}."))
    if counts["self-consistent"]:
        page.row(page.text(f"Self-consistent: {_OUTCOME['self-consistent'][2]}"))
