"""What docs/formats.md repeats of the code: the table of formats, the columns, and an example of each format."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openaudit.audit import audit
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.report.formats import FORMATS, formatter
from openaudit.report.table import COLUMNS

EXAMPLE = "meta-llama/Llama-3.1-8B-Instruct"
LINES = 24
PAGE = Path(__file__).parent.parent / "docs" / "formats.md"


def render() -> str:
    """docs/formats.md with its table, columns and examples as they are today."""
    page = PAGE.read_text(encoding="utf-8")
    page = re.sub(r"(<!-- formats -->).*?(<!-- /formats -->)", rf"\1\n{_table()}\n\2", page, flags=re.DOTALL)
    columns = ", ".join(f"`{column}`" for column in COLUMNS)
    page = re.sub(r"(<!-- columns -->).*?(<!-- /columns -->)", rf"\1{columns}\2", page, flags=re.DOTALL)
    example = r"<!-- example ([\w.-]+) -->.*?<!-- /example -->"
    return re.sub(example, lambda found: _example(found[1]), page, flags=re.DOTALL)


def _table() -> str:
    rows = [f"| `{name}` | {f.does} | {f'`{f.extra}`' if f.extra else ''} |" for name, f in FORMATS.items()]
    return "\n".join(("| format | writes | extra |", "|---|---|---|", *rows))


def _example(name: str) -> str:
    record = audit(CatalogueFetcher().fetch(Reference("catalogue", EXAMPLE)))
    text = str(formatter(name).format([record]))
    chosen = json.dumps(_PART[name](json.loads(text)), indent=2, ensure_ascii=False) if name in _PART else text
    chosen = re.sub(r"(?<=urn:uuid:)[0-9a-f-]{36}", "…", chosen)  # of the content: it would change with any of it
    lines = [line if len(line) <= 160 else f"{line[:160]} …" for line in chosen.splitlines()]
    shown = lines if len(lines) <= LINES else [*lines[:LINES], "…"]
    kind = {"markdown": "markdown", "csv": "text", "badge": "xml"}.get(name, "json")
    return "\n".join((f"<!-- example {name} -->", f"````{kind}", *shown, "````", "<!-- /example -->"))


def _licensed(bom: dict[str, Any]) -> dict[str, Any]:
    model = bom["metadata"]["component"]
    return {key: model[key] for key in ("type", "group", "name", "licenses") if key in model}


def _packages(document: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = {"ai_AIPackage", "simplelicensing_LicenseExpression"}
    return [e for e in document["@graph"] if e["type"] in kinds or "License" in e.get("relationshipType", "")]


# The telling part of a long output.
_PART: dict[str, Callable[[Any], Any]] = {
    "sarif": lambda log: log["runs"][0]["results"][0],
    "cyclonedx": _licensed,
    "spdx": _packages,
}
