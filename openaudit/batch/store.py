"""The records of a batch on disk: whole lines in the order of the input, and what is needed to go on after a crash.

Beside `records.jsonl` stands `records.jsonl.journal` while the batch runs: for each record where its line ends and
which reference it is of. A record is written before its line of the journal, so that after a crash the journal tells
which records are whole; what is behind them is cut off and audited again.
"""

import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from openaudit.batch.inputs import Item
from openaudit.batch.runner import commit_key, reference_key
from openaudit.errors import OpenauditError
from openaudit.record.brief import Brief, brief

JOURNAL = ".journal"
DONE = b"null\n"  # the last line of the journal of a batch that is complete


class Records:
    """The output of one batch; `path` may be `-` (stdout), a device or a pipe, which can't be resumed.

    To be closed. `find` may be called from any thread, everything else from one.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        """Raises OpenauditError when an unfinished batch would be overwritten, OSError when it can't be written."""
        self.path = path
        self.count = 0
        self.plain = str(path) != "-" and (path.is_file() or not path.exists())
        self._journal_path = path.with_name(path.name + JOURNAL)
        if self.plain and not resume and path.exists() and path.stat().st_size and _unfinished(self._journal_path):
            raise _would_overwrite(path)
        self._index = _Index()
        self._end = 0
        self._told = True  # whether each record so far names its reference itself
        self._journal: BinaryIO | None = None
        self._unchecked = resume and self.plain and path.is_file()
        if self.plain:
            self._file: BinaryIO = path.open("r+b" if self._unchecked else "w+b", buffering=0)
            self._readable = self._file
            if not self._unchecked:
                self._begin_journal()
        else:
            self._file = os.fdopen(os.dup(1), "wb", buffering=0) if str(path) == "-" else path.open("wb", buffering=0)
            self._readable = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed with the rest

    def kept(self, items: Iterator[Item]) -> Iterator[Brief]:
        """The whole records that a run before this one left, each held against the item that it must be of.

        Takes as many items as there are records. Raises OpenauditError when they are of another input.
        """
        if not self._unchecked:
            return
        self._unchecked = False
        for line, reference in list_kept(self._file, self._journal_path):
            item = next(items, None)
            of = brief(line)
            if item is None or item.reference != (of.subject.id if reference is None else reference):
                raise _other_input(self.path, self.count + 1, reference or of.subject.id, item)
            self._note(item, of, len(line))
            yield of
        self._file.truncate(self._end)
        self._file.seek(self._end)
        self._begin_journal()

    def append(self, item: Item, line: bytes) -> Brief:
        """Write one record, whole. Raises OSError when it can't be; nothing of it is then left in a plain file."""
        try:
            _write_all(self._file, line)
            if self._readable is not self._file:
                _write_all(self._readable, line)
            if self._journal is not None:
                _write_all(self._journal, _entry(self._end + len(line), item.reference))
        except OSError:
            if self.plain:
                self._file.truncate(self._end)
            raise
        of = brief(line)
        self._note(item, of, len(line))
        return of

    def find(self, key: bytes) -> bytes | None:
        """The line that was written under a key, None when there is none."""
        place = self._index.find(key)
        return os.pread(self._readable.fileno(), place[1], place[0]) if place is not None else None

    def lines(self) -> Iterator[bytes]:
        """All records so far, as lines."""
        return _lines(self._readable)

    def whole(self) -> int:
        """How many records were written whole: an interrupt may come before the last of them is counted."""
        beyond = os.fstat(self._readable.fileno()).st_size - self._end
        return self.count + (os.pread(self._readable.fileno(), beyond, self._end).count(b"\n") if beyond > 0 else 0)

    def finish(self) -> None:
        """The batch is complete: the journal is not needed, unless it alone tells which reference a record is of."""
        if self._journal is None:
            return
        if self._told:
            self._journal.close()
            self._journal_path.unlink()
            self._journal = None
        else:
            _write_all(self._journal, DONE)

    def close(self) -> None:
        """Close all files."""
        self._index.close()
        for file in {self._file, self._readable, self._journal}:
            if file is not None:
                file.close()

    def _note(self, item: Item, of: Brief, size: int) -> None:
        self._index.add(reference_key(item.reference), self._end, size)
        key = commit_key(of.subject.id, of.subject.revision) if of.status != "failed" else None
        if key is not None:
            self._index.add(key, self._end, size)
        self._end += size
        self.count += 1
        if item.reference != of.subject.id:
            self._told = False

    def _begin_journal(self) -> None:
        """A journal of what is there; in one step, for the old one may be all that tells of it."""
        if self.count == 0:
            self._journal = self._journal_path.open("wb", buffering=0)
            return
        kept = _journal_lines(self._journal_path)
        partial = self._journal_path.with_name(self._journal_path.name + ".part")
        with partial.open("wb") as file:
            if kept is None:  # the records name their references themselves
                end = 0
                for line in _lines(self._file, self._end):
                    end += len(line)
                    file.write(_entry(end, brief(line).subject.id))
            else:
                for _, (end, reference) in zip(range(self.count), kept, strict=False):
                    file.write(_entry(end, reference))
        partial.replace(self._journal_path)
        self._file.seek(self._end)
        self._journal = self._journal_path.open("ab", buffering=0)


