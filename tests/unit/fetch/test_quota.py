"""The Hub's quotas, as its answers tell them."""

import pytest

from openaudit.errors import RateLimited
from openaudit.fetch.quota import Quota


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quota(clock: Clock) -> Quota:
    return Quota(60, clock)


def told(left: int, seconds: int, name: str = "api") -> dict[str, str]:
    return {"ratelimit": f'"{name}";r={left};t={seconds}'}


def test_nothing_waits_while_nothing_is_known_or_much_is_left(quota: Quota) -> None:
    """Without a word of the Hub, and far from the end, requests go out at once."""
    assert quota.reserve("info") == 0
    quota.learn("info", told(400, 200), refused=False)
    assert [quota.reserve("info") for _ in range(100)] == [0] * 100


def test_requests_are_spaced_near_the_end(quota: Quota) -> None:
    """When few are left, each waits for its share of the window, up to a second."""
    quota.learn("info", told(4, 200), refused=False)
    assert [quota.reserve("info") for _ in range(4)] == [1, 1, 1, 1]
    quota.learn("file", told(10, 1, "resolvers"), refused=False)
    assert 0 < quota.reserve("file") < 0.5


def test_none_is_sent_that_would_be_refused(quota: Quota, clock: Clock) -> None:
    """At zero a request waits for the reset, or is given up when that is too far away; afterwards it goes out."""
    quota.learn("info", told(0, 30), refused=False)
    assert quota.reserve("info") == 31
    quota.learn("file", told(0, 300, "resolvers"), refused=False)
    with pytest.raises(RateLimited, match="wait") as caught:
        quota.reserve("file")
    assert "301 s" in caught.value.why
    clock.now += 302
    assert quota.reserve("info") == quota.reserve("file") == 0


def test_a_reservation_counts_at_once(quota: Quota) -> None:
    """Threads that ask at the same time do not share what is left for one."""
    quota.learn("info", told(1, 30), refused=False)
    assert quota.reserve("info") <= 1
    assert quota.reserve("info") == 31


def test_answers_may_come_in_another_order(quota: Quota, clock: Clock) -> None:
    """An older answer of the same window does not raise what is left; a new window does."""
    quota.learn("info", told(0, 30), refused=False)
    quota.learn("info", told(5, 30), refused=False)
    assert quota.reserve("info") == 31
    clock.now += 20
    quota.learn("info", told(500, 300), refused=False)
    assert quota.reserve("info") == 0


def test_kinds_that_share_a_quota(quota: Quota) -> None:
    """The answer's own name for the quota decides what counts together."""
    quota.learn("info", told(50, 30, "api"), refused=False)
    quota.learn("file", told(0, 30, "api"), refused=False)
    assert quota.reserve("info") == 31


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"retry-after": "20"}, True),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, True),
        ({"retry-after": "soon"}, False),
        ({}, False),
        ({"ratelimit": "nonsense"}, False),
    ],
)
def test_a_refusal_may_name_its_end_in_other_ways(quota: Quota, headers: dict[str, str], known: bool) -> None:
    """Retry-After counts for a refusal, as seconds or as a date; without either the end is unknown."""
    assert quota.learn("info", headers, refused=True) is known
    assert (quota.reserve("info") > 0) is known


def test_retry_after_means_nothing_on_a_success(quota: Quota) -> None:
    """Only a refusal's Retry-After is a wait."""
    assert not quota.learn("info", {"retry-after": "20"}, refused=False)
    assert quota.reserve("info") == 0
