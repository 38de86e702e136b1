"""The one guarded door to hosts other than the Hub: what a licence link leads to, and nothing else.

A licence link is a stranger's text. So: https on port 443 only, no credentials in the address, no address that is not
public, whatever a name resolves to and wherever a redirect leads; the connection is made to the very address that was
checked. Neither cookies, tokens nor proxies are used; size and time are bounded.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore2

from openaudit import __version__
from openaudit.fetch.interface import one_line
from openaudit.fetch.texts import TEXT_LIMIT, too_large
from openaudit.record import Reason, Unavailable
from openaudit.snapshot import TextFile

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TOTAL_SECONDS = 15.0
IO_SECONDS = 10.0
# Networks that nobody should be asked in, whatever `is_global` says of them.
DENIED = tuple(
    ipaddress.ip_network(n)
    for n in (
        # These carry an IPv4 address inside, which could be a private one: mapped, NAT64, 6to4 and its relays, Teredo.
        *("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24", "2001::/32"),
        # These are special by the registries of IANA, and Python knows of them only later, or of a part of them:
        # protocol assignments, site-local, documentation.
        *("192.0.0.0/24", "fec0::/10", "3fff::/20"),
    )
)

# What quoting leaves as it is in a path or a query.
_KEPT = "/%:=&?~+!$,;'@()*[]"

Resolve = Callable[[str], Iterable[str]]


class Refused(Exception):
    """The door does not open; `reason` as in the record."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail

    def told(self, link: str) -> Unavailable:
        """What the record says of the link."""
        return Unavailable(what=one_line(link), reason=self.reason, detail=self.detail)


class WebDoor:
    """Opens licence links; thread-safe.

    `resolve` gives the addresses of a host; `network` makes connections (both are replaced in tests); `total` bounds
    one link, names and redirects included, in seconds.
    """

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        network: httpcore2.NetworkBackend | None = None,
        total: float = TOTAL_SECONDS,
    ) -> None:
        self._resolve = resolve or _addresses
        self._network = network
        self._total = total

    def fetch(self, link: str, address: str) -> TextFile | Unavailable:
        """The text at `address`, under the name of the `link` that led there; or why it can't be had."""
        try:
            checked(link)
            return TextFile(link, self._follow(address))
        except Refused as refusal:
            return refusal.told(link)

    def _follow(self, address: str) -> bytes:
        watch = _Watch(self._total)
        guard = _Guard(self._network or httpcore2.SyncBackend(), self._resolve, watch)
        try:
            with watch, httpcore2.ConnectionPool(network_backend=guard) as pool:
                for _ in range(MOST_REDIRECTS + 1):
                    answer = _get(pool, checked(address), watch)
                    if isinstance(answer, bytes):
                        return answer
                    address = _joined(address, answer)
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            if watch.expired:
                raise Refused("network", f"it took longer than {self._total:g} s") from error
            raise Refused("network", one_line(str(error)) or type(error).__name__) from error
        raise Refused("blocked", f"it redirects more than {MOST_REDIRECTS} times")


def checked(address: str) -> str:
    """The address in ASCII, without its fragment. Raises Refused unless it is a plain https one."""
    if len(address) > 2000 or not address.isprintable() or any(c in address for c in " \\"):
        raise Refused("blocked", "the address has characters that none should have")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        if ":" not in host:
            host = host.encode("idna").decode()
    except ValueError as error:
        raise Refused("blocked", "it is no address") from error
    if parts.scheme.lower() != "https":
        raise Refused("blocked", "only https links are followed")
    if "@" in parts.netloc:
        raise Refused("blocked", "the address carries credentials")
    if not {".", ".."}.isdisjoint(unquote(parts.path).split("/")):
        raise Refused("blocked", "the address moves about in its own path")
    if port not in (None, 443) or not host:
        raise Refused("blocked", "only the usual port of a named host is asked")
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return f"https://{f'[{host}]' if ':' in host else host}{quote(parts.path or '/', safe=_KEPT)}{query}"


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise Refused("blocked", "it redirects to what is no address") from error


def public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may reach, and hides no other address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip in network for network in DENIED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _addresses(host: str) -> list[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Watch:
    """Ends the connections of one link when its time is over, whatever they are busy with."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for held in self._sockets:
            held.close()

    def hold(self, connection: httpcore2.NetworkStream) -> None:
        """End this connection too. A duplicate is kept, for TLS takes the socket itself over."""
        held = connection.get_extra_info("socket")
        if held is not None:
            self._sockets.append(held.dup())
        self.check()

    def resolve(self, work: Callable[[], list[str]]) -> list[str]:
        """What `work` gives. Raises Refused when the time is over before; a name service can't be told to hurry."""
        future: Future[list[str]] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  raised below, in the thread that waits
                future.set_exception(error)

        threading.Thread(target=run, name="openaudit-resolve", daemon=True).start()
        done, _ = wait([future], timeout=max(0.0, self._ends - time.monotonic()))
        self.expired = self.expired or not done
        self.check()
        return future.result()

    def check(self) -> None:
        """Raises Refused when the time is over."""
        if self.expired or time.monotonic() > self._ends:
            self.expired = True
            raise Refused("network", "it took too long")

    def _expire(self) -> None:
        self.expired = True
        for held in self._sockets:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


class _Guard(httpcore2.NetworkBackend):
    """A network that connects to the very address that it checked: a name is resolved once."""

    def __init__(self, network: httpcore2.NetworkBackend, resolve: Resolve, watch: _Watch) -> None:
        self._network = network
        self._resolve = resolve
        self._watch = watch

    def connect_tcp(self, host: str, port: int, *rest: Any, **options: Any) -> httpcore2.NetworkStream:
        try:
            addresses = self._watch.resolve(lambda: list(self._resolve(host.strip("[]"))))
        except (OSError, UnicodeError) as error:
            raise Refused("network", f"its host can't be found: {one_line(str(error))}") from error
        if not addresses or not all(public(address) for address in addresses):
            raise Refused("blocked", "its host has an address that is not public")
        connection = self._network.connect_tcp(addresses[0], port, *rest, **options)
        self._watch.hold(connection)
        return connection


def _get(pool: httpcore2.ConnectionPool, address: str, watch: _Watch) -> bytes | str:
    """The text at `address`, or where it redirects to."""
    headers = [
        ("User-Agent", f"openaudit/{__version__}"),
        ("Accept", "text/plain, text/markdown, text/html, text/*;q=0.9"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    waits = dict.fromkeys(("connect", "read", "write", "pool"), IO_SECONDS)
    with pool.stream("GET", address, headers=headers, extensions={"timeout": waits}) as response:
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and "location" in told:
            return told["location"]
        _check_answer(response.status, told)
        body = bytearray()
        for piece in response.iter_stream():
            body += piece
            if len(body) > TEXT_LIMIT:
                raise Refused("too-large", too_large(address, TEXT_LIMIT).detail)
            watch.check()
        return bytes(body)


def _check_answer(status: int, told: dict[str, str]) -> None:
    if status in (404, 410):
        raise Refused("not-found", "there is nothing at the address")
    if status in (401, 403, 451):
        raise Refused("blocked", f"its host refuses it ({status})")
    if status != 200:
        raise Refused("network", f"its host answers with {status}")
    kind = told.get("content-type", "").partition(";")[0].strip().lower()
    if not kind.startswith("text/") or told.get("content-encoding", "identity").lower() != "identity":
        raise Refused("unreadable", f"it is no text ({one_line(kind) or 'of no stated type'})")
