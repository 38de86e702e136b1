"""Evidence that is kept between runs."""

import logging
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from openaudit.errors import FetchError, HubFailed, NoNetwork, NoSuchModel
from openaudit.fetch.evidence import EvidenceStore, StoredFetcher
from openaudit.fetch.once import Once, SharedFetcher
from openaudit.fetch.reference import Reference
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot
from tests.support.snapshots import MIT, card, snapshot

HERE = Reference("hub", "acme/model")


class Upstream:
    def __init__(self, *answers: Snapshot | FetchError) -> None:
        self.answers = list(answers)

    def fetch(self, reference: Reference) -> Snapshot:
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    """A snapshot comes back as it was; for another revision there is none."""
    seen = snapshot(card(), texts={"LICENSE": MIT})
    EvidenceStore(tmp_path).put(HERE, seen)
    assert EvidenceStore(tmp_path).get(HERE) == seen
    assert EvidenceStore(tmp_path).get(Reference("hub", "acme/model", "v1")) is None


def test_texts_are_kept_once(tmp_path: Path) -> None:
    """A licence that two models share lies there once."""
    for name in ("acme/a", "acme/b"):
        seen = snapshot(card(f"# {name}"), texts={"LICENSE": MIT}, model_id=name)
        EvidenceStore(tmp_path).put(Reference("hub", name), seen)
    assert len([path for path in (tmp_path / "objects").rglob("*") if path.is_file()]) == 3


def test_a_lasting_no_is_kept_and_a_passing_one_is_not(tmp_path: Path) -> None:
    """That there is no such model is an answer, that the Hub was ill is none."""
    ill, gone = HubFailed("ill", why="a", fix="b"), NoSuchModel("gone", why="c", fix="d")
    upstream = Upstream(ill, gone)
    for expected in (HubFailed, NoSuchModel, NoSuchModel):
        with pytest.raises(expected):
            StoredFetcher(EvidenceStore(tmp_path), lambda: upstream).fetch(HERE)
    assert upstream.answers == []


def test_what_failed_in_passing_is_fetched_again(tmp_path: Path) -> None:
    """A snapshot that lacks a text for want of the network is fetched again, if it may be; a lasting lack is kept."""
    lacking = snapshot(card(), unavailable=(Unavailable(what="LICENSE", reason="network", detail="timed out"),))
    whole = snapshot(card(), texts={"LICENSE": MIT})
    fetcher = StoredFetcher(EvidenceStore(tmp_path), partial(Upstream, lacking))
    assert fetcher.fetch(HERE) == lacking
    assert StoredFetcher(EvidenceStore(tmp_path), None).fetch(HERE) == lacking
    assert StoredFetcher(EvidenceStore(tmp_path), lambda: Upstream(whole)).fetch(HERE) == whole
    gated = snapshot(card(), unavailable=(Unavailable(what="LICENSE", reason="gated", detail=""),))
    EvidenceStore(tmp_path).put(HERE, gated)
    assert StoredFetcher(EvidenceStore(tmp_path), Upstream).fetch(HERE) == gated


def test_without_upstream_nothing_is_asked(tmp_path: Path) -> None:
    """Offline, what is not there is an error that says so."""
    with pytest.raises(NoNetwork, match="offline"):
        StoredFetcher(EvidenceStore(tmp_path), None).fetch(HERE)


@pytest.mark.parametrize("part", ["objects", "references"])
def test_what_is_damaged_is_not_used(tmp_path: Path, part: str, caplog: pytest.LogCaptureFixture) -> None:
    """A file with another content than its digest says counts as not there, and that is told."""
    store = EvidenceStore(tmp_path)
    store.put(HERE, snapshot(card()))
    for path in (tmp_path / part).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING, "openaudit"):
        assert store.get(HERE) is None
    assert "fetched again" in caplog.text


def test_older_evidence_counts_as_not_there(tmp_path: Path) -> None:
    """A store that is to be refreshed gives only what is newer."""
    EvidenceStore(tmp_path).put(HERE, snapshot(card()))
    assert EvidenceStore(tmp_path, since="2026-11-22T09:59:59Z").get(HERE) is not None
    assert EvidenceStore(tmp_path, since="2026-11-22T10:00:00Z").get(HERE) is None


def test_a_folder_that_cant_be_written_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Evidence that can't be kept does not stop an audit."""
    (tmp_path / "file").write_text("x")
    store = EvidenceStore(tmp_path / "file")
    with caplog.at_level(logging.WARNING, "openaudit"):
        store.put(HERE, snapshot(card()))
        store.put_failure(HERE, NoSuchModel("gone", why="c", fix="d"))
    assert caplog.text.count("can't be kept") == 1


def test_many_threads_may_be_the_first_to_read(tmp_path: Path) -> None:
    """The first reads of a run may come from several threads at once."""
    EvidenceStore(tmp_path).put(HERE, snapshot(card()))
    code = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path\n"
        "from openaudit.fetch.evidence import EvidenceStore; from openaudit.fetch.reference import Reference\n"
        "sys.setswitchinterval(1e-6); store = EvidenceStore(Path(sys.argv[1]))\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(lambda _: store.get(Reference('hub', 'acme/model')).subject.id, range(64)))\n"
        "assert found == ['acme/model'] * 64"
    )
    for _ in range(5):
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=60)


def test_once_makes_each_value_once_and_keeps_a_few() -> None:
    """What is asked for again is not made again, while it is among the last used."""
    made: list[int] = []
    once: Once[int, int] = Once(2)

    def make(number: int) -> int:
        made.append(number)
        return number

    assert [once.get(number, partial(make, number)) for number in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    assert made == [1, 2, 3, 2]


def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_kept() -> None:
    """Who asks after a failure that passes asks anew; a model that is not there is asked for once."""
    seen = snapshot(card())
    shared = SharedFetcher(Upstream(HubFailed("ill", why="", fix=""), seen))
    with pytest.raises(HubFailed):
        shared.fetch(HERE)
    assert shared.fetch(HERE) is shared.fetch(HERE) is seen
    gone = SharedFetcher(Upstream(NoSuchModel("gone", why="", fix="")))
    for _ in range(2):
        with pytest.raises(NoSuchModel):
            gone.fetch(HERE)


def test_who_asks_at_the_same_time_waits_for_the_one_answer() -> None:
    """Two threads that want the same get the value that the first one makes."""
    once: Once[str, object] = Once(2)
    begun, go = threading.Event(), threading.Event()
    found: list[object] = []

    def make() -> object:
        begun.set()
        go.wait(5)
        return object()

    threads = [threading.Thread(target=lambda: found.append(once.get("x", make))) for _ in range(2)]
    threads[0].start()
    begun.wait(5)
    threads[1].start()
    go.set()
    for thread in threads:
        thread.join()
    assert found[0] is found[1]
