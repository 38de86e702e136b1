"""The verdict as a badge: one line of SVG for a README, drawn from nothing but shapes and text.

The words are ours; the model's id stands only in the title, escaped. Colours are told apart by the words too, and white
on each of them has a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3).
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from openaudit.errors import OpenauditError
from openaudit.record import AuditRecord, Tier
from openaudit.report import wording
from openaudit.report.printable import printable

_LABEL = "openness"
_LABEL_COLOR = "#444c56"
_FAILED_COLOR = "#5a6169"
_COLOR: dict[Tier, str] = {
    "closed": "#b3261e",
    "undetermined": "#7b3f9e",
    "restricted-weights": "#9a5b00",
    "open-weights": "#00698f",
    "open-source": "#1a7f37",
    "open-science": "#116329",
}
_HEIGHT = 20
_MARGIN = 6
# Widths of Verdana at 11 px, in tenths of a pixel, of the letters that badges have; the widest of the rest.
_NARROW = {"i": 30, "l": 30, "f": 39, "t": 43, " ": 39, "r": 47, "-": 50, "·": 40}
_WIDE = {"w": 90, "m": 107}
_OTHER = 68


class BadgeFormatter:
    """The badge of one model."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The SVG. Raises OpenauditError for more than one record, as a badge shows one verdict."""
        if len(records) != 1:
            raise OpenauditError(
                f"a badge can't show {len(records)} models", why="it holds one verdict", fix="name one model"
            )
        return _svg(records[0])


def colors() -> tuple[str, ...]:
    """Every colour that white words stand on."""
    return (_LABEL_COLOR, _FAILED_COLOR, *_COLOR.values())


def _svg(record: AuditRecord) -> str:
    words, color = _verdict(record)
    left, right = _width(_LABEL), _width(words)
    title = escape(printable(f"{record.subject.id}: {words}, audited {record.subject.retrieved_at[:10]}"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{left}" height="{_HEIGHT}" fill="{_LABEL_COLOR}"/>\n'
        f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{color}"/>\n'
        '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">\n'
        f"{_text(_LABEL, 0, left)}{_text(words, left, right)}</g>\n</svg>\n"
    )


def _verdict(record: AuditRecord) -> tuple[str, str]:
    """What the badge says, and on which colour: what is not known in full is said to be so."""
    if record.status == "failed":
        return "not audited", _FAILED_COLOR
    tier = record.verdict.tier
    return wording.phrase(tier) + (" · partial audit" if record.status == "partial" else ""), _COLOR[tier]


def _width(words: str) -> int:
    """Pixels for these words with a margin on both sides."""
    return 2 * _MARGIN + round(sum(_NARROW.get(c) or _WIDE.get(c, _OTHER) for c in words) / 10)


def _text(words: str, start: int, width: int) -> str:
    return f'<text x="{start + _MARGIN}" y="14" textLength="{width - 2 * _MARGIN}">{escape(words)}</text>\n'
