"""A batch's progress on a terminal: how many are done, how fast, until when, and whether the Hub makes us wait."""

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from openaudit.record.brief import Brief


class TerminalProgress:
    """Shows the course of a batch on stderr; a context manager."""

    def __init__(self, console: Console | None = None) -> None:
        self._lock = threading.Lock()
        self._progress = Progress(
            TextColumn("{task.fields[done]}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[pace]}"),
            console=console or Console(stderr=True),
            transient=True,
            refresh_per_second=4,
        )
        self._task = self._progress.add_task("", total=None, done="0", pace="")
        self._total: int | None = None
        self._done = self._kept = self._failed = 0
        self._began = time.monotonic()
        self._until = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def begun(self, total: int | None) -> None:
        """Show the total, if it is known."""
        self._total = total
        self._began = time.monotonic()
        self._show()

    def audited(self, of: Brief, *, kept: bool) -> None:
        """One more is done; what was kept from the run before counts in no rate."""
        self._done += 1
        self._kept += kept
        self._failed += of.status == "failed"
        self._show()

    def waiting(self, seconds: float) -> None:
        """Show until when the Hub makes us wait."""
        with self._lock:
            self._until = max(self._until, time.time() + seconds)
        self._show()

    def _show(self) -> None:
        done = f"{self._done:,}" + (f" of {self._total:,}" if self._total is not None else "")
        done += f", {self._failed:,} failed" if self._failed else ""
        self._progress.update(self._task, completed=self._done, total=self._total, done=done, pace=self._pace())

    def _pace(self) -> str:
        if self._until > time.time():
            return f"the Hub's rate limit: waiting until {time.strftime('%H:%M:%S', time.localtime(self._until))}"
        seconds = time.monotonic() - self._began
        new = self._done - self._kept
        if new == 0 or seconds < 1:
            return ""
        rate = new / seconds
        pace = f"{rate:,.1f} a second" if rate >= 1 else f"{rate * 60:,.1f} a minute"
        if self._total is None:
            return pace
        end = time.time() + max(0, self._total - self._done) / rate
        form = "%H:%M:%S" if end - time.time() < 12 * 3600 else "%Y-%m-%d %H:%M"
        return f"{pace}, done at {time.strftime(form, time.localtime(end))}"
