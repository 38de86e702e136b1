"""The seam of fetch: one way to have a model's evidence, whatever its source."""

from datetime import UTC, datetime
from typing import Protocol

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


def utc_now() -> str:
    """The time as a record writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def one_line(text: str) -> str:
    """A stranger's text as one line of at most 200 printable characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
