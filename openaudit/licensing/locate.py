"""Where in a licence's text a known restriction or duty stands.

The knowledge base says that a licence has a restriction; the text at hand must show it. `locators.toml` holds, per
kind, patterns of the words that state it (RE2 syntax, so that a stranger's text is matched in linear time).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from openaudit.datafiles import read_toml

_REACH = 400  # characters of a sentence shown on either side of the words found


@cache
def _tables() -> dict[str, list[str]]:
    return read_toml("licensing", "locators.toml")


@cache
def _patterns(kind: str) -> tuple[Any, ...]:
    """The compiled patterns of one kind; compiling all of them costs more than an audit needs."""
    return tuple(re2.compile(f"(?is){pattern}") for pattern in _tables().get(kind, ()))


def locate(kind: str, texts: Sequence[str], words: str | None = None) -> tuple[int, int, int] | None:
    """Which of the texts states this kind of term, and the character offsets of the sentence that does; None for none.

    The patterns are tried best first, each on all texts in their order: the plainest statement wins, wherever it is.
    `words`, where given (a name to display), are looked for before any pattern.
    """
    for number, text in enumerate(texts) if words is not None else ():
        if words is not None and (at := text.find(words)) >= 0:
            return (number, *_sentence(text, at, at + len(words)))
    for pattern in _patterns(kind):
        for number, text in enumerate(texts):
            if found := pattern.search(text):
                return (number, *_sentence(text, *found.span()))
    return None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to its sentence, or to `_REACH` characters where the sentence is longer."""
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    left = max(text.rfind(mark, floor, start) + len(mark) for mark in (". ", ".\n", "\n\n", "\r\n\r\n", "。", "; "))
    left = max(left, floor) if left > 3 else floor
    stops = [at + 1 for mark in (". ", ".\n", "\n\n", "。") if (at := text.find(mark, end, ceiling)) >= 0]
    return left, min(stops, default=ceiling)
