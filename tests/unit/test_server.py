import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from openaudit.errors import OpenauditError
from openaudit.record.json import to_line
from openaudit.server import ADDRESS, server
from tests.support import records
from tests.support.pages import inert

PROGRAM = "from openaudit.cli.main import command; command()"
MODEL = "/models/example--Lark-3.1-8B.html"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server of all kinds of records."""
    with server(records.all_kinds(), {}, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


def ask(
    port: int, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True)
        if host != "":
            connection.putheader("Host", host or f"{ADDRESS}:{port}")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


def test_the_list_and_every_model_are_served(port: int) -> None:
    """The list links every model's page, and each is there."""
    status, text, _ = ask(port, "/")
    assert status == 200
    assert "example/Lark-3.1-8B" in inert(text, scripts=2).scripts[0]
    assert ask(port, MODEL)[0] == 200
    assert ask(port, "/index.html#tier=closed".partition("#")[0])[1] == text


@pytest.mark.parametrize(
    "path", ["/models/", "/models/none.html", "/../etc/passwd", "/models/..%2f..%2fetc/passwd", "/%00"]
)
def test_there_is_nothing_else(port: int, path: str) -> None:
    """No path leads to a file of this machine, or to anything but a page."""
    assert ask(port, path)[0] == 404


def test_a_missing_page_leads_back(port: int) -> None:
    """Who followed a stale address gets a page that says so and leads to the list; HEAD tells the same status."""
    status, text, _ = ask(port, "/models/gone.html")
    assert status == 404
    assert "There is no such page" in text
    assert '<a href="/">' in text
    assert ask(port, "/models/gone.html", method="HEAD")[:2] == (404, "")


def test_the_icon_that_browsers_ask_for_is_no_fault(port: int) -> None:
    """There is no icon, and no browser reports a broken page for it."""
    assert ask(port, "/favicon.ico")[:2] == (204, "")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "", "localhost.evil:{port}"]
)
def test_other_hosts_are_refused(port: int, host: str) -> None:
    """A request that names another host, or none, gets no page: a rebound name reads nothing."""
    status, text, _ = ask(port, "/", host=host.format(port=port))
    assert status == 421
    assert "Lark" not in text


def test_localhost_is_this_machine(port: int) -> None:
    """The usual names of this machine are answered."""
    assert ask(port, "/", host=f"localhost:{port}")[0] == 200


def test_it_is_bound_to_the_loopback_address_alone() -> None:
    """The socket listens on 127.0.0.1, not on every address of the machine."""
    with server(records.all_kinds(), {}, 0) as running:
        assert running.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(port: int, method: str) -> None:
    """Only reading is understood."""
    assert ask(port, "/", method=method)[0] == 501


def test_head_has_no_body(port: int) -> None:
    """HEAD tells the length of the page, and leaves the page out."""
    status, text, headers = ask(port, MODEL, method="HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) == len(ask(port, MODEL)[1].encode())


def test_answers_say_how_they_may_be_used(port: int) -> None:
    """No page may be framed, guessed to be another type, or told to another site; the server names no version."""
    headers = ask(port, "/")[2]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["Server"].strip() == "openaudit"


def test_a_taken_port_is_told() -> None:
    """The error says which port, and what to do."""
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        with pytest.raises(OpenauditError) as caught:
            server(records.all_kinds(), {}, taken.getsockname()[1])
    assert "--port" in caught.value.fix


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    """The command tells its address, serves, and ends with 0 and no traceback on Ctrl-C."""
    (tmp_path / "records.jsonl").write_bytes(b"".join(map(to_line, records.all_kinds())))
    command = [sys.executable, "-c", PROGRAM, "serve", str(tmp_path / "records.jsonl"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            said = running.stdout.readline()
            port = int(said.split("127.0.0.1:")[1].split("/")[0])
            assert ask(port, "/")[0] == 200
            running.send_signal(signal.SIGINT)
            _, errors = running.communicate(timeout=20)
        finally:
            running.kill()
    assert running.returncode == 0
    assert "5 models" in said
    assert "Traceback" not in errors