class _Index:
    """Where the line of a key stands, in a temporary database, so that memory stays flat."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        # A file that has a name: what sqlite calls a temporary database it keeps in memory.
        self._file = tempfile.NamedTemporaryFile(prefix="openaudit-", suffix=".db")  # noqa: SIM115  closed in close()
        self._database = sqlite3.connect(self._file.name, isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -1000"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("CREATE TABLE line (key BLOB PRIMARY KEY, at INTEGER, size INTEGER) WITHOUT ROWID")

    def add(self, key: bytes, at: int, size: int) -> None:
        with self._lock:
            self._database.execute("INSERT OR IGNORE INTO line VALUES (?, ?, ?)", (key, at, size))

    def find(self, key: bytes) -> tuple[int, int] | None:
        with self._lock:
            if self._closed:
                return None
            row = self._database.execute("SELECT at, size FROM line WHERE key = ?", (key,)).fetchone()
        return (row[0], row[1]) if row is not None else None

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._database.close()
            self._file.close()


def list_kept(file: BinaryIO, journal: Path) -> Iterator[tuple[bytes, str | None]]:
    """The whole lines of a records file, with the reference of each where a journal tells it.

    Raises OpenauditError for a line in the middle that is no record.
    """
    entries = _journal_lines(journal)
    if entries is None:
        for line in _lines(file):
            if not line.endswith(b"\n"):
                return  # the last one, cut off
            _checked(line, file)
            yield line, None
        return
    at = 0
    lines = _lines(file)
    for end, reference in entries:
        line = next(lines, b"")
        at += len(line)
        if at != end or not line.endswith(b"\n"):
            return  # cut off, by a crash or by somebody
        _checked(line, file)
        yield line, reference


def _checked(line: bytes, file: BinaryIO) -> None:
    try:
        brief(line)
    except ValueError as error:
        raise OpenauditError(
            f"{file.name} can't be resumed",
            why=f"it holds a line that is no record: {error}",
            fix="name another file with -o, or start over: delete it",
        ) from error


def _lines(file: BinaryIO, end: int | None = None) -> Iterator[bytes]:
    """The lines of a file from its beginning, up to the byte `end`."""
    with open(file.fileno(), "rb", closefd=False, buffering=1024 * 1024) as lines:
        lines.seek(0)
        for line in lines:
            yield line
            if end is not None and lines.tell() >= end:
                return


def _journal_lines(path: Path) -> Iterator[tuple[int, str]] | None:
    """The entries of a journal, up to the first that is not whole; None when there is no journal."""
    if not path.is_file():
        return None
    return _entries(path)


def _entries(path: Path) -> Iterator[tuple[int, str]]:
    decoder = msgspec.json.Decoder(tuple[int, str])
    with path.open("rb") as lines:
        for line in lines:
            try:
                entry = decoder.decode(line)
            except ValueError:
                return  # cut off, or the last line of a complete one
            if not line.endswith(b"\n"):
                return
            yield entry


def _unfinished(journal: Path) -> bool:
    if not journal.is_file():
        return False
    size = journal.stat().st_size
    with journal.open("rb") as file:
        file.seek(max(0, size - len(DONE)))
        return size > 0 and file.read() != DONE


def _entry(end: int, reference: str) -> bytes:
    return msgspec.json.encode((end, reference.encode("utf-8", "replace").decode())) + b"\n"


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Write all of it: a nearly full disk or a pipe may take a part."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _would_overwrite(path: Path) -> OpenauditError:
    return OpenauditError(
        f"{path} holds the records of a batch that did not come to its end",
        why="without --resume they would be overwritten",
        fix=f"add --resume to go on with it, or start over: delete {path}{JOURNAL}",
    )


def _other_input(path: Path, number: int, found: str, item: Item | None) -> OpenauditError:
    wanted = f"the input names {item.reference!r} there" if item is not None else "the input ends before it"
    return OpenauditError(
        f"{path} is not the beginning of this batch",
        why=f"its record {number} is of {found!r}, and {wanted}",
        fix="give the input that it was begun with, or name another file with -o",
    )


def hush_stdout() -> None:
    """After a closed pipe: nothing more is written to stdout, so that the end of the program does not trip over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
