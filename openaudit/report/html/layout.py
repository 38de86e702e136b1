"""The geometry of a small graph that runs downwards to one node: boxes in rows, lines with right angles between them.

A level holds what is as far from the node at the bottom, and breaks into rows of so many boxes. Lines run through the
channel under a row; those that pass further rows run down a gutter at the left. Lines to the same box are one where
they meet, so that a model made of twenty stays readable.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

BOX, HEIGHT = 256, 76  # width and height of a box
_GAP = 22  # between boxes side by side
_LANE = 9  # between lines side by side
_LABEL, _ARROW = 24, 16  # room for words above the lines of a channel, for the arrow's head under them
_ROUND = 6  # radius of a corner
_EDGE = 3  # around the drawing, so that no stroke is cut

Edge = tuple[str, str]  # from a box to one below it
Point = tuple[float, float]


class Box(msgspec.Struct, frozen=True):
    """A box of a node by its upper left corner."""

    key: str
    x: float
    y: float


class Line(msgspec.Struct, frozen=True):
    """A line from the node `begin`, ending in an arrow."""

    begin: str
    path: str


class Label(msgspec.Struct, frozen=True):
    """The words beside the lines that leave a box."""

    words: str
    x: float
    y: float


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """The drawing: its size, and everything in it by its place."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def layout(nodes: Sequence[str], edges: Mapping[Edge, Sequence[str]], bottom: str, columns: int) -> Drawing:
    """The drawing of these nodes, at most so many side by side; an edge that closes a circle is left out.

    Every node but `bottom` has an edge that leads towards it; `edges` have the words that stand beside them.
    """
    rows = _rows(nodes, list(edges), bottom, columns)
    row_of = {key: n for n, row in enumerate(rows) for key in row}
    downward = {edge: words for edge, words in edges.items() if row_of[edge[0]] < row_of[edge[1]]}
    return _Plan(rows, row_of, downward).drawing()


def _rows(nodes: Sequence[str], edges: Sequence[Edge], bottom: str, columns: int) -> list[list[str]]:
    """The nodes in rows from the top: the farthest first, near those that they lead to."""
    above: dict[str, list[str]] = {}
    for parent, child in edges:
        above.setdefault(child, []).append(parent)
    level = {bottom: 0}
    _climb(bottom, above, level, ())
    levels: dict[int, list[str]] = {}
    for key in nodes:
        levels.setdefault(level.get(key, 1), []).append(key)
    place: dict[str, float] = {}
    rows: list[list[str]] = []
    for _, keys in sorted(levels.items()):
        ordered = sorted(keys, key=lambda key: _middle([place[c] for p, c in edges if p == key and c in place]))
        for n, key in enumerate(ordered):
            place[key] = (n % columns) / max(1, min(columns, len(ordered)) - 1)
        rows[:0] = [ordered[n : n + columns] for n in range(0, len(ordered), columns)]
    return rows


def _climb(key: str, above: Mapping[str, Sequence[str]], level: dict[str, int], way: tuple[str, ...]) -> None:
    """Note how far each node above this one is at most, never going round in a circle."""
    for parent in above.get(key, ()):
        if parent not in (*way, key) and level.get(parent, 0) < level[key] + 1:
            level[parent] = level[key] + 1
            _climb(parent, above, level, (*way, key))


def _middle(places: Sequence[float]) -> float:
    return sum(places) / len(places) if places else 0.0


class _Plan:
    """Where everything goes, once it is known which line passes which channel."""

    def __init__(
        self, rows: Sequence[Sequence[str]], row_of: Mapping[str, int], edges: Mapping[Edge, Sequence[str]]
    ) -> None:
        self._edges = edges
        self._row_of = row_of
        channels: list[dict[str, None]] = [{} for _ in rows]  # the boxes that the lines under each row lead to
        far: dict[str, None] = {}
        for parent, child in edges:
            channels[row_of[parent]][child] = None
            if row_of[child] - row_of[parent] > 1:
                far[child] = None
                channels[row_of[child] - 1][child] = None
        self._channels = [list(channel) for channel in channels]
        self._lanes = list(far)
        gutter = _LANE * len(far) + _GAP / 2 if far else 0
        widest = max(map(len, rows))
        self._width = gutter + widest * BOX + (widest - 1) * _GAP + 2 * _EDGE
        self._tops, y = [], float(_EDGE)
        self._boxes: dict[str, Box] = {}
        for n, row in enumerate(rows):
            self._tops.append(y)
            shift = gutter + _EDGE + (widest - len(row)) * (BOX + _GAP) / 2
            self._boxes |= {key: Box(key, shift + place * (BOX + _GAP), y) for place, key in enumerate(row)}
            slots = len(self._channels[n])
            y += HEIGHT + (_LABEL + _LANE * max(0, slots - 1) + _ARROW if n < len(rows) - 1 else 0)
        self._height = y + _EDGE

    def drawing(self) -> Drawing:
        """The whole of it."""
        return Drawing(
            width=self._width,
            height=self._height,
            boxes=tuple(self._boxes.values()),
            lines=tuple(Line(parent, _path(self._points(parent, child))) for parent, child in self._edges),
            labels=tuple(self._labels()),
        )

    def _labels(self) -> list[Label]:
        said: dict[str, dict[str, None]] = {}
        for (parent, _), words in self._edges.items():
            said.setdefault(parent, {}).update(dict.fromkeys(words))
        return [
            Label(" / ".join(words), self._out(parent) + 8, self._boxes[parent].y + HEIGHT + 16)
            for parent, words in said.items()
        ]

    def _points(self, parent: str, child: str) -> list[Point]:
        """The corners of a line, both ends included."""
        first, last = self._row_of[parent], self._row_of[child] - 1
        out, into = self._out(parent), self._into(child)
        below, above = self._slot(first, child), self._slot(last, child)
        way = [(out, self._boxes[parent].y + HEIGHT), (out, below)]
        if last > first:
            lane = _EDGE + _LANE * self._lanes.index(child)
            way += [(lane, below), (lane, above)]
        return [*way, (into, above), (into, self._boxes[child].y - 1)]

    def _out(self, key: str) -> float:
        return self._boxes[key].x + BOX / 2

    def _into(self, key: str) -> float:
        """Beside the middle where lines to several boxes share the channel, so that none covers another."""
        shared = len(self._channels[self._row_of[key] - 1]) > 1
        return self._boxes[key].x + BOX / 2 - (2 * _LANE if shared else 0)

    def _slot(self, row: int, child: str) -> float:
        return self._tops[row] + HEIGHT + _LABEL + _LANE * self._channels[row].index(child)


def _path(points: Sequence[Point]) -> str:
    """The line through these points, its corners rounded."""
    corners = [points[0]]
    for here, after in pairwise([*points[1:], points[-1]]):
        before = corners[-1]
        straight = before[0] == here[0] == after[0] or before[1] == here[1] == after[1]
        if here != before and not straight:
            corners.append(here)
    corners.append(points[-1])
    said = f"M{corners[0][0]:g} {corners[0][1]:g}"
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        (ax, ay), (bx, by) = _towards(here, before), _towards(here, after)
        said += f"L{ax:g} {ay:g}Q{here[0]:g} {here[1]:g} {bx:g} {by:g}"
    return f"{said}L{corners[-1][0]:g} {corners[-1][1]:g}"


def _towards(corner: Point, other: Point) -> Point:
    """The point where a corner begins to bend, on the way to another one."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)  # one of them is none: all angles are right
    reach = min(_ROUND, length / 2) / length if length else 0
    return round(corner[0] + dx * reach, 2), round(corner[1] + dy * reach, 2)
