"""Regular expressions that are compiled when they are first used.

A program that imports `re.compile`s pays for all of them, and one audit needs few: some 140 patterns took 60 ms of the
0.35 s that a check of a catalogue entry takes, most of them unused.
"""

import re
from typing import Any, cast


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
