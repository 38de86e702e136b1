"""The phrase tables: which words say what in a licence. Data; what is done with them stands in `clauses`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table of this name, as its TOML file holds it."""
    return tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
