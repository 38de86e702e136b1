"""The snapshot that a record was made from, strictly: its manifests byte for byte as openaudit writes them."""

from pathlib import Path

import msgspec

from openaudit.errors import SnapshotInvalid
from openaudit.record import AuditRecord, Source
from openaudit.snapshot import MANIFEST, Snapshot, is_snapshot, load

_MANIFESTS = f"**/{MANIFEST}"


class Kept(msgspec.Struct, frozen=True):
    """A snapshot, and the source that its evidence was fetched from, which `load` replaces by `snapshot`."""

    snapshot: Snapshot
    source: Source


class _Fetched(msgspec.Struct):
    source: Source


class _Manifest(msgspec.Struct):
    subject: _Fetched


def snapshot_of(record: AuditRecord, folder: Path) -> Kept:
    """The record's snapshot: `folder` itself, or the one below it of the record's model and commit.

    Raises SnapshotInvalid when there is none, or when anything in it is not as it was written.
    """
    if is_snapshot(folder):
        return _strictly(folder)
    subject = record.subject
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        if not is_snapshot(manifest.parent):
            continue
        found = _strictly(manifest.parent)
        seen = found.snapshot.subject
        if (seen.id, seen.revision) == (subject.id, subject.revision):
            return found
    raise SnapshotInvalid(
        f"{folder} holds no snapshot of {subject.id} at {subject.revision}",
        why="it is no snapshot, and none of the folders in it is one of this model and commit",
        fix="name the folder that `openaudit snapshot` wrote when the record was made",
    )


def _strictly(folder: Path) -> Kept:
    snapshot = load(folder)
    for manifest in folder.glob(_MANIFESTS):
        raw = manifest.read_bytes()
        if raw != msgspec.json.format(msgspec.json.encode(msgspec.json.decode(raw)), indent=1) + b"\n":
            raise SnapshotInvalid(
                f"{folder} is not as it was written",
                why=f"the layout of {manifest.relative_to(folder)} was changed",
                fix="use the snapshot as `openaudit snapshot` wrote it",
            )
    fetched = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
    return Kept(snapshot, fetched.subject.source)
