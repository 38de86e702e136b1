"""The Hub as a source: one call for what it knows of a repository, one for each text that matters."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NoReturn
from urllib.parse import quote

from openaudit.errors import BadToken, HubFailed, NoAccess, NoNetwork, NoSuchModel, NoSuchRevision, RateLimited
from openaudit.fetch.hub_client import Answer, HubClient, Patience, TooLarge, json_object
from openaudit.fetch.interface import Closing, utc_now
from openaudit.fetch.links import HubFile, WebPage, follow, license_links, well_known
from openaudit.fetch.listing import Listing, list_models
from openaudit.fetch.once import KEPT, Once
from openaudit.fetch.reference import Reference, endpoint, valid_id
from openaudit.fetch.texts import TEXT_LIMIT, Wanted, select, too_large
from openaudit.fetch.web import Refused, WebDoor, checked
from openaudit.read.datasets import card_path
from openaudit.record import Reason, Subject, Unavailable
from openaudit.snapshot import ListedFile, Repository, Snapshot, TextFile, sort_texts

WIDTH = 16
INFO_LIMIT = 64 * 1024 * 1024
LFS_POINTER = b"version https://git-lfs.github.com/spec/"

Outcome = TextFile | Unavailable


class HubFetcher(Closing):
    """Snapshots of the Hub's repositories; thread-safe, so that a batch shares one and its quota.

    `token` as huggingface_hub takes it: a string, None for the user's own, False for none. What a licence link names in
    other repositories is asked for by `stranger`, a client without a token: whoever audits a model has not asked for
    that, and may have more rights there than the record's readers. `side_by_side` asks for a model's texts at the same
    time; a batch, whose models are fetched side by side, is quicker without. To be closed, or used as a context
    manager.
    """

    def __init__(
        self,
        *,
        token: str | bool | None = None,
        patience: Patience | None = None,
        client: HubClient | None = None,
        stranger: HubClient | None = None,
        door: WebDoor | None = None,
        known: Callable[[str], bool] = well_known,
        now: Callable[[], str] = utc_now,
        side_by_side: bool = True,
    ) -> None:
        self._client = client or HubClient(endpoint(), token=token, patience=patience)
        self._stranger = stranger or HubClient(self._client.endpoint, token=False, patience=self._client.patience)
        self._door = door or WebDoor()
        self._known = known
        self._now = now
        self._side_by_side = side_by_side
        self._links: Once[str, Outcome] = Once(KEPT)
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def close(self) -> None:
        """Stop what is under way and close all connections."""
        self._client.close()
        self._stranger.close()
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)

    def fetch(self, reference: Reference) -> Snapshot:
        """The repository at the commit that its revision (the head, if none is named) now means.

        Raises NoSuchModel, NoSuchRevision, NoAccess, BadToken, NoNetwork, RateLimited or HubFailed.
        """
        info = self._info(reference)
        repository = _repository(info, reference.id)
        sha: str = info["sha"]
        links = license_links(repository.card_data.get("license_link"))
        revisions = frozenset({"main", sha, reference.revision or sha})
        leads = follow(links, {file.path for file in repository.files}, repository.id, revisions, self._known)
        selection = select(repository.files, leads.own)
        blobs = _blob_ids(info)
        jobs = [self._submit(self._text, repository, sha, wanted, blobs) for wanted in selection.wanted]
        jobs += [self._submit(self._shared, link) for link in leads.elsewhere]
        outcomes = _gather(jobs)
        unavailable = [*selection.unavailable, *leads.unavailable, *(o for o in outcomes if isinstance(o, Unavailable))]
        return Snapshot(
            subject=Subject(
                id=repository.id,
                revision=sha,
                source="hub",
                url=f"{self._client.endpoint}/{repository.id}",
                gated=bool(repository.gated),
                retrieved_at=self._now(),
            ),
            repository=repository,
            texts=sort_texts(o for o in outcomes if isinstance(o, TextFile)),
            unavailable=tuple(sorted(unavailable, key=lambda u: u.what)),
            linked=leads.own,
        )

    def models(self, wanted: Listing) -> Iterator[str]:
        """The ids of the models that the Hub lists, the most downloaded first. Raises what `fetch` raises."""
        return list_models(self._client, wanted)

    def beyond(self, what: str, address: str) -> Outcome:
        """The text at an address of another host, called `what`; or why it could not be had."""
        return self._door.fetch(what, address)

    def dataset_card(self, name: str) -> Future[Outcome]:
        """The card of a dataset as it stands today, or why it could not be had: one request, made without a token."""
        return self._submit(self._dataset_card, name)

    def _dataset_card(self, name: str) -> Outcome:
        what = card_path(name)
        try:
            where = f"/datasets/{name}/raw/main/README.md"
            return _unless_page(_file(self._stranger, where, what, TEXT_LIMIT, _never, None))
        except RateLimited as error:  # as for links
            return Unavailable(what=what, reason="network", detail=error.why)

    def _info(self, reference: Reference) -> dict[str, Any]:
        at = f"/revision/{quote(reference.revision, safe='')}" if reference.revision else ""
        path = f"/api/models/{reference.id}{at}?blobs=true"
        try:
            answer = self._client.get(path, kind="api", limit=INFO_LIMIT, flaw=_info_flaw)
        except TooLarge as error:
            why = f"what it lists of {reference.id} has more than {INFO_LIMIT:,} bytes"
            raise HubFailed("The Hub lists too much", why=why, fix="audit a local copy of the texts") from error
        info = json_object(answer.body) if answer.status == 200 else None
        if info is None:
            _raise_for(answer, reference, self._client)
        return info

    def _submit(self, work: Callable[..., Outcome], *arguments: Any) -> Future[Outcome]:
        if not self._side_by_side:
            done: Future[Outcome] = Future()
            done.set_result(work(*arguments))
            return done
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(WIDTH, thread_name_prefix="openaudit-fetch")
            return self._pool.submit(work, *arguments)

    def _text(self, repository: Repository, sha: str, wanted: Wanted, blobs: Mapping[str, str]) -> Outcome:
        path, digest = wanted.file.path, wanted.file.sha256
        rest = f"{sha}/{quote(path)}"
        if digest is None:
            blob = blobs.get(path)
            raw = f"/{repository.id}/raw/{rest}"
            outcome = _file(self._client, raw, path, wanted.limit, _blob_flaw(blob), repository)
            if isinstance(outcome, Unavailable) or not outcome.data.startswith(LFS_POINTER):
                return outcome if blob is not None else _unless_page(outcome)
            digest = _pointer_digest(outcome.data)
        resolve = f"/{repository.id}/resolve/{rest}"
        outcome = _file(self._client, resolve, path, wanted.limit, _digest_flaw(digest), repository)
        return outcome if digest is not None else _unless_page(outcome)

    def _shared(self, link: HubFile | WebPage) -> Outcome:
        """What a link leads to; many models of a run link to the same text."""
        if isinstance(link, HubFile) and link.own:
            return self._linked(link)
        return self._links.get(link.link, lambda: self._linked(link))

    def _linked(self, link: HubFile | WebPage) -> Outcome:
        if isinstance(link, WebPage):
            return self._door.fetch(link.link, link.address)
        try:
            checked(link.link)
        except Refused as refusal:
            return refusal.told(link.link)
        client = self._client if link.own else self._stranger
        try:
            return _unless_page(_file(client, link.path, link.link, TEXT_LIMIT, _never, None))
        except RateLimited as error:  # the quota without a token is a small one, and the model itself can be audited
            return Unavailable(what=link.link, reason="network", detail=error.why)


def _file(
    client: HubClient,
    where: str,
    what: str,
    limit: int,
    flaw: Callable[[bytes], str | None],
    listing: Repository | None,
) -> Outcome:
    """The file at `where`; `listing` is the repository that lists it, if one does."""
    try:
        answer = client.get(where, kind="files", limit=limit, flaw=flaw)
    except TooLarge:
        return too_large(what, limit)
    except (NoNetwork, HubFailed) as error:
        return Unavailable(what=what, reason="network", detail=error.why)
    if answer.status == 200:
        return TextFile(what, answer.body)
    return _not_given(answer, what, listing, client.endpoint)


def _unless_page(outcome: Outcome) -> Outcome:
    """The text, unless a page came in its place; for texts that no digest vouches for."""
    if isinstance(outcome, Unavailable) or outcome.path.lower().endswith((".html", ".htm")):
        return outcome
    if not outcome.data[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return outcome
    return Unavailable(what=outcome.path, reason="unreadable", detail="a web page came in its place")


def _gather(jobs: list[Future[Outcome]]) -> list[Outcome]:
    try:
        return [job.result() for job in jobs]
    finally:
        for job in jobs:
            job.cancel()


def _never(_: bytes) -> None:
    return None


def _info_flaw(body: bytes) -> str | None:
    info = json_object(body)
    sha = info.get("sha") if info else None
    if not isinstance(sha, str) or len(sha) != 40 or not set(sha) <= set("0123456789abcdef"):
        return "its answer is not the description of a repository"
    rows = info.get("siblings") if info else None
    if not isinstance(rows, list) or not all(isinstance(r, dict) and _string(r, "rfilename") for r in rows):
        return "its answer does not list the repository's files"
    return None


def _blob_flaw(blob: str | None) -> Callable[[bytes], str | None]:
    """Holds a body against git's name for it (`blob`), where the listing gives one."""

    def flaw(body: bytes) -> str | None:
        if blob is None:
            return None
        named = hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
        return None if named == blob else "what came is not the file that it lists"

    return flaw


