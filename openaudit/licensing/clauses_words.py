"""The words of a legal text made plain, and cut into sentences, with the places that they came from."""

import re
from collections.abc import Iterator

import msgspec

from openaudit.patterns import lazy

_LONGEST_SENTENCE = 3_000
# One character for one, so that offsets hold. U+0130 is the only letter that grows when it is lowered.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂「」『』《》", '"'),
        **dict.fromkeys("‘’‚‛＇´", "'"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\v\f", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", " "),
        "，": ",", "：": ":", "（": "(", "）": ")", "；": ";", "！": "!", "？": "?", "％": "%", "İ": "I",
    }
)  # fmt: skip
_LONE = lazy("[\ud800-\udfff]")
_SQUEEZED = lazy(r"(?<=[a-z])-\n[ >]*(?=[a-z])|[*`\\]+|_{2,}|\s{2,}|</?[a-zA-Z][\w =\"'/-]{0,60}>")
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
    """`text` with plain quotes, dashes and blanks, one character for one."""
    return _LONE.sub("\ufffd", text.translate(_PLAIN))


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
