import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from openaudit.record.json import to_line
from openaudit.snapshot import save
from tests.support import records
from tests.support.pages import inert
from tests.support.snapshots import card, snapshot


def openaudit(*arguments: str | Path) -> Result:
    return CliRunner(env={"HF_TOKEN": None}).invoke(command, list(map(str, arguments)))


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """A batch's records, one that failed among them."""
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"".join(map(to_line, records.all_kinds())))
    return file


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A saved snapshot whose card claims to be open."""
    body = "It sings.\n\nThis is a fully open source model.\n\nThe moon is up tonight."
    save(snapshot(card(body, license="llama3.1")), tmp_path / "kept")
    return tmp_path / "kept"


def test_a_name_with_a_suffix_is_one_page(filed: Path, tmp_path: Path) -> None:
    """`-o list.html` is the list alone."""
    openaudit("report", filed, "--format", "html", "-o", tmp_path / "list.html")
    inert((tmp_path / "list.html").read_text("utf-8"), scripts=2)


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_holds_the_list_and_every_model(filed: Path, tmp_path: Path, exists: bool) -> None:
    """A folder, or a new name without a suffix, gets index.html and a page for each model; failed ones exit 3."""
    site = tmp_path / "site"
    if exists:
        site.mkdir()
        (site / "kept.txt").write_text("mine")
    result = openaudit("report", filed, "--format", "html", "-o", site)
    assert result.exit_code == 3
    assert len(list((site / "models").iterdir())) == len(records.all_kinds())
    inert((site / "index.html").read_text("utf-8"), scripts=2)
    assert not list(tmp_path.glob(".*part"))
    assert (site / "kept.txt").exists() is exists


def test_another_format_is_no_folder(filed: Path, tmp_path: Path) -> None:
    """A folder for a format of one file is a usage error, told before anything is written."""
    result = openaudit("report", filed, "--format", "csv", "-o", tmp_path)
    assert result.exit_code == 2
    assert "name the file" in result.stderr


def test_a_folder_is_left_alone_when_another_format_fails(filed: Path, tmp_path: Path) -> None:
    """All or nothing holds for folders too: a badge of five models fails, and no page is written."""
    result = openaudit(
        "report", filed, "--format", "html", "-o", tmp_path / "site", "--format", "badge", "-o", tmp_path / "b"
    )
    assert result.exit_code == 2
    assert not (tmp_path / "site").exists()
    assert not list(tmp_path.glob(".*part"))


def test_check_shows_quotes_in_their_context(kept: Path, tmp_path: Path) -> None:
    """An audit has the files at hand, so the page shows the lines around what it quotes."""
    openaudit("check", kept, "--format", "html", "-o", tmp_path / "page.html")
    assert "The moon is up tonight." in (tmp_path / "page.html").read_text("utf-8")


def test_report_shows_context_from_a_snapshot(kept: Path, tmp_path: Path) -> None:
    """A filed record has its quotes alone; with `--snapshot` their context comes back."""
    record, page = tmp_path / "record.json", tmp_path / "page.html"
    openaudit("check", kept, "--format", "json", "-o", record)
    openaudit("report", record, "--format", "html", "-o", page)
    assert "The moon is up tonight." not in page.read_text("utf-8")
    openaudit("report", record, "--format", "html", "-o", page, "--snapshot", kept)
    assert "The moon is up tonight." in page.read_text("utf-8")


def test_serve_needs_records(tmp_path: Path) -> None:
    """An empty file is nothing to show: exit 4."""
    (tmp_path / "none.jsonl").write_bytes(b"")
    assert openaudit("serve", tmp_path / "none.jsonl").exit_code == 4


def test_serve_names_its_extra(filed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the templates' engine, `serve` says what to install."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in [m for m in sys.modules if m.startswith(("openaudit.report.html", "openaudit.server"))]:
        monkeypatch.delitem(sys.modules, name)
    result = openaudit("serve", filed)
    assert "pip install '.[html]'" in result.stderr
