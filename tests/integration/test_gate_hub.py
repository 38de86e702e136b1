"""Policies, locks and filed records over a Hub that changes meanwhile."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.filing import write_keys
from tests.support.hub import Hub, Repo
from tests.support.snapshots import MIT, card

OPEN = {"README.md": card("A model.", license="mit"), "LICENSE": MIT}
CLOSED = {"README.md": card("A model.", license="cc-by-nc-4.0")}
WEIGHTS = {"model.safetensors": 5_000_000}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def openaudit(hub: Hub, *arguments: object) -> Result:
    environment = {"HF_ENDPOINT": hub.url, "HF_TOKEN": None, "HF_HUB_OFFLINE": None}
    return CliRunner(env=environment).invoke(command, [str(a) for a in arguments])


def test_a_relicensed_model_breaks_the_lock_and_the_policy(work: Path) -> None:
    """After a change of licence on the Hub, --locked and the policy fail with both licences named."""
    repo = Repo(dict(OPEN), weights=WEIGHTS)
    with Hub({"acme/model": repo}) as hub:
        assert openaudit(hub, "lock", "acme/model").exit_code == 0
        assert openaudit(hub, "check", "--locked", "--policy", "osi-only").exit_code == 0
        repo.files = CLOSED
        result = openaudit(hub, "check", "--locked", "--policy", "osi-only", "--json")
    assert result.exit_code == 1
    assert "the licence of the weights is CC-BY-NC-4.0, was MIT" in result.stderr
    assert "the tier is restricted-weights, was open-weights" in result.stderr
    assert json.loads(result.stdout)["policy"]["verdict"] == "not-allowed"
    assert json.loads((work / "openaudit.lock").read_text())["models"]["acme/model"]["tier"] == "open-weights"


def test_a_record_stands_after_the_hub_has_changed(work: Path) -> None:
    """What was filed with its snapshot and signature verifies a year later, whatever the Hub says then."""
    write_keys(work / "key.pem", work / "key.pub")
    repo = Repo(dict(OPEN), weights=WEIGHTS)
    with Hub({"acme/model": repo}) as hub:
        assert openaudit(hub, "snapshot", "acme/model", "-o", "evidence").exit_code == 0
    repo.files = CLOSED
    filing = ["check", "./evidence", "--json", "-o", "record.json", "--attest", "record.att", "--key", "key.pem"]
    assert CliRunner().invoke(command, filing).exit_code == 0
    signed = ["--attestation", "record.att", "--public-key", "key.pub"]
    result = CliRunner().invoke(command, ["verify", "record.json", "--snapshot", "evidence", *signed])
    assert result.exit_code == 0
    assert "The record stands" in result.stdout


def test_a_live_record_verifies_against_a_snapshot_of_the_same_commit(work: Path) -> None:
    """A record made live and evidence saved apart belong together by their commit; only its time is not proven."""
    with Hub({"acme/model": Repo(dict(OPEN), weights=WEIGHTS)}) as hub:
        assert openaudit(hub, "check", "acme/model", "--json", "-o", "record.json").exit_code == 0
        assert openaudit(hub, "snapshot", "acme/model", "-o", "evidence").exit_code == 0
    result = CliRunner().invoke(command, ["verify", "record.json", "--snapshot", "evidence", "--json"])
    held = {check["id"]: check["outcome"] for check in json.loads(result.stdout)["checks"]}
    # In the same second the times agree as well.
    assert held.pop("snapshot") in {"holds", "not-checked"}
    assert set(held.values()) == {"holds"}
    assert "recomputed" in held
    assert (work / "record.json").is_file()


def test_scan_asks_the_hub_once_for_each_model(work: Path) -> None:
    """A model that is named in many places is audited once, with all its places; its policy verdict decides."""
    (work / "a.py").write_text('AutoModel.from_pretrained("acme/model")\nAutoTokenizer.from_pretrained("acme/model")\n')
    (work / "b.yaml").write_text("model_id: acme/model\n")
    with Hub({"acme/model": Repo(dict(OPEN), weights=WEIGHTS)}) as hub:
        result = openaudit(hub, "scan", ".", "--policy", "osi-only", "--json")
        asked = [path for path in hub.paths if path.startswith("/api/models/acme/model")]
    assert result.exit_code == 0
    (model,) = json.loads(result.stdout)["models"]
    assert [(p["file"], p["line"]) for p in model["places"]] == [("a.py", 1), ("a.py", 2), ("b.yaml", 1)]
    assert len(asked) == 1


def test_scan_as_sarif_points_at_the_code(work: Path) -> None:
    """In SARIF each finding stands on the line of code that names its model."""
    (work / "app.py").write_text("from transformers import pipeline\n\npipe = pipeline(model='acme/model')\n")
    with Hub({"acme/model": Repo(dict(CLOSED), weights=WEIGHTS)}) as hub:
        result = openaudit(hub, "scan", ".", "--format", "sarif")
    (run,) = json.loads(result.stdout)["runs"]
    places = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    assert {(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in places} == {("app.py", 3)}


@pytest.mark.parametrize("path", ["src", "src/app.py"])
def test_scan_of_a_folder_names_files_from_here(work: Path, path: str) -> None:
    """Whatever is scanned, SARIF names the file as the repository does, below a base that it defines."""
    (work / "src").mkdir()
    (work / "src" / "app.py").write_text("pipe = pipeline(model='acme/model')\n")
    with Hub({"acme/model": Repo(dict(CLOSED), weights=WEIGHTS)}) as hub:
        result = openaudit(hub, "scan", path, "--format", "sarif", "--policy", "osi-only")
    assert result.exit_code == 1
    assert "Policy preset osi-only: 1 not allowed" in result.stderr
    (run,) = json.loads(result.stdout)["runs"]
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
    assert {(p["uri"], p["uriBaseId"]) for p in places} == {("src/app.py", "%SRCROOT%")}
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{work.resolve().as_uri()}/"
    assert [r["level"] for r in run["results"] if r["ruleId"] == "policy/tier"] == ["error"]
