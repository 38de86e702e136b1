"""What a terminal shows while a batch runs."""

import io

import pytest
from rich.console import Console

from openaudit.cli.progress import TerminalProgress
from openaudit.record.brief import brief
from openaudit.record.json import to_line
from tests.support import records


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100)


def shown(console: Console, progress: TerminalProgress) -> str:
    """What stands on the terminal now."""
    with console.capture() as captured:
        console.print(progress._progress.get_renderable())
    return captured.get()


def test_done_of_total_rate_and_end(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many are done and failed, how fast without those kept from before, and when it will be done."""
    clock = [100.0]
    monkeypatch.setattr("openaudit.cli.progress.time.monotonic", lambda: clock[0])
    progress = TerminalProgress(console)
    progress.begun(1000)
    for kept, record in [(True, records.closed())] * 500 + [(False, records.failed())] * 20:
        progress.audited(brief(to_line(record)), kept=kept)
    clock[0] += 10
    progress.audited(brief(to_line(records.closed())), kept=False)
    text = shown(console, progress)
    assert "521 of 1,000, 20 failed" in text
    assert "2.1 a second" in text
    assert "done at" in text


def test_an_unknown_total_and_a_slow_pace(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """From stdin nobody knows the total; a slow pace is told by the minute."""
    clock = [100.0]
    monkeypatch.setattr("openaudit.cli.progress.time.monotonic", lambda: clock[0])
    progress = TerminalProgress(console)
    progress.begun(None)
    clock[0] += 30
    progress.audited(brief(to_line(records.closed())), kept=False)
    text = shown(console, progress)
    assert "2.0 a minute" in text
    assert "of" not in text
    assert "done at" not in text


def test_waiting_is_told_with_its_end(console: Console) -> None:
    """While the Hub makes us wait, the time at which it goes on stands there."""
    progress = TerminalProgress(console)
    progress.begun(10)
    progress.waiting(100)
    assert "rate limit: waiting until" in shown(console, progress)
    with progress:
        pass
