"""The audit of a dump on a real scheduler with several worker processes, one of them killed in mid-run."""

import datetime
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import msgspec
import pyarrow.parquet as pq
import pytest

from openaudit.batch.engines import dask as engine
from openaudit.batch.engines.dask import BYTES, Run, audit_partition, plan, rows_of, run_dump
from openaudit.batch.engines.local import run_dump as run_local
from openaudit.batch.rows import audit_row
from openaudit.errors import DumpUnreadable, ExtraMissing, OpenauditError
from openaudit.policy.lines import Judge
from openaudit.policy.reader import preset
from openaudit.record import AuditRecord
from openaudit.record.policy import PolicyVerdict
from tests.support.dumps import rows, write_lines, write_parquet

distributed = pytest.importorskip("distributed")

COUNT, GROUP = 600, 50
JUDGE = Judge(preset("commercial"), datetime.date(2026, 11, 22))
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler with three worker processes that are begun anew when they die."""
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as found:
        yield found


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_parquet(tmp_path / "cards.parquet", rows(COUNT), group=GROUP)


def expected(dump: Path) -> bytes:
    run, _ = plan(str(dump))
    return b"".join(audit_row(row, retrieved_at=run.retrieved_at) for row in rows(COUNT))


def written(folder: Path) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(folder.glob("part-*.jsonl")))


def test_a_killed_worker_costs_nothing(cluster: Any, dump: Path, tmp_path: Path) -> None:
    """With a worker killed in mid-run every row has its record once, in order; both outputs hold them."""
    out, table = tmp_path / "records", tmp_path / "table"
    killed: list[int] = []

    def kill(client: Any) -> None:
        deadline = time.monotonic() + 60
        while not list(out.glob("part-*.jsonl")) and time.monotonic() < deadline:
            time.sleep(0.02)
        pid = next(iter(client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    original = engine._finish

    def finish(future: Any, todo: Any) -> None:
        if not killed:
            # What a worker that died while it wrote would leave behind.
            (out / ".part-00001.jsonl.0").write_bytes(b"half")
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                kill(client)
        original(future, todo)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_finish", finish)
        totals = run_dump(str(dump), str(out), str(table), scheduler=cluster.scheduler_address)
    assert killed
    assert totals is not None
    assert totals.statuses.total() == COUNT
    assert written(out) == expected(dump)
    parts = [pq.read_table(part) for part in sorted(table.glob("part-*.parquet"))]
    assert [m for part in parts for m in part.column("model").to_pylist()] == [row["modelId"] for row in rows(COUNT)]
    assert not [p for p in (*out.iterdir(), *table.iterdir()) if p.name.startswith(".")]


def test_finished_partitions_are_not_done_again(cluster: Any, dump: Path, tmp_path: Path) -> None:
    """A run that goes on after an interruption leaves the parts that are there and makes the missing ones."""
    out = tmp_path / "records"
    run_dump(str(dump), str(out), scheduler=cluster.scheduler_address)
    (out / "part-00003.jsonl").unlink()
    before = {part.name: part.stat().st_mtime_ns for part in out.glob("part-*.jsonl")}
    run_dump(str(dump), str(out), scheduler=cluster.scheduler_address)
    after = {part.name: part.stat().st_mtime_ns for part in out.glob("part-*.jsonl")}
    assert set(after) - set(before) == {"part-00003.jsonl"}
    assert {name: after[name] for name in before} == before
    assert written(out) == expected(dump)


def test_a_policy_gives_the_bytes_of_the_local_engine(cluster: Any, dump: Path, tmp_path: Path) -> None:
    """Every record is held against the policy where it is made: verdicts and digests are the local engine's."""
    out, table = tmp_path / "records", tmp_path / "table"
    told: list[AuditRecord] = []
    run_dump(str(dump), str(out), str(table), scheduler=cluster.scheduler_address, judge=JUDGE, each=told.append)
    run, _ = plan(str(dump))
    local = [JUDGE.line(line) for _, line in run_local(rows(COUNT), workers=1, retrieved_at=run.retrieved_at)]
    assert written(out) == b"".join(local)
    verdicts = Counter(record.policy.verdict for record in told if isinstance(record.policy, PolicyVerdict))
    assert verdicts.total() == COUNT
    assert verdicts["not-allowed"]
    tabled = [r for part in sorted(table.glob("*.parquet")) for r in pq.read_table(part).column("record").to_pylist()]
    assert [msgspec.json.decode(r)["policy"]["sha256"] for r in tabled] == [JUDGE.policy.sha256] * COUNT


