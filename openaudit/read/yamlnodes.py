"""YAML of strangers as nodes that know their lines, for files whose every fault is told with its place.

As strict about what is read as `yamlevents`, on whose events it is built: no object is constructed, no list or mapping
is repeated by an alias, depth and length are bounded.
"""

from typing import Any

import msgspec
import yaml

from openaudit.read.yamlevents import MAX_DEPTH, Events, Refused, scalar

MAX_LENGTH = 1_000_000
"""The most characters that are read."""
MAX_NODES = 20_000
"""The most values that are read."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """A fault of the file, and the 1-based line where it stands."""

    line: int
    what: str


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its lines, 1-based and inclusive; that of a mapping's member begins with its key.

    `value` is a scalar (None, bool, int, float, str), a list of nodes, or a dict of nodes.
    """

    value: Any
    lines: tuple[int, int]

    @property
    def kind(self) -> str:
        """What it is, in the words of YAML."""
        if self.value is None:
            return "nothing"
        return {dict: "a mapping", list: "a list", str: "text", bool: "true or false"}.get(type(self.value), "a number")


def read_nodes(text: str) -> tuple[Node | None, list[Problem]]:
    """The file's first document, None where it can't be read, and what is wrong with it. Never raises."""
    if len(text) > MAX_LENGTH:
        return None, [Problem(1, f"it has {len(text):,} characters; {MAX_LENGTH:,} are read at most")]
    reader = _Reader(text)
    try:
        return reader.read(), reader.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return None, [*reader.problems, Problem(mark.line + 1 if mark else 1, f"broken YAML: {error.problem}")]
    except yaml.YAMLError:
        return None, [*reader.problems, Problem(1, "broken YAML: it has control characters")]
    except Refused as error:
        line = text.count("\n", 0, error.fault.offset) + 1
        return None, [*reader.problems, Problem(line, error.fault.why)]


class _Reader:
    """Makes nodes of events, and notes what is not read."""

    def __init__(self, text: str) -> None:
        self._events = Events(text)
        self._nodes = 0
        self.problems: list[Problem] = []

    def read(self) -> Node:
        event = self._events.next()
        if event is None:
            return Node(value=None, lines=(1, 1))
        return self._node(event, 1, event.start_mark.line + 1)

    def _node(self, event: Any, depth: int, first: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refused(f"it has more than {MAX_NODES:,} values", event.start_mark.index)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, first)
        if isinstance(event, yaml.ScalarEvent):
            value = scalar(event)
            if event.anchor:
                self._events.anchors[event.anchor] = value
            end: Any = event.end_mark
            last = end.line + 1 if end.column or end.line < first else end.line
            return Node(value=value, lines=(first, max(first, last)))
        self._events.anchors.pop(str(event.anchor), None)
        if depth >= MAX_DEPTH:
            raise Refused(f"nested deeper than {MAX_DEPTH} levels", event.start_mark.index)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(depth, first)
        return self._mapping(depth, first)

    def _alias(self, event: Any, first: int) -> Node:
        if event.anchor not in self._events.anchors:
            self.problems.append(Problem(first, "a list or mapping is repeated by an alias, which is not read"))
        return Node(value=self._events.anchors.get(str(event.anchor)), lines=(first, event.end_mark.line + 1))

    def _list(self, depth: int, first: int) -> Node:
        items = []
        while not isinstance(item := self._events.next(), yaml.SequenceEndEvent):
            items.append(self._node(item, depth + 1, item.start_mark.line + 1))
        return Node(value=items, lines=(first, items[-1].lines[1] if items else first))

    def _mapping(self, depth: int, first: int) -> Node:
        members: dict[str, Node] = {}
        last = first
        while not isinstance(key := self._events.next(), yaml.MappingEndEvent):
            line = key.start_mark.line + 1
            name = self._node(key, depth + 1, line)
            value = self._events.next()
            member = self._node(value, depth + 1, line)
            last = max(last, member.lines[1])
            if not isinstance(key, yaml.ScalarEvent) or isinstance(name.value, list | dict):
                self.problems.append(Problem(line, "a key that is no text is not read"))
            elif key.value in members:
                self.problems.append(Problem(line, f"{key.value!r} is given again: the first is read"))
            else:
                members[key.value] = member
        return Node(value=members, lines=(first, last))
