"""Print what a batch over the Hub costs: time beside fetching alone, requests, a quota's use, faults, memory.

    python tests/bench/bench_batch.py HUBSIM.PY [MODELS]

Models (1,000) of three files each are generated, half of them over 20 shared bases. Each figure is the median of RUNS;
what is compared runs in turns.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.many import write_models

RUNS = 3
WORKERS = 32
QUOTA, WINDOW = 200, 5
BATCH = [sys.executable, "-c", "from openaudit.cli.main import command; command()", "batch"]
FETCH = """
import sys
from concurrent.futures import ThreadPoolExecutor
from openaudit.fetch.sources import Sources
with Sources(many=True) as sources, ThreadPoolExecutor(int(sys.argv[2])) as pool:
    for _ in pool.map(sources.fetch, open(sys.argv[1]).read().split()): pass
"""


class Used:
    """Wall seconds, CPU seconds and peak memory in MB of a process and its children, and its exit code."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        self.wall = time.perf_counter() - begun
        self.cpu = used.ru_utime + used.ru_stime
        self.peak = used.ru_maxrss / 1024
        self.code = process.returncode = os.waitstatus_to_exitcode(status)


class Simulator:
    """hubsim over a data folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.environment = {
            "HF_ENDPOINT": url,
            "HF_HOME": str(folder / "hf"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_TOKEN": "",
        }

    def stats(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/__stats") as answer:
            stats: dict[str, Any] = json.load(answer)
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/__reset", method="POST", data=b"{}")).close()
        return stats


@contextmanager
def simulator(program: str, folder: Path, *options: str) -> Iterator[Simulator]:
    command = [sys.executable, program, "--data", str(folder / "data"), "--port", "0", "--preload", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if server.stdout is None:
            raise RuntimeError("hubsim prints no address")
        url = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        yield Simulator(url, folder)
    finally:
        server.terminate()
        server.communicate()


def batch(hub: Simulator, folder: Path, listing: Path) -> Used:
    command = [*BATCH, str(listing), "-o", str(folder / "records.jsonl"), "-q", "--workers", str(WORKERS)]
    return Used(command, hub.environment)


def statuses(folder: Path) -> Counter[str]:
    with (folder / "records.jsonl").open() as lines:
        return Counter(json.loads(line)["status"] for line in lines)


def beside_fetching(program: str, folder: Path, listing: Path, count: int) -> None:
    """The whole batch, and fetching alone with the same client and workers, at 50 ms."""
    both: list[tuple[float, float]] = []
    with simulator(program, folder, "--latency", "50") as hub:
        for _ in range(RUNS):
            fetched = Used([sys.executable, "-c", FETCH, str(listing), str(WORKERS)], hub.environment)
            hub.stats()
            used = batch(hub, folder, listing)
            stats = hub.stats()
            both.append((used.wall, fetched.wall))
            print(
                f"  batch {used.wall:6.2f} s wall {used.cpu:6.2f} s cpu (all processes), fetching alone "
                f"{fetched.wall:6.2f} s wall {fetched.cpu:6.2f} s cpu, {stats['requests'] / count:.3f} requests a model"
            )
    wall = statistics.median(w for w, _ in both)
    ratio = statistics.median(w / f for w, f in both)
    print(f"50 ms latency, {count:,} models: {wall:.2f} s, {ratio:.2f} times fetching alone, {dict(statuses(folder))}")


def under_a_quota(program: str, folder: Path, listing: Path, count: int) -> None:
    """A quota that must be waited for: what it allows is all of it in each window, from the first request on."""
    options = ("--latency", "10", "--rate-limit", f"api={QUOTA}/{WINDOW},resolvers=1000/{WINDOW}")
    with simulator(program, folder, *options) as hub:
        used = batch(hub, folder, listing)
        stats = hub.stats()
    asked = stats["buckets"]["api"]
    allowed = (asked - 1) // QUOTA * WINDOW
    print(
        f"quota of {QUOTA} in {WINDOW} s, {asked:,} asked: {used.wall:.2f} s, {used.wall / allowed:.3f} times the "
        f"{allowed} s that it allows, {stats['statuses'].get('429', 0)} refused, {dict(statuses(folder))}"
    )


def under_faults(program: str, folder: Path, listing: Path) -> None:
    """Every tenth answer an error, every tenth connection reset in the middle of the body."""
    with simulator(program, folder, "--latency", "5", "--error-rate", "0.1", "--fault", "reset;p=0.1") as hub:
        used = batch(hub, folder, listing)
        stats = hub.stats()
    print(f"10 % errors, 10 % resets: {used.wall:.2f} s, {stats['requests']:,} requests, {dict(statuses(folder))}")


def memory(program: str, folder: Path, names: list[str]) -> None:
    """Peak memory of the process that fetches, for short and long lists."""
    for count in (len(names) // 4, len(names)):
        listing = folder / "some.txt"
        listing.write_text("\n".join(names[:count]))
        with simulator(program, folder) as hub:
            print(f"memory, {count:,} models of the Hub: {batch(hub, folder, listing).peak:.0f} MB")
    for count in (2_500, 250_000):
        listing = folder / "many.txt"
        listing.write_text("".join(f"somebody-{n % 977}/model-{n}\n" for n in range(count)))
        command = [*BATCH, str(listing), "-o", str(folder / "records.jsonl"), "-q", "--offline"]
        used = Used(command, {})
        print(f"memory, {count:,} references offline: {used.peak:.0f} MB, {used.wall:.1f} s")


def main() -> None:
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = write_models(folder / "data", count)
        listing = folder / "list.txt"
        listing.write_text("\n".join(names))
        beside_fetching(program, folder, listing, count)
        under_a_quota(program, folder, listing, count)
        under_faults(program, folder, listing)
        memory(program, folder, names)


if __name__ == "__main__":
    main()
