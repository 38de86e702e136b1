"""The Hub's quotas, read from its answers, so that we slow down before they are used up.

Source: https://huggingface.co/docs/hub/rate-limits (fixed windows of five minutes, one quota per kind of address).
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

import msgspec
from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

from openaudit.errors import RateLimited

# Below this many requests left, each waits for its share of the window, but never longer than SPACING of its length.
FEW = 16
SPACING = 1 / 300
LENGTH = 300.0  # seconds of a window whose length no answer tells
# What the end of a window is put off by: the header counts whole seconds, and clocks are not alike.
MARGIN, MOST_MARGIN = 1 / 100, 1.0
APART = 2.0  # ends of windows that are further apart than this are ends of two windows
SOON = 0.02  # until requests that are under way are answered


class Turn(msgspec.Struct, frozen=True):
    """Whether a request may be sent, after `wait` seconds; if not, ask again after them."""

    granted: bool
    wait: float


class _Window:
    """A window of a quota. `left` is None while no answer tells it, `ends` while none of this window has come."""

    def __init__(self, left: int | None, ends: float | None, *, size: int | None, length: float, after: float) -> None:
        self.left = left
        self.ends = ends
        self.size = size
        self.length = length
        self.after = after  # the end of the window before

    @property
    def apart(self) -> float:
        return min(APART, self.length / 2)


class Quota:
    """What is left of each quota; shared by all threads, so that one answer slows all of them down.

    A kind is what the caller asks for (a description, a file); which quota that counts against, the answers tell.
    Requests under way count as used: an answer tells of those that the Hub had counted, not of those behind it.
    `patience` is the longest wait in seconds that we accept; `clock` gives monotonic seconds.
    """

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[str, _Window] = {}
        self._names: dict[str, str] = {}
        self._under_way: Counter[str] = Counter()

    def reserve(self, kind: str) -> Turn:
        """Whether one request of this kind may be sent; if so it is taken, until `settle`.

        Raises RateLimited when the quota is used up for longer than our patience.
        """
        with self._lock:
            window = self._current(self._names.get(kind, kind))
            if window is None or window.left is None:
                return self._take(kind, 0.0)
            free = window.left - self._taken(kind)
            if free > 0:
                return self._take(kind, self._share(window, free))
            if window.ends is None or (window.left > 0 and self._taken(kind) > 0):
                return Turn(granted=False, wait=SOON)
            remains = window.ends - self._clock()
        if remains > self._patience:
            raise _used_up(remains)
        return Turn(granted=False, wait=max(remains, 0.0))

    def settle(self, kind: str) -> None:
        """A request that was taken is over, answered or not."""
        with self._lock:
            self._under_way[kind] -= 1

    def learn(self, kind: str, headers: Mapping[str, str], *, refused: bool) -> bool:
        """Take in what an answer says of the quota; `refused` is a 429. Whether the end of the window is known."""
        told = parse_ratelimit_headers(headers)
        seconds: float | None = told.reset_in_seconds if told else _retry_after(headers) if refused else None
        if seconds is None:
            return False
        left = 0 if refused or told is None else told.remaining
        name = told.resource_type if told else kind
        with self._lock:
            self._names[kind] = name
            self._note(name, left, seconds, told.limit if told else None, told.window_seconds if told else None)
        return True

    def _note(self, name: str, left: int, seconds: float, size: int | None, length: float | None) -> None:
        margin = min(MOST_MARGIN, (length or LENGTH) * MARGIN)
        ends = self._clock() + seconds + margin
        window = self._current(name)
        if window is not None:
            if window.ends is None and ends < window.after + window.apart:
                return  # an answer from the window before that came late
            if window.ends is not None and ends < window.ends - window.apart:
                return
            if window.ends is not None and ends <= window.ends + window.apart:
                # The same window: answers may come in another order than they were counted, and the soonest end that
                # any of them tells is the nearest to the true one.
                window.left = min(left, left if window.left is None else window.left)
                window.ends = min(ends, window.ends)
                return
        after = window.after if window is not None else 0.0
        self._windows[name] = _Window(left, ends, size=size, length=length or LENGTH, after=after)

    def _current(self, name: str) -> _Window | None:
        """The window that counts now: after the end of one a new one has its full size."""
        window = self._windows.get(name)
        if window is not None and window.ends is not None and self._clock() >= window.ends:
            window = _Window(window.size, None, size=window.size, length=window.length, after=window.ends)
            self._windows[name] = window
        return window

    def _take(self, kind: str, wait: float) -> Turn:
        self._under_way[kind] += 1
        return Turn(granted=True, wait=wait)

    def _taken(self, kind: str) -> int:
        """Requests under way that count against the same quota."""
        name = self._names.get(kind, kind)
        return sum(number for other, number in self._under_way.items() if self._names.get(other, other) == name)

    def _share(self, window: _Window, free: int) -> float:
        if free > FEW or window.ends is None:
            return 0.0
        return min(window.length * SPACING, max(0.0, window.ends - self._clock()) / free)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _used_up(seconds: float) -> RateLimited:
    return RateLimited(
        "The Hub asks us to wait",
        why=f"its quota of requests is used up for another {seconds:.0f} s",
        fix="try again then; a token (`hf auth login`) has a larger quota",
    )
