"""The record's evidence as the terminal report quotes it."""

from collections.abc import Sequence

from openaudit.record import Evidence
from openaudit.report.terminal.page import Page

QUOTE_LINES = 3
MAX_QUOTES = 3
MAX_PLACES = 5


def place(evidence: Evidence) -> str:
    """Where the evidence stands: `LICENSE:45-52`, `README.md:3`, or the file alone."""
    return f"{evidence.file}:{lines}" if (lines := lines_of(evidence)) else evidence.file


def lines_of(evidence: Evidence) -> str:
    """The evidence's lines: `45-52`, `3`, or nothing when it has none."""
    if evidence.lines is None:
        return ""
    first, last = evidence.lines
    return f"{first}" if first == last else f"{first}-{last}"


class Proof:
    """The evidence by its id. Each is quoted once; where it comes up again, its place is enough.

    An id that the record does not hold raises KeyError: whoever made the record cites what is not there.
    """

    def __init__(self, evidence: Sequence[Evidence], page: Page, *, verbose: bool) -> None:
        self._page = page
        self._verbose = verbose
        self._evidence = {e.id: e for e in evidence}
        self._quoted: set[tuple[str, str]] = set()

    def places(self, ids: Sequence[str]) -> str:
        """The places of the evidence, each once, in one line; the first few of many unless verbose."""
        found = list(dict.fromkeys(place(self._evidence[i]) for i in ids))
        if self._verbose or len(found) <= MAX_PLACES:
            return ", ".join(found)
        return f"{', '.join(found[: MAX_PLACES - 1])} and {len(found) - MAX_PLACES + 1} more"

    def cited(self, ids: Sequence[str]) -> str:
        """The places for what is said in passing: shown only when verbose, else empty."""
        return self.places(ids) if self._verbose else ""

    def quote(self, ids: Sequence[str], *, indent: int, said: str | None = None) -> None:
        """Quote what has not been quoted yet, each with its place beneath; then name the places of the rest.

        What quotes just the words that were `said` above it is named by its place alone.
        """
        page = self._page
        same = [i for i in ids if self._evidence[i].quote == said]
        new = [i for i in ids if i not in same and self._words(i) not in self._quoted]
        above = [i for i in ids if i not in same and i not in new]
        shown = new if self._verbose else new[:MAX_QUOTES]
        for i in shown:
            if self._words(i) in self._quoted:
                continue
            self._quoted.add(self._words(i))
            page.quote(self._evidence[i].quote, indent=indent, lines=None if self._verbose else QUOTE_LINES)
            page.beneath(place(self._evidence[i]), indent=indent)
        if same:
            page.beneath(self.places(same), indent=indent)
        if above:
            page.beneath(f"{self.places(above)}, quoted above", indent=indent)
        if len(new) > len(shown):
            page.beneath(f"and {self.places(new[MAX_QUOTES:])}", indent=indent)

    def _words(self, i: str) -> tuple[str, str]:
        return place(self._evidence[i]), self._evidence[i].quote
