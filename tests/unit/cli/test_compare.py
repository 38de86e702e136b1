import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.snapshots import MIT, card

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"


def compare(*arguments: str) -> Result:
    """The command's result, offline, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None}).invoke(command, ["compare", "--offline", *arguments])


@pytest.fixture
def model(tmp_path: Path) -> str:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text(card("# Foo", license="mit"))
    (folder / "LICENSE").write_text(MIT)
    (folder / "model.safetensors").write_bytes(b"0")
    return str(folder)


def test_any_mixture_of_sources(model: str) -> None:
    """A service, a model of the catalogue and a folder stand side by side; JSON begins with its version."""
    result = compare("openai/gpt-5", LLAMA, model, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert next(iter(found)) == "schema_version"
    assert [m["subject"]["source"] for m in found["models"]] == ["catalogue", "catalogue", "local"]
    (tier,) = [row for row in found["differences"] if row["id"] == "tier"]
    assert [cell["value"] for cell in tier["cells"]] == ["closed", "restricted-weights", "open-weights"]


def test_differences_come_first(model: str) -> None:
    """The text has what differs before what is alike, then what one controls."""
    text = compare(model, LLAMA).stdout
    assert text.index("Differences") < text.index("Alike") < text.index("What you control")


def test_a_failed_one_exits_3_and_the_others_are_shown(model: str) -> None:
    """What could not be audited is said on both streams, and the comparison goes on."""
    result = compare(model, "acme/none")
    assert result.exit_code == 3
    assert "not audited" in result.stdout
    assert "acme/none" in result.stderr
    assert "open weights" in result.stdout


def test_one_model_is_a_usage_error(model: str) -> None:
    """There is nothing to compare with one model."""
    assert compare(model).exit_code == 2


def test_plain_when_piped_and_into_a_file(model: str, tmp_path: Path) -> None:
    """No colour goes into a pipe; -o writes the file and leaves stdout empty."""
    assert "\x1b[" not in compare(model, LLAMA).stdout
    assert "\x1b[" in compare(model, LLAMA, "--color", "always").stdout
    result = compare(model, LLAMA, "--format", "json", "-o", str(tmp_path / "c.json"))
    assert result.stdout == ""
    assert json.loads((tmp_path / "c.json").read_text())["schema_version"] == "1.0"
