"""A small Hub on 127.0.0.1 for tests: repositories are dicts of files, misbehaviour is asked for by the test.

It speaks what openaudit asks of the Hub: the description of a repository (with the sizes of its files), `/raw/` and
`/resolve/`. Its errors have the Hub's statuses, codes and messages.
"""

import hashlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

GOOD_TOKEN = "hf_good"
OTHER_TOKEN = "hf_without_access"
FILLER = b"weights"

Kind = Literal["status", "html", "cut", "reset", "hang", "slow", "huge", "swap"]


@dataclass
class Repo:
    """A repository. `files` are served; `weights` (path to size) are only listed; `lfs` files sit behind pointers.

    `revisions` are other trees by name; `unsized` leaves sizes and digests out of the listing.
    """

    files: Mapping[str, str | bytes] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    lfs: frozenset[str] = frozenset()
    card_data: dict[str, Any] | None = None
    gated: Literal[False, "auto", "manual"] = False
    gated_public: frozenset[str] = frozenset({"README.md"})
    private: bool = False
    disabled: bool = False
    renamed_to: str | None = None
    revisions: Mapping[str, Mapping[str, str | bytes]] = field(default_factory=dict)
    unsized: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Fault:
    """Misbehaviour of the first `times` answers to requests whose path matches.

    status: `value` is the status. html: a page with 200. cut: half of the body, then the end. reset: the same, with a
    TCP reset. hang: no answer. slow: a byte each `value` seconds. huge: `value` bytes. swap: `value` as the body.
    """

    kind: Kind
    match: str
    value: Any = None
    times: int = 1_000_000
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Seen:
    path: str
    token: str | None
    headers: dict[str, str]


class Hub:
    """The server; a context manager. `requests` are those seen so far, in order."""

    def __init__(self, repos: dict[str, Repo], *faults: Fault, latency: float = 0, quota: int | None = None) -> None:
        self.repos = repos
        self.faults = list(faults)
        self.latency = latency
        self.quota = quota
        self.window = 300
        self.requests: list[Seen] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def begin(self, seen: Seen) -> Fault | None:
        """Count a request; the fault that it meets."""
        with self._lock:
            self.requests.append(seen)
            for fault in self.faults:
                if fault.times > 0 and re.search(fault.match, seen.path):
                    fault.times -= 1
                    return fault
        return None

    def answer(self, seen: Seen) -> Answer:
        headers = {}
        if self.quota is not None:
            with self._lock:
                left, self.quota = self.quota, max(0, self.quota - 1)
            headers["RateLimit"] = f'"api";r={max(0, left - 1)};t={self.window}'
            if left == 0:
                return Answer(429, b"We had to rate limit you", headers)
        try:
            answer = self._route(seen)
        except _Refused as refused:
            answer = refused.answer
        answer.headers.update(headers)
        return answer

    def _route(self, seen: Seen) -> Answer:
        if seen.token not in (None, GOOD_TOKEN, OTHER_TOKEN):
            raise _Refused(401, "Invalid credentials in Authorization header")
        address = urlsplit(seen.path)
        parts = address.path.strip("/").split("/")
        if parts == ["api", "models"]:
            return self._list(parse_qs(address.query))
        if parts[:2] == ["api", "models"]:
            at = parts.index("revision") if "revision" in parts else len(parts)
            name = "/".join(parts[2:at])
            repo = self._open(name, seen)
            if repo.renamed_to:
                return Answer(307, b"", {"Location": f"/api/models/{repo.renamed_to}?{address.query}"})
            tree = self._tree(repo, unquote(parts[at + 1]) if at < len(parts) else "main")
            return Answer(200, json.dumps(_describe(name, repo, tree, "blobs" in parse_qs(address.query))).encode())
        view = next((at for at, part in enumerate(parts) if part in {"raw", "resolve"}), None)
        if view is None:
            return Answer(404, b"<html>404</html>")
        repo = self._open("/".join(parts[:view]), seen)
        tree = self._tree(repo, unquote(parts[view + 1]))
        return self._file(repo, tree, unquote("/".join(parts[view + 2 :])), parts[view], seen)

    def _list(self, query: dict[str, list[str]]) -> Answer:
        """A page of the list of models, in the order in which they were given; a page holds two at most."""
        asked = {key: values[0] for key, values in query.items()}
        author, search, after = asked.get("author", ""), asked.get("search", ""), int(asked.get("cursor", 0))
        names = [n for n in self.repos if n.startswith(f"{author}/" if author else "") and search in n]
        page = names[after : after + min(2, int(asked["limit"]))]
        headers = {}
        if after + len(page) < len(names):
            rest = {**asked, "cursor": str(after + len(page))}
            headers["Link"] = f'<{self.url}/api/models?{urlencode(rest)}>; rel="next"'
        return Answer(200, json.dumps([{"id": name, "downloads": 1} for name in page]).encode(), headers)

    def _open(self, name: str, seen: Seen) -> Repo:
        repo = self.repos.get(name)
        if repo is None or (repo.private and seen.token != GOOD_TOKEN):
            if seen.token is None:
                raise _Refused(401, "Invalid username or password.")
            raise _Refused(404, "Repository not found", "RepoNotFound")
        if repo.disabled:
            raise _Refused(403, "Access to this resource is disabled.")
        return repo

    def _tree(self, repo: Repo, revision: str) -> dict[str, bytes]:
        trees = {"main": repo.files, **repo.revisions}
        trees |= {sha_of(_bytes(tree)): tree for tree in trees.values()}
        if revision not in trees:
            raise _Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return _bytes(trees[revision])

    def _file(self, repo: Repo, tree: dict[str, bytes], path: str, view: str, seen: Seen) -> Answer:
        if repo.gated and path not in repo.gated_public and seen.token != GOOD_TOKEN:
            message = "Access to model is restricted."
            raise _Refused(401 if seen.token is None else 403, message, "GatedRepo")
        if path not in tree:
            raise _Refused(404, "Entry not found", "EntryNotFound")
        data = tree[path]
        return Answer(200, pointer(data) if path in repo.lfs and view == "raw" else data)


