"""Datasets' cards, fetched from a small Hub on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from openaudit import snapshot as bundle
from openaudit.audit import audit
from openaudit.fetch.datasets import MOST
from openaudit.fetch.sources import Sources
from openaudit.read.datasets import card_path
from tests.support.hub import GOOD_TOKEN, Hub, Repo

NAMED = "---\nlicense: mit\ndatasets: [acme/songs, acme/gone, acme/closed]\n---\n# Model\n"
SONGS = Repo({"README.md": "---\nlicense: cc-by-nc-4.0\n---\n# Songs\n"})
CLOSED = Repo({"README.md": "x"}, gated="manual", gated_public=frozenset())
PAGE = "/datasets/{}/raw/main/README.md"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    repos = {
        "acme/one": Repo({"README.md": NAMED}, weights={"model.safetensors": 1}),
        "acme/two": Repo({"README.md": NAMED}, weights={"model.safetensors": 1}),
        "acme/many": Repo({"README.md": f"---\ndatasets: [{', '.join(f'acme/d{n}' for n in range(40))}]\n---\n"}),
        "datasets/acme/songs": SONGS,
        "datasets/acme/closed": CLOSED,
    }
    with Hub(repos) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        monkeypatch.setenv("HF_TOKEN", GOOD_TOKEN)
        yield made


def test_each_dataset_is_asked_for_once_in_a_run(hub: Hub) -> None:
    """One request a dataset, without the user's token, whatever the number of models that name it."""
    with Sources() as sources:
        first, second = sources.fetch("acme/one"), sources.fetch("acme/two")
    asked = [seen for seen in hub.requests if seen.path.startswith("/datasets/")]
    assert sorted(seen.path for seen in asked) == [PAGE.format(f"acme/{n}") for n in ("closed", "gone", "songs")]
    assert {seen.token for seen in asked} == {None}
    for found in (first, second):
        assert found.text(card_path("acme/songs")) is not None
        assert {(u.what, u.reason) for u in found.unavailable} == {
            (card_path("acme/gone"), "not-found"),
            (card_path("acme/closed"), "gated"),
        }


def test_a_bounded_number_is_asked_for(hub: Hub) -> None:
    """A card may name any number of datasets: so many are asked for, the others are said to be left."""
    with Sources() as sources:
        found = sources.fetch("acme/many")
    assert sum(path.startswith("/datasets/") for path in hub.paths) == MOST
    record = audit(found)
    assert len(record.datasets) == 40
    assert record.datasets[-1].status.startswith("more datasets than an audit follows")


def test_a_saved_snapshot_gives_the_same_data(hub: Hub, tmp_path: Path) -> None:
    """The datasets' cards are part of the snapshot: a replay asks nothing and tells the same."""
    with Sources() as sources:
        online = sources.fetch("acme/one")
        bundle.save(online, tmp_path / "saved")
        before = len(hub.requests)
        replayed = audit(sources.fetch(str(tmp_path / "saved")))
    assert len(hub.requests) == before
    record = audit(online)
    assert (replayed.datasets, replayed.findings) == (record.datasets, record.findings)
    assert [d.license for d in record.datasets] == ["cc-by-nc-4.0", None, None]
    assert "OA404" in {f.rule for f in record.findings}
