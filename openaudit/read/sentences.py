"""Where sentences end, in the languages that model cards are written in."""

import re
from collections.abc import Iterator

from openaudit.patterns import lazy

# A run of end marks with the closing quotes and brackets after it. Full-width marks end a sentence wherever they stand,
# the others only before a blank.
_END = lazy(r"[。！？｡]+[”’」』）\])\"']*|(?<![.!?…؟۔।])[.!?…؟۔।]+[”’»\"')\]]*(?=\s|$)")
_END_OR_LINE = lazy(r"[。！？｡.!?…؟۔।\n\v]")
_LINE_END = lazy(r"[\n\v][ \t\n\v]*")
# Followed by a name or a number more often than by a new sentence.
_ABBREVIATIONS = frozenset(
    (
        "al", "approx", "art", "ca", "cf", "cfg", "ch", "chap", "co", "corp", "dept", "dr", "ed", "eds", "eq",
        "eqs", "e.g", "eg", "esp", "est", "fig", "figs", "gen", "hon", "i.e", "ie", "inc", "incl", "jr", "ltd",
        "max", "mr", "mrs", "ms", "no", "nos", "nr", "op", "p", "pp", "ph.d", "prof", "ref", "refs", "resp", "rev",
        "sec", "sect", "sr", "st", "tab", "u.k", "u.s", "v", "ver", "vgl", "viz", "vol", "vs", "z.b", "d.h", "p.ej",
        "г", "т.е", "т.д",
    )
)  # fmt: skip
_BEFORE_NUMBER = frozenset(
    (
        "no", "nos", "nr", "fig", "figs", "eq", "sec", "sect", "art", "ch", "p", "pp", "v", "ver", "vol", "tab",
    )
)  # fmt: skip


# A line that its author meant to stand alone: a bullet or emoji begins it, or it and the one before say `label: value`.
_BULLET = lazy(r"[-*+•・●○◆■□▪►➤→※✓✔✅❌☑⚠\U0001f300-\U0001faff]|\d{1,2}[.)] ")
_LABELLED = lazy(r"[\w /()-]{1,40}[:：]")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED_CJK = lazy(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*(?=[{_CJK}])")


def split(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of `text`, blanks around it left out; together they hold every word.

    A line end ends a sentence where the next line begins anew; so does a vertical tab, unless the next line goes on in
    lower case.
    """
    if _END_OR_LINE.search(text) is None:  # as most headings and cells
        yield from _trim(text, 0, len(text))
        return
    start = 0
    lines = _line_ends(text) if "\n" in text or "\v" in text else ()
    for end in (*lines, len(text)):
        yield from _split_line(text, start, end)
        start = end


def fold(text: str) -> str:
    """The words with one space between them, and none where a line end parts Chinese or Japanese characters."""
    return " ".join((_WRAPPED_CJK.sub("", text) if "\n" in text else text).split())


def _line_ends(text: str) -> Iterator[int]:
    start = 0
    for match in _LINE_END.finditer(text):
        following = text[match.end() : match.end() + 60]
        labelled = _LABELLED.match(following) and _LABELLED.match(text[start : match.start()].lstrip()[:60])
        hard = "\v" in match.group() and not following[:1].islower()
        if hard or labelled or _BULLET.match(following):
            yield match.start()
        start = match.end()


def _split_line(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text, start, stop):
        if _ends(text, start, match):
            yield from _trim(text, start, match.end())
            start = match.end()
    yield from _trim(text, start, stop)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] not in ".…":
        return True
    following = text[match.end() : match.end() + 40].lstrip()[:1]
    if following.islower():
        return False
    before = text[max(start, match.start() - 40) : match.start()]
    word = "" if before[-1:].isspace() else before.split()[-1].lstrip("([\"'“‘«") if before else ""
    if mark != ".":
        return True
    if word.isdigit() and not text[start : match.start() - len(word)].strip():
        return False
    if len(word) == 1 and word.isupper() and word.isascii():
        return False
    folded = word.casefold()
    if folded in _BEFORE_NUMBER:
        return not following.isdigit() and (folded == "no" or not following.isupper())
    return folded not in _ABBREVIATIONS
