"""The guarded door to other hosts, with a made-up name service and a server on this machine behind it."""

import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2
import pytest

from openaudit.fetch.web import WebDoor
from openaudit.record import Unavailable
from openaudit.snapshot import TextFile

PUBLIC = "93.184.215.14"
HOSTS = {
    "terms.example": [PUBLIC],
    "xn--bcher-kva.example": [PUBLIC],
    "raw.githubusercontent.com": [PUBLIC],
    "inside.example": ["10.0.0.7"],
    "both.example": [PUBLIC, "127.0.0.1"],
    "six.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "2130706433": ["127.0.0.1"],
    "0x7f.1": ["127.0.0.1"],
}
Pages = dict[str, tuple[int, dict[str, str], bytes]]
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


def resolve(host: str) -> Iterable[str]:
    if host in HOSTS:
        return HOSTS[host]
    if all(c in "0123456789abcdef:." for c in host):
        return [host]
    raise OSError("Name or service not known")


class Plain(httpcore2.NetworkStream):
    """A connection that takes TLS for granted."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self.inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, timeout)

    def close(self) -> None:
        self.inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> "Plain":
        return self

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Web(httpcore2.NetworkBackend):
    """A network on which every address is the test's own server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, int]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **options: Any) -> httpcore2.NetworkStream:
        self.asked.append((host, port))
        return Plain(httpcore2.SyncBackend().connect_tcp("127.0.0.1", self.port, *rest, **options))


@pytest.fixture
def pages() -> Pages:
    return {}


