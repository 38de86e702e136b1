"""The geometry of the lineage graph: the models that this one descends from above it, joined by a line each."""

from collections.abc import Sequence

import msgspec

from openaudit.record import LineageLink
from openaudit.report.printable import printable

WIDTH = 340
_ROW, _BOX, _INDENT = 66, 54, 26
_LETTERS = 36  # that a box is wide
MOST = 12


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A box: its top edge, the words in it, and the path from it down to the model."""

    y: int
    name: str
    title: str
    license: str
    relation: str
    edge: str


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """The drawing: its height, the ancestors' boxes, the top edge of the model's own, and how many were left out."""

    height: int
    nodes: tuple[Node, ...]
    own: int
    name: str
    more: int


def graph(links: Sequence[LineageLink], name: str) -> Graph:
    """The graph of these links, at most the first twelve: the table beside it has them all."""
    shown = links[:MOST]
    own = len(shown) * _ROW
    return Graph(
        height=own + _BOX + 2,
        nodes=tuple(_node(link, n * _ROW, own) for n, link in enumerate(shown)),
        own=own,
        name=_fit(name),
        more=len(links) - len(shown),
    )


def _node(link: LineageLink, y: int, own: int) -> Node:
    middle = y + _BOX // 2
    return Node(
        y=y,
        name=_fit(link.id),
        title=link.id,
        license=_fit(link.license or "licence not known"),
        relation=link.relation,
        edge=f"M{_INDENT} {middle}H10V{own}",
    )


def _fit(words: str) -> str:
    """The words as far as they fit into a box."""
    shown = printable(words)
    return shown if len(shown) <= _LETTERS else f"{shown[: _LETTERS - 1]}…"
