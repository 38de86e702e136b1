"""Writes `openaudit/licenses/index.json`: every name that a licence goes by, to the licence's id.

Run it after any change to the knowledge base: `python tools/index_licenses.py`. It fails on a name with two meanings.
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from openaudit.licensing.knowledge import License, normal_name, parse

LICENSES = Path(__file__).parents[1] / "openaudit" / "licenses"
VERSION = "2026-11-22"
"""The date of the knowledge base, which every audit record names."""

VERSION_DOT = re.compile(r"(?<=\d)\.(?=\d)")
SAME_WORDS = (
    ("license", "licence"),
    ("noncommercial", "non-commercial"),
    ("sharealike", "share-alike"),
    ("noderivatives", "noderivs", "no-derivatives"),
)
"""Spellings that mean one thing in every name; the files use the first."""


def spellings(name: str) -> Iterator[str]:
    """A name as people write it: with and without the word licence, and its words joined or not."""
    plain = normal_name(name)
    for spelling in (plain,) if "licen" in plain else (plain, f"{plain}-license"):
        written = [words for words in SAME_WORDS if words[0] in spelling]
        for choice in product(*written):
            respelled = spelling
            for words, word in zip(written, choice, strict=True):
                respelled = respelled.replace(words[0], word)
            yield respelled


def known_by(entry: License) -> Iterator[str]:
    """Every name of the licence as the index spells it. Identifiers may have hyphens for the dots of a version."""
    for name in (entry.id, entry.name, *entry.hub_ids, *entry.aliases):
        yield from spellings(name)
    for name in (entry.id, *entry.hub_ids):
        yield normal_name(VERSION_DOT.sub("-", name))
    for name in (*entry.identified_as, *entry.urls, *([entry.spdx] if entry.spdx else [])):
        yield normal_name(name)


def build(entries: list[License]) -> dict[str, str]:
    """Names, as `normal_name` makes them, to ids. Raises ValueError on a name with two meanings."""
    meanings: dict[str, set[str]] = {}
    for entry in entries:
        for name in known_by(entry):
            meanings.setdefault(name, set()).add(entry.id)
    clashes = {name: sorted(ids) for name, ids in meanings.items() if len(ids) > 1}
    if clashes:
        raise ValueError(f"names with two meanings: {clashes}")
    return {name: next(iter(ids)) for name, ids in sorted(meanings.items())}


def read_entries() -> list[License]:
    """The knowledge base. Raises KnowledgeInvalid when a file breaks the schema."""
    return [parse(path.read_bytes(), License, path.name) for path in sorted(LICENSES.glob("*.toml"))]


def render(names: dict[str, str]) -> str:
    """The index as it stands in the file: one name a line."""
    lines = ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(names[name])}" for name in names)
    return f'{{"version": {json.dumps(VERSION)}, "names": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    try:
        (LICENSES / "index.json").write_text(render(build(read_entries())), encoding="utf-8")
    except ValueError as error:
        sys.exit(str(error))
