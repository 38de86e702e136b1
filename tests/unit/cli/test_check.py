import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from openaudit.snapshot import save
from tests.support.snapshots import MIT, card, snapshot


def openaudit(*arguments: str, **environment: str) -> Result:
    """The command's result, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None, **environment}).invoke(command, list(arguments))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small local model folder."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text(card("# Foo", license="mit"))
    (folder / "LICENSE").write_text(MIT)
    (folder / "model.safetensors").write_bytes(b"0")
    return folder


def test_the_verdict_comes_first(model: Path) -> None:
    """The text report has the verdict's sentence before anything that supports it."""
    result = openaudit("check", str(model))
    assert result.exit_code == 0
    assert result.stdout.index("Open weights:") < result.stdout.index("What you can do")


def test_one_reference_is_an_object_and_several_an_array(model: Path) -> None:
    """JSON holds an object for one reference, an array for several."""
    one = json.loads(openaudit("check", str(model), "--format", "json").stdout)
    two = json.loads(openaudit("check", str(model), str(model), "--json").stdout)
    assert one["verdict"]["tier"] == "open-weights"
    assert [r["subject"]["id"] for r in two] == [one["subject"]["id"]] * 2


def test_output_goes_to_a_file(model: Path, tmp_path: Path) -> None:
    """With -o stdout stays empty and the file holds the result."""
    result = openaudit("check", str(model), "--json", "-o", str(tmp_path / "record.json"))
    assert result.stdout == ""
    assert json.loads((tmp_path / "record.json").read_text())["status"] == "complete"


def test_an_unwritable_file_is_told_and_leaves_nothing(model: Path, tmp_path: Path) -> None:
    """A path that can't be written is a plain message, not a traceback, and no half file."""
    target = tmp_path / "none" / "record.json"
    result = openaudit("check", str(model), "--json", "-o", str(target))
    assert result.exit_code != 0
    assert not target.parent.exists()


def test_fail_on_a_level_and_on_a_rule(model: Path) -> None:
    """--fail-on exits 1 for a severity that is reached and for a rule that fired, and not otherwise."""
    assert openaudit("check", str(model), "--fail-on", "info").exit_code == 1
    assert openaudit("check", str(model), "--fail-on", "high").exit_code == 0
    assert openaudit("check", str(model), "--fail-on", "OA507").exit_code == 1
    assert openaudit("check", str(model), "--fail-on", "no-evaluation").exit_code == 1
    assert openaudit("check", str(model), "--fail-on", "OA101").exit_code == 0


def test_exit_zero_hides_findings_and_nothing_else(model: Path) -> None:
    """--exit-zero makes findings exit 0; what could not be audited still exits 3."""
    assert openaudit("check", str(model), "--fail-on", "info", "--exit-zero").exit_code == 0
    assert openaudit("check", "--offline", "acme/none", "--exit-zero").exit_code == 3


def test_a_threshold_that_is_none_is_a_usage_error(model: Path) -> None:
    """--fail-on with an unknown word is refused."""
    assert openaudit("check", str(model), "--fail-on", "severe").exit_code == 2


def test_a_reference_that_names_nothing_is_a_usage_error() -> None:
    """A reference of no known form exits 2 and says what forms there are."""
    result = openaudit("check", "not a model!")
    assert result.exit_code == 2


def test_offline_unknown_model_is_unaudited_and_never_clean() -> None:
    """Offline, a model that the catalogue lacks exits 3, with a failed record and advice on stderr."""
    result = openaudit("check", "--offline", "acme/none", "--json")
    record = json.loads(result.stdout)
    assert result.exit_code == 3
    assert record["status"] == "failed"
    assert record["axes"] is None
    assert "next:" in result.stderr


def test_the_catalogue_speaks_offline_and_says_so() -> None:
    """A well-known model is audited offline from the catalogue, and the report says so with its date."""
    result = openaudit("check", "--offline", "meta-llama/Llama-3.1-8B-Instruct")
    assert result.exit_code == 0
    assert "catalogue of 20" in result.stdout
    assert "700 million" in result.stdout


def test_api_only_system_is_closed() -> None:
    """A system without weights is closed, from the catalogue, without any network."""
    record = json.loads(openaudit("check", "openai/gpt-5", "--json").stdout)
    assert record["verdict"]["tier"] == "closed"
    assert record["subject"]["source"] == "catalogue"


