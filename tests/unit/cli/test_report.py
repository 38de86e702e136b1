import csv
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from openaudit.record.digest import seal
from openaudit.record.json import to_line
from openaudit.report.formats import FORMATS, formatter
from tests.support import records

AUDITED = [r for r in records.all_kinds() if r.status != "failed"]


def openaudit(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """The command's result, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None}).invoke(command, list(map(str, arguments)), input=stdin)


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """A batch's records, one that failed among them."""
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"".join(map(to_line, records.all_kinds())))
    return file


@pytest.mark.parametrize("name", [n for n in FORMATS if n != "badge"])
def test_filed_records_are_rendered_as_the_format_does(filed: Path, tmp_path: Path, name: str) -> None:
    """`report` writes what the format makes of the records, and nothing else; what failed exits 3."""
    result = openaudit("report", filed, "--format", name, "-o", tmp_path / f"out.{name}")
    expected = formatter(name).format([seal(record) for record in records.all_kinds()])
    assert result.exit_code == 3
    assert (tmp_path / f"out.{name}").read_bytes() == (expected if isinstance(expected, bytes) else expected.encode())
    assert result.stdout == ""


def test_several_files_and_stdin_are_one_report(filed: Path, tmp_path: Path) -> None:
    """Files of any form are read in the order given, - as stdin."""
    single = tmp_path / "one.json"
    single.write_text(str(formatter("json").format([records.closed()])), encoding="utf-8")
    result = openaudit("report", "-", single, "--format", "csv", stdin=to_line(records.restricted()))
    rows = csv.DictReader(io.StringIO(result.stdout, newline=""))
    assert [row["id"] for row in rows] == ["example/Lark-3.1-8B", "example/Oracle-5"]
    assert result.exit_code == 0


def test_text_is_the_page_of_check(filed: Path) -> None:
    """Without a format the report is the terminal's, with its summary."""
    result = openaudit("report", filed, "--allow-incomplete")
    assert result.exit_code == 0
    assert "[RESTRICTED WEIGHTS]" in result.stdout
    assert "Summary (5)" in result.stdout


def test_the_list_gives_sarif_its_lines(filed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding stands on the line of the list that names its model, whatever form the reference has."""
    monkeypatch.chdir(tmp_path)
    Path("lists").mkdir()
    lines = ["# models", "", "https://huggingface.co/example/Lark-3.1-8B", "not a model!", "example/Ghost-1B"]
    Path("lists/models.txt").write_text("\n".join(lines), encoding="utf-8")
    result = openaudit("report", filed, "--format", "sarif", "--list", "lists/models.txt")
    run = json.loads(result.stdout)["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("lists/models.txt", 3)
    failed = run["invocations"][1]["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]
    assert failed["region"]["startLine"] == 5


def test_an_altered_record_is_told(filed: Path, tmp_path: Path) -> None:
    """A record whose digest is not that of its values is rendered with a warning and exit 3, whatever is allowed."""
    altered = records.change(seal(records.open_weights()), status="partial")
    (tmp_path / "altered.jsonl").write_bytes(to_line(altered))
    result = openaudit("report", tmp_path / "altered.jsonl", "--format", "csv", "--allow-incomplete")
    assert result.exit_code == 3
    assert altered.subject.id in result.stdout
    assert f"the record of {altered.subject.id} is not what was written" in result.stderr


def test_no_record_is_nothing_to_report(tmp_path: Path) -> None:
    """An empty file exits 4 and writes nothing."""
    (tmp_path / "empty.jsonl").write_text("\n")
    result = openaudit("report", tmp_path / "empty.jsonl", "--format", "csv", "-o", tmp_path / "out.csv")
    assert (result.exit_code, (tmp_path / "out.csv").exists()) == (4, False)


def test_what_is_no_record_is_told(tmp_path: Path) -> None:
    """A file of something else, or none, is three plain lines and exit 2."""
    (tmp_path / "x.json").write_text('{"a": 1}')
    for file in ("x.json", "missing.json"):
        result = openaudit("report", tmp_path / file)
        assert result.exit_code == 2
        assert "next:" in result.stderr


def test_check_writes_several_formats_in_one_run(tmp_path: Path) -> None:
    """The n-th format goes to the n-th file, the last to stdout where it has none."""
    files = [tmp_path / "a.json", tmp_path / "b.sarif"]
    pairs = [
        part for form, file in zip(("json", "sarif"), files, strict=True) for part in ("--format", form, "-o", file)
    ]
    result = openaudit("check", "openai/gpt-5", *pairs, "--format", "text")
    assert json.loads(files[0].read_text())["subject"]["id"] == "openai/gpt-5"
    assert json.loads(files[1].read_text())["version"] == "2.1.0"
    assert "[CLOSED]" in result.stdout
    dash = openaudit(
        "check", "openai/gpt-5", "--format", "jsonl", "--format", "csv", "-o", "-", "-o", tmp_path / "c.csv"
    )
    assert json.loads(dash.stdout)["subject"]["id"] == "openai/gpt-5"
    assert (tmp_path / "c.csv").read_text().startswith('"id"')


def test_json_is_short_for_its_format(tmp_path: Path) -> None:
    """--json is --format json, and comes first where others are named."""
    assert openaudit("check", "openai/gpt-5", "--json", "--format", "text").stdout.startswith("{")
    openaudit("check", "openai/gpt-5", "--json", "--format", "csv", "-o", tmp_path / "a", "-o", tmp_path / "b")
    assert (tmp_path / "a").read_text().startswith("{")
    assert (tmp_path / "b").read_text().startswith('"id"')


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "json", "--format", "csv"],
        ["--format", "json", "-o", "a", "-o", "b"],
        ["--format", "json", "--format", "csv", "-o", "-", "-o", "-"],
        ["--format", "json", "--format", "csv", "-o", "a", "-o", "./a"],
        ["--format", "docx"],
    ],
)
def test_formats_and_files_that_do_not_pair_are_a_usage_error(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is audited or written when it is not clear what goes where."""
    monkeypatch.chdir(tmp_path)
    assert openaudit("check", "openai/gpt-5", *options).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """When one of several files can't be written, or one format can't be made, none of them is left or changed."""
    kept = tmp_path / "kept.json"
    kept.write_text("before")
    for form, file in (("badge", tmp_path / "none" / "x.svg"), ("cyclonedx", tmp_path)):
        result = openaudit("check", "openai/gpt-5", "--format", "json", "-o", kept, "--format", form, "-o", file)
        assert result.exit_code == 2
    two = openaudit("check", "openai/gpt-5", "openai/gpt-5", "--format", "json", "-o", kept, "--format", "badge")
    assert two.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["kept.json"]
    assert kept.read_text() == "before"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """What is no regular file stays what it is."""
    result = openaudit("check", "openai/gpt-5", "--format", "json", "-o", os.devnull)
    assert result.exit_code == 0
    assert not Path(os.devnull).is_file()
