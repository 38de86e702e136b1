"""Audits in processes of their own, so that they keep all cores busy while threads wait for the Hub.

A process that ends in mid-audit takes one model with it, and that one is tried once more.
"""

import logging
import multiprocessing
import os
import queue
import signal
import threading
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self

import msgspec

from openaudit.audit import audit, failed
from openaudit.errors import OpenauditError
from openaudit.fetch.interface import utc_now
from openaudit.record.json import to_line
from openaudit.snapshot import Snapshot

# So many models are audited here: a process takes longer to begin than they do.
FEW = 8
MOST = 8  # processes: one fetching process does not feed more

_log = logging.getLogger(__name__)
_REPORT = "report it, with the reference and the version"


def audit_line(snapshot: Snapshot) -> bytes:
    """The record of one snapshot as a line; when the audit itself fails, a failed one."""
    try:
        return to_line(audit(snapshot))
    except OpenauditError as error:
        return _failed(snapshot, error)
    except Exception as error:  # noqa: BLE001  one model's fault must not end the others' audits; it is told
        _log.exception("%s: internal error", snapshot.subject.id)
        why = f"internal error: {type(error).__name__}: {error}"
        return _failed(snapshot, OpenauditError("the audit itself failed", why=why, fix=_REPORT))


def cores() -> int:
    """How many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


class Stopped(BaseException):
    """The batch has ended before this audit did: nobody waits for its record."""


class AuditProcesses:
    """As many processes as there are cores, begun when they are needed; thread-safe. A context manager."""

    def __init__(self, count: int | None = None, *, few: int = FEW) -> None:
        self._count = min(cores(), MOST) if count is None else count
        self._few = few
        self._idle: queue.LifoQueue[_Process | None] = queue.LifoQueue()
        for _ in range(self._count):
            self._idle.put(None)  # a place for a process that has not begun
        self._lock = threading.Lock()
        self._asked = 0
        self._begun: list[_Process] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, in mid-audit or not; who waits for one of them is stopped."""
        with self._lock:
            self._closed = True
            for process in self._begun:
                process.end()
            self._begun.clear()

    def audit(self, snapshot: Snapshot) -> bytes:
        """The record of one snapshot as a line. Raises Stopped once this is closed."""
        with self._lock:
            self._asked += 1
            here = self._asked <= self._few or self._count == 0
        if here:
            return audit_line(snapshot)
        raw = msgspec.msgpack.encode(snapshot)
        process = self._idle.get()
        try:
            for _ in range(2):
                process = process or self._begin()
                line = process.ask(raw)
                if line is not None:
                    return line
                if self._closed:
                    raise Stopped
                _log.warning("%s: the process that audited it ended", snapshot.subject.id)
                self._drop(process)
                process = None
        finally:
            self._idle.put(process)
        why = "the process that audited it ended, twice"
        return _failed(snapshot, OpenauditError("the audit itself failed", why=why, fix=_REPORT))

    def _begin(self) -> "_Process":
        with self._lock:
            if self._closed:
                raise Stopped
            process = _Process()
            self._begun.append(process)
        return process

    def _drop(self, process: "_Process") -> None:
        process.end()
        with self._lock:
            if process in self._begun:
                self._begun.remove(process)


class _Process:
    """One process and the pipe to it; it ends with the pipe, so that none is left behind when we are killed."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(other,), daemon=True)
        resource_tracker.ensure_running()  # when it begins it would undo the mask
        blocked = getattr(signal, "pthread_sigmask", None)
        before = blocked(signal.SIG_BLOCK, {signal.SIGINT}) if blocked is not None else set()
        try:
            self._process.start()  # it inherits the mask: Ctrl-C is for us, who then end it
        finally:
            if blocked is not None:
                blocked(signal.SIG_SETMASK, before)
            other.close()

    def ask(self, raw: bytes) -> bytes | None:
        """The record of a snapshot; None when the process has ended."""
        try:
            self._pipe.send_bytes(raw)
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        self._process.kill()  # the pipe is left to the thread that may be reading it
        self._process.join()


def _serve(pipe: "Connection[bytes, bytes]") -> None:
    decoder = msgspec.msgpack.Decoder(Snapshot)
    with suppress(EOFError, OSError):  # the other end is gone, and we with it
        while True:
            pipe.send_bytes(audit_line(decoder.decode(pipe.recv_bytes())))


def _failed(snapshot: Snapshot, error: OpenauditError) -> bytes:
    return to_line(failed(snapshot.subject.id, error, retrieved_at=utc_now()))