def _digest_flaw(digest: str | None) -> Callable[[bytes], str | None]:
    def flaw(body: bytes) -> str | None:
        if digest is None or hashlib.sha256(body).hexdigest() == digest:
            return None
        return "what came is not the file that it lists"

    return flaw


def _pointer_digest(pointer: bytes) -> str | None:
    """The SHA-256 that a Git LFS pointer names (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""
    lines = pointer.decode("utf-8", "replace").splitlines()
    return next((line.removeprefix("oid sha256:") for line in lines if line.startswith("oid sha256:")), None)


def _blob_ids(info: Mapping[str, Any]) -> dict[str, str]:
    return {path: s["blobId"] for path, s in _siblings(info) if isinstance(s.get("blobId"), str)}


def _siblings(info: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(row["rfilename"], row) for row in info["siblings"]]


def _repository(info: Mapping[str, Any], asked: str) -> Repository:
    """The Hub's description in our words; what has an unexpected type is left out."""
    named, gated, card, tags = info.get("id"), info.get("gated"), info.get("cardData"), info.get("tags")
    return Repository(
        id=named if isinstance(named, str) and valid_id(named) else asked,
        files=tuple(_listed(path, row) for path, row in dict(_siblings(info)).items()),
        gated=gated if gated in ("auto", "manual") else bool(gated),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        pipeline_tag=_string(info, "pipeline_tag"),
        library_name=_string(info, "library_name"),
        created_at=_string(info, "createdAt"),
        last_modified=_string(info, "lastModified"),
        card_data=card if isinstance(card, dict) else {},
    )


