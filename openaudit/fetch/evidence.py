"""Evidence kept between runs, so that an audit can be repeated without the network.

    <folder>/objects/<2>/<sha256>       texts by the SHA-256 of their bytes: what many models share is there once
    <folder>/references/<2>/<sha256>    what a reference led to: the snapshot without its texts, or why there is none

A file is written aside and then renamed, and what is read is held against its digest: what is cut off or damaged counts
as not there, and is fetched again.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from openaudit.errors import FetchError, NoAccess, NoNetwork, NoSuchModel, NoSuchRevision
from openaudit.fetch.interface import Fetcher, utc_now
from openaudit.fetch.reference import Reference
from openaudit.read.datasets import card_path
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot, TextFile

if TYPE_CHECKING:
    from openaudit.fetch.datasets import CardSource

_log = logging.getLogger(__name__)

_LASTING: dict[str, type[FetchError]] = {kind.__name__: kind for kind in (NoSuchModel, NoSuchRevision, NoAccess)}


class _Failure(msgspec.Struct, frozen=True):
    kind: str
    what: str
    why: str
    fix: str


class _Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands in a reference's file; `texts` are paths with their SHA-256."""

    reference: Reference
    retrieved_at: str
    snapshot: Snapshot | None = None
    texts: tuple[tuple[str, str], ...] = ()
    failure: _Failure | None = None
    missing: Unavailable | None = None


# Made here, and not where it is used first: msgspec prepares a type once, and not safely from several threads.
_entries = msgspec.json.Decoder(_Entry)


