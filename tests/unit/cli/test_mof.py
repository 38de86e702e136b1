import json
from pathlib import Path

from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.mot import model_file, required


def mof(path: Path, *options: str) -> Result:
    return CliRunner().invoke(command, ["mof", str(path), *options])


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "model.yml"
    path.write_text(text)
    return path


def test_json_has_both_readings(tmp_path: Path) -> None:
    """The machine form has class, progress and components under `strict` and `normalized`."""
    listed = dict.fromkeys(required("III"), "Apache 2.0")
    result = mof(written(tmp_path, model_file(listed)), "--format", "json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (answer["strict"]["class"], answer["normalized"]["class"]) == (None, "III")
    assert answer["normalized"]["progress"] == {"III": 100.0, "II": 60.0, "I": 0.0}
    assert {"id", "name", "status", "license", "evidence"} <= answer["strict"]["components"][0].keys()
    assert answer["problems"] == []


def test_a_fault_stands_with_its_line(tmp_path: Path) -> None:
    """The page names the line of a fault, and no markup."""
    page = mof(written(tmp_path, "framework:\n  name: x\n  foo\nrelease:\n")).output
    assert "  line 4      broken YAML" in page


def test_text_says_class_gaps_conditions_and_differences(tmp_path: Path) -> None:
    """The page gives the class first, then what is missing, what passes on condition, where the readings part."""
    listed = {**dict.fromkeys(required("III")), "Model card": "MIT license"}
    page = mof(written(tmp_path, model_file(listed, distribution="Apache-2.0"))).output
    assert page.splitlines()[1].startswith("Class III, Open Model")
    assert "gives it no class" in page
    assert "Missing for class II" in page
    assert "Passes on condition" in page
    assert "(MIT license is MIT)" in " ".join(page.split())


def test_faults_are_on_the_page_and_in_the_exit_code(tmp_path: Path) -> None:
    """A file with a fault exits 3, and its page says at the top that not all of it was read."""
    result = mof(written(tmp_path, model_file({"Sourdough": None})))
    assert result.exit_code == 3
    assert "1 fault is listed at the end" in result.output
    assert "Sourdough" in result.output


def test_a_file_that_is_no_model_file_exits_3(tmp_path: Path) -> None:
    """Nothing is shown as clean where nothing could be evaluated."""
    result = mof(written(tmp_path, "hello: world\n"))
    assert result.exit_code == 3
    assert "could not be evaluated" in result.output


def test_a_file_that_is_not_there_is_an_error_with_what_to_do(tmp_path: Path) -> None:
    """A path that can't be read exits 2 and says which file to name."""
    for path in (tmp_path / "none.yml", tmp_path):
        result = mof(path)
        assert result.exit_code == 2
        assert "next: name a model file" in result.stderr


def test_hostile_names_are_harmless_on_the_page(tmp_path: Path) -> None:
    """Characters that act on a terminal do not reach it."""
    text = model_file({}).replace("name: Small", 'name: "\\e[31mred\\u202e"')
    result = mof(written(tmp_path, text))
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
