"""Files that the user names beside a model: read once, bounded, kept in the snapshot so that a replay has them too."""

import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from openaudit.errors import EvidenceInvalid
from openaudit.snapshot import SUPPLIED, Snapshot, TextFile, sort_texts

LARGEST = 1_000_000
"""The most bytes of such a file."""


def with_supplied(snapshot: Snapshot, paths: Sequence[Path]) -> Snapshot:
    """The snapshot with these files of evidence in it; one of a name that it already has takes the other's place.

    Raises EvidenceInvalid when a file can't be read, breaks its format (every fault told), is named like another one of
    `paths`, or says that it is of another model. A folder has no such name, and takes evidence of any.
    """
    kept = {text.path: text for text in snapshot.supplied}
    new = [read_file(path, f"{SUPPLIED}{path.name}") for path in paths]
    if len({text.path for text in new}) < len(new):
        raise EvidenceInvalid(
            "two files of evidence have the same name", why="a record names them by it", fix="rename one of them"
        )
    for text in new:
        _check(text, snapshot)
    return msgspec.structs.replace(snapshot, supplied=sort_texts((kept | {text.path: text for text in new}).values()))


def read_file(path: Path, name: str) -> TextFile:
    """The file's bytes under this name. Raises EvidenceInvalid when it is no regular file, too large or unreadable."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, "it is no regular file")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise _unreadable(path, f"it is larger than {LARGEST:,} bytes")
    return TextFile(name, data)


def _check(text: TextFile, snapshot: Snapshot) -> None:
    from openaudit.read.supplied import read_supplied  # noqa: PLC0415  few audits have any

    file = read_supplied(text)
    name = text.path.removeprefix(SUPPLIED)
    if file.problems:
        raise EvidenceInvalid(
            f"{name} can't be used as evidence",
            why="; ".join(f"line {p.line}: {p.what}" for p in file.problems),
            fix="mend these lines; docs/evidence.md has the format and an example",
        )
    if snapshot.subject.source == "local" or file.model is None:
        return
    if file.model.casefold() != snapshot.subject.id.casefold():
        raise EvidenceInvalid(
            f"{name} is evidence of another model",
            why=f"it speaks of {file.model}, and {snapshot.subject.id} is audited",
            fix="name the file of this model, or correct the model that the file names",
        )


def _unreadable(path: Path, why: str) -> EvidenceInvalid:
    return EvidenceInvalid(f"{path} can't be read", why=why, fix="name a file that can be read")
