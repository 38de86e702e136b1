"""The geometry of the openness wheel: a segment for each dimension, filled from the centre as far as it is open."""

from collections.abc import Sequence
from math import cos, pi, sin

import msgspec

from openaudit.report.html.dimensions import STEPS, Dimension

HUB, RIM = 30.0, 112.0  # radii, in the units of the drawing
_GAP = 1.6  # between segments, in degrees
_BESIDE, _ABOVE = RIM + 12, RIM + 26  # where the labels stand: an ellipse, as words are wider than high
RINGS = tuple(round(HUB + (RIM - HUB) * step / 3, 1) for step in (1, 2))


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """One segment: the path of its whole and of its filled part (empty where nothing fills it), and its label's place.

    The `label` is what the drawing has room for: the title, or its number in the table beside it. `anchor` is SVG's
    `text-anchor`; `x` and `y` are those of the label's middle line.
    """

    title: str
    label: str
    word: str
    state: str
    whole: str
    filled: str
    x: float
    y: float
    anchor: str


def segments(dimensions: Sequence[Dimension], *, numbered: bool = False) -> tuple[Segment, ...]:
    """The segments, clockwise from the top; `numbered` from 1 where their titles are too long to stand around them."""
    width = 360 / len(dimensions) if dimensions else 0
    return tuple(
        _segment(d, f"{n + 1}" if numbered else d.title, n * width, (n + 1) * width) for n, d in enumerate(dimensions)
    )


def _segment(found: Dimension, label: str, begin: float, end: float) -> Segment:
    middle = (begin + end) / 2
    x, y = _point(_BESIDE, middle)[0], _point(_ABOVE, middle)[1]
    reach = HUB + (RIM - HUB) * (found.steps or 0) / STEPS
    return Segment(
        title=found.title,
        label=label,
        word=found.word,
        state=found.state,
        whole=_sector(HUB, RIM, begin, end),
        filled=_sector(HUB, reach, begin, end) if found.steps else "",
        x=x,
        y=y,
        anchor="middle" if abs(x) < RIM / 4 else "start" if x > 0 else "end",
    )


def _sector(inner: float, outer: float, begin: float, end: float) -> str:
    """The path of a part of a ring, from one angle to another in degrees, clockwise from the top."""
    begin, end = begin + _GAP / 2, end - _GAP / 2
    (ax, ay), (bx, by) = _point(outer, begin), _point(outer, end)
    (cx, cy), (dx, dy) = _point(inner, end), _point(inner, begin)
    wide = int(end - begin > 180)
    return f"M{ax} {ay}A{outer:g} {outer:g} 0 {wide} 1 {bx} {by}L{cx} {cy}A{inner:g} {inner:g} 0 {wide} 0 {dx} {dy}Z"


def _point(radius: float, degrees: float) -> tuple[float, float]:
    angle = degrees * pi / 180
    return round(radius * sin(angle), 1) + 0.0, round(-radius * cos(angle), 1) + 0.0
