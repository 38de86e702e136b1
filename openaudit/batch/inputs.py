"""What a batch audits: references out of lists, tables and folders of snapshots, read in a stream.

A line that can't be read is an item too: its record says why, and nothing after it is lost.
"""

import csv
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from openaudit.errors import OpenauditError, ReferenceInvalid
from openaudit.snapshot import is_snapshot

STDIN = "-"
LINE_LIMIT = 10_000  # bytes of a line of a list
ROW_LIMIT = 64 * 1024 * 1024  # bytes of a line of a table: it may hold a whole card
COLUMNS = ("modelId", "model_id", "id", "model")  # where a table's models are looked for when no column is named
CSV, TSV, JSONL = ".csv", ".tsv", (".jsonl", ".ndjson")


class Item(msgspec.Struct, frozen=True):
    """One model to audit; `fault` says why the input's line names none."""

    reference: str
    fault: OpenauditError | None = None


def read_inputs(inputs: Iterable[str], column: str | None = None) -> Iterator[Item]:
    """The models that the inputs name, in order. Raises OpenauditError when one of them can't be read at all."""
    for name in inputs:
        try:
            yield from _read(name, column)
        except (OSError, csv.Error) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise OpenauditError(f"{name} can't be read", why=why, fix="check the path and its permissions") from error


def check_inputs(inputs: Iterable[str], column: str | None) -> None:
    """Raises OpenauditError for what can be told without reading: no such file, a column without a table."""
    for name in inputs:
        if name == STDIN:
            continue
        path = Path(name)
        if not path.exists():
            raise OpenauditError(
                f"{name} is neither a file nor a folder",
                why="a batch reads lists, tables and folders of saved snapshots",
                fix=f"to audit one model: openaudit check {name}; all of an author: openaudit batch --author NAME",
            )
    if column is not None and not any(_is_table(name) for name in inputs):
        raise OpenauditError(
            "--column is for tables", why="no input ends with .csv, .tsv or .jsonl", fix="leave out --column"
        )


def _read(name: str, column: str | None) -> Iterator[Item]:
    path = Path(name)
    suffix = path.suffix.lower()
    if name == STDIN:
        yield from _from_lines(sys.stdin.buffer, "stdin")
    elif path.is_dir():
        yield from _from_folder(path)
    elif suffix in {CSV, TSV}:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as rows:
            yield from _from_csv(rows, name, column, "\t" if suffix == TSV else ",")
    elif suffix in JSONL:
        with path.open("rb") as lines:
            yield from _from_jsonl(lines, name, column)
    else:
        with path.open("rb") as lines:
            yield from _from_lines(lines, name)


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in {CSV, TSV, *JSONL}


def _from_lines(lines: IO[bytes], name: str) -> Iterator[Item]:
    """A list: one reference a line, blank lines and those that begin with `#` skipped."""
    for number, raw in _numbered(lines, LINE_LIMIT):
        if raw is None:
            yield _unreadable(name, number, f"it has more than {LINE_LIMIT:,} bytes")
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            yield _unreadable(name, number, f"it is not UTF-8: {error.reason}")
            continue
        if text and not text.startswith("#"):
            yield Item(text)


def _from_jsonl(lines: IO[bytes], name: str, column: str | None) -> Iterator[Item]:
    for number, raw in _numbered(lines, ROW_LIMIT):
        if raw is None:
            yield _unreadable(name, number, f"it has more than {ROW_LIMIT:,} bytes")
            continue
        if not raw.strip():
            continue
        try:
            row = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield _unreadable(name, number, f"it is no JSON: {error}")
            continue
        if isinstance(row, str) and column is None:
            yield Item(row)
            continue
        if not isinstance(row, dict):
            yield _unreadable(name, number, "it is no JSON object")
            continue
        wanted = column or next((c for c in COLUMNS if c in row), None)
        if wanted is None:
            yield _unreadable(name, number, f"it has none of the columns {', '.join(COLUMNS)}; name one with --column")
        else:
            yield _cell(name, number, wanted, row.get(wanted))


def _from_csv(rows: IO[str], name: str, column: str | None, delimiter: str) -> Iterator[Item]:
    csv.field_size_limit(ROW_LIMIT)
    table = csv.reader(rows, delimiter=delimiter)
    head = next(table, [])
    wanted = column or next((c for c in COLUMNS if c in head), None)
    if wanted is None or wanted not in head:
        if not head:
            return
        raise OpenauditError(
            f"{name} has no column {wanted!r}" if wanted else f"{name} does not say which column names the models",
            why=f"its columns are {', '.join(head)[:300]}",
            fix="name the column with --column",
        )
    at = head.index(wanted)
    for row in table:
        if any(cell.strip() for cell in row):
            yield _cell(name, table.line_num, wanted, row[at] if at < len(row) else None)


def _cell(name: str, number: int, column: str, value: object) -> Item:
    if not isinstance(value, str) or not value.strip():
        return _unreadable(name, number, f"its column {column!r} names no model")
    try:
        value.encode()
    except UnicodeEncodeError:
        return _unreadable(name, number, "it is not UTF-8")
    return Item(value.strip())


def _from_folder(folder: Path) -> Iterator[Item]:
    """The snapshots in a folder, by path; of a snapshot's own folders none. Raises OpenauditError without any."""
    found = False
    for at, folders, _ in os.walk(folder):
        folders.sort()
        if is_snapshot(Path(at)):
            folders.clear()
            found = True
            yield Item(at if Path(at).is_absolute() or at.startswith((".", "~")) else f"./{at}")
    if not found:
        raise OpenauditError(
            f"{folder} holds no saved snapshot",
            why="neither it nor a folder in it is one",
            fix=f"audit a model's folder with: openaudit check {folder}; save a snapshot with: openaudit snapshot",
        )


def _numbered(lines: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; None for one that is longer than `limit` bytes."""
    number = 0
    while raw := lines.readline(limit + 1):
        number += 1
        if len(raw) <= limit:
            yield number, raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = lines.readline(limit)
        yield number, None


def _unreadable(name: str, number: int, why: str) -> Item:
    place = f"{name}:{number}"
    return Item(place, ReferenceInvalid(f"{place} can't be read", why=why, fix="mend the line"))
