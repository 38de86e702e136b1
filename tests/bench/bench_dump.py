"""Print what the audit of a dump costs: seconds, CPU, memory of all processes together, for each engine.

    python tests/bench/bench_dump.py CARDS.parquet [ROWS]

Figures to reach on 2 cores, for 25,109 real cards: 60 s, 500 MB; 4 workers no slower than 2; Dask within 1.3 times of
the local engine. Memory is read from /proc: RSS counts what processes share once for each, PSS once for all.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

OPENAUDIT = [sys.executable, "-c", "from openaudit.cli.main import command; command()", "batch"]
HUB = 2_500_000  # models


class Figures(NamedTuple):
    """Of one run: wall and CPU seconds, peak RSS and PSS in MB, over all its processes."""

    wall: float
    cpu: float
    rss: float
    pss: float


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        below = [c for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(found for child in below for found in tree(int(child)))]


def memory(pid: int) -> tuple[float, float]:
    """RSS and PSS of a process and all below it, in MB."""
    sums = {"Rss": 0, "Pss": 0}
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            key, _, value = line.partition(":")
            if key in sums:
                sums[key] += int(value.split()[0])
    return sums["Rss"] / 1024, sums["Pss"] / 1024


def measure(arguments: list[str]) -> Figures:
    """One run as a whole process tree."""
    before = os.times()
    begun = time.perf_counter()
    process = subprocess.Popen([*OPENAUDIT, *arguments, "-q"], stderr=subprocess.DEVNULL)
    peaks = [0.0, 0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            peaks[:] = map(max, peaks, memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    wall = time.perf_counter() - begun
    ended.set()
    watcher.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Figures(wall, cpu, *peaks)


def show(what: str, found: Figures, count: int) -> None:
    each = 1000 * found.cpu / count
    print(
        f"{what:32} {found.wall:6.1f} s wall  {found.cpu:6.1f} s CPU  {each:5.2f} ms CPU a card  "
        f"{found.rss:4.0f} MB RSS  {found.pss:4.0f} MB PSS",
        flush=True,
    )


def main() -> None:
    """All engines over the same rows, and what the whole Hub would cost."""
    with tempfile.TemporaryDirectory() as name:
        folder, dump = Path(name), Path(sys.argv[1])
        if len(sys.argv) > 2:
            some = pq.read_table(dump).slice(0, int(sys.argv[2]))
            dump = folder / "cards.parquet"
            pq.write_table(some, dump, row_group_size=2_000)
        count = pq.ParquetFile(dump).metadata.num_rows
        out = str(folder / "records.jsonl")
        figures = {}
        for workers in (1, 2, 4):
            figures[workers] = measure([str(dump), "-o", out, "--workers", str(workers)])
            show(f"local, {workers} workers", figures[workers], count)
            with Path(out).open("rb") as lines:
                print(f"    {sum(1 for _ in lines):,} records of {count:,} cards")
        table = str(folder / "t.parquet")
        show(
            "local, 2 workers, --parquet", measure([str(dump), "-o", out, "--workers", "2", "--parquet", table]), count
        )
        parts = str(folder / "parts")
        dask = measure([str(dump), "-o", parts, "--engine", "dask", "--workers", "2"])
        show("dask, 2 workers", dask, count)
        print(
            f"4 workers against 2: {figures[4].wall / figures[2].wall:.2f}; Dask against local, 2 workers each: "
            f"{dask.wall / figures[2].wall:.2f}"
        )
        hours = figures[2].cpu / count * HUB / 3600
        print(f"the whole Hub ({HUB:,} cards): {hours:.1f} CPU-hours, {hours / 2:.1f} hours on 2 cores")


if __name__ == "__main__":
    main()
