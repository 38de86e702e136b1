"""A Hub that is slow, ill or short of quota."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from openaudit.errors import HubFailed, NoNetwork, RateLimited
from openaudit.fetch.hub_client import Patience
from openaudit.fetch.reference import parse
from tests.support.fetching import CARD, LICENSE, SMALL, fetch, fetcher, only
from tests.support.hub import Fault, Hub


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", "^/api", 503, times=4),
        Fault("status", "raw", 500, times=4),
        Fault("status", "raw", 408, times=2),
        Fault("status", "raw", 520, times=2),
        Fault("html", "^/api", times=2),
        Fault("html", "README", times=2),
        Fault("swap", "^/api", b'{"sha": "cut', times=2),
        Fault("swap", "^/api", b'{"sha": "main"}', times=2),
        Fault("swap", "^/api", b"[" * 100_000, times=2),
        Fault("swap", "README", b"", times=2),
        Fault("cut", "^/api", times=2),
        Fault("cut", "README", times=2),
        Fault("reset", "^/api", times=2),
        Fault("reset", "README", times=2),
        Fault("hang", "^/api", times=1),
        Fault("hang", "README", times=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.match}",
)
def test_what_passes_is_tried_again(fault: Fault) -> None:
    """Errors of the server, cut, reset, silent or senseless answers are asked again, and leave no trace."""
    with Hub({"acme/small": SMALL}, fault) as hub:
        seen = fetch(hub)
    assert [t.data.decode() for t in seen.texts] == [LICENSE, CARD]
    assert seen.unavailable == ()


@pytest.mark.parametrize(
    "fault",
    [Fault("status", "^/api", 503), Fault("html", "^/api"), Fault("hang", "^/api"), Fault("reset", "^/api")],
    ids=lambda fault: fault.kind,
)
def test_what_lasts_ends_after_five_tries(fault: Fault) -> None:
    """A Hub that stays ill is a FetchError after five tries."""
    with Hub({"acme/small": SMALL}, fault) as hub:
        with pytest.raises((HubFailed, NoNetwork)):
            fetch(hub)
        assert len(hub.requests) == 5


@pytest.mark.parametrize(
    "fault",
    [Fault("status", "README", 502), Fault("html", "README"), Fault("reset", "README"), Fault("swap", "README", b"!")],
    ids=lambda fault: fault.kind,
)
def test_a_text_that_stays_ill_is_unavailable(fault: Fault) -> None:
    """One text that can't be had does not end the audit: it is unavailable because of the network."""
    with Hub({"acme/small": SMALL}, fault) as hub:
        seen = fetch(hub)
    assert [t.path for t in seen.texts] == ["LICENSE"]
    assert (only(seen).what, only(seen).reason) == ("README.md", "network")


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_listed_file_is_there(status: int) -> None:
    """A file that is listed and not given is no file that is not there."""
    with Hub({"acme/small": SMALL}, Fault("status", "README", status)) as hub:
        missing = only(fetch(hub))
    assert (missing.what, missing.reason) == ("README.md", "network")
    assert "listed, but not given" in missing.detail


@pytest.mark.parametrize("name", ["README", "LICENSE"])
def test_a_page_in_place_of_a_text_is_unreadable(name: str) -> None:
    """Where the listing names no digest, a web page with status 200 is not taken for the text."""
    with Hub({"acme/small": replace(SMALL, unsized=True)}, Fault("html", f"raw.*{name}")) as hub:
        assert only(fetch(hub)).reason == "unreadable"


def test_an_answer_that_drips_is_given_up() -> None:
    """A body that comes a byte at a time is bounded in total, though no single read takes long."""
    patience = Patience(io=1, total=0.5, backoff=0.01)
    with Hub({"acme/small": SMALL}, Fault("slow", "README", 0.1)) as hub, fetcher(hub, patience=patience) as made:
        seen = made.fetch(parse("acme/small"))
    assert (only(seen).what, only(seen).reason) == ("README.md", "network")


def test_a_used_up_quota_is_waited_out() -> None:
    """After a 429 we wait for the time that the Hub names, and go on."""
    fault = Fault("status", "^/api", 429, times=1, headers={"RateLimit": '"api";r=0;t=1'})
    with Hub({"acme/small": SMALL}, fault) as hub:
        assert len(fetch(hub).texts) == 2


@pytest.mark.parametrize("headers", [{"RateLimit": '"api";r=0;t=200'}, {"Retry-After": "200"}])
def test_a_wait_longer_than_ours_is_told(headers: dict[str, str]) -> None:
    """When the quota's reset is too far away, nothing waits: the error says how long."""
    with Hub({"acme/small": SMALL}, Fault("status", "^/api", 429, headers=headers)) as hub:
        with pytest.raises(RateLimited, match="wait") as caught:
            fetch(hub)
        assert len(hub.requests) == 1
    assert "201 s" in caught.value.why or "200 s" in caught.value.why


def test_a_quota_refused_without_a_time_is_given_up() -> None:
    """A 429 that names no time is tried as other passing errors are, and then said to be one."""
    with Hub({"acme/small": SMALL}, Fault("status", "^/api", 429)) as hub:
        with pytest.raises(RateLimited):
            fetch(hub)
        assert len(hub.requests) == 5


def test_requests_slow_down_before_the_quota_ends() -> None:
    """Answers tell what is left: near the end requests are spaced, and none is sent that would be refused."""
    waits: list[float] = []
    with Hub({"acme/small": SMALL}, quota=5) as hub, fetcher(hub, wait=waits.append) as made:
        made.fetch(parse("acme/small"))
        with pytest.raises(RateLimited):
            made.fetch(parse("acme/small"))
        assert len(hub.requests) <= 5
    assert waits
    assert max(waits) <= 1


def test_closing_ends_a_wait() -> None:
    """A fetcher that is closed while it waits for the Hub does not keep the program from ending."""
    fault = Fault("status", "^/api", 429, headers={"RateLimit": '"api";r=0;t=50'})
    with Hub({"acme/small": SMALL}, fault) as hub, fetcher(hub) as made, ThreadPoolExecutor(1) as pool:
        job = pool.submit(made.fetch, parse("acme/small"))
        while not hub.requests:
            time.sleep(0.01)
        made.close()
        with pytest.raises(NoNetwork, match="stopped"):
            job.result(timeout=5)
