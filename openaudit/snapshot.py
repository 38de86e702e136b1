"""The evidence bundle: everything that fetch saw of one model, and what it could not see and why.

A snapshot is immutable and pinned to a revision. On disk it is a plain folder:

    snapshot.json           the manifest: subject, texts with their SHA-256, what was unavailable
    @repository.json        what the source said of the repository: gating, tags, the listing of its files
    files/<path>            the texts, byte for byte as they came
    web/<sha256>            texts that a licence link led to
    ancestors/<n>/          the models it descends from, each a folder like this one

`save` and `load` are inverse: `load(save(snapshot))` equals the snapshot, but for `subject.source`.
"""

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import msgspec

from openaudit.errors import SnapshotInvalid
from openaudit.record import Subject, Unavailable

_ANCESTORS = "ancestors"
_MOST_ANCESTORS = 100  # of one manifest: a stranger's folder may name any number
FORMAT = "openaudit-snapshot/1"
REPOSITORY = "@repository.json"


class ListedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the source lists; `size` in bytes, `sha256` where the source tells it (LFS files)."""

    path: str
    size: int | None = None
    sha256: str | None = None


class Repository(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the source says of the repository beside its files' contents.

    `card_data` is the Hub's own reading of the card's front matter, kept for when the card itself can't be had.
    """

    id: str
    files: tuple[ListedFile, ...]
    gated: bool | Literal["auto", "manual"] = False
    tags: tuple[str, ...] = ()
    pipeline_tag: str | None = None
    library_name: str | None = None
    created_at: str | None = None
    last_modified: str | None = None
    card_data: dict[str, Any] = {}


class TextFile(msgspec.Struct, frozen=True, dict=True):
    """A text as it came: its path in the repository (or its address), and its bytes."""

    path: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One model's evidence. `texts` are sorted by path and hold no path twice.

    `ancestors` are the models that it says it descends from, as far up as they were followed.
    """

    subject: Subject
    repository: Repository
    texts: tuple[TextFile, ...]
    unavailable: tuple[Unavailable, ...] = ()
    ancestors: "tuple[Followed, ...]" = ()

    @cached_property
    def repository_text(self) -> TextFile:
        """The repository's facts as a text of one fact a line, so that they can be cited like any file."""
        raw = msgspec.json.encode(self.repository, order="sorted")
        return TextFile(REPOSITORY, msgspec.json.format(raw, indent=1) + b"\n")

    def text(self, path: str) -> TextFile | None:
        """The text at `path`, or None when it was not fetched."""
        return next((t for t in self.texts if t.path == path), None)


class Followed(msgspec.Struct, frozen=True):
    """An ancestor: what the card calls it, and the evidence that was found under that name."""

    named: str
    snapshot: Snapshot


def safe_path(path: str) -> bool:
    """Whether a path that a stranger chose stays inside the folder it is joined to, on every platform."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and len(path) <= 1000
        and not path.startswith(("/", "~", "@"))
        and not any(c in path for c in '\\:*?"<>|')
        and path.isprintable()
        and not any(p in {"..", "."} or p.endswith((" ", ".")) for p in parts)
    )


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    stored: str
    sha256: str
    size: int


class _Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    subject: Subject
    repository_sha256: str
    texts: tuple[_Entry, ...]
    unavailable: tuple[Unavailable, ...]
    ancestors: tuple[str, ...] = ()


def _stored(text: TextFile) -> str:
    return f"web/{text.sha256}" if text.path.startswith("https://") else f"files/{text.path}"


def save(snapshot: Snapshot, folder: Path) -> None:
    """Write the snapshot into `folder`, which must be empty or new; the manifest comes last.

    Raises SnapshotInvalid when the folder already holds something, OSError when it can't be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SnapshotInvalid(
            f"{folder} is not empty",
            why="a snapshot is never mixed with other files",
            fix="name a new folder",
        )
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for text in snapshot.texts:
        stored = _stored(text)
        target = folder / stored
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.data)
        entries.append(_Entry(path=text.path, stored=stored, sha256=text.sha256, size=len(text.data)))
    (folder / REPOSITORY).write_bytes(snapshot.repository_text.data)
    for number, ancestor in enumerate(snapshot.ancestors):
        save(ancestor.snapshot, folder / _ANCESTORS / str(number))
    manifest = _Manifest(
        format=FORMAT,
        subject=snapshot.subject,
        repository_sha256=snapshot.repository_text.sha256,
        texts=tuple(entries),
        unavailable=snapshot.unavailable,
        ancestors=tuple(a.named for a in snapshot.ancestors),
    )
    raw = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    (folder / "snapshot.json").write_bytes(raw)


def is_snapshot(folder: Path) -> bool:
    """Whether the folder says that it is a saved snapshot."""
    return (folder / "snapshot.json").is_file() and (folder / REPOSITORY).is_file()


def load(folder: Path, *, generations: int = 8) -> Snapshot:
    """The snapshot saved in `folder`, with `subject.source` set to `snapshot`; ancestors to so many `generations`.

    Raises SnapshotInvalid when the manifest can't be read, or a text is missing or differs from its SHA-256.
    """
    if generations < 0:
        raise _damaged(folder, "its ancestors are nested deeper than any audit follows")
    try:
        manifest = msgspec.json.decode((folder / "snapshot.json").read_bytes(), type=_Manifest)
        repository_text = TextFile(REPOSITORY, (folder / REPOSITORY).read_bytes())
        repository = msgspec.json.decode(repository_text.data, type=Repository)
        texts = tuple(_read_entry(folder, entry) for entry in manifest.texts)
        ancestors = tuple(
            Followed(named, load(folder / _ANCESTORS / str(number), generations=generations - 1))
            for number, named in enumerate(manifest.ancestors[:_MOST_ANCESTORS])
        )
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(folder, str(error)) from error
    if manifest.format != FORMAT:
        raise _damaged(folder, f"its format is {manifest.format!r}, this version reads {FORMAT!r}")
    subject = msgspec.structs.replace(manifest.subject, source="snapshot")
    snapshot = Snapshot(
        subject=subject,
        repository=repository,
        texts=texts,
        unavailable=manifest.unavailable,
        ancestors=ancestors,
    )
    if repository_text.sha256 != manifest.repository_sha256:
        raise _damaged(folder, f"{REPOSITORY} is not what was saved")
    return snapshot


def _read_entry(folder: Path, entry: _Entry) -> TextFile:
    if not safe_path(entry.stored):
        raise _damaged(folder, f"the manifest names a path outside of it: {entry.stored!r}")
    text = TextFile(entry.path, (folder / entry.stored).read_bytes())
    if text.sha256 != entry.sha256:
        raise _damaged(folder, f"{entry.path} is not what was saved: its SHA-256 differs")
    return text


def _damaged(folder: Path, why: str) -> SnapshotInvalid:
    return SnapshotInvalid(
        f"{folder} can't be used as a snapshot",
        why=why,
        fix="take the snapshot again with `openaudit snapshot`",
    )


def sort_texts(texts: Iterable[TextFile]) -> tuple[TextFile, ...]:
    """The texts in the order that a snapshot keeps them in."""
    return tuple(sorted(texts, key=lambda t: t.path))
