"""YAML of strangers as plain values: never constructs an object, never expands an alias, bounded in depth.

Read from libyaml's event stream, because PyYAML's composer recurses in C: a few thousand `[` crash the whole process.
Scalars follow the YAML 1.2 core schema, as on the Hub (`no` is a word, a date is a word), but for one thing: a number
is a number only when it prints as it was written, so that `1.10` stays `1.10`.
"""

from typing import Any

import yaml

from openaudit.patterns import lazy
from openaudit.read.yamltext import Entry, Fault

MAX_DEPTH = 50

# PyYAML is built without libyaml where there is no wheel for the platform.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = lazy(r"-?[0-9]{1,18}")
_DECIMAL = lazy(r"-?[0-9]{1,18}\.[0-9]{1,18}")


class Refused(Exception):
    """The text is YAML, and not such as is read here."""

    def __init__(self, why: str, offset: int) -> None:
        super().__init__(why)
        self.fault = Fault(why, offset)


def parse(text: str) -> list[Entry] | Fault:
    """The entries of the outermost mapping, or of all mappings in a list of them; else what is wrong."""
    try:
        return _outermost(Events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return Fault(f"broken YAML ({error.problem})", min(mark.index, len(text)) if mark else 0)
    except yaml.YAMLError:
        return Fault("broken YAML (control characters)", 0)
    except Refused as error:
        return error.fault


class Events:
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


def _outermost(events: Events) -> list[Entry]:
    event = events.next()
    if event is None or (isinstance(event, yaml.ScalarEvent) and scalar(event) is None):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events)
    found: list[Entry] = []
    if isinstance(event, yaml.SequenceStartEvent):
        while isinstance(item := events.next(), yaml.MappingStartEvent):
            found += _mapping(events)
        if isinstance(item, yaml.SequenceEndEvent):
            return found
    raise Refused("no mapping", 0)


def _mapping(events: Events) -> list[Entry]:
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


def _value(events: Events, event: Any, depth: int) -> Any:
    if isinstance(event, yaml.ScalarEvent):
        value = scalar(event)
        if event.anchor:
            events.anchors[event.anchor] = value
        return value
    if isinstance(event, yaml.AliasEvent):
        # Only words are repeated: nested aliases would multiply what is read.
        events.refused |= event.anchor not in events.anchors
        return events.anchors.get(str(event.anchor))
    events.anchors.pop(str(event.anchor), None)
    if depth >= MAX_DEPTH:
        raise Refused(f"nested deeper than {MAX_DEPTH} levels", event.start_mark.index)
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


def scalar(event: Any) -> Any:
    """The value of a scalar's event, as the module says."""
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
