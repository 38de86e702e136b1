"""The evidence bundle: everything that fetch saw of one model, and what it could not see and why.

A snapshot is immutable and pinned to a revision. On disk it is a plain folder:

    snapshot.json           the manifest: subject, texts with their SHA-256, what was unavailable
    @repository.json        what the source said of the repository: gating, tags, the listing of its files
    files/<path>            the texts, byte for byte as they came
    web/<sha256>            texts that are no files of the repository: what a licence link led to
    ancestors/<n>/          the models it descends from, each a folder like this one
    supplied/<sha256>       files of evidence that the user named, which nobody has checked

`save` and `load` are inverse: `load(save(snapshot))` equals the snapshot, but for `subject.source`.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import msgspec

from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.record import Subject, Unavailable
from openaudit.record.value import Value

_ANCESTORS = "ancestors"
_MOST_ANCESTORS = 100  # of one manifest: a stranger's folder may name any number
_TEXT_LIMIT = 8 * 1024 * 1024
_LISTING_LIMIT = 64 * 1024 * 1024  # of the manifest and of the repository's facts
_FORMATS = "openaudit-snapshot/"
FORMAT = f"{_FORMATS}1"
MANIFEST = "snapshot.json"
REPOSITORY = "@repository.json"
SUPPLIED = "user-supplied:"  # stands before the name of a file that the user supplied
LISTING = "the list of its files"  # what is unavailable where the source does not tell which files there are
GATE = "whether access must be granted"  # what is unavailable where the source does not tell it
CATALOGUE = "@catalogue/"  # of texts that are entries of the catalogue; no repository may have such a path


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

    `ancestors` are the models that it says it descends from, as far up as they were followed; `linked` the files of the
    repository that the card's licence links lead to, read or not. `supplied` are the user's own files of evidence,
    never among `texts`: so no file of a repository can pass for one, nor one of them for a file of the repository.
    """

    subject: Subject
    repository: Repository
    texts: tuple[TextFile, ...]
    unavailable: tuple[Unavailable, ...] = ()
    ancestors: "tuple[Followed, ...]" = ()
    linked: tuple[str, ...] = ()
    supplied: tuple[TextFile, ...] = ()

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


class Commit(Value, frozen=True, kw_only=True):
    """A commit as the source lists it; `date` is ISO 8601, `title` its first line, in a stranger's words."""

    id: str
    date: str
    title: str


class Visit(msgspec.Struct, frozen=True):
    """A commit that was looked at: what was there, or why it could not be had."""

    commit: Commit
    found: Snapshot | FetchError


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


class _Ancestor(msgspec.Struct, frozen=True, kw_only=True):
    named: str
    manifest_sha256: str


class _Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    manifest_sha256: str = ""
    subject: Subject
    repository_sha256: str
    texts: tuple[_Entry, ...]
    unavailable: tuple[Unavailable, ...]
    ancestors: tuple[_Ancestor, ...] = ()
    linked: tuple[str, ...] = ()
    supplied: tuple[_Entry, ...] = ()


class _Claim(msgspec.Struct, frozen=True):
    format: str


# Made here, and not where they are used first: msgspec makes what it needs of a type only once, and not safely when
# several threads are the first to need it.
_claims = msgspec.json.Decoder(_Claim)
_manifests = msgspec.json.Decoder(_Manifest)
_repositories = msgspec.json.Decoder(Repository)


def manifest_sha256(manifest: Mapping[str, Any]) -> str:
    """The digest that a manifest carries of itself: of its JSON with sorted keys and without the digest.

    It shows edits by accident or in haste. It is no signature: whoever edits can write a new one.
    """
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    return hashlib.sha256(msgspec.json.encode(rest, order="sorted")).hexdigest()


