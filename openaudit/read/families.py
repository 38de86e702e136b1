"""Families of models by the names that people write, and whose licence binds what was made from them.

`families.toml` has the facts. A name is looked for in prose and in repositories' ids alike; matching is RE2's, linear
in the text whatever a stranger writes.
"""

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import re2

from openaudit.datafiles import parse_toml, read_data
from openaudit.licensing import knowledge
from openaudit.read.occurrence import Occurrence
from openaudit.read.text import Citation

_FILE = "families.toml"
# A name ends where neither a letter nor another digit of its version follows.
_BEFORE, _AFTER = r"(?:^|[^A-Za-z0-9])", r"(?:$|[^A-Za-z0-9.]|\.(?:[^0-9]|$))"


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a family; the file itself says what each key means. `line` is where its licence stands there."""

    id: str
    name: str
    license: tuple[str, ...]
    written: tuple[str, ...]
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
    return tuple(msgspec.convert({**table, "line": line}, Family) for table, line in zip(tables, lines, strict=True))


def find_named(text: str) -> Iterator[Named]:
    """The families that a text names, in order."""
    if not _named_at_all()(text):
        return
    for match in _written().finditer(text):
        place = match.lastindex  # each family's names are a group, and only one of them is found
        yield Named(families()[place - 1], match.start(place), match.end(place))


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
    """
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
def _written() -> Any:
    names = ("|".join(f if family.versionless else f"(?i:{f})" for f in family.written) for family in families())
    return re2.compile(f"{_BEFORE}(?:{'|'.join(f'({name})' for name in names)}){_AFTER}")


@cache
def _short() -> tuple[tuple[Family, Any], ...]:
    found = []
    for family in families():
        if family.short:
            short, size = "|".join(family.short).replace(".", r"\."), "|".join(family.sizes)
            pair = rf"(?:{short})[\s_-](?:{size})|(?:{size})[\s_-](?:{short})"
            found.append((family, re2.compile(f"(?i){_BEFORE}(?:{pair}){_AFTER}")))
    return tuple(found)
