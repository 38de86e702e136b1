"""The words of one Markdown or HTML block: runs of plain text that know where each character stands in its source.

Inline tokens have no positions, so each is looked up in the source from where the one before it ended.
"""

import re
from bisect import bisect_right
from html import unescape
from typing import Any, NamedTuple

import msgspec

from openaudit.patterns import lazy

HARD_BREAK = "\v"
"""Stands in a run's text where its author asked for a new line."""

_MARKUP = lazy(r"[\\`*_\[<&~]|  \n")
_SPACES = lazy(r"[ \t]*")
_PARENS = lazy(r"\\.|[()]", re.DOTALL)
_TAG = lazy(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Each attempt begins at a literal, and reads on only inside its own value.
_ATTRIBUTE = lazy(r"""\b(href|src|alt)\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_BARE_URL = lazy(r"https?://[^\s<>\"'`|，。；：！？）】」』、（]+", re.IGNORECASE)
_AFTER_URL = ".,;:!?*_~'’”)]}"

# How far behind the cursor a token is looked for: what lies between is its own markup.
_REACH = 2_000

_STRUCK = frozenset(("s", "del", "strike"))
_HIDDEN = frozenset(("script", "style", "pre", "template"))
_WITHIN_LINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "img", "ins",
        "kbd", "label", "mark", "math", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr", "del", "strike", "source", "input",
    )
)  # fmt: skip


class FoundLink(NamedTuple):
    """A link or image; `run` and `at` tell where in the plain text it begins, `source` where in the source."""

    text: str
    url: str
    image: bool
    run: int
    at: int
    source: int


class Run(msgspec.Struct):
    """Plain text that nothing but line ends interrupts; `level` is that of the HTML heading around it, else 0."""

    level: int = 0
    text: str = ""
    plain: list[int] = []
    source: list[int] = []

    def source_at(self, offset: int) -> int:
        """Where in the block's source the character at `offset` of `text` stands."""
        i = max(0, bisect_right(self.plain, offset) - 1)
        return self.source[i] + offset - self.plain[i]


class Words(NamedTuple):
    """What a block says."""

    runs: list[Run]
    links: list[FoundLink]


def read_inline(parser: Any, env: dict[str, Any], source: str, *, plain: bool = False) -> Words:
    """The runs and links of a block's `source`; with `plain`, its markup is left as it stands."""
    if plain or not _MARKUP.search(source):
        words = Words([Run(0, source, [0], [0])], [])
    else:
        tokens: list[Any] = []
        parser.inline.parse(source, parser, env, tokens)
        reader = _Reader(source)
        for token in tokens:
            reader.read(token)
        reader.end_run()
        words = Words(reader.runs, reader.links)
    if "://" in source:
        words.links.extend(_bare_links(words))
    return words


def _bare_links(words: Words) -> list[FoundLink]:
    """The addresses that stand in the text itself and are not those of a link there."""
    taken = {(link.run, link.at) for link in words.links}
    found = []
    for number, run in enumerate(words.runs):
        for match in _BARE_URL.finditer(run.text):
            url = match.group().rstrip(_AFTER_URL)
            if (number, match.start()) not in taken:
                found.append(FoundLink(url, url, False, number, match.start(), run.source_at(match.start())))
    return found


class _Open(NamedTuple):
    """A link whose end has not come yet; `part` is the index of the first part of its text."""

    url: str
    run: int
    at: int
    part: int
    source: int


class _Reader:
    """Walks along the tokens of one block and its source at the same time."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.cursor = 0
        self.runs: list[Run] = []
        self.links: list[FoundLink] = []
        self.struck = 0
        self.hidden = ""
        self.level = 0
        self._open: list[_Open] = []
        self._begin()

    def _begin(self) -> None:
        self._parts: list[str] = []
        self._plain: list[int] = []
        self._places: list[int] = []
        self._length = 0

    def end_run(self) -> None:
        """Close the run of text, as a block or line break in HTML does."""
        if self._length:
            self.runs.append(Run(self.level, "".join(self._parts), self._plain, self._places))
            self._begin()

    def read(self, token: Any) -> None:
        """Take the next token."""
        kind = token.type
        if kind == "text":
            self._emit(token.content, self._find(token.content))
        elif kind == "text_special":
            place = self._find(token.markup)
            self._emit(token.content, max(place, self.cursor - len(token.content)))
        elif kind in ("softbreak", "hardbreak"):
            self._emit("\n" if kind == "softbreak" else HARD_BREAK, self._find("\n"))
            self.cursor = _SPACES.match(self.source, self.cursor).end()  # type: ignore[union-attr]
        elif kind == "code_inline":
            place = self._find(token.markup) + len(token.markup)
            self.cursor = place + len(token.content)
            self._emit(token.content, place)
            self._find(token.markup)
        elif kind == "html_inline":
            self._read_html(token.content, self._find(token.content))
        elif kind == "link_open":
            self._open_link(token.attrs.get("href", ""), self.cursor)
        elif kind == "link_close":
            self._find(">" if token.info == "auto" else "]")
            if token.info != "auto":
                self._skip_target()
            self._close_link()
        elif kind == "image":
            place = self._find("![")
            self.cursor += len(token.content) + 1
            self._skip_target()
            self._add_image(token.content, token.attrs.get("src", ""), place)
        elif kind in ("s_open", "s_close"):
            self.struck += token.nesting

    def _find(self, words: str) -> int:
        """Where `words` stand from the cursor on; the cursor moves behind them, or stays when they are not there."""
        place = self.source.find(words, self.cursor, self.cursor + len(words) + _REACH)
        if place < 0:
            return self.cursor
        self.cursor = place + len(words)
        return place

    def _emit(self, words: str, place: int) -> None:
        if words and not self.struck and not self.hidden:
            self._parts.append(words)
            self._plain.append(self._length)
            self._places.append(place)
            self._length += len(words)

    def _skip_target(self) -> None:
        """Move behind the `(address "title")` or `[label]` that follows a link's text."""
        following = self.source[self.cursor : self.cursor + 1]
        if following == "[":
            self._find("]")
        elif following == "(":
            depth = 0
            for match in _PARENS.finditer(self.source, self.cursor):
                depth += {"(": 1, ")": -1}.get(match.group(), 0)
                if depth == 0:
                    self.cursor = match.end()
                    return

    def _open_link(self, url: str, place: int) -> None:
        self._open.append(_Open(url, len(self.runs), self._length, len(self._parts), place))

    def _close_link(self) -> None:
        if self._open:
            link = self._open.pop()
            if link.run == len(self.runs):
                parts = self._parts[link.part :]
            else:
                parts = [self.runs[link.run].text[link.at :], *(run.text for run in self.runs[link.run + 1 :])]
                parts += ["\n", *self._parts]
            text = " ".join("".join(parts).split())
            if not text and self.links and self.links[-1].image and self.links[-1].source >= link.source:
                text = self.links[-1].text
            self.links.append(FoundLink(text, link.url, False, link.run, link.at, link.source))

    def _add_image(self, text: str, url: str, place: int) -> None:
        self.links.append(FoundLink(" ".join(text.split()), url, True, len(self.runs), self._length, place))

    def _read_html(self, markup: str, place: int) -> None:
        match = _TAG.match(markup)
        if match is None:
            return
        closing, name = bool(match.group(1)), match.group(2).lower()
        if self.hidden:
            self.hidden = "" if closing and name == self.hidden else self.hidden
        elif name in _HIDDEN and not closing:
            self.hidden = name
        elif name in _STRUCK:
            self.struck = max(0, self.struck + (-1 if closing else 1))
        elif name == "br":
            self._emit(HARD_BREAK, place)
        elif name == "img":
            attributes = _attributes(markup)
            self._add_image(attributes.get("alt", ""), attributes.get("src", ""), place)
        elif name == "a":
            if closing:
                self._close_link()
            else:
                self._open_link(_attributes(markup).get("href", ""), place)
        elif name not in _WITHIN_LINE:
            self.end_run()
            if name[0] == "h" and name[1:].isdigit():
                self.level = 0 if closing else min(int(name[1:2]), 6)


def _attributes(markup: str) -> dict[str, str]:
    return {
        match.group(1).lower(): unescape(match.group(2) or match.group(3) or match.group(4) or "")
        for match in _ATTRIBUTE.finditer(markup)
    }
