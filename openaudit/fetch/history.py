"""A repository's commits, each fetched as a snapshot, and no text of them twice.

The Hub's description of a commit names the git blob of each file: a text whose blob was seen at another commit is not
asked for again. So most commits cost one request.
"""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

from openaudit.errors import FetchError, HubFailed
from openaudit.fetch.ancestry import Ancestry
from openaudit.fetch.hub import HubFetcher
from openaudit.fetch.hub_client import Answer, HubClient, Patience, TooLarge, json_object
from openaudit.fetch.interface import Closing, one_line
from openaudit.fetch.reference import Reference, endpoint
from openaudit.fetch.texts import CARD_LIMIT
from openaudit.fetch.web import WebDoor
from openaudit.record import Unavailable
from openaudit.snapshot import Commit, Snapshot, TextFile, Visit

# Commits under way side by side; the texts of each come in parallel too.
WIDTH = 8
PAGE_LIMIT = 16 * 1024 * 1024

T = TypeVar("T")


class CommitList(msgspec.Struct, frozen=True):
    """The newest commits, newest first; `left_out` counts the older ones, None when the Hub does not say how many."""

    commits: tuple[Commit, ...]
    left_out: int | None


class HistoryFetcher(Closing):
    """Snapshots of a repository's commits. To be closed, or used as a context manager.

    `head` is the repository as it is at the newest commit wanted; its texts are not asked for again. `token` as
    `HubFetcher` takes it.
    """

    def __init__(self, head: Snapshot, *, token: str | bool | None = None, patience: Patience | None = None) -> None:
        self._head = head
        self._client = _RememberingClient(endpoint(), head.texts, token=token, patience=patience)
        self._hub = HubFetcher(client=self._client, door=_RememberingDoor())
        self._ancestry = Ancestry(lambda: self._hub)

    def close(self) -> None:
        """Stop what is under way and close all connections."""
        self._hub.close()

    def commits(self, limit: int) -> CommitList:
        """The newest commits, at most `limit` of them. Raises NoNetwork, RateLimited, HubFailed or BadToken."""
        path: str | None = f"/api/models/{self._head.subject.id}/commits/{self._head.subject.revision}"
        found: dict[str, Commit] = {}
        total = None
        while path is not None and len(found) < limit:
            answer = self._page(path)
            before = len(found)
            found.update((commit.id, commit) for commit in _rows(answer.body) or ())
            total = _count(answer)
            # A page that brings nothing new would be asked for again for ever.
            path = _next(answer) if len(found) > before else None
        if not found:
            raise self._unlisted("its list of them is empty")
        newest = tuple(found.values())[:limit]
        if path is None:
            return CommitList(newest, len(found) - len(newest))
        return CommitList(newest, max(total, len(found)) - len(newest) if total is not None else None)

    def _page(self, path: str) -> Answer:
        try:
            answer = self._client.get(path, kind="api", limit=PAGE_LIMIT, flaw=_page_flaw)
        except TooLarge as error:
            raise self._unlisted(f"a page of them has more than {PAGE_LIMIT:,} bytes") from error
        if answer.status != 200:
            raise self._unlisted(f"it answers with {answer.status}: {answer.message}")
        return answer

    def _unlisted(self, why: str) -> HubFailed:
        what = f"The Hub does not list the commits of {self._head.subject.id}"
        return HubFailed(what, why=why, fix="check HF_ENDPOINT, or try again later")

    def visits(self, commits: Sequence[Commit]) -> Iterator[Visit]:
        """Each commit with its snapshot, or with the error that kept it away, in their order."""
        with ThreadPoolExecutor(WIDTH, thread_name_prefix="openaudit-history") as pool:
            under_way: deque[Future[Visit]] = deque()
            try:
                for commit in commits:
                    under_way.append(pool.submit(self._visit, commit))
                    if len(under_way) > 2 * WIDTH:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for job in under_way:
                    job.cancel()

    def _visit(self, commit: Commit) -> Visit:
        if commit.id == self._head.subject.revision:
            return Visit(commit, self._head)
        try:
            found = self._hub.fetch(Reference("hub", self._head.subject.id, commit.id))
            return Visit(commit, self._ancestry.follow(found))
        except FetchError as error:
            return Visit(commit, error)