def test_a_saved_snapshot_gives_the_same_record(tmp_path: Path) -> None:
    """Checking a saved snapshot gives the same record byte for byte, but for the source."""
    original = snapshot(card("A fully open source model.", license="llama3.1"), texts={"LICENSE-CODE": MIT}, gated=True)
    save(original, tmp_path / "a")
    save(original, tmp_path / "b")
    first, second = (openaudit("check", str(tmp_path / name), "--json").stdout for name in "ab")
    assert first == second
    assert json.loads(first)["subject"]["source"] == "snapshot"


def test_colour_obeys_the_environment(model: Path) -> None:
    """NO_COLOR and a pipe mean no colour; --color always means colour all the same."""
    assert "\x1b[" not in openaudit("check", str(model)).stdout
    assert "\x1b[" in openaudit("check", str(model), "--color", "always").stdout
    assert "\x1b[" not in openaudit("check", str(model), "--color", "never").stdout


def test_escape_sequences_of_a_card_never_reach_the_terminal(model: Path) -> None:
    """Control characters of a card are shown, not sent."""
    (model / "README.md").write_text(
        card("We open-source \x1b[31mFoo\x1b]0;title\x07, a fully open model.", license="llama2")
    )
    (model / "LICENSE").unlink()
    result = openaudit("check", str(model))
    assert "OA101" in result.stdout
    assert not {c for c in result.stdout if ord(c) < 32} - {"\n"}


EVIDENCE = "components:\n  - name: Research paper\n    license: CC-BY-4.0\n    url: https://example.org/paper\n"


def test_supplied_evidence_is_shown_apart(model: Path, tmp_path: Path) -> None:
    """--evidence is told below everything that was seen, with its place, and as nothing that a verdict rests on."""
    (tmp_path / "mine.yml").write_text(EVIDENCE)
    page = openaudit("check", str(model), "--evidence", str(tmp_path / "mine.yml")).stdout
    assert page.index("What you can do") < page.index("Supplied by the user, not seen by openaudit")
    assert "user-supplied:mine.yml:2-4" in page
    assert "No verdict, answer or finding above rests on these." in page


def test_supplied_evidence_is_of_one_model(model: Path, tmp_path: Path) -> None:
    """With several references nobody could tell whose evidence it is: a usage error."""
    (tmp_path / "mine.yml").write_text(EVIDENCE)
    result = openaudit("check", str(model), str(model), "--evidence", str(tmp_path / "mine.yml"))
    assert result.exit_code == 2
    assert "of one model" in result.stderr


def test_evidence_with_faults_audits_nothing(model: Path, tmp_path: Path) -> None:
    """A file of evidence that can't be read stops the run before a report, with what to mend."""
    (tmp_path / "mine.yml").write_text("components: 1\n")
    result = openaudit("check", str(model), "--evidence", str(tmp_path / "mine.yml"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 1" in result.stderr


def test_snapshot_keeps_the_evidence(model: Path, tmp_path: Path) -> None:
    """A snapshot that was taken with evidence is audited with it again."""
    (tmp_path / "mine.yml").write_text(EVIDENCE)
    saved = str(tmp_path / "saved")
    assert openaudit("snapshot", str(model), "-o", saved, "--evidence", str(tmp_path / "mine.yml")).exit_code == 0
    assert json.loads(openaudit("check", saved, "--json").stdout)["supplied"][0]["component"] == "Research paper"


def test_a_mot_file_is_evaluated_as_it_was_written(model: Path, tmp_path: Path) -> None:
    """What `--format mot` writes, `mof` reads without a fault."""
    target = str(tmp_path / "model.yml")
    assert openaudit("check", str(model), "--format", "mot", "-o", target).exit_code == 0
    answer = json.loads(openaudit("mof", target, "--json").stdout)
    assert answer["problems"] == []
    assert "included" in {c["status"] for c in answer["normalized"]["components"]}


@pytest.mark.parametrize("command_line", [("scan", "."), ("verify", "x.json"), ("frameworks", "x")])
def test_a_command_that_writes_one_file_refuses_several(command_line: tuple[str, ...]) -> None:
    """A second -o or --format is refused where only the last would be written."""
    for twice in (("-o", "a", "-o", "b"), ("--format", "json", "--format", "text")):
        result = openaudit(*command_line, *twice)
        assert (result.exit_code, "is given 2 times" in result.stderr) == (2, True)
