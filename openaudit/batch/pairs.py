"""Two files of records read side by side: the records of the same model in pairs, one pair in memory at a time."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from openaudit.answers.drift import Side, read_side
from openaudit.errors import OpenauditError
from openaudit.record import SCHEMA_VERSION

Pair = tuple[Side | None, Side | None]


def pairs(old: Path, new: Path, warn: Callable[[str], object]) -> Iterator[Pair]:
    """The records of both files by the model's name: those of `new` in its order, then those that only `old` has.

    A model that a file has more than once counts once, the first time; `warn` is told of a last line that is cut off.
    Raises OpenauditError for a line that is no record, OSError.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as index, old.open("rb") as olds, new.open("rb") as news:
        index.execute("PRAGMA journal_mode = OFF")
        index.execute("CREATE TABLE model (id TEXT PRIMARY KEY, at INTEGER, met INTEGER) WITHOUT ROWID")
        for at, side in _sides(olds, old, warn):
            index.execute("INSERT OR IGNORE INTO model VALUES (?, ?, 0)", (side.id, at))
        for _, side in _sides(news, new, warn):
            row = index.execute("SELECT at, met FROM model WHERE id = ?", (side.id,)).fetchone()
            if row is not None and row[1]:
                continue
            index.execute("INSERT INTO model VALUES (?, NULL, 1) ON CONFLICT (id) DO UPDATE SET met = 1", (side.id,))
            yield (_at(olds, row[0]) if row is not None else None), side
        for (at,) in index.execute("SELECT at FROM model WHERE met = 0 ORDER BY at"):
            yield _at(olds, at), None


def _sides(lines: BinaryIO, path: Path, warn: Callable[[str], object]) -> Iterator[tuple[int, Side]]:
    at = 0
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            try:
                side = read_side(line)
            except ValueError:
                warn(f"the last line of {path} is cut off and left out: the batch did not come to its end")
                return
        else:
            side = _checked(line, path, number)
        if side.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
            raise _no_record(path, number, f"its schema is {side.schema_version}, this version reads {SCHEMA_VERSION}")
        yield at, side
        at += len(line)


def _checked(line: bytes, path: Path, number: int) -> Side:
    try:
        return read_side(line)
    except ValueError as error:
        raise _no_record(path, number, str(error)) from error


def _at(file: BinaryIO, at: int) -> Side:
    file.seek(at)
    return read_side(file.readline())


def _no_record(path: Path, number: int, why: str) -> OpenauditError:
    return OpenauditError(
        f"{path}:{number} is no audit record", why=why, fix="give two files that `openaudit batch` wrote"
    )
