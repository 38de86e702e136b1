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


def told(left: int, seconds: int, name: str = "api", *, size: int | None = None, length: int = 300) -> dict[str, str]:
    policy = {"ratelimit-policy": f'"fixed window";"{name}";q={size};w={length}'} if size else {}
    return {"ratelimit": f'"{name}";r={left};t={seconds}', **policy}


def granted(quota: Quota, kind: str) -> float:
    """The wait before a request that is granted."""
    turn = quota.reserve(kind)
    assert turn.granted
    return turn.wait


def held(quota: Quota, kind: str) -> float:
    """The seconds after which to ask again."""
    turn = quota.reserve(kind)
    assert not turn.granted
    return turn.wait


def test_nothing_waits_while_nothing_is_known_or_much_is_left(quota: Quota) -> None:
    """Without a word of the Hub, and far from the end, requests go out at once."""
    assert granted(quota, "info") == 0
    quota.learn("info", told(400, 200), refused=False)
    assert [granted(quota, "info") for _ in range(100)] == [0] * 100


def test_requests_are_spaced_near_the_end(quota: Quota) -> None:
    """When few are left, each waits for its share of the window, up to a second of five minutes."""
    quota.learn("info", told(4, 200), refused=False)
    assert [granted(quota, "info") for _ in range(4)] == [1, 1, 1, 1]
    quota.learn("file", told(10, 1, "resolvers"), refused=False)
    assert 0 < granted(quota, "file") < 0.5


def test_a_short_window_is_not_spent_waiting(quota: Quota) -> None:
    """The spacing is a share of the window: a hundredth of a second in one of five seconds."""
    quota.learn("info", told(4, 4, size=200, length=5), refused=False)
    assert 0 < granted(quota, "info") < 0.02


def test_none_is_sent_that_would_be_refused(quota: Quota, clock: Clock) -> None:
    """At zero a request waits for the reset, or is given up when that is too far away; afterwards it goes out."""
    quota.learn("info", told(0, 30), refused=False)
    assert held(quota, "info") == 31
    quota.learn("file", told(0, 300, "resolvers"), refused=False)
    with pytest.raises(RateLimited, match="wait") as caught:
        quota.reserve("file")
    assert "301 s" in caught.value.why
    clock.now += 302
    assert granted(quota, "info") == granted(quota, "file") == 0


def test_requests_under_way_count_as_used(quota: Quota, clock: Clock) -> None:
    """An answer does not tell of requests behind it: no more go out than are left beside those."""
    for _ in range(3):
        granted(quota, "info")
    quota.settle("info")
    quota.learn("info", told(3, 30), refused=False)  # two of ours may not be counted yet
    assert granted(quota, "info") <= 1
    assert held(quota, "info") < 1  # not until the reset: an answer may show that there is room
    for _ in range(3):
        quota.settle("info")
    quota.learn("info", told(0, 30), refused=False)
    assert held(quota, "info") > 29


def test_a_new_window_is_not_overrun(quota: Quota, clock: Clock) -> None:
    """After the reset no more go out at once than the policy gives, though no answer of the new window is there."""
    quota.learn("info", told(0, 5, size=20, length=5), refused=False)
    clock.now += 5.06
    assert [granted(quota, "info") for _ in range(20)] == [0] * 20
    assert held(quota, "info") < 1


def test_the_end_is_the_soonest_that_is_told(quota: Quota, clock: Clock) -> None:
    """Whole seconds are rounded up: answers narrow the end down, so that little of a short window is lost."""
    quota.learn("info", told(9, 5, size=20, length=5), refused=False)
    clock.now += 0.9
    quota.learn("info", told(0, 4, size=20, length=5), refused=False)
    assert held(quota, "info") == pytest.approx(4.05)
    clock.now += 0.2
    quota.learn("info", told(0, 3, size=20, length=5), refused=False)
    assert held(quota, "info") == pytest.approx(3.05)


def test_a_late_answer_of_the_last_window_changes_nothing(quota: Quota, clock: Clock) -> None:
    """What the Hub said before the reset does not hold after it, whenever it comes."""
    quota.learn("info", told(0, 5, size=20, length=5), refused=False)
    clock.now += 5.1
    quota.learn("info", told(0, 1, size=20, length=5), refused=False)
    assert granted(quota, "info") == 0
    quota.learn("info", told(19, 5, size=20, length=5), refused=False)
    quota.learn("info", told(0, 1, size=20, length=5), refused=False)
    assert granted(quota, "info") == 0


def test_answers_may_come_in_another_order(quota: Quota, clock: Clock) -> None:
    """An older answer of the same window does not raise what is left; a new window does."""
    quota.learn("info", told(0, 30), refused=False)
    quota.learn("info", told(5, 30), refused=False)
    assert held(quota, "info") == 31
    clock.now += 20
    quota.learn("info", told(500, 300), refused=False)
    assert granted(quota, "info") == 0


def test_kinds_that_share_a_quota(quota: Quota) -> None:
    """The answer's own name for the quota decides what counts together."""
    quota.learn("info", told(50, 30, "api"), refused=False)
    quota.learn("file", told(0, 30, "api"), refused=False)
    assert held(quota, "info") == 31


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
    assert quota.reserve("info").granted is not known


def test_retry_after_means_nothing_on_a_success(quota: Quota) -> None:
    """Only a refusal's Retry-After is a wait."""
    assert not quota.learn("info", {"retry-after": "20"}, refused=False)
    assert granted(quota, "info") == 0
