"""What a batch audits, and in what order."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.batch.inputs import LINE_LIMIT, check_inputs, read_inputs
from openaudit.errors import OpenauditError
from openaudit.snapshot import save
from tests.support.snapshots import card, snapshot


def references(*inputs: Path | str, column: str | None = None) -> list[str]:
    return [item.reference for item in read_inputs([str(name) for name in inputs], column)]


def faults(*inputs: Path) -> list[str]:
    return [item.fault.why for item in read_inputs([str(name) for name in inputs]) if item.fault is not None]


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_list_has_one_reference_a_line(tmp_path: Path) -> None:
    """Blank lines, comments, a byte order mark and line ends of Windows are no part of a reference."""
    listing = written(tmp_path / "list", b"\xef\xbb\xbf# models\r\n\r\n  acme/one \r\nacme/two")
    assert references(listing) == ["acme/one", "acme/two"]


def test_stdin_is_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads the list from stdin."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"acme/one\n")))
    assert references("-") == ["acme/one"]


def test_several_inputs_follow_each_other(tmp_path: Path) -> None:
    """Inputs are read one after the other, in the order in which they are named."""
    first, second = written(tmp_path / "b", "acme/b\n"), written(tmp_path / "a", "acme/a\n")
    assert references(first, second) == ["acme/b", "acme/a"]


def test_a_line_that_cant_be_read_is_an_item(tmp_path: Path) -> None:
    """A line that is no UTF-8 or too long has its place in the order, its number, and hides no other."""
    listing = written(tmp_path / "list", b"acme/one\n\xff\xfe\n" + b"x" * (LINE_LIMIT + 5) + b"\nacme/two\n")
    assert references(listing) == ["acme/one", f"{listing}:2", f"{listing}:3", "acme/two"]
    assert "UTF-8" in faults(listing)[0]
    assert "more than" in faults(listing)[1]


@pytest.mark.parametrize(("suffix", "mark"), [(".csv", ","), (".tsv", "\t")])
def test_a_table_has_a_column_of_models(tmp_path: Path, suffix: str, mark: str) -> None:
    """The named column counts, else a column whose name says that it holds models."""
    table = written(tmp_path / f"t{suffix}", f'modelId{mark}other\nacme/a{mark}"acme/\nx"\n\nacme/b{mark}acme/y\n')
    assert references(table) == ["acme/a", "acme/b"]
    assert references(table, column="other") == ["acme/\nx", "acme/y"]


def test_a_table_without_the_column_is_refused(tmp_path: Path) -> None:
    """A missing column is told with the columns that are there."""
    table = written(tmp_path / "t.csv", "name,licence\nacme/a,mit\n")
    with pytest.raises(OpenauditError) as caught:
        references(table)
    assert "name, licence" in caught.value.why
    with pytest.raises(OpenauditError, match="no column 'nme'"):
        references(table, column="nme")


def test_rows_that_name_no_model_are_items(tmp_path: Path) -> None:
    """A short row, an empty cell, a line that is no JSON object: each is told with its line."""
    table = written(tmp_path / "t.csv", "x,id\nonly\n1,acme/a\n")
    assert references(table) == [f"{table}:2", "acme/a"]
    lines = written(tmp_path / "t.jsonl", b'{"id": "acme/a"}\n{"id": 5}\nnope\n[1]\n{"x": 1}\n"acme/b"\n\xff\n')
    assert references(lines) == ["acme/a", *(f"{lines}:{n}" for n in (2, 3, 4, 5)), "acme/b", f"{lines}:7"]


def test_a_folder_of_snapshots(tmp_path: Path) -> None:
    """Every snapshot below a folder, by path; what lies in a snapshot is its own."""
    for name in ("b/two", "a"):
        save(snapshot(card()), tmp_path / name)
    assert references(tmp_path) == [str(tmp_path / "a"), str(tmp_path / "b" / "two")]
    assert references(tmp_path / "a") == [str(tmp_path / "a")]


def test_a_folder_without_snapshots_is_refused(tmp_path: Path) -> None:
    """A folder that holds none is an error that says what to do."""
    with pytest.raises(OpenauditError, match="no saved snapshot"):
        references(tmp_path)


def test_what_can_be_told_before_reading_is(tmp_path: Path) -> None:
    """A missing file and a column without a table are refused before anything is audited."""
    with pytest.raises(OpenauditError, match="neither a file nor a folder"):
        check_inputs(["acme/one"], None)
    with pytest.raises(OpenauditError, match="--column"):
        check_inputs([str(written(tmp_path / "list", ""))], "id")


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
@given(raw=st.binary(max_size=300))
def test_no_bytes_break_a_list(tmp_path_factory: pytest.TempPathFactory, suffix: str, raw: bytes) -> None:
    """Whatever a file holds, each of its lines is a reference, a fault, or nothing."""
    path = tmp_path_factory.mktemp("inputs") / f"list{suffix}"
    path.write_bytes(raw)
    for item in read_inputs([str(path)]):
        assert item.fault is not None or item.reference.strip()
