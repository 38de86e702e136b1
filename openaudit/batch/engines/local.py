"""The audit of a dump in processes of this machine: rows go out in chunks, records come back in the rows' order.

A bounded number of chunks is under way, so that memory stays flat whatever the length of the dump. A process that ends
in mid-chunk takes nothing with it: what was under way is given to new ones, and a row that ends these too has a record
that says so.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
from typing import NamedTuple

from openaudit.audit import failed
from openaudit.batch.dump import Row, model_id
from openaudit.batch.rows import audit_row
from openaudit.errors import OpenauditError
from openaudit.record.json import to_line

CHUNK = 32
"""The rows that a process is given at a time."""

AHEAD = 3
"""The chunks that are under way for each process: one that is slow does not hold up the others."""

_OBJECTS = 20_000  # that are made between two looks for cycles

_Rows = list[tuple[str, Row]]


class _Chunk(NamedTuple):
    rows: _Rows
    lines: "Future[list[bytes]]"


def cores() -> int:
    """How many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


def run_dump(rows: Iterable[Row], *, workers: int, retrieved_at: str, first: int = 1) -> Iterator[tuple[str, bytes]]:
    """For each row, in order, what it is called (its model, else `row N`) and its record as a line of JSON.

    `first` is the number of the first row; `retrieved_at` is when the dump was taken. More processes than there are
    cores would only wait for each other, so that `workers` beyond them are not begun.
    """
    pool = _Pool(min(workers, cores()), retrieved_at)
    named = ((model_id(row) or f"row {number}", row) for number, row in enumerate(rows, first))
    under_way: deque[_Chunk] = deque()
    try:
        while chunk := list(islice(named, CHUNK)):
            under_way.append(_Chunk(chunk, pool.submit(chunk)))
            if len(under_way) > AHEAD * pool.size:
                yield from _done(under_way, pool)
        while under_way:
            yield from _done(under_way, pool)
        pool.finish()
    finally:
        pool.stop()


def _done(under_way: deque[_Chunk], pool: "_Pool") -> Iterator[tuple[str, bytes]]:
    """The oldest chunk's records; after a process ended, those under way are begun again in new ones."""
    rows, future = under_way.popleft()
    try:
        lines = future.result()
    except BrokenProcessPool:
        pool.renew()
        lines = [line for row in rows for line in pool.alone(row)]
        under_way.extend(_Chunk(r, pool.submit(r)) for r, _ in [under_way.popleft() for _ in range(len(under_way))])
    yield from zip((name for name, _ in rows), lines, strict=True)


class _Pool:
    """Processes that audit chunks, replaced when one of them ends."""

    def __init__(self, size: int, retrieved_at: str) -> None:
        self.size = size
        self._retrieved_at = retrieved_at
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, rows: _Rows) -> "Future[list[bytes]]":
        """The records of these rows, to come."""
        try:
            return self._begun().submit(audit_rows, rows, self._retrieved_at)
        except BrokenProcessPool as error:
            broken: Future[list[bytes]] = Future()
            broken.set_exception(error)
            return broken

    def alone(self, row: tuple[str, Row]) -> list[bytes]:
        """The record of one row that stood in a chunk whose process ended: it may be what ended it."""
        try:
            return self.submit([row]).result()
        except BrokenProcessPool:
            self.renew()
            fault = OpenauditError(
                "the audit itself failed",
                why="the process that audited it ended: it crashed, or was ended from outside",
                fix="report it, with the row and the version; if memory is short, use fewer --workers",
            )
            return [to_line(failed(row[0], fault, retrieved_at=self._retrieved_at))]

    def renew(self) -> None:
        """Let go of the processes: new ones begin with the next chunk."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def finish(self) -> None:
        """Wait for the processes, which have nothing left to do."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def stop(self) -> None:
        """End the processes; what is under way is not waited for."""
        pool, self._pool = self._pool, None
        if pool is not None:
            processes = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()

    def _begun(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Never forked: a fork of a program with threads may wait for a lock that nobody holds any more.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.size, mp_context=context, initializer=_begin_process)
        return self._pool


def _begin_process() -> None:
    """Leave Ctrl-C to the program that began us, who then ends us, and end with it; look for cycles less often."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_OBJECTS)  # an audit makes few cycles
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def audit_rows(rows: _Rows, retrieved_at: str) -> list[bytes]:
    """The record of each row as a line of JSON; what the processes run."""
    return [audit_row(row, retrieved_at=retrieved_at, place=name) for name, row in rows]
