import os
import signal
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from openaudit.batch.engines import local
from openaudit.batch.engines.local import AHEAD, CHUNK, run_dump
from openaudit.batch.rows import audit_row
from openaudit.record import AuditRecord
from tests.support.dumps import TAKEN, rows


def test_records_come_in_the_order_of_the_rows() -> None:
    """Several processes give the bytes that one audit after the other gives."""
    found = list(run_dump(rows(100), workers=2, retrieved_at=TAKEN))
    assert [name for name, _ in found] == [row["modelId"] for row in rows(100)]
    assert [line for _, line in found] == [audit_row(row, retrieved_at=TAKEN) for row in rows(100)]


def test_a_row_without_a_model_goes_by_its_number() -> None:
    """Such a row has a failed record under its number, which goes on from where the dump is taken up."""
    found = list(run_dump([{"card": "x"}, {"modelId": "a/b", "card": ""}], workers=1, retrieved_at=TAKEN, first=7))
    assert [name for name, _ in found] == ["row 7", "a/b"]
    assert msgspec.json.decode(found[0][1], type=AuditRecord).subject.id == "row 7"


def test_no_more_rows_are_read_than_are_under_way() -> None:
    """The dump is read as it is audited, so that memory stays flat."""
    read = 0

    def stream() -> Iterator[dict[str, Any]]:
        nonlocal read
        for row in rows(40 * CHUNK):
            read += 1
            yield row

    found = run_dump(stream(), workers=1, retrieved_at=TAKEN)
    next(found)
    assert read <= (AHEAD + 1) * CHUNK
    found.close()  # type: ignore[attr-defined]


def test_more_processes_than_cores_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for more, no more processes begin than there are cores."""
    monkeypatch.setattr(local, "cores", lambda: 1)
    begun: list[int] = []
    pool = local._Pool

    class Counted(pool):  # type: ignore[valid-type, misc]
        def __init__(self, size: int, retrieved_at: str) -> None:
            begun.append(size)
            super().__init__(size, retrieved_at)

    monkeypatch.setattr(local, "_Pool", Counted)
    assert len(list(run_dump(rows(2), workers=9, retrieved_at=TAKEN))) == 2
    assert begun == [1]


def test_a_process_that_is_killed_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a process was killed in mid-run, every row has its record, once and in order."""
    monkeypatch.setattr(local, "cores", lambda: 2)
    pools: list[local._Pool] = []
    begin = local._Pool.__init__

    def remember(self: local._Pool, size: int, retrieved_at: str) -> None:
        begin(self, size, retrieved_at)
        pools.append(self)

    monkeypatch.setattr(local._Pool, "__init__", remember)
    given = rows(12 * CHUNK)
    found = []
    for number, (_, line) in enumerate(run_dump(given, workers=2, retrieved_at=TAKEN)):
        found.append(line)
        if number == CHUNK:
            pool = pools[0]._pool
            assert pool is not None
            os.kill(next(iter(pool._processes)), signal.SIGKILL)
    assert found == [audit_row(row, retrieved_at=TAKEN) for row in given]


def test_a_row_that_ends_every_process_has_a_record_that_says_so() -> None:
    """A row whose audit ends the process fails alone, those beside it are audited."""
    pool = local._Pool(1, TAKEN)
    try:
        lines = pool.alone(("acme/bomb", _Bomb({"modelId": "acme/bomb"})))
        after = pool.alone(("acme/model-0", rows(1)[0]))
    finally:
        pool.stop()
    record = msgspec.json.decode(lines[0], type=AuditRecord)
    assert (record.subject.id, record.status) == ("acme/bomb", "failed")
    assert after == [audit_row(rows(1)[0], retrieved_at=TAKEN)]


class _Bomb(dict[str, Any]):
    """A row that kills whoever unpacks it in another process."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)
