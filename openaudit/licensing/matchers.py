"""The patterns of the phrase tables as RE2 runs them, each compiled when it is first asked for.

Whether a pattern occurs is asked of RE2's automaton alone, and first of one in which counted repeats ("within 80
characters") are loosened to any number: it finds the same and more, compiles sooner, and builds few states where the
exact one builds new ones at every character. Only what it finds is left to the exact one.
"""

from functools import cache
from typing import Any

import re2

from openaudit.licensing.phrases import table
from openaudit.patterns import lazy, linear_options

_WORD = lazy(r"\{([a-z_]+)\}")
_LINES = lazy(r"\s*\n\s*")
_COUNT = lazy(r"\{([0-9]),[0-9]+\}")


def expand(written: str) -> str:
    """A table's pattern with its `{name}`s replaced by their words."""
    words: dict[str, str] = table("words")
    while (expanded := _WORD.sub(lambda m: words[m.group(1)], written)) != written:
        written = expanded
    # A pattern may stand over several lines of its table; blanks at a line's end and begin are not part of it.
    return _LINES.sub("", written)


@cache
def pattern(written: str) -> Any:
    """The RE2 pattern of a table's cell, `{name}` replaced by the words of that name; compiled when first asked for.

    Raises re2.error when it is no pattern.
    """
    return re2.compile(expand(written), _options())


def first_match(written: str, words: bytes) -> Any:
    """The first match of a table's pattern in `words`, or None."""
    return pattern(written).search(words) if _occurs(written, words) else None


def stands(written: str | None, words: bytes, *, default: bool) -> bool:
    """Whether a pattern stands in `words`; `default` where there is no pattern."""
    if written is None:
        return default
    return _occurs(written, words) and (_is_exact(written) or _exact(written).Match(words) is not None)


def automaton(*patterns: str) -> Any:
    """The RE2 set of these patterns, that tells in one pass which of them a text holds.

    Raises re2.error when one is no pattern, or when they are more than the memory of an automaton holds: a set that
    compiled does not run out of it, as it forgets states and goes on.
    """
    found = re2.Set.SearchSet(_options())
    for one in patterns:
        found.Add(one)
    found.Compile()
    return found


def _occurs(written: str, words: bytes) -> bool:
    """Whether a pattern, its counted repeats loosened, stands in `words`."""
    return _loose(written).Match(words) is not None


@cache
def _loose(written: str) -> Any:
    return automaton(_loosened(expand(written)))


@cache
def _exact(written: str) -> Any:
    return automaton(expand(written))


@cache
def _is_exact(written: str) -> bool:
    expanded = expand(written)
    return _loosened(expanded) == expanded


def _loosened(expanded: str) -> str:
    return _COUNT.sub(lambda count: "*" if count[1] == "0" else "+", expanded)


def _options() -> Any:
    options = linear_options()
    # Spans of whole matches are all that is asked for, and RE2 is faster without groups.
    options.never_capture = True
    return options
