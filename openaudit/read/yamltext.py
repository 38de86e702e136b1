"""YAML of strangers as plain values: never constructs an object, never expands an alias, bounded in depth and length.

Read from libyaml's event stream, because PyYAML's composer recurses in C: a few thousand `[` crash the whole process.
Scalars follow the YAML 1.2 core schema, as on the Hub (`no` is a word, a date is a word), but for one thing: a number
is a number only when it prints as it was written, so that `1.10` stays `1.10`.
"""

import re
from typing import Any

import msgspec
import yaml

MAX_DEPTH = 50
MAX_LENGTH = 200_000
"""The most characters that are read as one piece, and in all where the text is longer."""
MAX_KEYS = 500
"""The most keys that are read one by one."""

# PyYAML is built without libyaml where there is no wheel for the platform.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
_KEY = re.compile(r"""(?:"([^"]{1,80})"|'([^']{1,80})'|([A-Za-z_][\w .-]{0,80}?))[ \t]{0,9}:(?:[ \t]|$)""")


class Entry(msgspec.Struct, frozen=True):
    """A key of the outermost mapping, its value, the offset of the key.

    `broken` when the value is not what is meant, but its words as they stand, or what is left of it without an alias.
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


class _Refused(Exception):
    """The text is YAML, and not such as is read here."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.fault = Fault(why, offset)


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


class _Events:
    """The events of the first document, with the words that its anchors stand for."""

    def __init__(self, text: str) -> None:
        self._loader = _Loader(text)
        self.anchors: dict[str, Any] = {}
        self.refused = False

    def next(self) -> Any:
        """The next event that carries content; None at the end of the document."""
        while True:
            event = self._loader.get_event()
            if event is None or isinstance(event, (yaml.DocumentEndEvent, yaml.StreamEndEvent)):
                return None
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                return event


def _parse(text: str) -> list[Entry] | Fault:
    """The entries of a text that is YAML as a whole, or what is wrong with it."""
    try:
        return _outermost(_Events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return Fault(f"broken YAML ({error.problem})", min(mark.index, len(text)) if mark else 0)
    except yaml.YAMLError:
        return Fault("broken YAML (control characters)", 0)
    except _Refused as error:
        return error.fault


def _outermost(events: _Events) -> list[Entry]:
    event = events.next()
    if event is None or (isinstance(event, yaml.ScalarEvent) and _scalar(event) is None):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events)
    found: list[Entry] = []
    if isinstance(event, yaml.SequenceStartEvent):
        while isinstance(item := events.next(), yaml.MappingStartEvent):
            found += _mapping(events)
        if isinstance(item, yaml.SequenceEndEvent):
            return found
    raise _Refused("no mapping", 0)


def _mapping(events: _Events) -> list[Entry]:
    entries = []
    while not isinstance(event := events.next(), yaml.MappingEndEvent):
        events.refused = False
        key = _value(events, event, 1)
        value = _value(events, events.next(), 1)
        if not isinstance(key, (dict, list)):
            entries.append(Entry(_name(event, key), value, event.start_mark.index, events.refused))
    return entries


def _name(event: Any, key: Any) -> str:
    """A key as it is written: `1.0`, `no` and `null` are names like any other."""
    return event.value if isinstance(event, yaml.ScalarEvent) else str(key)


def _value(events: _Events, event: Any, depth: int) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        value = _scalar(event)
        if event.anchor:
            events.anchors[event.anchor] = value
        return value
    if isinstance(event, yaml.AliasEvent):
        # Only words are repeated: nested aliases would multiply what is read.
        events.refused |= event.anchor not in events.anchors
        return events.anchors.get(str(event.anchor))
    if depth >= MAX_DEPTH:
        raise _Refused(f"nested deeper than {MAX_DEPTH} levels", event.start_mark.index)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := events.next(), yaml.SequenceEndEvent):
            items.append(_value(events, item, depth + 1))
        return items
    members: dict[str, Any] = {}
    while not isinstance(item := events.next(), yaml.MappingEndEvent):
        key = _value(events, item, depth + 1)
        value = _value(events, events.next(), depth + 1)
        if not isinstance(key, (dict, list)):
            members.setdefault(_name(item, key), value)
    return members


def _scalar(event: Any) -> Any:
    words: str = event.value
    if not event.implicit[0]:
        return words
    if words in _CONSTANTS:
        return _CONSTANTS[words]
    if _INTEGER.fullmatch(words):
        return int(words) if str(int(words)) == words else words
    if _DECIMAL.fullmatch(words):
        return float(words) if repr(float(words)) == words else words
    return words