class _Refused(Exception):
    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
        self.answer = Answer(status, json.dumps({"error": message}).encode(), headers)


def sha_of(tree: dict[str, bytes]) -> str:
    """A commit id that stands for exactly these files."""
    parts = (path.encode() + b"\0" + data for path, data in sorted(tree.items()))
    return hashlib.sha1(b"\0".join(parts)).hexdigest()


def pointer(data: bytes) -> bytes:
    """The Git LFS pointer to `data`."""
    digest = hashlib.sha256(data).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n".encode()


def _bytes(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _describe(name: str, repo: Repo, tree: dict[str, bytes], blobs: bool) -> dict[str, Any]:
    siblings: list[dict[str, Any]] = []
    for path, data in tree.items():
        row: dict[str, Any] = {"rfilename": path}
        if blobs and not repo.unsized:
            row |= {"size": len(data), "blobId": _blob(pointer(data) if path in repo.lfs else data)}
            if path in repo.lfs:
                row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
        siblings.append(row)
    for path, size in repo.weights.items():
        digest = hashlib.sha256(FILLER).hexdigest()
        siblings.append({"rfilename": path, "size": size, "lfs": {"sha256": digest, "size": size, "pointerSize": 130}})
    described = {"id": name, "sha": sha_of(tree), "gated": repo.gated, "siblings": siblings, "tags": ["region:us"]}
    return described | ({"cardData": repo.card_data} if repo.card_data is not None else {}) | repo.extra


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    hub: Hub

    def do_GET(self) -> None:
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        token = given if scheme == "Bearer" else None  # a login of another scheme is for a door before the Hub
        seen = Seen(self.path, token, {name.lower(): value for name, value in self.headers.items()})
        fault = self.hub.begin(seen)
        if self.hub.latency:
            time.sleep(self.hub.latency)
        if fault is None:
            return self._send(self.hub.answer(seen))
        if fault.kind == "hang":
            self.hub.wait(30)
            self.close_connection = True
            return None
        return self._misbehave(fault, self.hub.answer(seen))

    def _misbehave(self, fault: Fault, answer: Answer) -> None:
        match fault.kind:
            case "status":
                return self._send(Answer(fault.value, b"Something went wrong", dict(fault.headers)))
            case "html":
                return self._send(Answer(200, b"<!DOCTYPE html><html>Please log in to the network</html>"))
            case "huge":
                return self._send(Answer(200, b"x" * fault.value))
            case "swap":
                return self._send(Answer(200, fault.value))
            case "slow":
                return self._drip(answer, fault.value)
            case _:
                return self._cut(answer, reset=fault.kind == "reset")

    def _send(self, answer: Answer) -> None:
        self._begin(answer)
        self.wfile.write(answer.body)

    def _begin(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()

    def _cut(self, answer: Answer, *, reset: bool) -> None:
        self._begin(answer)
        self.wfile.write(answer.body[: len(answer.body) // 2])
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def _drip(self, answer: Answer, seconds: float) -> None:
        self._begin(answer)
        try:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                self.hub.wait(seconds)
        except OSError:  # the client has had enough
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass
