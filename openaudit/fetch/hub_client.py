"""One HTTP client for the Hub: what it is asked, how often, how long, and with which token."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import msgspec
from huggingface_hub.errors import HfHubHTTPError, OIDCError
from huggingface_hub.utils import get_token_to_send  # type: ignore[attr-defined]

from openaudit import __version__
from openaudit.errors import BadToken, FetchError, HubFailed, NoNetwork, RateLimited
from openaudit.fetch.interface import Closing, one_line
from openaudit.fetch.quota import Quota
from openaudit.fetch.reference import endpoint, endpoint_login

log = logging.getLogger(__name__)

ERROR_LIMIT = 64 * 1024
REFUSED_TOKEN = "invalid credentials"  # noqa: S105 - the Hub's words for a token that it does not accept


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how often we try; times in seconds.

    `total` bounds all tries for one answer together, but for the waits that the Hub asks for: each of those is
    bounded by `quota`. A host that can't be connected to seldom comes back within seconds, so it is tried fewer times.
    The pause between two tries doubles from `backoff` up to `most_backoff`.
    """

    tries: int = 5
    connect_tries: int = 2
    io: float = 10.0
    total: float = 60.0
    backoff: float = 0.5
    most_backoff: float = 8.0
    quota: float = 60.0


class TooLarge(Exception):
    """The answer is larger than was allowed."""


class Answer(msgspec.Struct, frozen=True):
    """What the Hub said. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The Hub's own word for an error, or ""."""
        return self.headers.get("x-error-code", "")

    @property
    def message(self) -> str:
        """The Hub's message: a stranger's text, cut to one printable line."""
        return one_line(self.headers.get("x-error-message") or self.body[:400].decode("utf-8", "replace"))


class _Passing(Exception):
    """A failure that another try may mend; `error` is what is raised when none does."""

    def __init__(self, error: FetchError, tries: int) -> None:
        super().__init__(str(error))
        self.error = error
        self.tries = tries


