"""The phrase tables: which words say what in a licence. Data; what is done with them stands in `clauses`."""

from functools import cache
from typing import Any

from openaudit.datafiles import read_toml


@cache
def table(name: str) -> dict[str, Any]:
    """The table of this name, as its TOML file holds it."""
    return read_toml("licensing", "phrases", f"{name}.toml")
