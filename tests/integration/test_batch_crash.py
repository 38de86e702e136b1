"""Batches that are killed, interrupted, or whose reader goes away, as processes of their own."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hub import Hub, Repo
from tests.support.snapshots import MIT, card

MODELS = 40
PROGRAM = [sys.executable, "-c", "from openaudit.cli.main import command; command()", "batch"]


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    repos = {f"acme/m{n}": Repo({"README.md": card(f"# {n}", license="mit"), "LICENSE": MIT}) for n in range(MODELS)}
    repos["old/name"] = Repo(renamed_to="acme/m3")
    with Hub(repos, latency=0.02) as made:
        yield made


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    names = [f"acme/m{n}" for n in range(MODELS)]
    names[7:7] = ["old/name", "acme/m1", "acme/missing"]
    path = tmp_path / "list"
    path.write_text("\n".join(names))
    return path


def start(hub: Hub, listing: Path, output: str, *options: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_TOKEN": "", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
    arguments = [*PROGRAM, str(listing), "-o", output, "--workers", "2", *options]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(path: Path, lines: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if path.exists() and path.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.005)


def ids(path: Path) -> list[str]:
    return [json.loads(line)["subject"]["id"] for line in path.read_bytes().splitlines()]


def test_killed_at_any_moment_and_resumed(hub: Hub, listing: Path, tmp_path: Path) -> None:
    """After kill -9, again and again, the records are those of an undisturbed run: none lost, twice or torn."""
    chance = random.Random(7)
    undisturbed, path = tmp_path / "whole", tmp_path / "r.jsonl"
    begun = start(hub, listing, str(undisturbed))
    assert begun.communicate()[1]
    assert begun.returncode == 3
    reached = 0
    for _ in range(5):
        process = start(hub, listing, str(path), "--resume")
        wait_for(path, min(MODELS - 5, reached + chance.randrange(1, 12)), process)
        time.sleep(chance.random() / 20)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        reached = path.read_bytes().count(b"\n") if path.exists() else 0
    assert start_and_end(hub, listing, path) == 3
    assert ids(path) == ids(undisturbed)
    assert len(ids(path)) == MODELS + 3


def start_and_end(hub: Hub, listing: Path, path: Path) -> int:
    process = start(hub, listing, str(path), "--resume")
    process.communicate()
    return process.returncode


def test_an_interrupt_ends_at_once_and_says_how_to_go_on(hub: Hub, listing: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the batch within two seconds, with whole records and the word on --resume."""
    path = tmp_path / "r.jsonl"
    process = start(hub, listing, str(path))
    wait_for(path, 10, process)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert time.monotonic() - begun < 2
    assert process.returncode == 130
    assert b"--resume" in told
    assert b"Traceback" not in told
    assert f"{len(ids(path))} records are whole".encode() in told
    assert start_and_end(hub, listing, path) == 3


def test_a_reader_that_goes_away_is_told(hub: Hub, listing: Path) -> None:
    """A closed pipe ends the batch with a message, not with a traceback."""
    process = start(hub, listing, "-")
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["subject"]["id"] == "acme/m0"
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 2
    assert b"Broken pipe" in told
    assert b"Traceback" not in told
