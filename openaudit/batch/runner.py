"""Many audits side by side, their records in the order of the input.

Fetching waits on the network, so threads serve; audits have processes of their own. A bounded number of models is under
way, so that memory stays flat whatever the length of the input.
"""

import hashlib
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Protocol

from openaudit.audit import failed
from openaudit.batch.inputs import Item
from openaudit.errors import OpenauditError
from openaudit.fetch.interface import utc_now
from openaudit.fetch.once import Once
from openaudit.record.json import to_line
from openaudit.snapshot import Snapshot

AHEAD = 4  # models under way for each worker: one that is slow does not hold up the rest
_log = logging.getLogger(__name__)


class Written(Protocol):
    """The records that are already there."""

    def find(self, key: bytes) -> bytes | None:
        """The line that was written under this key, None when there is none."""
        ...


def reference_key(reference: str) -> bytes:
    """The key of a record by what the input calls the model."""
    return _key("reference", reference)


def commit_key(model: str, revision: str | None) -> bytes | None:
    """The key of a record by the repository and commit that it is of; None where nothing says so."""
    return _key("commit", model, revision) if revision is not None else None


def _key(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).digest()


class Audits:
    """The record of each item; what several items name alike, or the same commit by other names, is audited once."""

    def __init__(
        self,
        fetch: Callable[[str], Snapshot],
        audit: Callable[[Snapshot], bytes],
        written: Written,
        *,
        under_way: int,
    ) -> None:
        """`under_way` items at most are asked for at a time; what was done before them is in `written`."""
        self._fetch = fetch
        self._audit = audit
        self._written = written
        self._lines: Once[bytes, bytes] = Once(4 * under_way)

    def line(self, item: Item) -> bytes:
        """The record of the item as a line; a model that could not be audited gives a failed one."""
        if item.fault is not None:
            return _failed(item.reference, item.fault)
        key = reference_key(item.reference)
        return self._lines.get(key, lambda: self._written.find(key) or self._make(item.reference))

    def _make(self, reference: str) -> bytes:
        try:
            snapshot = self._fetch(reference)
            key = commit_key(snapshot.subject.id, snapshot.subject.revision)
            if key is None:
                return self._audit(snapshot)
            return self._lines.get(key, lambda: self._written.find(key) or self._audit(snapshot))
        except OpenauditError as error:
            return _failed(reference, error)
        except Exception as error:  # noqa: BLE001  one model's fault must not end the others' audits; it is told
            _log.exception("%s: internal error", reference)
            why = f"internal error: {type(error).__name__}: {error}"
            fault = OpenauditError(
                "the audit itself failed", why=why, fix="report it, with the reference and the version"
            )
            return _failed(reference, fault)


def run(items: Iterable[Item], line: Callable[[Item], bytes], *, workers: int) -> Iterator[tuple[Item, bytes]]:
    """Each item with its line, in order. What `items` raises comes after the lines of those before."""
    team = _Team(line, workers)
    under_way: deque[tuple[Item, Future[bytes]]] = deque()
    broken: Exception | None = None
    source = iter(items)
    try:
        while True:
            try:
                item = next(source, None)
            except Exception as error:  # noqa: BLE001  it is raised once what came before is written
                broken, item = error, None
            if item is None:
                break
            under_way.append((item, team.submit(item)))
            if len(under_way) >= AHEAD * workers:
                yield _next(under_way)
            while under_way and under_way[0][1].done():
                yield _next(under_way)
        while under_way:
            yield _next(under_way)
        if broken is not None:
            raise broken
    finally:
        team.stop()


def _next(under_way: deque[tuple[Item, Future[bytes]]]) -> tuple[Item, bytes]:
    item, future = under_way[0]
    line = future.result()
    under_way.popleft()
    return item, line


class _Team:
    """Threads that the end of the program does not wait for: some may be waiting for the network."""

    def __init__(self, line: Callable[[Item], bytes], workers: int) -> None:
        self._line = line
        self._workers = workers
        self._waiting: queue.SimpleQueue[tuple[Item, Future[bytes]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, item: Item) -> Future[bytes]:
        future: Future[bytes] = Future()
        self._waiting.put((item, future))
        if len(self._threads) < self._workers:
            thread = threading.Thread(target=self._work, name=f"audit-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def stop(self) -> None:
        """No item is begun any more."""
        while not self._waiting.empty():
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                break
        for _ in self._threads:
            self._waiting.put(None)

    def _work(self) -> None:
        while (task := self._waiting.get()) is not None:
            item, future = task
            try:
                future.set_result(self._line(item))
            except BaseException as error:  # noqa: BLE001  it is raised where the result is asked for
                future.set_exception(error)


def _failed(reference: str, error: OpenauditError) -> bytes:
    return to_line(failed(reference, error, retrieved_at=utc_now()))
