"""All sources behind one door."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openaudit import snapshot as bundle
from openaudit.errors import NoNetwork, NoSuchModel, ReferenceInvalid, SnapshotInvalid
from openaudit.fetch.sources import Sources
from tests.support.fetching import CARD, SMALL
from tests.support.hub import GOOD_TOKEN, Hub, Repo


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    repos = {"acme/small": SMALL, "small": Repo(renamed_to="acme/small"), "bigscience/bloom": SMALL}
    with Hub(repos) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield made


def test_each_form_has_its_source(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids and addresses go to the Hub, folders and snapshots are read, API-only systems come from the catalogue."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text(CARD)
    monkeypatch.chdir(tmp_path)
    with Sources() as sources:
        online = sources.fetch("acme/small")
        bundle.save(online, tmp_path / "saved")
        assert online.subject.source == "hub"
        assert sources.fetch(f"{hub.url}/acme/small/tree/main").subject.source == "hub"
        assert sources.fetch("small").subject.id == "acme/small"
        assert sources.fetch("./mine").subject.source == "local"
        assert sources.fetch("./saved").texts == online.texts
        before = len(hub.requests)
        assert sources.fetch("GPT-5").subject.source == "catalogue"
        assert sources.fetch("openai/gpt-5").subject.source == "catalogue"
        assert len(hub.requests) == before


def test_a_common_name_is_asked_for_by_its_id(hub: Hub) -> None:
    """A name that the Hub does not have, and the catalogue knows, is the repository that it stands for."""
    with Sources() as sources:
        assert sources.fetch("bloom").subject.id == "bigscience/bloom"
        assert [path.partition("?")[0] for path in hub.paths[:2]] == [
            "/api/models/bloom",
            "/api/models/bigscience/bloom",
        ]


def test_a_login_in_the_hubs_address_is_used_and_not_shown(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """User and password in HF_ENDPOINT reach the host that it names, and neither the record nor an error."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url.replace("//", "//me:s3cret@"))
    with Sources() as sources:
        seen = sources.fetch("acme/small")
        with pytest.raises(NoSuchModel) as caught:
            sources.fetch("acme/none")
    assert {request.headers["authorization"][:6] for request in hub.requests} == {"Basic "}
    assert "s3cret" not in f"{seen}{caught.value.diagnostics()}"
    assert seen.subject.url == f"{hub.url}/acme/small"


def test_the_token_is_the_hubs(hub: Hub) -> None:
    """A token given is sent to the Hub."""
    with Sources(token=GOOD_TOKEN) as sources:
        sources.fetch("acme/small")
    assert {seen.token for seen in hub.requests} == {GOOD_TOKEN}


def test_offline_speaks_from_the_catalogue(hub: Hub) -> None:
    """Offline, what the catalogue covers comes from it, and the rest says how to prepare; nobody is asked."""
    with Sources(offline=True) as sources:
        seen = sources.fetch("meta-llama/Llama-3.1-8B-Instruct")
        assert seen.subject.source == "catalogue"
        with pytest.raises(NoNetwork) as caught:
            sources.fetch("acme/small")
    assert "openaudit snapshot acme/small" in caught.value.fix
    assert hub.requests == []


@pytest.mark.parametrize(
    ("reference", "offline"), [("openai/gpt-5", False), ("bigscience/bloom", True), ("acme/small", True), ("./x", True)]
)
def test_a_revision_needs_the_hub(
    reference: str, offline: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--revision is refused where there are no revisions: folders, the catalogue, and offline."""
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(tmp_path)
    with Sources(offline=offline) as sources, pytest.raises(ReferenceInvalid):
        sources.fetch(reference, "main")


def test_a_hub_that_is_away_points_to_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the Hub can't be reached and the catalogue covers the model, the error says so."""
    with Hub({}) as gone:
        monkeypatch.setenv("HF_ENDPOINT", gone.url)
    with Sources() as sources:
        with pytest.raises(NoNetwork) as known:
            sources.fetch("bigscience/bloom")
        with pytest.raises(NoNetwork) as unknown:
            sources.fetch("acme/small")
    assert "--offline" in known.value.fix
    assert "--offline" not in unknown.value.fix


def test_a_folder_of_the_same_name_is_pointed_to(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the Hub has no such model, is away, or may not be asked, the error says how to mean the folder."""
    (tmp_path / "org" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with Sources() as sources, pytest.raises(NoSuchModel) as caught:
        sources.fetch("org/mine")
    with Sources(offline=True) as sources, pytest.raises(NoNetwork) as offline:
        sources.fetch("org/mine")
    with Hub({}) as gone:
        monkeypatch.setenv("HF_ENDPOINT", gone.url)
    with Sources() as sources, pytest.raises(NoNetwork) as away:
        sources.fetch("org/mine")
    for error in (caught.value, offline.value, away.value):
        assert error.fix.endswith("; for the folder of this name, write ./org/mine")


@pytest.mark.parametrize("name", ["./gpt-5", "gpt-5/", "no such name", "a/b/c"])
def test_what_is_no_reference(name: str) -> None:
    """A path is a path, though the catalogue has such a name; and an unknown name is refused."""
    with Sources(offline=True) as sources, pytest.raises(ReferenceInvalid):
        sources.fetch(name)


def test_a_damaged_snapshot_is_told(tmp_path: Path) -> None:
    """A folder that says it is a snapshot and is not is never read as a model."""
    (tmp_path / "snapshot.json").write_text('{"format": "openaudit-snapshot/1", "subj')
    with Sources() as sources, pytest.raises(SnapshotInvalid):
        sources.fetch(str(tmp_path))


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "HF_TOKEN": "", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_the_hubs_client_is_imported_for_the_hub_only(tmp_path: Path) -> None:
    """The catalogue, offline and folders need no client and no HTTP library; the catalogue reads no YAML either."""
    (tmp_path / "README.md").write_text(CARD)
    code = (
        "import sys; from openaudit.fetch.sources import Sources\n"
        "with Sources(offline=True) as s: s.fetch('bigscience/bloom')\n"
        "with Sources() as s: s.fetch('openai/gpt-5')\n"
        "assert 'yaml' not in sys.modules\n"
        f"with Sources() as s: s.fetch({str(tmp_path)!r})\n"
        "print([m for m in ('huggingface_hub', 'httpx2', 'httpcore2') if m in sys.modules])"
    )
    assert run(code) == "[]"


def test_the_hubs_offline_switch_is_honoured() -> None:
    """With HF_HUB_OFFLINE no request is made, and the catalogue speaks."""
    code = (
        "from openaudit.fetch.sources import Sources\n"
        "with Sources() as s: print(s.fetch('bigscience/bloom').subject.source)"
    )
    with Hub({}) as hub:
        assert run(code, HF_HUB_OFFLINE="1", HF_ENDPOINT=hub.url) == "catalogue"
        assert hub.requests == []


def test_nothing_but_the_model_is_asked_for(tmp_path: Path) -> None:
    """In a fresh home the Hub is asked three questions for three answers: none about the user or the program."""
    code = "from openaudit.fetch.sources import Sources\nwith Sources() as s: print(len(s.fetch('acme/small').texts))"
    with Hub({"acme/small": SMALL}) as hub:
        assert run(code, HF_HOME=str(tmp_path), HF_ENDPOINT=hub.url) == "2"
        assert len(hub.requests) == 3
        assert {seen.headers["user-agent"].partition("/")[0] for seen in hub.requests} == {"openaudit"}
