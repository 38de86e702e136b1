import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import openaudit

PACKAGE = Path(openaudit.__file__).parent
ARCHITECTURE = PACKAGE.parent / "docs" / "architecture.md"
CLIENTS = {"httpx2", "httpcore2", "huggingface_hub"}
# The first steps of the way through: what a later one computes is never known to an earlier one.
WAY = ("record", "snapshot", "read", "classify", "findings", "audit", "answers", "report", "cli")


def rooms() -> dict[str, list[Path]]:
    """The package's folders and the modules beside them, each with its files of code."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        found.setdefault(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), []).append(path)
    return {name: paths for name, paths in found.items() if name != "__init__"}


def imports(node: ast.AST) -> Iterator[str]:
    """The modules that run when the code runs; those that only a type checker sees do not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom):
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        yield from imports(child)


def modules(room: str) -> set[str]:
    """All that the files of a room import."""
    return {name for path in rooms()[room] for name in imports(ast.parse(path.read_text(encoding="utf-8")))}


def known_to(room: str) -> set[str]:
    """The other rooms whose code a room runs."""
    found = {name.split(".")[1] for name in modules(room) if name.startswith("openaudit.")}
    return (found & rooms().keys()) - {room}


def test_arrows_never_run_back() -> None:
    """No room depends on one that depends on it, over however many others."""
    order = list(TopologicalSorter({room: known_to(room) for room in rooms()}).static_order())
    assert [room for room in order if room in WAY] == list(WAY)


@pytest.mark.parametrize("room", sorted(rooms().keys() - {"fetch"}))
def test_only_fetch_touches_the_network(room: str) -> None:
    """No room but fetch imports a client of the network."""
    assert {name.partition(".")[0] for name in modules(room)} & CLIENTS == set()


def test_the_rooms_are_those_of_the_document() -> None:
    """Every folder and module at the top of the package is told in docs/architecture.md, and nothing that is gone."""
    table = [line for line in ARCHITECTURE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {name for line in table for name in re.findall(r"`([\w/]+?)(?:/|\.py)`", line.split("|")[1])}
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {name.partition("/")[0] for name in told} == folders | rooms().keys()
