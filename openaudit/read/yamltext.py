"""The metadata of strangers: YAML read as a whole, or else key by key, so that one broken value costs no other."""

from typing import Any

import msgspec

from openaudit.patterns import lazy

MAX_LENGTH = 200_000
"""The most characters that are read as one piece, and in all where the text is longer."""
MAX_KEYS = 500
"""The most keys that are read one by one."""

_KEY = lazy(r"""(?:"([^"]{1,80})"|'([^']{1,80})'|([A-Za-z_][\w .-]{0,80}?))[ \t]{0,9}:(?:[ \t]|$)""")


class Entry(msgspec.Struct, frozen=True):
    """A key of the outermost mapping, its value, the offset of the key.

    `broken` when the value is not what is meant: its words as they stand, what is left without an alias, or nothing.
    """

    key: str
    value: Any
    offset: int
    broken: bool = False


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with the YAML, and where, in characters."""

    why: str
    offset: int


class Entries(msgspec.Struct, frozen=True):
    """The outermost mapping's entries in order, duplicates kept; those of a list of mappings one after the other.

    `salvaged` when the text as a whole is no YAML of that kind, and was read key by key.
    """

    found: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()
    salvaged: bool = False


def key_of(line: str) -> str | None:
    """The key that a line of a block mapping begins with, unquoted; None when it begins with none."""
    match = _KEY.match(line)
    return next(filter(None, match.groups())) if match else None


def read_entries(text: str) -> Entries:
    """What the YAML says; where it is broken or too long, what its keys say one by one. Never raises."""
    if len(text) > MAX_LENGTH:
        return _salvage(text, Fault(f"{len(text)} characters are too many to be read as one piece", 0))
    read = _parse(text)
    return _salvage(text, read) if isinstance(read, Fault) else Entries(tuple(read), tuple(_alias_faults(read)))


def _alias_faults(entries: list[Entry]) -> list[Fault]:
    return [
        Fault(f"{entry.key!r} repeats a list or mapping by an alias, which is not read", entry.offset)
        for entry in entries
        if entry.broken
    ]


def _salvage(text: str, fault: Fault) -> Entries:
    """Each key with its lines read as YAML of its own; where that fails too, its words as they stand."""
    faults = [fault]
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    keys = [i for i, line in enumerate(lines) if key_of(line)]
    if len(keys) > MAX_KEYS:
        faults.append(Fault(f"there are more than {MAX_KEYS} keys: the rest is not read", starts[keys[MAX_KEYS]]))
    found: list[Entry] = []
    left = MAX_LENGTH
    for first, following in zip(keys[:MAX_KEYS], [*keys[1:], len(lines)], strict=False):
        own = lines[first:following]
        key = str(key_of(own[0]))
        piece = "\n".join(own)
        if len(piece) > left:
            faults.append(Fault(f"{key!r} is too long to be read", starts[first]))
            found.append(Entry(key, None, starts[first], broken=True))
            continue
        left -= len(piece)
        read = _parse(piece)
        if isinstance(read, Fault):
            read = [Entry(key, _words(own), 0, broken=True)]
        found += [msgspec.structs.replace(entry, offset=starts[first] + entry.offset) for entry in read]
    return Entries(tuple(found), tuple(faults), salvaged=True)


def _words(lines: list[str]) -> str | list[str]:
    """The value of a key whose YAML is broken: the rest of its line, or else its list, or else the lines below it."""
    raw = lines[0].partition(":")[2].strip()
    below = [line.strip() for line in lines[1:] if line.strip()]
    if raw[:1] in ("'", '"') and raw.count(raw[0]) == 1:
        return _bare("\n".join([raw, *below]))
    if raw and raw[0] not in "|>":
        return _bare(raw)
    if below and below[0].startswith("-"):
        return [_bare(line.lstrip("-")) for line in below]
    return "\n".join(below)


def _bare(value: str) -> str:
    return value.partition(" #")[0].strip().strip("\"'").strip()


def _parse(text: str) -> list[Entry] | Fault:
    from openaudit.read.yamlevents import parse  # noqa: PLC0415  a catalogue entry is audited without PyYAML

    return parse(text)
