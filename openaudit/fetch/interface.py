"""The seam of fetch: one way to have a model's evidence, whatever its source."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Protocol, Self

from openaudit.fetch.reference import Reference
from openaudit.snapshot import Snapshot


class Fetcher(Protocol):
    """A source of snapshots."""

    def fetch(self, reference: Reference) -> Snapshot:
        """The evidence of the model that `reference` names.

        What could not be seen stands in `unavailable`, with its reason. Raises a FetchError when there is nothing to
        audit at all, SnapshotInvalid when a saved snapshot is damaged.
        """
        ...


class Closing(ABC):
    """What holds connections, and closes them at the end of a `with`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Stop what is under way and close all connections."""


def utc_now() -> str:
    """The time as a record writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def one_line(text: str) -> str:
    """A stranger's text as one line of at most 200 printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
