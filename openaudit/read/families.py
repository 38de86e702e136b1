"""Families of models by the names that people write, and whose licence binds what was made from them.

`families.toml` has the facts. A name is looked for in prose and in repositories' ids alike; matching is RE2's, linear
in the text whatever a stranger writes. A family whose name is an architecture's as well ("a T5", "BART") is told by its
maker's own repositories alone.
"""

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import re2

from openaudit.datafiles import as_type, parse_toml, read_data
from openaudit.licensing import knowledge
from openaudit.read.occurrence import Occurrence
from openaudit.read.text import Citation

_FILE = "families.toml"
# A name ends where neither a letter nor another digit of its version follows.
_BEFORE, _AFTER = r"(?:^|[^A-Za-z0-9])", r"(?:$|[^A-Za-z0-9.]|\.(?:[^0-9]|$))"
# Where words joined to a name make it another's: neither a hyphen nor an underscore, save in "-based", "-model".
_BEFORE_WHOLE = r"(?:^|[^A-Za-z0-9_-])"
_AFTER_WHOLE = r"(?:$|[^A-Za-z0-9._-]|\.(?:[^0-9]|$)|[_-](?:$|[^A-Za-z0-9]|(?i:based|models?)\b))"


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a family; the file itself says what each key means. `line` is where its licence stands there."""

    id: str
    name: str
    license: tuple[str, ...]
    written: tuple[str, ...] = ()
    whole: bool = False
    repositories: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    group: str | None = None
    versionless: bool = False
    source: str | None = None
    line: int = 0

    def is_by(self, owner: str) -> bool:
        """Whether an organisation is the one that licenses the family."""
        return owner.casefold() in {o.casefold() for o in (self.id.partition("/")[0], *self.owners)}

    @property
    def entries(self) -> tuple[knowledge.Entry, ...]:
        """The licences that hold for it, all of them together."""
        return tuple(knowledge.entry(name) for name in self.license)

    @property
    def is_open(self) -> bool:
        """Whether every one of its licences is open."""
        return all(entry.license.is_open is True for entry in self.entries)

    @property
    def citation(self) -> Citation:
        """The lines of the data file that name the family and say under which licence it is, as they stand there."""
        raw = _raw()
        lines = raw.decode().splitlines()
        first = max(n for n in range(1, self.line) if lines[n - 1] == "[[family]]") + 1
        words = "\n".join(lines[first - 1 : self.line])
        return Citation(f"openaudit/read/{_FILE}", hashlib.sha256(raw).hexdigest(), (first, self.line), words)


class Named(msgspec.Struct, frozen=True):
    """A family's name in a text: the characters from `start` to `end`."""

    family: Family
    start: int
    end: int


@cache
def families() -> tuple[Family, ...]:
    """All families, those that are written more precisely first."""
    raw = _raw().decode()
    lines = [n for n, line in enumerate(raw.splitlines(), 1) if line.startswith("license = ")]
    tables = parse_toml(raw)["family"]
    return tuple(as_type({**table, "line": line}, Family) for table, line in zip(tables, lines, strict=True))


def find_named(text: str) -> Iterator[Named]:
    """The families that a text names, in order."""
    if not _named_at_all()(text):
        return
    for match in _written().finditer(text):
        place = match.lastindex  # each family's names are a group, and only one of them is found
        yield Named(_by_name()[place - 1], match.start(place), match.end(place))


@lru_cache(maxsize=1024)  # a base's id and the model's own are asked for again and again
def in_name(name: str) -> Family | None:
    """The family that a repository's name tells, by its own name or by an abbreviation beside a size; else None.

    >>> found = in_name("acme/Lyrebird-L2-70B")
    >>> found.name if found else None
    'Llama 2'
    """
    bare = name.rstrip("/").rpartition("/")[2]
    exact = next((n.family for n in find_named(bare) if not n.family.versionless), None)
    return exact or next((family for family, pattern in _short() if pattern.search(bare)), None)


def of_repository(name: str) -> Family | None:
    """The family that a repository's id stands for, where its own maker's organisation holds it; else None.

    >>> found = of_repository("meta-llama/Llama-2-13b-hf")
    >>> found.id if found else None, of_repository("somebody/Llama-2-13b-hf")
    ('meta-llama/llama-2', None)
    >>> found = of_repository("t5-small")
    >>> found.id if found else None, of_repository("somebody/t5-small")
    ('google-t5/t5', None)
    """
    known = _by_repository().get(name.casefold())
    if known is not None:
        return known
    family = in_name(name)
    return family if family is not None and "/" in name and family.is_by(name.partition("/")[0]) else None


def is_shortly_named(family: Family, text: str) -> bool:
    """Whether a text names the family by an abbreviation beside a size."""
    return any(pattern.search(text) for other, pattern in _short() if other == family)


@cache
def by_id(family_id: str) -> Family:
    """The family of this id. Raises KeyError for any other."""
    return {f.id: f for f in reversed(families())}[family_id]


def siblings(family: Family) -> frozenset[str]:
    """The ids of the families that share its group, itself left out."""
    return frozenset(f.id for f in families() if f.group is not None and f.group == family.group and f.id != family.id)


@cache
def _raw() -> bytes:
    return read_data("read", _FILE)


@cache
def _named_at_all() -> Occurrence:
    """Most texts name none: a search that tells which one costs far more."""
    return Occurrence(_written().pattern)


@cache
def _by_name() -> tuple[Family, ...]:
    """The families that are told by names, in the order of the groups of `_written`."""
    named = [family for family in families() if family.written]
    return tuple(sorted(named, key=lambda family: family.whole))


@cache
def _by_repository() -> dict[str, Family]:
    return {name.casefold(): family for family in families() for name in family.repositories}


@cache
def _written() -> Any:
    loose, whole = ("|".join(_group(f) for f in _by_name() if f.whole is kind) for kind in (False, True))
    return re2.compile(f"{_BEFORE}(?:{loose}){_AFTER}|{_BEFORE_WHOLE}(?:{whole}){_AFTER_WHOLE}")


def _group(family: Family) -> str:
    names = "|".join(f if family.versionless else f"(?i:{f})" for f in family.written)
    return f"({names})"


@cache
def _short() -> tuple[tuple[Family, Any], ...]:
    found = []
    for family in families():
        if family.short:
            short, size = "|".join(family.short).replace(".", r"\."), "|".join(family.sizes)
            pair = rf"(?:{short})[\s_-](?:{size})|(?:{size})[\s_-](?:{short})"
            found.append((family, re2.compile(f"(?i){_BEFORE}(?:{pair}){_AFTER}")))
    return tuple(found)