def test_parts_of_another_policy_are_refused(cluster: Any, tmp_path: Path) -> None:
    """Parts that were held against one policy are never mixed with those of another, or of none."""
    few = write_lines(tmp_path / "few.jsonl", rows(8))
    out = tmp_path / "records"
    run_dump(str(few), str(out), scheduler=cluster.scheduler_address, judge=JUDGE)
    for other in (None, Judge(preset("osi-only"), JUDGE.today)):
        with pytest.raises(OpenauditError, match="parts of another run") as raised:
            run_dump(str(few), str(out), scheduler=cluster.scheduler_address, judge=other)
        assert "another policy" in raised.value.why
    before = written(out)
    run_dump(str(few), str(out), scheduler=cluster.scheduler_address, judge=JUDGE)
    assert written(out) == before


def test_a_folder_of_another_run_is_refused(dump: Path, tmp_path: Path) -> None:
    """Parts of another dump, and files of anybody else, are never mixed with a run's own."""
    out = tmp_path / "records"
    run, _ = plan(str(dump))
    engine._claim(str(out), run)
    engine._claim(str(out), run)
    other = Run(**{**{f: getattr(run, f) for f in Run.__struct_fields__}, "size": run.size + 1})
    with pytest.raises(OpenauditError, match="parts of another run"):
        engine._claim(str(out), other)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(OpenauditError, match="not empty"):
        engine._claim(str(tmp_path / "full"), run)


def test_partitions_hold_every_row_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their size, the partitions of a dump hold its rows in order, each once, in both formats."""
    monkeypatch.setattr(engine, "ROWS", 7)
    monkeypatch.setattr(engine, "BYTES", 500)
    given = rows(100)
    for path in (write_parquet(tmp_path / "a.parquet", given, group=33), write_lines(tmp_path / "a.jsonl", given)):
        _, partitions = plan(str(path))
        assert len(partitions) > 5
        assert [row for partition in partitions for row in rows_of(partition)] == given


def test_a_dump_in_memory_is_an_address_like_any_other(tmp_path: Path) -> None:
    """Object storage is reached by its fsspec address; parts are written there, whole."""
    memory = fsspec.filesystem("memory")
    memory.pipe("/dumps/a.jsonl", write_lines(tmp_path / "a.jsonl", rows(5)).read_bytes())
    run, partitions = plan("memory://dumps/a.jsonl")
    assert (len(partitions), partitions[0].stop) == (1, min(BYTES, run.size))
    assert audit_partition(partitions[0], output="memory://out", parquet=None, run=run) == 5
    lines = memory.cat("/out/part-00000.jsonl")
    assert lines == b"".join(audit_row(row, retrieved_at=run.retrieved_at) for row in rows(5))
    assert [p.rpartition("/")[2] for p in memory.ls("/out", detail=False)] == ["part-00000.jsonl"]


@pytest.mark.parametrize(
    ("dump", "said"),
    [("missing.parquet", "can't be read"), ("cards.csv", "no dump"), ("nosuch://x/a.parquet", "can't be read")],
)
def test_what_is_no_dump_is_refused(tmp_path: Path, dump: str, said: str) -> None:
    """A dump that is not there, is of another kind or at an unknown address: the error says which."""
    (tmp_path / "cards.csv").write_text("modelId,card\n")
    address = dump if "://" in dump else str(tmp_path / dump)
    with pytest.raises(DumpUnreadable, match=said):
        plan(address)


def test_a_scheduler_that_is_away_says_so(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a scheduler at the address the error says how to begin one."""
    monkeypatch.setattr(engine, "PATIENCE", 1)
    with pytest.raises(OpenauditError, match="can't be reached") as raised:
        run_dump(str(dump), str(tmp_path / "out"), scheduler="tcp://127.0.0.1:9")
    assert "dask scheduler" in raised.value.fix


def test_without_dask_the_error_names_the_extra(dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, the error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ExtraMissing) as raised:
        run_dump(str(dump), str(tmp_path / "out"))
    assert raised.value.fix.endswith("pip install '.[dask]'")