def save(snapshot: Snapshot, folder: Path) -> None:
    """Write the snapshot into `folder`, which must be empty or new; the manifest comes last.

    Raises SnapshotInvalid when the folder already holds something or a text's path leads out of it, OSError when it
    can't be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SnapshotInvalid(
            f"{folder} is not empty",
            why="a snapshot is never mixed with other files",
            fix="name a new folder",
        )
    _save(snapshot, folder)


def _save(snapshot: Snapshot, folder: Path) -> str:
    """Write the snapshot; the digest of its manifest."""
    listed = {file.path for file in snapshot.repository.files}
    entries = [_entry(text, listed) for text in snapshot.texts]
    supplied = [
        _Entry(path=t.path, stored=f"supplied/{t.sha256}", sha256=t.sha256, size=len(t.data)) for t in snapshot.supplied
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for entry, text in zip([*entries, *supplied], [*snapshot.texts, *snapshot.supplied], strict=True):
        target = folder / entry.stored
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.data)
    (folder / REPOSITORY).write_bytes(snapshot.repository_text.data)
    manifest = _Manifest(
        format=FORMAT,
        subject=snapshot.subject,
        repository_sha256=snapshot.repository_text.sha256,
        texts=tuple(entries),
        unavailable=snapshot.unavailable,
        ancestors=tuple(
            _Ancestor(named=a.named, manifest_sha256=_save(a.snapshot, folder / _ANCESTORS / str(number)))
            for number, a in enumerate(snapshot.ancestors)
        ),
        linked=snapshot.linked,
        supplied=tuple(supplied),
    )
    digest = manifest_sha256(msgspec.to_builtins(manifest))
    raw = msgspec.json.encode(msgspec.structs.replace(manifest, manifest_sha256=digest))
    (folder / MANIFEST).write_bytes(msgspec.json.format(raw, indent=1) + b"\n")
    return digest


def _entry(text: TextFile, listed: set[str]) -> _Entry:
    """Where a text is stored. Only files of the repository, and the catalogue's, keep their names."""
    named = (text.path in listed and safe_path(text.path)) or text.path.startswith(CATALOGUE)
    stored = f"files/{text.path}" if named else f"web/{text.sha256}"
    if not safe_path(stored):
        raise SnapshotInvalid(
            f"{text.path!r} can't be saved",
            why="its path could lead out of the folder it is saved in",
            fix="audit the model with `openaudit check`",
        )
    return _Entry(path=text.path, stored=stored, sha256=text.sha256, size=len(text.data))


def is_snapshot(folder: Path) -> bool:
    """Whether the folder's manifest says that it is ours, in whatever version and state. Raises OSError."""
    if not (folder / MANIFEST).is_file():
        return False
    try:
        raw = _read_bytes(folder / MANIFEST, _LISTING_LIMIT)
    except SnapshotInvalid:
        return False
    try:
        return _claims.decode(raw).format.startswith(_FORMATS)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return f'"format": "{_FORMATS}'.encode() in raw[:100]  # one of ours that is cut off or otherwise damaged


def load(folder: Path, *, generations: int = 8) -> Snapshot:
    """The snapshot saved in `folder`, with `subject.source` set to `snapshot`; ancestors to so many `generations`.

    Raises SnapshotInvalid when the manifest can't be read or differs from its digest, when a text is missing, too
    large or differs from its SHA-256, and when the folder holds files that the manifest does not list.
    """
    return _load(folder, generations)[0]


def _load(folder: Path, generations: int) -> tuple[Snapshot, str]:
    """The snapshot, and the digest of its manifest."""
    if generations < 0:
        raise _damaged(folder, "its ancestors are nested deeper than any audit follows")
    try:
        manifest = _read_manifest(folder)
        _check_files(folder, manifest)
        repository_text = TextFile(REPOSITORY, _read_bytes(folder / REPOSITORY, _LISTING_LIMIT))
        if repository_text.sha256 != manifest.repository_sha256:
            raise _damaged(folder, f"{REPOSITORY} is not what was saved")
        repository = _repositories.decode(repository_text.data)
        texts = tuple(_read_entry(folder, entry) for entry in manifest.texts)
        supplied = tuple(_read_entry(folder, entry) for entry in manifest.supplied)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise _damaged(folder, str(error)) from error
    snapshot = Snapshot(
        subject=msgspec.structs.replace(manifest.subject, source="snapshot"),
        repository=repository,
        texts=texts,
        unavailable=manifest.unavailable,
        ancestors=tuple(
            _read_ancestor(folder / _ANCESTORS / str(number), ancestor, generations - 1)
            for number, ancestor in enumerate(manifest.ancestors)
        ),
        linked=manifest.linked,
        supplied=supplied,
    )
    return snapshot, manifest.manifest_sha256


