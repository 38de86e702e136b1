"""Whether a pattern occurs at all: most patterns occur in few texts, and where is asked only of those.

RE2's automaton answers by itself, without places and groups, for a fraction of what a search costs.
"""

from functools import cached_property, lru_cache
from typing import Any

import re2

from openaudit.patterns import linear_options

_LONGEST_KEPT = 600  # characters of a text whose answers are kept


class Occurrence:
    """A pattern to be looked for; compiled when the first text comes.

    >>> Occurrence(r"(?i)licen[sc]e")("Released under the MIT License.")
    True
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __call__(self, text: str) -> bool:
        """Whether the pattern is found anywhere in the text, as `re2.search` would find it."""
        return _kept(self, text) if len(text) <= _LONGEST_KEPT else self.search(text)

    def search(self, text: str) -> bool:
        """The same, looked for anew."""
        return self._automaton.Match(text) is not None

    @cached_property
    def _automaton(self) -> Any:
        options = linear_options()
        options.never_capture = True
        found = re2.Set.SearchSet(options)
        found.Add(self.pattern)
        found.Compile()
        return found


@lru_cache(maxsize=32_768)  # cards are made from templates: most sentences stand in another card too
def _kept(occurrence: Occurrence, text: str) -> bool:
    return occurrence.search(text)