@pytest.fixture
def web(pages: Pages) -> Iterator[Web]:
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            if self.path == "/drip":
                return self.drip()
            status, headers, body = pages[self.path]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            return None

        def drip(self) -> None:
            """One byte of the headers at a time."""
            try:
                for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
                    self.wfile.write(bytes([byte]))
                    stopped.wait(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Web(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    stopped.set()
    server.shutdown()
    server.server_close()
    thread.join()


def refused(web: Web, link: str, total: float = 5) -> Unavailable:
    outcome = WebDoor(resolve=resolve, network=web, total=total).fetch(link, link)
    assert isinstance(outcome, Unavailable)
    return outcome


def opened(web: Web, link: str, address: str | None = None) -> TextFile:
    outcome = WebDoor(resolve=resolve, network=web, total=5).fetch(link, address or link)
    assert isinstance(outcome, TextFile)
    return outcome


@pytest.mark.parametrize("kind", ["text/plain", "text/html; charset=utf-8", "text/markdown", "TEXT/HTML"])
def test_a_text_is_kept_as_it_came(web: Web, pages: Pages, kind: str) -> None:
    """Pages and texts come back byte for byte, under the link's own address."""
    pages["/a?b=c%20d"] = (200, {"Content-Type": kind}, b"<p>Terms\xff</p>")
    text = opened(web, "https://terms.example/a?b=c d#part".replace(" ", "%20"))
    assert text == TextFile("https://terms.example/a?b=c%20d#part", b"<p>Terms\xff</p>")
    assert web.asked == [(PUBLIC, 443)]


def test_the_address_that_was_checked_is_the_one_connected_to(web: Web, pages: Pages) -> None:
    """A name is resolved once: a name service that changes its mind can't lead the connection elsewhere."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    pages["/"] = (200, TEXT, b"x")
    outcome = WebDoor(resolve=lambda _: next(answers), network=web).fetch("https://a.example", "https://a.example")
    assert isinstance(outcome, TextFile)
    assert web.asked == [(PUBLIC, 443)]


def test_nothing_of_the_user_is_sent(web: Web, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither token, cookie nor proxy goes along, not even on the second page of a host that set a cookie."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://user:secret@127.0.0.1:1")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    pages["/"] = (302, {"Location": "/next", "Set-Cookie": "id=1; Path=/"}, b"")
    pages["/next"] = (200, TEXT, b"x")
    assert opened(web, "https://terms.example/").data == b"x"
    assert len(web.requests) == 2
    for _, headers in web.requests:
        assert headers.keys() == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert headers["host"] == "terms.example"


@pytest.mark.parametrize(
    "link",
    [
        "http://terms.example/",
        "ftp://terms.example/",
        "//terms.example/",
        "https:///path",
        "https://user@terms.example/",
        "https://user:secret@terms.example/",
        "https://terms.example:8443/",
        "https://terms.example:99999/",
        "https://terms.example\\@127.0.0.1/",
        "https://terms.example/\r\nX-Evil: 1",
        "https://terms.example/a b",
        "https://terms.example/a/../b",
        "https://terms.example/a/%2e%2e/b",
        "https://" + "a" * 3000,
        "https://" + "a" * 70 + ".example/",
        "https://inside.example/",
        "https://both.example/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.1.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://[ff02::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[::]/",
        "https://192.0.0.192/",
        "https://192.88.99.1/",
        "https://[fec0::1]/",
        "https://[3fff::1]/",
        "https://[",
    ],
)
def test_what_is_never_asked(web: Web, link: str) -> None:
    """Other schemes and ports, credentials, malformed addresses and addresses that are not public stay closed."""
    outcome = refused(web, link)
    assert outcome.reason == "blocked"
    assert outcome.what.isprintable()
    assert web.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://terms.example/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::1]/",
        "https://2130706433/",
        "https://inside.example/",
        "https://terms.example:22/",
        "https://user:pw@terms.example/",
        "//inside.example/x",
        "file:///etc/passwd",
        "https://[",
    ],
)
def test_redirects_are_held_to_the_same_rules(web: Web, pages: Pages, target: str) -> None:
    """A redirect to where the door does not lead is blocked, and its target never connected to."""
    pages["/"] = (302, {"Location": target}, b"")
    assert refused(web, "https://terms.example/").reason == "blocked"
    assert web.asked == [(PUBLIC, 443)]


def test_five_redirects_are_followed_and_no_more(web: Web, pages: Pages) -> None:
    """Redirects are followed within and across hosts; an endless chain ends."""
    pages.update({f"/{n}": (301, {"Location": f"/{n - 1}"}, b"") for n in range(1, 8)})
    pages["/0"] = (200, TEXT, b"x")
    assert opened(web, "https://terms.example/5").path == "https://terms.example/5"
    assert refused(web, "https://terms.example/6").reason == "blocked"
    pages["/out"] = (307, {"Location": "https://six.example/0"}, b"")
    assert opened(web, "https://terms.example/out").data == b"x"
    assert web.asked[-1] == (HOSTS["six.example"][0], 443)


def test_another_address_may_stand_for_the_link(web: Web, pages: Pages) -> None:
    """A text fetched from its raw address keeps the link's; a link that is not https stays closed even then."""
    pages["/o/r/main/LICENSE"] = (200, TEXT, b"x")
    raw = "https://raw.githubusercontent.com/o/r/main/LICENSE"
    assert opened(web, "https://github.com/o/r/blob/main/LICENSE", raw).path.startswith("https://github.com/")
    outcome = WebDoor(resolve=resolve, network=web).fetch("http://github.com/o/r/blob/main/LICENSE", raw)
    assert isinstance(outcome, Unavailable)
    assert outcome.reason == "blocked"


def test_names_in_other_scripts_are_asked_in_ascii(web: Web, pages: Pages) -> None:
    """A host with letters beyond ASCII is looked up by its IDNA name, and a path is escaped."""
    pages["/b%C3%BCcher"] = (200, TEXT, b"x")
    assert opened(web, "https://bücher.example/bücher").data == b"x"


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (404, TEXT, b"", "not-found"),
        (410, TEXT, b"", "not-found"),
        (403, TEXT, b"", "blocked"),
        (500, TEXT, b"", "network"),
        (302, TEXT, b"", "network"),
        (200, {"Content-Type": "application/pdf"}, b"%PDF", "unreadable"),
        (200, {"Content-Type": "application/octet-stream"}, b"x", "unreadable"),
        (200, {}, b"x", "unreadable"),
        (200, {**TEXT, "Content-Encoding": "gzip"}, b"x", "unreadable"),
        (200, TEXT, b"x" * (1024 * 1024 + 1), "too-large"),
        (200, {**TEXT, "Content-Length": "10"}, b"short", "network"),
    ],
)
def test_what_is_no_text_is_unavailable(
    web: Web, pages: Pages, status: int, headers: dict[str, str], body: bytes, reason: str
) -> None:
    """Errors, other formats, packed, oversized and cut answers are each unavailable for their own reason."""
    pages["/"] = (status, {**headers, "Connection": "close"}, body)
    assert refused(web, "https://terms.example/").reason == reason


def test_a_host_that_drips_is_left(web: Web) -> None:
    """Even headers that come a byte at a time end with the time for the link."""
    started = time.monotonic()
    outcome = refused(web, "https://terms.example/drip", total=0.4)
    assert outcome.reason == "network"
    assert "0.4 s" in outcome.detail
    assert time.monotonic() - started < 3


def test_a_name_service_that_is_slow_is_left(web: Web) -> None:
    """The time for the link bounds the look-up of its name too."""
    asked = threading.Event()

    def never(_: str) -> list[str]:
        asked.wait(30)
        return [PUBLIC]

    outcome = WebDoor(resolve=never, network=web, total=0.2).fetch("https://a.example/", "https://a.example/")
    assert isinstance(outcome, Unavailable)
    assert (outcome.reason, asked.is_set(), web.asked) == ("network", False, [])
    asked.set()


def test_a_host_that_is_not_there_is_told(web: Web) -> None:
    """A name that can't be found is a failure of the network, not a refusal."""
    assert refused(web, "https://nowhere.invalid/").reason == "network"
