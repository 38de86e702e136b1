"""Fetching from the tests' own Hub."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from openaudit.fetch.hub import HubFetcher
from openaudit.fetch.hub_client import HubClient, Patience
from openaudit.fetch.reference import parse
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot
from tests.support.hub import Hub, Repo

CARD = "---\nlicense: mit\n---\n# Small\n"
LICENSE = "Do as you like.\n"
SMALL = Repo({"README.md": CARD, "LICENSE": LICENSE}, weights={"model.safetensors": 5_000_000_000})
QUICK = Patience(io=0.3, total=2.0, backoff=0.01)
TIME = "2026-11-22T10:00:00Z"


@contextmanager
def fetcher(
    hub: Hub,
    *,
    token: str | bool = False,
    patience: Patience = QUICK,
    known: Callable[[str], bool] = lambda _: False,
    wait: Callable[[float], object] | None = None,
) -> Iterator[HubFetcher]:
    client = HubClient(hub.url, token=token, patience=patience, wait=wait)
    with HubFetcher(client=client, known=known, now=lambda: TIME) as made:
        yield made


def fetch(hub: Hub, name: str = "acme/small", revision: str | None = None, token: str | bool = False) -> Snapshot:
    with fetcher(hub, token=token) as made:
        return made.fetch(parse(name, revision))


def only(snapshot: Snapshot) -> Unavailable:
    assert len(snapshot.unavailable) == 1
    return snapshot.unavailable[0]
