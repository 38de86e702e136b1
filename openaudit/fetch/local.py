"""A folder as a source: a model as it would be published. Touches no network."""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from openaudit.errors import LocalUnreadable
from openaudit.fetch.interface import one_line, utc_now
from openaudit.fetch.links import Leads, follow, license_links, well_known
from openaudit.fetch.reference import Reference
from openaudit.fetch.texts import CARD, CARD_LIMIT, Wanted, select, too_large
from openaudit.record import Subject, Unavailable
from openaudit.snapshot import ListedFile, Repository, Snapshot, TextFile, sort_texts

MOST_FILES = 20_000
# What tools keep in a folder, and no upload publishes.
SKIPPED = frozenset({".git", ".cache"})


class LocalFetcher:
    """Snapshots of folders. `now` gives the time as a record writes it."""

    def __init__(self, *, now: Callable[[], str] = utc_now) -> None:
        self._now = now

    def fetch(self, reference: Reference) -> Snapshot:
        """The model in the folder; a link that leads out of it is not followed.

        Raises LocalUnreadable when the folder can't be read or has no files.
        """
        root = Path(reference.id).resolve()
        try:
            files, unavailable = _walk(root)
        except OSError as error:
            raise _unreadable(root, error.strerror or str(error)) from error
        if not files:
            raise _unreadable(root, "it has no files")
        leads = _follow(root, files)
        selection = select(files, leads.own)
        outcomes = [_read(root, wanted) for wanted in selection.wanted]
        texts = {o.path: o for o in outcomes if isinstance(o, TextFile)}
        unavailable += [*leads.unavailable, *(_not_followed(found.link) for found in leads.elsewhere)]
        unavailable += [*selection.unavailable, *(o for o in outcomes if isinstance(o, Unavailable))]
        name = _spelt(root.name) or "model"
        listed = tuple(
            msgspec.structs.replace(file, sha256=texts[file.path].sha256) if file.path in texts else file
            for file in files
        )
        return Snapshot(
            subject=Subject(id=name, revision=None, source="local", url=None, gated=None, retrieved_at=self._now()),
            repository=Repository(id=name, files=listed),
            texts=sort_texts(texts.values()),
            unavailable=tuple(sorted(unavailable, key=lambda u: u.what)),
            linked=leads.own,
        )


def _walk(root: Path) -> tuple[list[ListedFile], list[Unavailable]]:
    """The folder's files from the root downwards, each folder in order of name; and what could not be listed.

    Raises OSError when the root itself can't be read.
    """
    files: list[ListedFile] = []
    unavailable: list[Unavailable] = []
    folders = deque([root])
    while folders:
        folder = folders.popleft()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            if folder == root:
                raise
            what, detail = _spelt(folder.relative_to(root).as_posix()), error.strerror or str(error)
            unavailable.append(Unavailable(what=what, reason="unreadable", detail=detail))
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED:
                    folders.append(Path(entry.path))
            elif len(files) < MOST_FILES:
                files.append(_listed(root, entry))
            else:
                detail = f"only {MOST_FILES:,} of its files are listed"
                return files, [*unavailable, Unavailable(what=".", reason="too-large", detail=detail)]
    return files, unavailable


def _listed(root: Path, entry: os.DirEntry[str]) -> ListedFile:
    try:
        size = entry.stat().st_size
    except OSError:  # a symbolic link that leads nowhere
        size = None
    return ListedFile(path=_spelt(Path(entry.path).relative_to(root).as_posix()), size=size)


def _spelt(name: str) -> str:
    """A name with `?` for what is no Unicode in it."""
    return name.encode("utf-8", "replace").decode()


def _read(root: Path, wanted: Wanted) -> TextFile | Unavailable:
    path = wanted.file.path
    try:
        real = (root / path).resolve(strict=True)
        if not any(real.is_relative_to(place) for place in (root, *_blobs(root))):
            return Unavailable(what=path, reason="blocked", detail="it is a link that leads out of the folder")
        if not stat.S_ISREG(real.stat().st_mode):
            return Unavailable(what=path, reason="unreadable", detail="it is no regular file")
        with real.open("rb") as file:
            data = file.read(wanted.limit + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        return Unavailable(what=path, reason="unreadable", detail=getattr(error, "strerror", None) or str(error))
    return TextFile(path, data) if len(data) <= wanted.limit else too_large(path, wanted.limit)


def _blobs(root: Path) -> list[Path]:
    """Where the files of a snapshot in the Hub's own cache are (models--org--name/snapshots/<commit>), if it is one."""
    return [root.parent.parent / "blobs"] if root.parent.name == "snapshots" else []


def _follow(root: Path, files: Iterable[ListedFile]) -> Leads:
    """Where the licence links of the folder's card lead."""
    listed = {file.path: file for file in files}
    card = next((file for path, file in listed.items() if path.lower() == CARD), None)
    text = _read(root, Wanted(card, CARD_LIMIT)) if card else None
    if not isinstance(text, TextFile):
        return Leads((), (), ())
    from openaudit.read.card import read_card  # noqa: PLC0415  a folder without a card is audited without it

    return follow(license_links(read_card(text).strings("license_link")), listed, "", frozenset(), well_known)


def _not_followed(link: str) -> Unavailable:
    return Unavailable(what=one_line(link), reason="network", detail="links are not followed from a folder")


def _unreadable(root: Path, why: str) -> LocalUnreadable:
    return LocalUnreadable(f"{root} can't be audited as a model", why=why, fix="name the folder that holds its files")
