import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.snapshots import MIT, card

RESTRICTED = "meta-llama/Llama-3.1-8B-Instruct"  # of the catalogue, so that no network is needed


def openaudit(*arguments: object) -> Result:
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None, "OPENAUDIT_POLICY": None}).invoke(
        command, [str(a) for a in arguments]
    )


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small local model folder under the MIT licence."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text(card("# Foo", license="mit"))
    (folder / "LICENSE").write_text(MIT)
    (folder / "model.safetensors").write_bytes(b"0")
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a policy at its root; the commands run in a folder below."""
    root = tmp_path / "repository"
    (root / "deep").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "openaudit.toml").write_text('[policy]\ntiers = ["open-science"]\n')
    monkeypatch.chdir(root / "deep")
    return root


def test_a_policy_decides_the_exit_code(model: Path) -> None:
    """Allowed exits 0, not allowed 1; the page says which, and why."""
    allowed = openaudit("check", model, "--policy", "osi-only")
    assert allowed.exit_code == 0
    assert "Allowed under preset osi-only." in allowed.stdout
    refused = openaudit("check", "--offline", RESTRICTED, "--policy", "osi-only")
    assert refused.exit_code == 1
    assert "not met  tier: the tier is restricted weights" in refused.stdout
    assert "\n  not met  user-cap:" in refused.stdout


def test_exit_zero_does_not_hide_the_verdict() -> None:
    """--exit-zero changes the code alone: the page still says that the model is not allowed."""
    result = openaudit("check", "--offline", RESTRICTED, "--policy", "osi-only", "--exit-zero")
    assert result.exit_code == 0
    assert "Not allowed under preset osi-only." in result.stdout


def test_the_record_carries_the_verdict(model: Path) -> None:
    """In JSON the verdict stands in the record; without a policy there is none."""
    verdict = json.loads(openaudit("check", model, "--policy", "osi-only", "--json").stdout)["policy"]
    assert (verdict["policy"], verdict["verdict"], verdict["passes"]) == ("osi-only", "allowed", True)
    assert "policy" not in json.loads(openaudit("check", model, "--json", "--no-config").stdout)


def test_a_file_above_is_found_and_can_be_left_out(repository: Path, model: Path) -> None:
    """openaudit.toml of the repository holds without being named, is named in the result, and --no-config skips it."""
    assert (repository / "openaudit.toml").is_file()
    found = openaudit("check", model, "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["policy"]["source"] == "../openaudit.toml"
    assert openaudit("check", model, "--json", "--no-config").exit_code == 0
    assert openaudit("check", model, "--policy", "osi-only").exit_code == 0


def test_a_wrong_policy_is_told_before_anything_is_audited(tmp_path: Path, model: Path) -> None:
    """A policy file with mistakes exits 2 with all of them, and nothing on stdout."""
    (tmp_path / "bad.toml").write_text('[policy]\ntiers = ["shut"]\nunknown = "perhaps"\n')
    result = openaudit("check", model, "--policy", tmp_path / "bad.toml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 2" in result.stderr
    assert "line 3" in result.stderr


def test_a_failed_audit_does_not_pass() -> None:
    """A model that can't be audited exits 3 under a policy as well, with its verdict unknown."""
    result = openaudit("check", "--offline", "acme/none", "--policy", "research", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["policy"]["verdict"] == "unknown"


def test_a_batch_is_held_against_the_policy(tmp_path: Path, model: Path) -> None:
    """Each record has its verdict, stderr sums them up with the first reasons, and the exit code is 1."""
    listing, output = tmp_path / "list", tmp_path / "records.jsonl"
    listing.write_text(f"{model}\n{RESTRICTED}\n")
    result = openaudit("batch", listing, "-o", output, "--offline", "--policy", "osi-only")
    assert result.exit_code == 1
    verdicts = [json.loads(line)["policy"]["verdict"] for line in output.read_text().splitlines()]
    assert verdicts == ["allowed", "not-allowed"]
    assert "Policy preset osi-only: 1 allowed, 1 not allowed" in result.stderr
    assert f"{RESTRICTED}  not allowed: the tier is" in result.stderr


def test_a_resumed_batch_is_held_against_one_policy(tmp_path: Path, model: Path) -> None:
    """Records that were kept under another policy, or none, are refused and stay; under the same one they count."""
    listing, output = tmp_path / "list", tmp_path / "records.jsonl"
    listing.write_text(f"{RESTRICTED}\n")
    resumed = ("batch", listing, "-o", output, "--offline", "--resume")
    assert openaudit(*resumed, "--no-config").exit_code == 0
    before = output.read_bytes()
    refused = openaudit(*resumed, "--policy", "osi-only")
    assert (refused.exit_code, output.read_bytes()) == (2, before)
    assert "held against no policy" in refused.stderr
    output.unlink()
    for _ in range(2):
        found = openaudit(*resumed, "--policy", "osi-only")
        assert found.exit_code == 1
        assert "Policy preset osi-only: 1 not allowed" in found.stderr
    assert openaudit(*resumed, "--policy", "research").exit_code == 2


def test_lock_and_check_locked(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked model passes until its licence changes; then check --locked exits 1 and says what changed."""
    monkeypatch.chdir(tmp_path)
    assert openaudit("lock", model).exit_code == 0
    assert openaudit("check", "--locked").exit_code == 0
    (model / "LICENSE").write_text(MIT + "\nYou may not use the Software commercially.\n")
    changed = openaudit("check", "--locked", "--json")
    assert changed.exit_code == 1
    assert "not as locked" in changed.stderr
    assert "new restriction: non-commercial" in changed.stderr


def test_a_lock_is_not_written_when_a_model_is_missing(tmp_path: Path, model: Path) -> None:
    """A model that can't be audited leaves the lock file as it was: exit 3."""
    target = tmp_path / "openaudit.lock"
    target.write_text("mine")
    result = openaudit("lock", model, "acme/none", "--offline", "-o", target)
    assert (result.exit_code, target.read_text()) == (3, "mine")


def test_check_locked_needs_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lock file --locked is an error that says how to write one, never a pass."""
    monkeypatch.chdir(tmp_path)
    result = openaudit("check", "--locked")
    assert result.exit_code == 2
    assert "openaudit lock" in result.stderr


def test_scan_audits_what_code_names(tmp_path: Path) -> None:
    """Scan names the model, its verdict under the policy and the line of the code; the exit code is the policy's."""
    (tmp_path / "app.py").write_text(f'x = 1\nAutoModel.from_pretrained("{RESTRICTED}")\n')
    result = openaudit("scan", tmp_path, "--offline", "--policy", "osi-only")
    assert result.exit_code == 1
    assert "not allowed under preset osi-only" in result.stdout
    assert "app.py:2" in result.stdout
    listed = json.loads(openaudit("scan", tmp_path, "--list", "--json").stdout)
    (model,) = listed["models"]
    assert (model["reference"], model["places"][0]["line"], "record" in model) == (RESTRICTED, 2, False)


def test_what_a_scan_skipped_is_not_shown_as_clean(tmp_path: Path) -> None:
    """A file that could not be read leaves a policy unanswered: exit 3, told in SARIF; --list takes no policy."""
    (tmp_path / "app.py").write_text(f'AutoModel.from_pretrained("{RESTRICTED}")\n')
    (tmp_path / "broken.json").write_text('{"model": ')
    (tmp_path / "p.toml").write_text('[policy]\ntiers = ["restricted-weights"]\nunknown = "warn"\n')
    result = openaudit("scan", tmp_path, "--offline", "--policy", tmp_path / "p.toml", "--format", "sarif")
    (run,) = json.loads(result.stdout)["runs"]
    notes = [n for i in run["invocations"] for n in i["toolExecutionNotifications"]]
    assert result.exit_code == 3
    assert [n["message"]["text"].split()[0] for n in notes if n["descriptor"]["id"] == "skipped"] == ["broken.json"]
    assert openaudit("scan", tmp_path, "--offline", "--no-config").exit_code == 0
    assert openaudit("scan", tmp_path, "--list", "--policy", "osi-only").exit_code == 2


def test_scan_exit_codes(tmp_path: Path) -> None:
    """Nothing named exits 4; a model that can't be audited 3."""
    (tmp_path / "app.py").write_text("x = 1\n")
    assert openaudit("scan", tmp_path, "--offline").exit_code == 4
    (tmp_path / "app.py").write_text('AutoModel.from_pretrained("acme/none")\n')
    assert openaudit("scan", tmp_path, "--offline").exit_code == 3


def test_waived_and_expired_exceptions_are_shown(tmp_path: Path) -> None:
    """The page shows what is waived, with reason and day, and names an exception that has expired."""
    exceptions = "".join(
        f'[[policy.exceptions]]\nmodel = "*"\nrules = ["{rule}"]\nreason = "Because {rule}."\nexpires = {day}\n'
        for rule, day in (("tier", "2999-01-01"), ("user-cap", "2020-01-01"))
    )
    (tmp_path / "p.toml").write_text('[policy]\nextends = "osi-only"\n' + exceptions)
    page = openaudit("check", "--offline", RESTRICTED, "--policy", tmp_path / "p.toml").stdout
    assert "Waived until 2999-01-01: Because tier." in page
    assert "An exception for this expired on 2020-01-01: Because user-cap." in page


def test_the_environment_names_a_policy(model: Path) -> None:
    """OPENAUDIT_POLICY is --policy for whoever sets it once."""
    runner = CliRunner(env={"OPENAUDIT_POLICY": "osi-only"})
    record = json.loads(runner.invoke(command, ["check", str(model), "--json"]).stdout)
    assert record["policy"]["policy"] == "osi-only"
