"""The words of a legal text made plain, and cut into sentences, with the places that they came from."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import msgspec

from openaudit.patterns import lazy

_LONGEST_SENTENCE = 3_000
# One character for one, so that offsets hold. U+0130 is the only letter that grows when it is lowered.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂「」『』《》", '"'),
        **dict.fromkeys("‘’‚‛＇´", "'"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        "，": ",", "：": ":", "（": "(", "）": ")", "；": ";", "！": "!", "？": "?", "％": "%", "İ": "I",
    }
)  # fmt: skip
_LONE = lazy("[\ud800-\udfff]")
# What nobody sees: within a word it parts nothing, elsewhere it is a blank.
_UNSEEN = lazy(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_IN_WORD = "\u00ad"
# Blocks of letters and digits that are drawn otherwise and read as the plain ones: in a box, full width, mathematical.
_DRAWN = lazy("[\u2100-\u214f\u24b6-\u24e9\uff10-\uff5a\U0001d400-\U0001d7ff]")
_SQUEEZED = lazy(r"(?<=[a-z])-\n[ >]*(?=[a-z])|\u00ad+|[*`\\]+|_{2,}|\s{2,}|</?[a-zA-Z][\w =\"'/-]{0,60}>")
_ENDS = lazy(r"[.!?][\"')\]]*(?=\s)|[。！？]|;(?=\s)|(?<=[\u4e00-\u9fff]);")
_ABBREVIATED = lazy(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|corp|co|llc|no|nos|v|vs|art|sec|cf|mr|dr|st|al|approx|u\.s|u\.k|u\.s\.c|p\.o|fig|ver"
    r"|[a-z])|\.\.)$",
    re.IGNORECASE,
)


class Words(msgspec.Struct):
    """Squeezed words and the places they came from."""

    text: str
    parts: list[tuple[int, int]]


def plain_text(text: str) -> str:
    """`text` as it is seen, with plain letters, quotes, dashes and blanks, one character for one."""
    plain = _LONE.sub("\ufffd", text.translate(_PLAIN))
    return _DRAWN.sub(lambda drawn: _letter(drawn.group()), _UNSEEN.sub(_unseen, plain))


def _unseen(found: re.Match[str]) -> str:
    """As many characters: soft hyphens within a word, which `squeeze` takes out, and blanks elsewhere."""
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() : found.end() + 1]
    return (_IN_WORD if len(around) == 2 and around.isalnum() else " ") * (found.end() - found.start())


@cache
def _letter(drawn: str) -> str:
    """The plain letter or digit, where it is one."""
    plain = unicodedata.normalize("NFKC", drawn)
    return plain if len(plain) == 1 and plain.isalnum() else drawn


def squeeze(plain: str, start: int, end: int) -> Words:
    """`plain[start:end]` with single blanks, no emphasis marks, no word broken over lines, and where each part was."""
    out: list[str] = []
    parts: list[tuple[int, int]] = [(0, start)]
    length = 0
    last = start
    for gap in _SQUEEZED.finditer(plain, start, end):
        kept = plain[last : gap.start()]
        out.append(kept)
        length += len(kept)
        if gap.group()[0] in " \n\r" and length:
            out.append(" ")
            length += 1
        last = gap.end()
        parts.append((length, last))
    out.append(plain[last:end])
    text = "".join(out).replace("\n", " ")
    if text[:1] == " ":
        text = text[1:]
        parts = [(max(0, at - 1), origin + (at == 0)) for at, origin in parts]
    return Words(text, parts)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a squeezed block begin and end."""
    start = 0
    for end in _ENDS.finditer(text):
        stop = end.end()
        if end.group() == ";":
            # Items of an inline list belong to their sentence; a semicolon ends one only where it grew too long.
            if stop - start < _LONGEST_SENTENCE // 2:
                continue
        elif end.group()[0] == "." and not _is_stop(text, end.start(), stop):
            continue
        yield from _cut(start, stop)
        start = stop
    yield from _cut(start, len(text))


def _is_stop(text: str, dot: int, after: int) -> bool:
    """Whether a full stop ends a sentence: what follows begins one, and what comes before is no abbreviation."""
    following = text[after : after + 3].lstrip()[:1]
    if following and not (following.isupper() or following.isdigit() or following in "\"'([#-" or following > "\u2e80"):
        return False
    return not _ABBREVIATED.search(text[max(0, dot - 8) : dot])


def _cut(start: int, stop: int) -> Iterator[tuple[int, int]]:
    while stop - start > _LONGEST_SENTENCE:
        yield start, start + _LONGEST_SENTENCE
        start += _LONGEST_SENTENCE
    if stop > start:
        yield start, stop
