"""A fetched text as decoded lines, and the citations that point into it.

Lines are those that an editor shows: they end at LF, CRLF or CR and nowhere else. `Document.text` is `lines` joined by
LF, so that an offset in it and a line number say the same thing.
"""

import codecs
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate

import msgspec

from openaudit.patterns import lazy
from openaudit.snapshot import TextFile

QUOTE_LIMIT = 600
"""The most characters that a quote holds."""

_ELLIPSIS = " …"
_NEWLINE = lazy(r"\r\n|\r|\n")
_REPLACEMENT = "\ufffd"
_NOT_TEXT = lazy("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SAMPLE = 65_536
# A text in a legacy 8-bit encoding still has its markup and its Latin words; compressed or binary data has hardly any.
_BINARY_SHARE = 0.3


class Citation(msgspec.Struct, frozen=True):
    """A place in a file: its path, the SHA-256 of its bytes, lines (1-based, inclusive), the words that stand there."""

    file: str
    sha256: str
    lines: tuple[int, int] | None
    quote: str


class Document(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A decoded text. `problems` say what of the bytes could not be read; `binary` that they are no text at all."""

    path: str
    sha256: str
    text: str
    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()
    binary: bool = False

    @cached_property
    def starts(self) -> list[int]:
        """The offset in `text` at which each line begins."""
        return [0, *accumulate(len(line) + 1 for line in self.lines[:-1])]

    def offset_of(self, line: int) -> int:
        """The offset in `text` at which line number `line` begins; the end of the text for the one after the last."""
        return self.starts[line - 1] if line <= len(self.starts) else len(self.text)

    def line_at(self, offset: int) -> int:
        """The number of the line that holds the character at `offset` of `text`."""
        return max(1, bisect_right(self.starts, offset))

    def cite(self, first: int, last: int | None = None, quote: str | None = None) -> Citation:
        """The citation of lines `first` to `last` (default: `first` alone), with all their words or with `quote`.

        Raises ValueError when the document has no such lines.
        """
        last = first if last is None else last
        if not 1 <= first <= last <= len(self.lines):
            raise ValueError(f"{self.path} has no lines {first} to {last}")
        words = "\n".join(self.lines[first - 1 : last]) if quote is None else quote
        return Citation(self.path, self.sha256, (first, last), _shorten(words.strip()))

    def cite_words(self, start: int, end: int) -> Citation:
        """The citation of `text[start:end]`, blanks at its ends left out; `lines` are those of the words themselves."""
        span = self.text[start:end]
        start += len(span) - len(span.lstrip())
        end -= len(span) - len(span.rstrip())
        if start >= end:
            raise ValueError(f"{self.path} has no words there")
        return self.cite(self.line_at(start), self.line_at(end - 1), self.text[start:end])


@lru_cache(maxsize=8)  # a text is read when ancestors are looked for, as a card, and when it is audited
def read_text(file: TextFile) -> Document:
    """The file decoded: UTF-8, or UTF-16 where its byte order mark says so. Never raises.

    What is not valid becomes U+FFFD, as do NULs, and a problem says how many there are.
    """
    data = file.data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "UTF-16"
    else:
        encoding = "UTF-8"
        data = data.removeprefix(codecs.BOM_UTF8)
    problems = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        line = data[: error.start].count(b"\n") + 1
        problems.append(
            f"not valid {encoding}, first at line {line}: what could not be decoded reads as {_REPLACEMENT}"
        )
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        problems.append(f"holds {text.count(chr(0))} NUL characters, which read as {_REPLACEMENT}")
        text = text.replace("\x00", _REPLACEMENT)
    sample = text[:_SAMPLE]
    binary = len(_NOT_TEXT.findall(sample)) > _BINARY_SHARE * len(sample)
    if binary:
        problems = ["is no text"]
    if "\r" in text:
        text = _NEWLINE.sub("\n", text)
    lines = tuple(text.split("\n"))
    return Document(
        path=file.path,
        sha256=file.sha256,
        text=text,
        lines=lines,
        problems=tuple(problems),
        binary=binary,
    )


def _shorten(words: str) -> str:
    """At most QUOTE_LIMIT characters, cut between words where there is a blank not too far back."""
    if len(words) <= QUOTE_LIMIT:
        return words
    kept = words[: QUOTE_LIMIT - len(_ELLIPSIS) + 1]
    blank = max(kept.rfind(" "), kept.rfind("\n"), QUOTE_LIMIT // 2)
    return kept[:blank].rstrip() + _ELLIPSIS if blank > QUOTE_LIMIT // 2 else kept[:-1] + _ELLIPSIS
