"""A card's Markdown as sentences, links, headings and code, each with its lines in the source file.

markdown-it-py finds the blocks, with their lines, and the inline tokens, without. Each inline token is looked up in the
block's source from where the one before it ended, so that every plain character knows where it stands in the file.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, Literal, NamedTuple

import msgspec

from openaudit.read import inline, sentences
from openaudit.read.text import Document

Kind = Literal["paragraph", "heading", "list-item", "table-cell", "quote", "html"]

HEAD_LIMIT = 200_000
"""The most characters that are read from the beginning of a card; real cards have fewer."""
TAIL_LIMIT = 40_000
"""The most characters that are read from the end of a longer card."""
LINE_COUNT_LIMIT = 20_000
"""The most lines that are read from the beginning; the time that blocks take goes by lines."""
MAX_PROBLEMS = 20
LINE_LIMIT = 100_000
"""The most characters that are read of one line: longer ones are data."""
CELL_LIMIT = 30_000
"""The most table cells that are read."""
MARKS = "[*_<`&~\\"
MARK_LIMIT = 30_000
"""The most characters that may begin markup; the time that inline parsing takes goes by them."""


_SHORT, _LONGEST_KEPT = 12, 1_000  # characters of blocks that are kept for other cards with the same words


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence in plain words; `quote` is the same as it stands in lines `lines` of the file, with its markup.

    `section` is the path of headings above it.
    """

    text: str
    lines: tuple[int, int]
    quote: str
    section: tuple[str, ...]
    kind: Kind


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link, image or bare address; `sentence` is the index of the sentence that it stands in, if in any."""

    text: str
    url: str
    lines: tuple[int, int]
    image: bool = False
    sentence: int | None = None


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of level 1 to 6, in Markdown or HTML."""

    level: int
    text: str
    lines: tuple[int, int]


class CodeBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A block of code with its lines, fences included."""

    language: str
    text: str
    lines: tuple[int, int]


class Prose(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All that a card says below its metadata, in order. `problems` say what was not read."""

    sentences: tuple[Sentence, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    problems: tuple[str, ...] = ()

    @cached_property
    def words(self) -> str:
        """All sentences, one a line: what occurs nowhere in them need not be looked for in each."""
        return "\n".join(sentence.text for sentence in self.sentences)


class _Region(NamedTuple):
    """Lines that are parsed together: `offset` is the number of lines before them in the file."""

    offset: int
    lines: list[str]


def read_prose(document: Document, lines: Sequence[str] | None = None) -> Prose:
    """The document as Markdown. Never raises.

    `lines` stand in for the document's own, one for one: empty where a line is not to be read.
    """
    if document.binary:
        return Prose(problems=document.problems)
    problems: list[str] = []
    regions = list(_regions(list(document.lines if lines is None else lines), problems))
    reader = _Reader(document, few_marks=sum(_marks("\n".join(r.lines)) for r in regions) < MARK_LIMIT)
    for region in regions:
        reader.read(region, problems)
    return Prose(
        sentences=tuple(reader.sentences),
        links=tuple(reader.links),
        headings=tuple(reader.headings),
        code=tuple(reader.code),
        problems=tuple(problems),
    )


def _regions(lines: list[str], problems: list[str]) -> Iterator[_Region]:
    """The lines to parse, cut to the limits; `problems` get told what is left out."""
    for i in [i for i, line in enumerate(lines) if len(line) > LINE_LIMIT]:
        line = lines[i]
        blank = line.rfind(" ", 0, LINE_LIMIT)
        lines[i] = line[: blank if blank > 0 else LINE_LIMIT]
        if len(problems) < MAX_PROBLEMS:
            problems.append(f"line {i + 1} has {len(line)} characters: the first {len(lines[i])} are read")
    end = _reach(lines, HEAD_LIMIT, LINE_COUNT_LIMIT)
    yield _Region(0, lines[:end])
    if end < len(lines):
        tail = len(lines) - _reach(lines[end:][::-1], TAIL_LIMIT, LINE_COUNT_LIMIT // 5)
        if any(lines[end:tail]):
            problems.append(f"lines {end + 1} to {tail} of {len(lines)} are not read: the card is too long")
        yield _Region(tail, lines[tail:])


def _marks(text: str) -> int:
    return sum(map(text.count, MARKS))


def _reach(lines: list[str], characters: int, count: int) -> int:
    """How many lines hold no more than so many characters, and so many lines that are not empty."""
    if len(lines) <= count and sum(map(len, lines)) <= characters:  # as in most cards: no line is looked at by itself
        return len(lines)
    for i, line in enumerate(lines):
        characters -= len(line)
        count -= line != ""
        if characters < 0 or count < 0:
            return i
    return len(lines)


@cache
def _parser(*, tables: bool) -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415  takes 0.1 s, and only a card's text needs it

    # Inline parsing is done block by block, with a limit on its length.
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["strikethrough"]).disable(["inline", "text_join"])
    return parser.enable("table") if tables else parser


def _cells(lines: list[str]) -> int:
    """The most cells that tables may have: a short row is filled up to the width of its header."""
    cells = width = 0
    for above, line in pairwise(lines):
        if "|" in above and "-" in line and not line.strip(" \t>|:-"):
            width = max(width, line.count("|") + 1)
        elif not line.strip():
            width = 0
        cells += width
    return cells


class _Block(NamedTuple):
    """A block's source as the parser hands it on, and the number of its first line in the file."""

    source: str
    line: int
    kind: Kind
    level: int = 0


class _Said(NamedTuple):
    """A sentence of a block: its words, its place in run number `run`, and that in the source with its markup."""

    text: str
    run: int
    start: int
    end: int
    source: tuple[int, int]


class _Content(NamedTuple):
    """A block's words, and the sentences in them."""

    words: inline.Words
    said: tuple[_Said, ...]


def _read_content(parser: Any, env: dict[str, Any], source: str, *, plain: bool) -> _Content:
    """What a block's source says, wherever it stands."""
    # Only link definitions elsewhere in the document make the same words mean something else.
    if plain or len(source) >= _LONGEST_KEPT or env.get("references"):
        return _content(source, inline.read_inline(parser, env, source, plain=plain))
    return _kept_content(parser, source) if len(source) > _SHORT else _kept_short_content(parser, source)


@lru_cache(maxsize=2048)  # cards are made from templates: three blocks in four stand in another card too
def _kept_content(parser: Any, source: str) -> _Content:
    return _content(source, inline.read_inline(parser, {}, source))


@lru_cache(maxsize=4096)  # apart, so that the many cells of a table do not drive out what all cards have
def _kept_short_content(parser: Any, source: str) -> _Content:
    return _content(source, inline.read_inline(parser, {}, source))


def _content(source: str, words: inline.Words) -> _Content:
    said = []
    for number, run in enumerate(words.runs):
        for start, end in sentences.split(run.text):
            text = sentences.fold(run.text[start:end])
            if any(map(str.isalnum, text)):
                place = _with_markup(source, run.source_at(start), run.source_at(end - 1) + 1)
                said.append(_Said(text, number, start, end, place))
    return _Content(words, tuple(said))


_CONTAINERS: dict[str, Kind] = {
    "list_item": "list-item",
    "blockquote": "quote",
    "td": "table-cell",
    "th": "table-cell",
    "heading": "heading",
}
_OPENING = {f"{name}_open": kind for name, kind in _CONTAINERS.items()}
_CLOSING = frozenset(f"{name}_close" for name in _CONTAINERS)


class _Reader:
    """Collects what the blocks of one document say, region by region.

    `few_marks` says that all of it has so little markup that its blocks need not be counted.
    """

    def __init__(self, document: Document, *, few_marks: bool) -> None:
        self.document = document
        self.sentences: list[Sentence] = []
        self.links: list[Link] = []
        self.headings: list[Heading] = []
        self.code: list[CodeBlock] = []
        self._path: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()
        self._few_marks = few_marks
        self._marks = MARK_LIMIT
        self._cell_end = 0

    def read(self, region: _Region, problems: list[str]) -> None:
        """Parse a region and collect its blocks in order."""
        cells = _cells(region.lines)
        if cells > CELL_LIMIT:
            problems.append(f"tables are read as plain text: they have more than {CELL_LIMIT} cells")
        # Every line may begin a table where tables are looked for: most cards have none.
        parser = _parser(tables=0 < cells <= CELL_LIMIT)
        env: dict[str, Any] = {}
        containers: list[Kind] = []
        for token in parser.parse("\n".join(region.lines), env):
            line = region.offset + token.map[0] + 1 if token.map else 0
            if token.type in _OPENING:
                containers = [*containers, _OPENING[token.type]]
                level = int(token.tag[1:]) if token.type == "heading_open" else 0
            elif token.type in _CLOSING:
                containers = containers[:-1]
            elif token.type in ("fence", "code_block"):
                words = token.info.split()
                language = words[0] if words else ""
                last = min(region.offset + token.map[1], len(self.document.lines))
                self.code.append(CodeBlock(language=language, text=token.content, lines=(line, last)))
            elif token.type == "html_block":
                self._add(parser, env, _Block(token.content, line, "html"))
            elif token.type == "inline" and token.content:
                kind = containers[-1] if containers else "paragraph"
                self._add(parser, env, _Block(token.content, line, kind, level if kind == "heading" else 0))
        if self._marks <= 0:
            problems.append("some blocks are read as plain text: the card has too much markup")

    def _add(self, parser: Any, env: dict[str, Any], block: _Block) -> None:
        """Collect the sentences, headings and links of a block."""
        if not self._few_marks:
            self._marks -= _marks(block.source)
        words, said = _read_content(parser, env, block.source, plain=self._marks <= 0)
        places = _Places(self.document, block, self._cell_end)
        if block.kind == "table-cell":
            self._cell_end = places.end
        first = len(self.sentences)
        following = iter((*said, None))
        sentence = next(following)
        for number, run in enumerate(words.runs):
            level = run.level or block.level
            if level:
                self._add_heading(run, level, places)
            kind: Kind = "heading" if level else block.kind
            while sentence is not None and sentence.run == number:
                lines, quote = places.cite(*sentence.source)
                self.sentences.append(
                    Sentence(text=sentence.text, lines=lines, quote=quote, section=self._section, kind=kind)
                )
                sentence = next(following)
        spans = [(s.run, s.start, s.end) for s in said] if words.links else []
        for link in words.links:
            i = bisect_right(spans, (link.run, link.at, len(block.source))) - 1
            within = first + i if i >= 0 and spans[i][0] == link.run and link.at < spans[i][2] else None
            line = places.line(link.source)
            self.links.append(Link(text=link.text, url=link.url, lines=(line, line), image=link.image, sentence=within))

    def _add_heading(self, run: inline.Run, level: int, places: "_Places") -> None:
        text = sentences.fold(run.text)
        if not text:
            return
        lines, _ = places.cite(run.source_at(0), run.source_at(len(run.text) - 1) + 1)
        self.headings.append(Heading(level=level, text=text, lines=lines))
        self._path = [step for step in self._path if step[0] < level] + [(level, text)]
        self._section = tuple(words for _, words in self._path)


class _Places:
    """Where the characters of a block's source stand in the document.

    `end` is where the block ends there, for a cell: the next one of its row is looked for behind it.
    """

    def __init__(self, document: Document, block: _Block, cell_end: int) -> None:
        self._document = document
        self._first = block.line
        self._last = len(document.lines)
        self._lines = block.source.split("\n")
        several = len(self._lines) > 1
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines[:-1])] if several else [0]
        self._offsets: dict[int, int | None] = {}
        self.end = 0
        if block.kind == "table-cell":
            start = document.offset_of(self._number(0))
            column = document.lines[self._number(0) - 1].find(block.source, max(0, cell_end - start))
            self._offsets[0] = start + column if column >= 0 else None
            self.end = start + column + len(block.source) if column >= 0 else cell_end

    def _number(self, index: int) -> int:
        """The file's line that holds the block's line `index`; a block may seem to end behind the last one."""
        return min(self._first + index, self._last)

    def _offset(self, index: int) -> int | None:
        """Where in the document the block's line `index` begins; None where the block has it in other characters."""
        if index not in self._offsets:
            line = self._lines[index]
            number = self._number(index)
            # Containers' marks stand before the words, and may hold the same words: `1. 1`.
            column = self._document.lines[number - 1].rfind(line.strip()) - (len(line) - len(line.lstrip()))
            self._offsets[index] = self._document.offset_of(number) + column if line.strip() and column >= 0 else None
        return self._offsets[index]

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1) if len(self._lines) > 1 else 0

    def line(self, offset: int) -> int:
        """The file's line on which the character at `offset` of the block's source stands."""
        return self._number(self._index(offset))

    def cite(self, start: int, end: int) -> tuple[tuple[int, int], str]:
        """The lines of `source[start:end]` and its words there; the whole lines where those can't be told apart."""
        first = self._index(start)
        last = self._index(max(start, end - 1)) if len(self._lines) > 1 else first
        number = self._number(first)
        lines = (number, number if last == first else self._number(last))
        begin = self._offset(first)
        finish = begin if last == first else self._offset(last)
        if begin is None or finish is None:
            return lines, "\n".join(self._document.lines[lines[0] - 1 : lines[1]]).strip()
        begin += start - self._starts[first]
        finish += end - self._starts[last]
        return lines, self._document.text[begin:finish].strip()


def _with_markup(source: str, start: int, end: int) -> tuple[int, int]:
    """The span widened by the markup that directly surrounds its words: emphasis, code marks, a link's address."""
    while start > 0 and source[start - 1] in "*_~`[!<":
        start -= 1
    while end < len(source) and source[end] in "*_~`>":
        end += 1
    if source[end : end + 2] == "](":
        close = source.find(")", end)
        end = close + 1 if close > 0 else end
    return start, end
