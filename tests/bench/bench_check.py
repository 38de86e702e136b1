"""Print how long `openaudit check` takes as a whole process, how much memory, and how many requests.

    python tests/bench/bench_check.py [HUBSIM.PY CORPUS]

Without arguments: a local folder, a snapshot and a catalogue entry, beside a bare click program. With the paths of
hubsim.py and of a corpus: also a Hub model at 0 and at 100 ms latency, with its requests.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from openaudit.snapshot import save
from tests.support.snapshots import MIT, card, snapshot

RUNS = 9
OPENAUDIT = [sys.executable, "-c", "from openaudit.cli.main import command; command()"]
BARE = "import click\n@click.group()\ndef c(): pass\nc()"


def measure(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float, float]:
    """Median wall seconds, median CPU seconds, largest peak memory in MB of whole processes, after one warm-up."""
    walls, cpus, peaks = [], [], []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        _, _, used = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - begun)
        process.returncode = 0
        cpus.append(used.ru_utime + used.ru_stime)
        peaks.append(used.ru_maxrss / 1024)
    return statistics.median(walls[1:]), statistics.median(cpus[1:]), max(peaks)


def show(what: str, figures: tuple[float, float, float], note: str = "") -> None:
    wall, cpu, peak = figures
    print(f"{what:44} {wall:6.3f} s wall  {cpu:6.3f} s cpu  {peak:5.1f} MB  {note}")


def offline(folder: Path) -> None:
    """The cases that need no network."""
    model = folder / "model"
    model.mkdir()
    (model / "README.md").write_text(card("# Foo\n\nA fully open source model, trained on 3T tokens.", license="mit"))
    (model / "LICENSE").write_text(MIT)
    (model / "model.safetensors").write_bytes(b"0")
    save(snapshot(card("# Foo", license="llama3.1"), texts={"LICENSE-CODE": MIT}), folder / "saved")
    show("python -c pass", measure([sys.executable, "-c", "pass"]))
    show("a bare click program, --help", measure([sys.executable, "-c", BARE, "--help"]))
    show("openaudit --help", measure([*OPENAUDIT, "--help"]))
    show("check, catalogue entry", measure([*OPENAUDIT, "check", "--offline", "meta-llama/Llama-3.1-8B-Instruct"]))
    show("check, local folder", measure([*OPENAUDIT, "check", str(model)]))
    show("check, local folder, --json", measure([*OPENAUDIT, "check", str(model), "--json"]))
    show("check, saved snapshot", measure([*OPENAUDIT, "check", str(folder / "saved")]))


def hub(simulator: str, corpus: str, folder: Path, latency: int, model: str) -> None:
    """One Hub model through hubsim."""
    server = subprocess.Popen(
        [sys.executable, simulator, "--data", corpus, "--port", "0", "--latency", str(latency)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if server.stdout is None:
            raise RuntimeError("hubsim prints no address")
        url = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        environment = {"HF_ENDPOINT": url, "HF_HOME": str(folder / "hf"), "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": ""}
        figures = measure([*OPENAUDIT, "check", model], environment)
        with urllib.request.urlopen(f"{url}/__stats") as answer:
            requests = json.load(answer)["requests"] / (RUNS + 1)
        show(f"check, Hub, {latency} ms, {model}", figures, f"{requests:.2f} requests")
    finally:
        server.terminate()
        server.communicate()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        offline(Path(name))
        for latency in (0, 100) if len(sys.argv) > 2 else ():
            hub(sys.argv[1], sys.argv[2], Path(name), latency, "deepseek-ai/DeepSeek-R1")


if __name__ == "__main__":
    main()
