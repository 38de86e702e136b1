"""Writes `openaudit/catalogue/index.json`: every name that an entry goes by, to its file and to the id it stands for.

Run it after any change to the catalogue: `python tools/index_catalogue.py`. It fails on a name with two meanings.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from openaudit.licensing.knowledge import normal_name
from openaudit.read.catalogue import CatalogueEntry, parse

CATALOGUE = Path(__file__).parents[1] / "openaudit" / "catalogue"
VERSION_DOT = re.compile(r"(?<=\d)\.(?=\d)")

Target = tuple[str, str]
"""A file, as the index names it, and an id."""


def spelled(entry: CatalogueEntry) -> Iterator[tuple[str, str]]:
    """The names that the file itself gives, each with the id that it stands for."""
    for name in (entry.id, entry.name, *entry.names):
        yield name, entry.id
    for covered in entry.covers:
        yield covered, covered
    yield from entry.aliases.items()


def bare(name: str) -> str:
    """A name without the organisation before it."""
    return name.rpartition("/")[2]


def build(files: dict[str, bytes]) -> dict[str, object]:
    """The index of these files (path below the catalogue to bytes). Raises ValueError on a name with two meanings.

    Three ranks, of which the earlier wins: what the files spell out; the same without the organisation; the same with
    the provider's name or the organisation's before it. Below the first rank, a name with two meanings is left out.
    """
    entries = {file: parse(raw, file) for file, raw in files.items()}
    ranks: tuple[dict[str, set[Target]], ...] = ({}, {}, {})
    for file, entry in entries.items():
        organisation = entry.id.partition("/")[0]
        for name, meaning in spelled(entry):
            prefixed = (f"{entry.provider} {bare(name)}", f"{organisation} {bare(name)}")
            for rank, variants in zip(ranks, ((name,), (bare(name),), prefixed), strict=True):
                for variant in variants:
                    rank.setdefault(normal_name(variant), set()).add((file, meaning))
                    if rank is not ranks[0]:
                        rank.setdefault(normal_name(VERSION_DOT.sub(" ", variant)), set()).add((file, meaning))
    clashes = {name: targets for name, targets in ranks[0].items() if len(targets) > 1}
    if clashes:
        raise ValueError(f"names with two meanings: {clashes}")
    names: dict[str, Target | None] = {}
    for rank in ranks:
        for name, targets in rank.items():
            names.setdefault(name, next(iter(targets)) if len(targets) == 1 else None)
    found = {name: {"file": t[0], "id": t[1]} for name, t in sorted(names.items()) if t is not None}
    return {"version": max(entry.date for entry in entries.values()), "names": found}


def read_files() -> dict[str, bytes]:
    """The catalogue's files, path below the catalogue to bytes."""
    return {path.relative_to(CATALOGUE).as_posix(): path.read_bytes() for path in sorted(CATALOGUE.rglob("*.toml"))}


def render(index: dict[str, object]) -> str:
    """The index as it stands in the file: one name a line."""
    names = index["names"]
    assert isinstance(names, dict)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(target)}" for name, target in names.items())
    return f'{{"version": {json.dumps(index["version"])}, "names": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    try:
        (CATALOGUE / "index.json").write_text(render(build(read_files())))
    except ValueError as error:
        sys.exit(str(error))