class HubClient(Closing):
    """A thread-safe client of the Hub at `endpoint`.

    `token` as huggingface_hub takes it: a string, None for the user's own, False for none. `wait` sleeps; the default
    ends early when the client is closed. `waiting` is told the seconds of each wait for the quota. To be closed, or
    used as a context manager.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        token: str | bool | None = None,
        patience: Patience | None = None,
        wait: Callable[[float], object] | None = None,
        waiting: Callable[[float], object] | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.token_refused = False
        self._token = token
        self.patience = patience or Patience()
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._waiting = waiting or (lambda _: None)
        self._quota = Quota(self.patience.quota)
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None
        self._sent_token: str | None = None

    def close(self) -> None:
        """Close all connections; waiting requests give up."""
        self._closed.set()
        with self._lock:
            if self._client is not None:
                self._client.close()

    def get(self, path: str, *, kind: str, limit: int, flaw: Callable[[bytes], str | None] = lambda _: None) -> Answer:
        """The Hub's answer to GET `path`, whatever its status, once it is not one that passes by itself.

        `kind` names the quota; `flaw` says what is wrong with the body of a 200, so that it is asked for again.
        Raises NoNetwork, RateLimited, HubFailed or BadToken after the last try, TooLarge for a body above `limit`
        bytes.
        """
        deadline = time.monotonic() + self.patience.total
        tries = 0
        while True:
            tries += 1
            deadline += self._reserve(kind)
            try:
                return self._once(path, kind, limit, flaw, deadline)
            except _Passing as passing:
                if tries >= passing.tries or time.monotonic() > deadline:
                    raise passing.error from passing.__cause__
                log.debug("%s: %s; trying again", path, passing)
            finally:
                self._quota.settle(kind)
            self._pause(min(self.patience.backoff * 2 ** (tries - 1), self.patience.most_backoff))

    def _reserve(self, kind: str) -> float:
        """Wait until a request of this kind may be sent; the seconds that it took. To be settled when it is over."""
        waited = 0.0
        while True:
            turn = self._quota.reserve(kind)
            if turn.wait > 1 and not turn.granted:
                self._waiting(turn.wait)
            try:
                waited += self._pause(turn.wait)
            except NoNetwork:
                if turn.granted:
                    self._quota.settle(kind)
                raise
            if turn.granted:
                return waited

    def _pause(self, seconds: float) -> float:
        if seconds > 1:
            log.info("waiting %.0f s for the Hub", seconds)
        if seconds > 0:
            self._wait(seconds)
        if self._closed.is_set():
            raise NoNetwork("The audit was stopped", why="the connection to the Hub was closed", fix="run it again")
        return seconds

    def _once(self, path: str, kind: str, limit: int, flaw: Callable[[bytes], str | None], deadline: float) -> Answer:
        answer = self._send(path, limit, deadline)
        if answer.status == 401 and self._sent_token and REFUSED_TOKEN in answer.message.lower():
            if not self.token_refused:
                log.warning("the Hub refuses the token; going on without it (`hf auth login` gives a new one)")
            self.token_refused = True
            answer = self._send(path, limit, deadline)
        known_end = self._quota.learn(kind, answer.headers, refused=answer.status == 429)
        if answer.status == 429:
            raise _Passing(_rate_limited(answer, known_end=known_end), self.patience.tries)
        if answer.status == 408 or answer.status >= 500:
            raise _Passing(self._failed(f"it answers with {answer.status}: {answer.message}"), self.patience.tries)
        if answer.status == 200 and (wrong := flaw(answer.body)):
            raise _Passing(self._failed(wrong), self.patience.tries)
        return answer

    def _send(self, path: str, limit: int, deadline: float) -> Answer:
        client = self._session()
        headers = {"user-agent": f"openaudit/{__version__}"}
        if self._sent_token and not self.token_refused:
            headers["authorization"] = f"Bearer {self._sent_token}"
        try:
            with client.stream("GET", self.endpoint + path, headers=headers) as response:
                body = _read(response, limit, deadline)
                return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol) as error:
            raise _Passing(self._unreachable(error), self.patience.connect_tries) from error
        except (httpx2.TransportError, httpx2.DecodingError, TimeoutError) as error:
            raise _Passing(self._unreachable(error), self.patience.tries) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._failed(one_line(f"its answer can't be followed: {error}")) from error

    def _session(self) -> httpx2.Client:
        with self._lock:
            if self._client is None:
                self._sent_token = self._find_token()
                self._client = httpx2.Client(
                    auth=endpoint_login() if self.endpoint == endpoint() else None,
                    follow_redirects=True,
                    max_redirects=5,
                    timeout=self.patience.io,
                    limits=httpx2.Limits(max_connections=64, max_keepalive_connections=32),
                )
            return self._client

    def _find_token(self) -> str | None:
        # Not build_hf_headers: its user agent asks the Hub for a list of coding agents, a request for nothing.
        try:
            token = (get_token_to_send(self._token) or "").strip()
        except (OIDCError, HfHubHTTPError, OSError) as error:
            raise _bad_token(one_line(str(error))) from error
        if not token.isascii() or not token.isprintable() or " " in token:
            raise _bad_token("it has characters that no token has")
        return token or None

    def _unreachable(self, error: Exception) -> NoNetwork:
        return NoNetwork(
            f"The Hub at {self.endpoint} can't be reached",
            why=one_line(str(error)) or type(error).__name__,
            fix="check the connection, a proxy (HTTPS_PROXY), and HF_ENDPOINT; or audit a saved snapshot",
        )

    def _failed(self, why: str) -> HubFailed:
        return HubFailed(f"The Hub at {self.endpoint} does not work as it should", why=why, fix="try again later")


def _read(response: httpx2.Response, limit: int, deadline: float) -> bytes:
    """The body, decoded. Raises TooLarge above `limit` bytes, TimeoutError after `deadline`."""
    ok = response.status_code == 200
    declared = response.headers.get("content-length", "")
    if ok and declared.isdecimal() and int(declared) > limit:
        raise TooLarge
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if ok and len(body) > limit:
            raise TooLarge
        if not ok and len(body) > ERROR_LIMIT:
            break
        if time.monotonic() > deadline:
            raise TimeoutError("the answer came too slowly")
    return bytes(body)


def _rate_limited(answer: Answer, *, known_end: bool) -> RateLimited:
    return RateLimited(
        "The Hub asks us to wait",
        why=answer.message,
        fix="try again in five minutes" if not known_end else "try again later, with fewer workers or with a token",
    )


def _bad_token(why: str) -> BadToken:
    return BadToken("The token can't be used", why=why, fix="log in again with `hf auth login`, or mend HF_TOKEN")


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`, or None when it is none (an HTML page, a cut answer)."""
    try:
        loaded = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None
