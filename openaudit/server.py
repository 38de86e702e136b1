"""The pages of filed records over HTTP, for this machine alone.

Bound to the loopback address; a request that names any other host is refused, so that no web page can read them by
pointing a name of its own at this machine (DNS rebinding). Nothing can be changed: there is only GET and HEAD.
"""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from openaudit.errors import OpenauditError
from openaudit.record import AuditRecord
from openaudit.report.html.site import Site
from openaudit.report.interface import Passages
from openaudit.report.printable import printable

ADDRESS = "127.0.0.1"
_NAMES = (ADDRESS, "localhost", "[::1]")
_ICON = "favicon.ico"  # every browser asks for one: there is none, and that is no fault to report
_IDLE = 15  # seconds for which a connection may say nothing
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_logger = logging.getLogger(__name__)


def server(records: Sequence[AuditRecord], passages: Passages, port: int) -> ThreadingHTTPServer:
    """A server of these records, bound and ready for `serve_forever`; port 0 takes a free one.

    Raises OpenauditError when the port can't be had.
    """
    try:
        made = _Server((ADDRESS, port), partial(_Handler, Site(records, passages)))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OpenauditError(f"port {port} can't be served", why=why, fix="name another one with --port") from error
    return made


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Handler(BaseHTTPRequestHandler):
    """One request: a page, or the reason for which there is none."""

    protocol_version = "HTTP/1.1"
    server_version = "openaudit"
    sys_version = ""
    timeout = _IDLE

    def __init__(self, site: Site, *arguments: Any) -> None:
        self._site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with the page."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the page itself."""
        self._answer(body=False)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that http.server gives it
        """Tell the package's own log what was asked for."""
        _logger.debug("%s", printable(format % args))

    def _answer(self, *, body: bool) -> None:
        if not self._is_addressed():
            self._send(
                HTTPStatus.MISDIRECTED_REQUEST, "This server answers for this machine only.\n", "plain", body=body
            )
            return
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        if path == _ICON:
            self._send(HTTPStatus.NO_CONTENT, "", "plain", body=False)
            return
        page = self._site.page(path)
        if page is None:
            self._send(HTTPStatus.NOT_FOUND, self._site.missing(), "html", body=body)
            return
        self._send(HTTPStatus.OK, page, "html", body=body)

    def _is_addressed(self) -> bool:
        """Whether the one Host header names this server, by an address of this machine and the port it listens on."""
        port = self.connection.getsockname()[1]
        named = self.headers.get_all("Host") or []
        return len(named) == 1 and named[0].strip().lower() in {f"{name}:{port}" for name in _NAMES}

    def _send(self, status: HTTPStatus, text: str, kind: str, *, body: bool) -> None:
        raw = text.encode()
        self.send_response(status)
        if status is not HTTPStatus.NO_CONTENT:  # whose length may not be told
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(raw)
