"""A saved snapshot as a source: what was seen then, and nothing of today."""

from pathlib import Path

from openaudit import snapshot
from openaudit.fetch.reference import Reference
from openaudit.snapshot import Snapshot


class SavedFetcher:
    """Snapshots that `openaudit snapshot` wrote."""

    def fetch(self, reference: Reference) -> Snapshot:
        """The snapshot in the folder. Raises SnapshotInvalid when it is damaged."""
        return snapshot.load(Path(reference.id))
