"""Many audits: order, duplicates, faults, and who does them."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import msgspec
import pytest

from openaudit.batch.inputs import Item
from openaudit.batch.processes import AuditProcesses, Stopped
from openaudit.batch.runner import Audits, run
from openaudit.errors import NoSuchModel, OpenauditError
from openaudit.snapshot import Snapshot
from tests.support.snapshots import card, snapshot


class Nothing:
    def find(self, key: bytes) -> bytes | None:
        return None


class Counted:
    """A source of snapshots that counts what it is asked for; `names` maps old names to new ones."""

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self.asked: list[str] = []
        self.audited: list[str] = []
        self.names = names or {}

    def fetch(self, reference: str) -> Snapshot:
        self.asked.append(reference)
        if reference.startswith("gone/"):
            raise NoSuchModel(f"{reference} is not there", why="gone", fix="none")
        if reference.startswith("odd/"):
            raise ZeroDivisionError(reference)
        return snapshot(card(), model_id=self.names.get(reference, reference))

    def audit(self, seen: Snapshot) -> bytes:
        self.audited.append(seen.subject.id)
        return msgspec.json.encode({"id": seen.subject.id}) + b"\n"


def ids(counted: Counted, names: list[str], workers: int = 4) -> list[str]:
    audits = Audits(counted.fetch, counted.audit, Nothing(), under_way=4 * workers)
    lines = run([Item(name) for name in names], audits.line, workers=workers)
    return [msgspec.json.decode(line).get("id") or msgspec.json.decode(line)["status"] for _, line in lines]


def test_lines_come_in_the_order_of_the_items() -> None:
    """However long each takes, the order is the input's."""
    names = [f"acme/{number}" for number in range(50)]

    def slow(item: Item) -> bytes:
        time.sleep(0.02 if item.reference.endswith("3") else 0)
        return item.reference.encode()

    found = list(run([Item(name) for name in names], slow, workers=8))
    assert [line.decode() for _, line in found] == [item.reference for item, _ in found] == names


def test_a_bounded_number_is_under_way() -> None:
    """The input is not read far ahead of what is written, so that its length needs no memory."""
    read: list[int] = []

    def endless() -> Iterator[Item]:
        for number in range(1000):
            read.append(number)
            yield Item(str(number))

    lines = run(endless(), lambda item: item.reference.encode(), workers=2)
    for _ in range(10):
        next(lines)
    assert len(read) <= 10 + 4 * 2 + 1


def test_duplicates_are_audited_once() -> None:
    """A reference that comes again, and another name for the same commit, have a record each and one audit."""
    counted = Counted({"old/name": "acme/a"})
    assert ids(counted, ["acme/a", "acme/b", "acme/a", "old/name"], workers=1) == [
        "acme/a",
        "acme/b",
        "acme/a",
        "acme/a",
    ]
    assert sorted(counted.asked) == ["acme/a", "acme/b", "old/name"]
    assert sorted(counted.audited) == ["acme/a", "acme/b"]


def test_faults_are_records() -> None:
    """What can't be had, what breaks and what the input garbles each have a failed record."""
    counted = Counted()
    audits = Audits(counted.fetch, counted.audit, Nothing(), under_way=8)
    items = [Item("gone/x"), Item("odd/x"), Item("list:3", OpenauditError("list:3", why="no", fix="mend"))]
    lines = [msgspec.json.decode(line) for _, line in run(items, audits.line, workers=2)]
    assert [line["subject"]["id"] for line in lines] == ["gone/x", "odd/x", "list:3"]
    assert [line["unavailable"][0]["reason"] for line in lines] == ["not-found", "unreadable", "unreadable"]
    assert "ZeroDivisionError" in lines[1]["unavailable"][0]["detail"]


def test_an_input_that_breaks_off_loses_nothing() -> None:
    """What came before an input's end by error is yielded before the error is raised."""

    def broken() -> Iterator[Item]:
        yield Item("acme/a")
        raise OpenauditError("the list broke", why="x", fix="y")

    lines = run(broken(), lambda item: item.reference.encode(), workers=2)
    assert next(lines)[1] == b"acme/a"
    with pytest.raises(OpenauditError, match="the list broke"):
        next(lines)


def test_processes_give_the_same_records() -> None:
    """An audit elsewhere gives the bytes that it gives here."""
    seen = snapshot(card("# A model", license="mit"))
    with AuditProcesses(1, few=1) as processes:
        assert processes.audit(seen) == processes.audit(seen)


def test_a_process_that_ends_takes_no_record_with_it() -> None:
    """When a process is killed, its model is audited by another one."""
    seen = snapshot(card("# A model", license="mit"))
    with AuditProcesses(1, few=0) as processes:
        first = processes.audit(seen)
        pid = processes._begun[0]._process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert processes.audit(seen) == first


def test_who_waits_for_a_process_is_stopped_with_it() -> None:
    """Once closed, no audit is begun and none is waited for."""
    processes = AuditProcesses(1, few=0)
    processes.close()
    with pytest.raises(Stopped):
        processes.audit(snapshot(card()))


def test_threads_do_not_hold_up_the_end() -> None:
    """A worker that waits for the network is not waited for."""
    forever = threading.Event()
    lines = run([Item("a"), Item("b")], lambda item: b"x" if item.reference == "a" else _wait(forever), workers=2)
    assert next(lines)[1] == b"x"
    begun = time.monotonic()
    lines.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 1
    forever.set()


def _wait(event: threading.Event) -> bytes:
    event.wait()
    return b""
