"""Models that the code of Jupyter notebooks names."""

from collections.abc import Iterator

import msgspec
import yaml

from openaudit.scan.config import json_as_yaml, line_of
from openaudit.scan.places import Place
from openaudit.scan.python import python_places
from openaudit.scan.shell import shell_places

_MAGIC = ("%", "!", "?")


class _Cell:
    """A cell's source: its lines, and the line of the file that each stands on."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.at: list[int] = []

    def add(self, text: str, line: int) -> None:
        """A piece of the source: one line of it, or all in one string."""
        pieces = text.split("\n")
        pieces = pieces[:-1] if text.endswith("\n") else pieces
        self.lines += pieces
        self.at += [line] * len(pieces)


def notebook_places(text: str, file: str) -> Iterator[Place]:
    """The models that the notebook's code cells name, with the lines of the notebook's file.

    Cells whose code can't be parsed are read as scripts. Raises yaml.YAMLError, ValueError when it is no notebook.
    """
    found: list[Place] = []
    for cell in _cells(text):
        found += _cell_places(cell, file)
    yield from sorted(found, key=lambda p: (p.line, p.reference))


def _cell_places(cell: _Cell, file: str) -> list[Place]:
    magic = [line.lstrip().startswith(_MAGIC) for line in cell.lines]
    code = "\n".join("" if is_magic else line for line, is_magic in zip(cell.lines, magic, strict=True))
    script = "\n".join(
        line.lstrip().lstrip("!%") if is_magic else "" for line, is_magic in zip(cell.lines, magic, strict=True)
    )
    found = list(shell_places(script, file))
    try:
        found += python_places(code, file)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found += shell_places(code, file)
    return [msgspec.structs.replace(place, line=cell.at[place.line - 1]) for place in found]


def _cells(text: str) -> Iterator[_Cell]:
    """The code cells. A notebook is JSON; it is composed as YAML, whose nodes know their lines."""
    msgspec.json.decode(text)  # what is no JSON is no notebook; and JSON has no aliases
    for node in _items(_child(yaml.compose(json_as_yaml(text), Loader=yaml.CSafeLoader), "cells")):
        kind, source = _child(node, "cell_type"), _child(node, "source")
        if not isinstance(kind, yaml.ScalarNode) or kind.value != "code" or source is None:
            continue
        cell = _Cell()
        for piece in _items(source) if isinstance(source, yaml.SequenceNode) else [source]:
            if isinstance(piece, yaml.ScalarNode):
                cell.add(piece.value, line_of(piece))
        yield cell


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
