"""The Hub's quotas, read from its answers, so that we slow down before they are used up.

Source: https://huggingface.co/docs/hub/rate-limits (fixed windows of five minutes, one quota per kind of address).
"""

import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

from openaudit.errors import RateLimited

# Below this many requests left, each waits for its share of the window, but never longer than SPACING seconds.
FEW = 16
SPACING = 1.0


class _Window:
    def __init__(self, left: int, ends: float) -> None:
        self.left = left
        self.ends = ends


class Quota:
    """What is left of each quota; shared by all threads, so that one answer slows all of them down.

    A kind is what the caller asks for (a description, a file); which quota that counts against, the answers tell.
    `patience` is the longest wait in seconds that we accept; `clock` gives monotonic seconds.
    """

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[str, _Window] = {}
        self._names: dict[str, str] = {}

    def reserve(self, kind: str) -> float:
        """Take one request of this kind; the seconds to wait before it is sent.

        Raises RateLimited when the quota is used up for longer than our patience.
        """
        with self._lock:
            name = self._names.get(kind, kind)
            window = self._windows.get(name)
            remains = window.ends - self._clock() if window else 0.0
            if window is None or remains <= 0:
                self._windows.pop(name, None)
                return 0.0
            if window.left > 0:
                window.left -= 1
                return min(SPACING, remains / (window.left + 1)) if window.left < FEW else 0.0
        if remains > self._patience:
            raise _used_up(remains)
        return remains

    def learn(self, kind: str, headers: Mapping[str, str], *, refused: bool) -> bool:
        """Take in what an answer says of the quota; `refused` is a 429. Whether the end of the window is known."""
        told = parse_ratelimit_headers(headers)
        seconds: float | None = told.reset_in_seconds if told else _retry_after(headers) if refused else None
        if seconds is None:
            return False
        left = 0 if refused or told is None else told.remaining
        ends = self._clock() + seconds + 1  # one more, for the header counts whole seconds
        name = told.resource_type if told else kind
        with self._lock:
            self._names[kind] = name
            window = self._windows.get(name)
            if window is None or ends > window.ends + 2:
                self._windows[name] = _Window(left, ends)
            else:  # the same window: answers may come in another order than they were counted
                window.left = min(window.left, left)
        return True


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
