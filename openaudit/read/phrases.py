"""Wordings as data: `phrases.toml` and `phrases_documentation.toml` say by which words a sentence is of a kind.

Matching is RE2's, linear in the sentence whatever a stranger writes.
"""

from functools import cache

import msgspec

from openaudit.datafiles import as_type, parse_toml, read_data
from openaudit.read.occurrence import Occurrence

_FILES = ("phrases.toml", "phrases_documentation.toml")


class Phrases(msgspec.Struct, frozen=True):
    """The patterns of one kind, with the example and counter-example that a test holds them to."""

    any: tuple[str, ...]
    nots: tuple[str, ...] = msgspec.field(name="not")
    example: str
    counter: str


@cache
def kinds() -> dict[str, Phrases]:
    """All kinds by name."""
    raw = "".join(read_data("read", file).decode() for file in _FILES)  # a kind that stands in both is a fault of TOML
    return as_type(parse_toml(raw), dict[str, Phrases])


@cache
def _union(kind: str) -> tuple[Occurrence, Occurrence | None]:
    """One pattern for all that say yes and one for all that say no; `^` and `$` are a line's."""
    phrases = kinds()[kind]
    yes, no = ("|".join(f"(?:{p})" for p in patterns) for patterns in (phrases.any, phrases.nots))
    return Occurrence(f"(?ism){yes}"), Occurrence(f"(?ism){no}") if no else None


def says(kind: str, text: str) -> bool:
    """Whether the text is of this kind."""
    yes, no = _union(kind)
    return yes(text) and not (no is not None and no(text))


def may_say(kind: str, text: str) -> bool:
    """Whether a line of the text may be of this kind: one look spares as many as it has lines."""
    return _union(kind)[0](text)
