"""What many models of a run share is fetched by whoever asks first, and kept for the others."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from openaudit.errors import HubFailed, NoNetwork, RateLimited
from openaudit.fetch.interface import Fetcher
from openaudit.fetch.reference import Reference
from openaudit.snapshot import Snapshot

K = TypeVar("K")
V = TypeVar("V")

PASSING = (HubFailed, NoNetwork, RateLimited)  # failures that another try may mend
KEPT = 64  # snapshots kept in memory


class Once(Generic[K, V]):
    """Values by key, each made once while it is kept: the `keep` used last, and all that are under way. Thread-safe.

    A failure is kept like a value, but for one that passes by itself.
    """

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._values: OrderedDict[K, Future[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`: kept, awaited from the thread that makes it, or made here. Raises what `make` raises."""
        with self._lock:
            known = self._values.get(key)
            future: Future[V] = known or Future()
            self._values[key] = future
            self._values.move_to_end(key)
            self._forget()
        if known is not None:
            return known.result()
        try:
            value = make()
        except BaseException as error:
            if isinstance(error, PASSING) or not isinstance(error, Exception):
                with self._lock:
                    self._values.pop(key, None)
            future.set_exception(error)
            raise
        future.set_result(value)
        return value

    def _forget(self) -> None:
        surplus = len(self._values) - self._keep
        if surplus <= 0:
            return
        finished = (key for key, future in self._values.items() if future.done())
        for key in [key for key, _ in zip(finished, range(surplus), strict=False)]:
            del self._values[key]


class SharedFetcher:
    """A fetcher that asks `upstream` for each reference once while its snapshot is kept."""

    def __init__(self, upstream: Fetcher) -> None:
        self._upstream = upstream
        self._once: Once[Reference, Snapshot] = Once(KEPT)

    def fetch(self, reference: Reference) -> Snapshot:
        """The snapshot of the reference. Raises what `upstream` raises."""
        return self._once.get(reference, lambda: self._upstream.fetch(reference))
