"""The snapshot that a record was made from, strictly: its manifests byte for byte as openaudit writes them."""

from pathlib import Path

import msgspec

from openaudit.errors import SnapshotInvalid
from openaudit.record import AuditRecord, Source, Subject
from openaudit.snapshot import MANIFEST, Snapshot, is_snapshot, load

_MANIFESTS = f"**/{MANIFEST}"


class Kept(msgspec.Struct, frozen=True):
    """A snapshot, and the source that its evidence was fetched from, which `load` replaces by `snapshot`."""

    snapshot: Snapshot
    source: Source


class _Fetched(msgspec.Struct):
    id: str
    revision: str | None
    source: Source


class _Manifest(msgspec.Struct):
    subject: _Fetched


def snapshot_of(record: AuditRecord, folder: Path) -> Kept | None:
    """The record's snapshot: `folder` itself, or the one below it of the record's model and commit; None without one.

    Raises SnapshotInvalid when anything in it is not as it was written.
    """
    subject = record.subject
    if is_snapshot(folder):
        found = _strictly(folder)
        seen = found.snapshot.subject
        return found if (seen.id, seen.revision) == (subject.id, subject.revision) else None
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        # Only the record's own is read whole: a damaged snapshot of another model says nothing of this one.
        if is_snapshot(manifest.parent) and _names(manifest, subject):
            return _strictly(manifest.parent)
    return None


def _names(manifest: Path, subject: Subject) -> bool:
    try:
        named = msgspec.json.decode(manifest.read_bytes(), type=_Manifest).subject
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return (named.id, named.revision) == (subject.id, subject.revision)


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
