"""The page that the terminal report is set on: cleaned text, rows of columns, and what ASCII makes of them."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, cast

from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from openaudit.record import Freedom
from openaudit.report.printable import printable

# Beyond this a line of prose is hard to follow back to the next one.
MAX_WIDTH = 120
MIN_WIDTH = 20
# A last column narrower than this moves below the others.
MIN_COLUMN = 24
# Of a quote that is to be cut, no more characters than this are looked at.
MAX_QUOTE = 4000

BOLD = "bold"
DIM = "dim"
GOOD = "green"
MIXED = "yellow"
BAD = "red"

Part = str | tuple[str, str]


class Glyphs(NamedTuple):
    """The signs the report is drawn with; all but `arrow` and `cut` are one cell wide."""

    answers: dict[Freedom, str]
    on: str
    off: str
    here: str
    stop: str
    line: str
    bar: str
    corner: str
    dot: str
    arrow: str
    cut: str


UNICODE = Glyphs(
    answers={"yes": "✓", "conditional": "◐", "no": "✗", "unknown": "?"},
    on="■",
    off="□",
    here="●",
    stop="○",
    line="─",
    bar="│",
    corner="└",
    dot="·",
    arrow="→",
    cut="…",
)
ASCII = Glyphs(
    answers={"yes": "+", "conditional": "~", "no": "x", "unknown": "?"},
    on="#",
    off="-",
    here="X",
    stop="o",
    line="-",
    bar="|",
    corner="^",
    dot="-",
    arrow="->",
    cut="...",
)
ANSWER_STYLE: dict[Freedom, str] = {"yes": GOOD, "conditional": MIXED, "no": BAD, "unknown": DIM}

if TYPE_CHECKING:
    from rich.console import Console

_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "·": "-", "→": "->", "\xa0": " "}
)


class _Styles:
    """What rich's Text asks of a console to wrap and render itself; importing the console takes as long as all else."""

    def get_style(self, name: str | Style, default: Style | None = None) -> Style:  # noqa: ARG002  rich's signature
        return Style.parse(name) if isinstance(name, str) else name


_CONSOLE = cast("Console", _Styles())


class Page:
    """Lines of styled text, as wide as the terminal but for lines too long to read.

    `text` is the one door through which words come onto the page: whatever they hold, they leave it printable, and in
    ASCII when the terminal knows nothing else.
    """

    def __init__(self, *, width: int, color: bool, unicode: bool) -> None:
        self.width = max(MIN_WIDTH, min(width, MAX_WIDTH))
        self.color = color
        self.glyphs = UNICODE if unicode else ASCII
        self._unicode = unicode
        self._lines: list[Text] = []

    def text(self, *parts: Part) -> Text:
        """One text of several parts, each a string or a string with its style."""
        whole = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            whole.append(self._clean(words), style)
        return whole

    def _clean(self, words: str) -> str:
        shown = printable(words)
        return shown if self._unicode else shown.translate(_TYPOGRAPHY).encode("ascii", "backslashreplace").decode()

    def blank(self) -> None:
        """An empty line, never two in a row."""
        if self._lines and self._lines[-1].plain:
            self._lines.append(Text())

    def heading(self, title: str, count: int | None = None) -> None:
        """A section's title, with how many things stand below it."""
        self.blank()
        self.row(self.text((title, BOLD), (f" ({count})" if count is not None else "", DIM)))

    def row(self, *cells: Text, widths: Sequence[int] = (), indent: int = 0) -> None:
        """Cells side by side, two spaces apart, each wrapped in its column; the last takes what is left.

        Where too little is left, the last cell goes below the others.
        """
        rest = self.width - indent - sum(widths) - 2 * len(widths)
        if widths and rest < MIN_COLUMN:
            self.row(Text("  ").join(c for c in cells[:-1] if c.plain), indent=indent)
            self.row(cells[-1], indent=indent + 2)
            return
        columns = [self.wrap(cell, width) for cell, width in zip(cells, (*widths, rest), strict=True)]
        for pieces in zip_longest(*columns, fillvalue=Text()):
            line, start = Text(), indent
            for piece, width in zip(pieces, (*widths, 0), strict=True):
                if piece.plain:
                    line.append(" " * (start - line.cell_len)).append_text(piece)
                start += width + 2
            self._lines.append(line)

    def quote(self, words: str, *, indent: int, lines: int | None) -> None:
        """A quotation behind a bar, its spaces evened out, cut to so many lines when it is longer."""
        room = self.width - indent - 2
        kept = words if lines is None else words[:MAX_QUOTE]
        pieces = self.wrap(self.text(" ".join(w for w in printable(kept).split(" ") if w)), room)
        if len(kept) < len(words) or (lines is not None and len(pieces) > lines):
            *head, last = pieces[:lines]
            pieces = [*head, self._cut(last, room)]
        for piece in pieces:
            self._lines.append(self.text(" " * indent, (f"{self.glyphs.bar} ", DIM)).append_text(piece))

    def _cut(self, piece: Text, room: int) -> Text:
        room -= len(self.glyphs.cut) + 1
        if piece.cell_len > room:
            piece.truncate(room)
            # At a word's end, where the script writes spaces.
            whole = piece.plain.rpartition(" ")[0]
            piece = piece[: len(whole)] if whole else piece
        return piece.append(f" {self.glyphs.cut}")

    def beneath(self, words: str, *, indent: int) -> None:
        """Where the words above it stand."""
        for place, piece in enumerate(self.wrap(self.text((words, DIM)), self.width - indent - 2)):
            sign = " " if place else self.glyphs.corner
            self._lines.append(self.text(" " * indent, (f"{sign} ", DIM)).append_text(piece))

    def rule(self) -> None:
        """A line across the page."""
        self._lines.append(self.text((self.glyphs.line * self.width, DIM)))

    def wrap(self, text: Text, width: int) -> list[Text]:
        """The text in lines of at most `width` cells, without the spaces it was broken at."""
        lines = list(text.wrap(_CONSOLE, max(1, width), overflow="fold"))
        for line in lines[:-1]:
            line.rstrip()
        return lines

    def finish(self) -> str:
        """The page as it is written out, ending with a newline."""
        return "".join(f"{self._render(line)}\n" for line in self._lines)

    def _render(self, line: Text) -> str:
        if not self.color:
            return line.plain
        return "".join(
            segment.style.render(segment.text, color_system=ColorSystem.STANDARD) if segment.style else segment.text
            for segment in line.render(_CONSOLE)
        )