class _Once:
    """Asks each question once, however many threads want the answer; one that failed is not asked again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[Hashable, Future[Any]] = {}

    def __call__(self, question: Hashable, ask: Callable[[], T]) -> T:
        with self._lock:
            known = self._answers.get(question)
            answer: Future[T] = known or Future()
            self._answers[question] = answer
        if known is None:
            try:
                answer.set_result(ask())
            except BaseException as error:  # noqa: BLE001  whatever it was, it is raised below, here and for all who wait
                answer.set_exception(error)
        return answer.result()


class _RememberingDoor(WebDoor):
    """A door through which each link is followed once."""

    def __init__(self) -> None:
        super().__init__()
        self._memory = _Once()

    def fetch(self, link: str, address: str) -> TextFile | Unavailable:
        """As the door gives it, the first time."""
        return self._memory((link, address), lambda: super(_RememberingDoor, self).fetch(link, address))


class _RememberingClient(HubClient):
    """A client that asks for no file twice, be it at another commit, and knows those in `seen` from the start."""

    def __init__(
        self, endpoint: str, seen: Sequence[TextFile], *, token: str | bool | None, patience: Patience | None
    ) -> None:
        super().__init__(endpoint, token=token, patience=patience)
        self._memory = _Once()
        self._blobs: dict[str, dict[str, str]] = {}
        self._seen = {_git_blob(text.data): text.data for text in seen}

    def get(self, path: str, *, kind: str, limit: int, flaw: Callable[[bytes], str | None] = lambda _: None) -> Answer:
        """As the Hub answers, or for files as it answered the first time."""
        if kind == "api":
            answer = super().get(path, kind=kind, limit=limit, flaw=flaw)
            self._learn(answer)
            return answer
        view, blob = self._blob(path)
        if blob in self._seen and view == "raw" and len(self._seen[blob]) <= limit:
            return Answer(200, {}, self._seen[blob])
        question = (view, blob, limit) if blob is not None else path
        return self._memory(
            question, lambda: super(_RememberingClient, self).get(path, kind=kind, limit=limit, flaw=flaw)
        )

    def _learn(self, answer: Answer) -> None:
        """Keep which blobs the files of a commit have, where they are small enough to be texts that matter."""
        info = json_object(answer.body) if answer.status == 200 else None
        rows = info.get("siblings") if info is not None else None
        sha = info.get("sha") if info is not None else None
        if not isinstance(sha, str) or not isinstance(rows, list):
            return
        small = [r for r in rows if isinstance(r, dict) and isinstance(r.get("size"), int) and r["size"] <= CARD_LIMIT]
        named = [(r.get("rfilename"), r.get("blobId")) for r in small]
        self._blobs[sha] = {p: b for p, b in named if isinstance(p, str) and isinstance(b, str)}

    def _blob(self, path: str) -> tuple[str, str | None]:
        """The view and the blob of a file's address (`/org/name/raw/<commit>/<path>`); None where it is not known."""
        parts = path.split("/")
        for place, part in enumerate(parts[:5]):
            if part in self._blobs:
                return parts[place - 1], self._blobs[part].get(unquote("/".join(parts[place + 1 :])))
        return "", None


def _git_blob(data: bytes) -> str:
    """Git's name for a file of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _page_flaw(body: bytes) -> str | None:
    return None if _rows(body) is not None else "its answer is not a list of commits"


def _rows(body: bytes) -> list[Commit] | None:
    """The commits of a page; None when it is no such list."""
    try:
        rows = msgspec.json.decode(body, type=list[_Row])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not all(len(row.id) == 40 and set(row.id) <= set("0123456789abcdef") for row in rows):
        return None
    return [Commit(id=row.id, date=one_line(row.date), title=one_line(row.title)) for row in rows]


class _Row(msgspec.Struct, frozen=True):
    id: str
    date: str
    title: str = ""


def _count(answer: Answer) -> int | None:
    """How many commits there are in all, where the Hub says it."""
    said = answer.headers.get("x-total-count", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _next(answer: Answer) -> str | None:
    """The address of the next page, without its host: no other one is asked."""
    for link in answer.headers.get("link", "").split(","):
        address, _, relation = link.partition(";")
        if relation.replace(" ", "") in {'rel="next"', "rel=next"}:
            parts = urlsplit(address.strip().strip("<>"))
            return f"{parts.path}?{parts.query}" if parts.path.startswith("/api/") else None
    return None
