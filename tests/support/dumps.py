"""Dumps of model cards for tests."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.snapshots import card

TAKEN = "2026-11-22T00:00:00Z"
BODIES = ("# A model\n\nIt is open source.", "# Another\n\nFor research only.", "| a | b |\n|---|---|\n| 1 | 2 |", "")
LICENSES = ("mit", "llama3.1", "cc-by-nc-4.0", "other")


def rows(count: int) -> list[dict[str, Any]]:
    """So many models with cards of a few kinds."""
    return [
        {"modelId": f"acme/model-{n}", "card": card(f"{BODIES[n % 4]}\n\nNumber {n}.", license=LICENSES[n // 4 % 4])}
        for n in range(count)
    ]


def write_parquet(path: Path, found: Iterable[Mapping[str, Any]], *, group: int = 1000) -> Path:
    pq.write_table(pa.Table.from_pylist([dict(row) for row in found]), path, row_group_size=group)
    return path


def write_lines(path: Path, found: Iterable[Mapping[str, Any]]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(dict(row)) + b"\n" for row in found))
    return path