class EvidenceStore:
    """Snapshots by reference in a folder; thread-safe, and usable by several runs at once.

    Entries from `since` (a time as records write it) or before count as not there.
    """

    def __init__(self, folder: Path, *, since: str = "") -> None:
        self._folder = folder
        self._since = since
        self._warned = threading.Event()

    def get(self, reference: Reference) -> Snapshot | None:
        """The snapshot that was kept, None when there is none that can be used.

        Raises NoSuchModel, NoSuchRevision or NoAccess where that was the Hub's answer.
        """
        try:
            entry = self._read_entry(reference)
            if entry is None or entry.reference != reference or entry.retrieved_at <= self._since:
                return None
            if entry.failure is not None:
                failure = entry.failure
                raise _LASTING[failure.kind](failure.what, why=failure.why, fix=failure.fix)
            if entry.snapshot is None:
                return None
            texts = tuple(TextFile(path, self._read_object(digest)) for path, digest in entry.texts)
        except (OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
            if not isinstance(error, FileNotFoundError):
                _log.warning("the evidence kept for %s can't be used (%s): it is fetched again", reference.id, error)
            return None
        return msgspec.structs.replace(entry.snapshot, texts=texts)

    def put(self, reference: Reference, snapshot: Snapshot) -> None:
        """Keep the snapshot. What can't be written is told once, and is no error."""
        entry = _Entry(
            reference=reference,
            retrieved_at=snapshot.subject.retrieved_at,
            snapshot=msgspec.structs.replace(snapshot, texts=()),
            texts=tuple((text.path, text.sha256) for text in snapshot.texts),
        )
        try:
            for text in snapshot.texts:
                target = self._object(text.sha256)
                if not target.exists():
                    _write(target, text.data)
            self._write_entry(entry)
        except OSError as error:
            self._warn(error)

    def put_failure(self, reference: Reference, error: FetchError) -> None:
        """Keep that there is nothing to be had, where that is the Hub's lasting answer."""
        kind = type(error).__name__
        if kind not in _LASTING:
            return
        failure = _Failure(kind, error.what, error.why, error.fix)
        try:
            self._write_entry(_Entry(reference=reference, retrieved_at=utc_now(), failure=failure))
        except OSError as fault:
            self._warn(fault)

    def get_card(self, path: str) -> TextFile | Unavailable | None:
        """The dataset's card that was kept, or why there is none; None when nothing is known of it."""
        try:
            entry = self._read_entry(_card(path))
            if entry is None or entry.retrieved_at <= self._since:
                return None
            return entry.missing or TextFile(path, self._read_object(entry.texts[0][1]))
        except (OSError, ValueError, IndexError, msgspec.MsgspecError):
            return None

    def put_card(self, path: str, outcome: TextFile | Unavailable) -> None:
        """Keep a dataset's card, or the Hub's lasting answer that it can't be had."""
        missing = outcome if isinstance(outcome, Unavailable) else None
        if missing is not None and missing.reason == "network":
            return
        try:
            texts: tuple[tuple[str, str], ...] = ()
            if isinstance(outcome, TextFile):
                _write(self._object(outcome.sha256), outcome.data)
                texts = ((path, outcome.sha256),)
            entry = _Entry(reference=_card(path), retrieved_at=utc_now(), texts=texts, missing=missing)
            self._write_entry(entry)
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._warned.is_set():
            self._warned.set()
            _log.warning("evidence can't be kept in %s: %s; the audit goes on without", self._folder, error.strerror)

    def _entry(self, reference: Reference) -> Path:
        name = hashlib.sha256(msgspec.json.encode(reference)).hexdigest()
        return self._folder / "references" / name[:2] / name

    def _object(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("a text's digest is none")
        return self._folder / "objects" / digest[:2] / digest

    def _read_entry(self, reference: Reference) -> _Entry | None:
        digest, _, raw = self._entry(reference).read_bytes().partition(b"\n")
        if hashlib.sha256(raw).hexdigest().encode() != digest:
            raise ValueError("it is damaged")
        return _entries.decode(raw)

    def _write_entry(self, entry: _Entry) -> None:
        raw = msgspec.json.encode(entry)
        _write(self._entry(entry.reference), hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw)

    def _read_object(self, digest: str) -> bytes:
        data = self._object(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("a text is damaged")
        return data


class StoredFetcher:
    """A fetcher that takes what `store` has, and asks `upstream` for the rest; None forbids the network."""

    def __init__(self, store: EvidenceStore, upstream: Callable[[], Fetcher] | None) -> None:
        self._store = store
        self._upstream = upstream

    def fetch(self, reference: Reference) -> Snapshot:
        """The snapshot kept, else fetched and kept; one in which something failed in passing is fetched again.

        Raises what `upstream` raises, NoNetwork without one.
        """
        kept = self._store.get(reference)
        if kept is not None and (self._upstream is None or not _failed_in_passing(kept)):
            return kept
        if self._upstream is None:
            raise NoNetwork(
                f"{reference.id} can't be fetched offline",
                why="offline mode forbids asking the Hub, and the evidence kept does not have this model",
                fix="run it again without --offline",
            )
        try:
            snapshot = self._upstream().fetch(reference)
        except FetchError as error:
            self._store.put_failure(reference, error)
            raise
        self._store.put(reference, snapshot)
        return snapshot


class StoredCards:
    """Datasets' cards out of `store`, and from `upstream` where it has none; None forbids the network."""

    def __init__(self, store: EvidenceStore, upstream: "Callable[[], CardSource] | None") -> None:
        self._store = store
        self._upstream = upstream

    def dataset_card(self, name: str) -> "Future[TextFile | Unavailable]":
        """The card of a dataset, or why it could not be had."""
        path = card_path(name)
        answer: Future[TextFile | Unavailable] = Future()
        found = self._store.get_card(path)
        if found is None and self._upstream is None:
            found = Unavailable(what=path, reason="network", detail="offline: it was not asked for")
        if found is None and self._upstream is not None:
            found = self._upstream().dataset_card(name).result()
            self._store.put_card(path, found)
        answer.set_result(found or Unavailable(what=path, reason="network", detail="it was not asked for"))
        return answer


def _failed_in_passing(snapshot: Snapshot) -> bool:
    """Whether something of it, or of what it descends from, could not be had just now and may be had the next time."""
    return any(u.reason == "network" for u in snapshot.unavailable) or any(
        _failed_in_passing(a.snapshot) for a in snapshot.ancestors
    )


def _card(path: str) -> Reference:
    return Reference("hub", path)


def _write(target: Path, data: bytes) -> None:
    """Write a file in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