def _read_manifest(folder: Path) -> _Manifest:
    raw = _read_bytes(folder / MANIFEST, _LISTING_LIMIT)
    claimed = _claims.decode(raw).format
    if claimed != FORMAT:
        raise _damaged(folder, f"its format is {claimed!r}, this version reads {FORMAT!r}")
    manifest = _manifests.decode(raw)
    if manifest_sha256(msgspec.json.decode(raw)) != manifest.manifest_sha256:
        raise _damaged(folder, f"{MANIFEST} was edited: it differs from its own digest")
    if len(manifest.ancestors) > _MOST_ANCESTORS:
        raise _damaged(folder, f"it names more than {_MOST_ANCESTORS} ancestors")
    entries = (*manifest.texts, *manifest.supplied)
    if len({entry.path for entry in entries}) < len(entries):
        raise _damaged(folder, "it names a text twice")
    if not all(entry.path.startswith(SUPPLIED) for entry in manifest.supplied):
        raise _damaged(folder, "a file that the user supplied is not named as one")
    for entry in entries:
        if not safe_path(entry.stored):
            raise _damaged(folder, f"the manifest names a path outside of it: {entry.stored!r}")
    return manifest


def _check_files(folder: Path, manifest: _Manifest) -> None:
    """Raises SnapshotInvalid for a file that the manifest does not list: nobody audits it, and it may hold anything."""
    known = {MANIFEST, REPOSITORY, *(entry.stored for entry in (*manifest.texts, *manifest.supplied))}
    apart = {f"{_ANCESTORS}/{number}" for number in range(len(manifest.ancestors))}
    folders = [""]
    while folders:
        at = folders.pop()
        with os.scandir(folder / at) as entries:
            for entry in entries:
                path = f"{at}{entry.name}"
                if path in known or path in apart:
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    raise SnapshotInvalid(
                        f"{folder} can't be used as a snapshot",
                        why=f"it holds a file that its manifest does not list: {path!r}",
                        fix=f"take that file away; to audit the folder as a model, take away {MANIFEST}",
                    )
                folders.append(f"{path}/")


def _read_ancestor(folder: Path, ancestor: _Ancestor, generations: int) -> Followed:
    snapshot, digest = _load(folder, generations)
    if digest != ancestor.manifest_sha256:
        raise _damaged(folder, f"it is not the ancestor that was saved as {ancestor.named!r}")
    return Followed(ancestor.named, snapshot)


def _read_entry(folder: Path, entry: _Entry) -> TextFile:
    text = TextFile(entry.path, _read_bytes(folder / entry.stored, _TEXT_LIMIT))
    if text.sha256 != entry.sha256:
        raise _damaged(folder, f"{entry.path} is not what was saved: its SHA-256 differs")
    return text


def _read_bytes(path: Path, limit: int) -> bytes:
    """A regular file's bytes. Raises OSError, and SnapshotInvalid for anything else and above `limit` bytes."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise _damaged(path.parent, f"{path.name} is no regular file")
    if found.st_size > limit:
        raise _damaged(path.parent, f"{path.name} is larger than {limit:,} bytes")
    with path.open("rb") as file:
        return file.read(limit)


def _damaged(folder: Path, why: str) -> SnapshotInvalid:
    return SnapshotInvalid(
        f"{folder} can't be used as a snapshot",
        why=why,
        fix="take the snapshot again with `openaudit snapshot`",
    )


def sort_texts(texts: Iterable[TextFile]) -> tuple[TextFile, ...]:
    """The texts in the order that a snapshot keeps them in."""
    return tuple(sorted(texts, key=lambda t: t.path))
