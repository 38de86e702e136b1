import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.frameworks import full_card
from tests.support.snapshots import MIT

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"


def frameworks(*arguments: str) -> Result:
    """The command's result, offline, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None}).invoke(command, ["frameworks", "--offline", *arguments])


@pytest.fixture
def model(tmp_path: Path) -> str:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text(full_card(license="mit"))
    (folder / "LICENSE").write_text(MIT)
    (folder / "model.safetensors").write_bytes(b"0")
    return str(folder)


def test_text_shows_every_criterion_with_its_source(model: str) -> None:
    """All three frameworks, their criteria with outcome, reason and place, and once what it is not."""
    result = frameworks(model)
    assert result.exit_code == 0
    for words in ("Open Source AI Definition 1.0", "European Open Source AI Index", "EU AI Act, Article 53(2)"):
        assert words in result.stdout
    assert "Data Information (1)" in result.stdout
    assert "README.md:" in result.stdout
    assert result.stdout.count("not legal advice") == 1


def test_no_line_is_empty_between_a_component_and_its_place(model: str) -> None:
    """Empty lines part sections, and nothing else."""
    lines = frameworks(model).stdout.splitlines()
    empty = [n for n, line in enumerate(lines) if not line.strip()]
    assert empty
    assert all(lines[n + 1] == lines[n + 1].lstrip() for n in empty)


def test_json_is_versioned_and_holds_what_it_cites() -> None:
    """JSON begins with its version, has the record's frameworks, the disagreements, and their evidence."""
    found = json.loads(frameworks(LLAMA, "--json").stdout)
    assert next(iter(found)) == "schema_version"
    assert list(found["frameworks"]) == ["mof", "osaid", "osai", "eu_ai_act"]
    held = {e["id"] for e in found["evidence"]}
    criteria = (*found["frameworks"]["osaid"]["criteria"], *found["frameworks"]["eu_ai_act"]["criteria"])
    assert {e for c in (*criteria, *found["disagreements"]) for e in c["evidence"]} <= held


def test_it_says_why_they_disagree() -> None:
    """An open licence alone satisfies one framework, and the others' criteria are named."""
    text = frameworks("deepseek-ai/DeepSeek-R1").stdout
    assert "Why they disagree" in text


def test_what_could_not_be_audited_exits_3() -> None:
    """A model that nobody could see has no verdict under any framework."""
    result = frameworks("acme/none")
    assert result.exit_code == 3
    assert "Open Source AI Definition" not in result.stdout
    assert "acme/none" in result.stderr


def test_the_report_has_a_compact_block(model: str) -> None:
    """`check` tells each framework's verdict in a line, and where all of it is shown."""
    result = CliRunner().invoke(command, ["check", "--offline", model])
    block = result.stdout.partition("Under the frameworks")[2]
    assert all(name in block for name in ("OSAID 1.0", "OSAI index", "EU AI Act 53(2)", "openaudit frameworks"))


def test_output_goes_into_a_file(model: str, tmp_path: Path) -> None:
    """-o writes the file, and stdout stays empty."""
    out = tmp_path / "out.txt"
    result = frameworks(model, "-o", str(out))
    assert result.stdout == ""
    assert "Open Source AI Definition 1.0" in out.read_text()
