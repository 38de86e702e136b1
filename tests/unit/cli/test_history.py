from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.snapshots import card


def history(*arguments: str) -> Result:
    """The command's result, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None}).invoke(command, ["history", *arguments])


def test_a_folder_has_no_history(tmp_path: Path) -> None:
    """A folder, or a system of the catalogue, exits 2 and says what has a history."""
    (tmp_path / "README.md").write_text(card(license="mit"))
    for name in (str(tmp_path), "openai/gpt-5"):
        result = history(name)
        assert result.exit_code == 2
        assert "only a repository on the Hub has a history" in result.stderr


@pytest.mark.parametrize(("name", "code"), [("acme/none", 3), ("meta-llama/Llama-3.1-8B", 2)])
def test_offline_there_is_no_history(name: str, code: int) -> None:
    """Offline nothing can be asked, and nothing is printed that looks like an answer."""
    result = history("--offline", name)
    assert (result.exit_code, result.stdout) == (code, "")
    assert "offline" in result.stderr


def test_a_limit_must_be_positive() -> None:
    """--limit 0 looks at nothing, and is refused."""
    assert history("acme/none", "--limit", "0").exit_code == 2
