"""Regular expressions that are compiled when they are first used, and what RE2 is told for those of a stranger's text.

A program that imports `re.compile`s pays for all of them, and one audit needs few: some 140 patterns took 60 ms of the
0.35 s that a check of a catalogue entry takes, most of them unused.
"""

import re
from typing import Any, cast

# Of an automaton at most: a set that runs out of it finds nothing, a single pattern forgets its states and is slow.
_MEMORY = 64 << 20


class _Lazy:
    """Stands for a compiled pattern: each method of it that is asked for is kept, and found at once the next time."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._written, self._flags), name)
        setattr(self, name, found)
        return found


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled at its first use; re.error is raised then, where it is none.

    >>> words = lazy(r"[a-z]+")
    >>> words.findall("open weights")
    ['open', 'weights']
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def linear(pattern: str) -> Any:
    """The pattern compiled by RE2, whose time is linear in the text."""
    import re2  # noqa: PLC0415  many commands match nothing by it

    return re2.compile(pattern, linear_options())


def linear_options() -> Any:
    """RE2's options for the large patterns of tables, one by one or as a set."""
    import re2  # noqa: PLC0415  as above

    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False  # they would stand on the user's terminal
    return options
