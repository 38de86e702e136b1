import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.snapshots import MIT


def license_(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["license", *arguments])


@pytest.fixture
def mit(tmp_path: Path) -> str:
    (tmp_path / "LICENSE").write_text(MIT)
    return str(tmp_path / "LICENSE")


def test_one_file_is_an_object(mit: str) -> None:
    """JSON of one file is one object with the vocabulary of the record."""
    answer = json.loads(license_(mit, "--format", "json").stdout)
    assert answer["schema_version"] == "1.0"
    assert (answer["input"], answer["match"], answer["expression"], answer["open"]) == (mit, "exact", "MIT", True)


def test_many_files_give_one_line_each_in_order(mit: str, tmp_path: Path) -> None:
    """JSON Lines has one answer a line in the order of the files; an unreadable one says so, and the exit code is 3."""
    missing, binary = str(tmp_path / "none.txt"), tmp_path / "weights.bin"
    binary.write_bytes(bytes(range(256)) * 10)
    result = license_(mit, missing, str(binary), mit, "--format", "jsonl")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [a["input"] for a in answers] == [mit, missing, str(binary), mit]
    assert [bool(a["unavailable"]) for a in answers] == [False, True, True, False]
    assert result.exit_code == 3


def test_an_identifier_shows_what_is_known() -> None:
    """A licence's name shows its entry."""
    result = license_("CC BY-NC 4.0")
    assert result.exit_code == 0
    assert "not open" in result.stdout


def test_a_misspelt_identifier_is_answered_with_a_suggestion() -> None:
    """A slip of the pen exits 2 and names the identifier that is close."""
    result = license_("aapche-2.0")
    assert result.exit_code == 2
    assert "apache-2.0" in result.stderr


def test_what_is_neither_file_nor_licence_is_told_so() -> None:
    """A name that is like none points to the list; a path that leads nowhere is a file that can't be read."""
    result = license_("NOPE")
    assert result.exit_code == 2
    assert "neither a file nor a licence" in result.stderr
    assert "openaudit license --list" in result.stderr
    result = license_("no/such/LICENSE.txt")
    assert (result.exit_code, "No such file" in result.stdout) == (3, True)


def test_the_list() -> None:
    """--list shows every licence with whether it is open."""
    lines = license_("--list").stdout.splitlines()
    assert any(line.startswith("mit ") and " open " in line for line in lines)
    assert any(line.startswith("llama3.1 ") and "not open" in line for line in lines)


def test_nothing_named_is_a_usage_error() -> None:
    """Neither a file nor --list is a usage error."""
    assert license_().exit_code == 2