def _listed(path: str, row: Mapping[str, Any]) -> ListedFile:
    lfs = row.get("lfs")
    size = lfs.get("size") if isinstance(lfs, dict) else row.get("size")
    return ListedFile(
        path=path,
        size=size if isinstance(size, int) and not isinstance(size, bool) else None,
        sha256=_string(lfs, "sha256") if isinstance(lfs, dict) else None,
    )


def _string(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _not_given(answer: Answer, what: str, listing: Repository | None, endpoint: str) -> Unavailable:
    """Why a file was not given; `listing` is the repository that lists it, if one does."""
    reason: Reason
    if answer.status in (401, 403) and ((listing and listing.gated) or answer.code == "GatedRepo"):
        reason = "gated"
        page = f"at {endpoint}/{listing.id}" if listing else "on its page"
        detail = f"accept the terms {page}, then log in with `hf auth login`"
    elif answer.status in (401, 404, 410):  # the Hub answers 401 for a repository that is missing or private
        reason, detail = "not-found", "the Hub has no such file, or shows it to nobody without a token"
        if listing:  # a file that is listed is there, whatever the answer
            reason, detail = "network", f"listed, but not given: the Hub answers with {answer.status}"
    elif answer.status in (403, 451):
        reason, detail = "blocked", f"the Hub refuses it: {answer.message}"
    else:
        reason, detail = "network", f"the Hub answers with {answer.status}: {answer.message}"
    return Unavailable(what=what, reason=reason, detail=detail)


def _raise_for(answer: Answer, reference: Reference, client: HubClient) -> NoReturn:
    """The error that an answer to the call for a repository's description means."""
    name, page = reference.id, f"{client.endpoint}/{reference.id}"
    if answer.status == 401 and client.token_refused:
        raise BadToken(
            f"{name} can't be read with this token",
            why="the Hub refuses the token (expired, revoked or mistyped), and shows nothing without one",
            fix="log in again with `hf auth login`, or mend HF_TOKEN; and check the spelling of the name",
        )
    if answer.code == "RevisionNotFound":
        raise NoSuchRevision(
            f"{name} has no revision {reference.revision!r}",
            why=answer.message,
            fix=f"see {page}/tree/main for its branches and tags",
        )
    if answer.status == 403 or answer.code == "GatedRepo":
        raise NoAccess(
            f"{name} may not be read",
            why=answer.message,
            fix=f"open {page}: accept its terms or ask its owners, then log in with `hf auth login`",
        )
    if answer.status in (401, 404):
        raise NoSuchModel(
            f"{name} is not on the Hub, or is private",
            why=f"{client.endpoint} does not tell the two apart",
            fix="check the spelling; if it is private, log in with `hf auth login`",
        )
    raise HubFailed(
        f"The Hub does not describe {name}",
        why=f"it answers with {answer.status}: {answer.message}",
        fix="check HF_ENDPOINT, or try again later",
    )
