from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from openaudit.batch.dump import taken
from openaudit.batch.rows import audit_row
from openaudit.cli.main import command
from tests.support.dumps import rows, write_lines, write_parquet


def batch(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["batch", *map(str, arguments)])


@pytest.mark.parametrize("write", [write_parquet, write_lines])
def test_a_dump_is_audited_without_a_network(write: object, tmp_path: Path) -> None:
    """A dump gives a record for each row in order, the table the same, and a summary on stderr; exit 0."""
    assert callable(write)
    dump = write(tmp_path / ("cards.parquet" if write is write_parquet else "cards.jsonl"), rows(40))
    result = batch(dump, "-o", tmp_path / "out.jsonl", "--parquet", tmp_path / "out.parquet", "--workers", "2")
    assert (result.exit_code, result.stdout) == (0, "")
    expected = [audit_row(row, retrieved_at=taken(dump)) for row in rows(40)]
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join(expected)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column("record").to_pylist() == [line.decode().rstrip("\n") for line in expected]
    assert "40 of 40 models audited" in result.stderr


def test_rows_that_name_no_model_fail_the_batch(tmp_path: Path) -> None:
    """A row without a model has a failed record in its place, and the batch exits 3 unless told otherwise."""
    dump = write_lines(tmp_path / "cards.jsonl", [*rows(1), {"modelId": "", "card": "x"}, *rows(1)])
    assert batch(dump, "-o", tmp_path / "out.jsonl").exit_code == 3
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3
    assert batch(dump, "-o", tmp_path / "out.jsonl", "--allow-incomplete").exit_code == 0


def test_a_dump_without_rows_is_nothing_to_audit(tmp_path: Path) -> None:
    """An empty dump exits 4 and writes nothing."""
    dump = write_parquet(tmp_path / "cards.parquet", rows(1))
    pq.write_table(pq.read_table(dump).slice(0, 0), dump)
    assert batch(dump, "-o", tmp_path / "out.jsonl", "--parquet", tmp_path / "t.parquet").exit_code == 4
    assert [p.name for p in tmp_path.iterdir()] == ["cards.parquet"]


def test_records_never_overwrite_the_dump(tmp_path: Path) -> None:
    """Neither the records nor the table are written over the dump."""
    dump = write_parquet(tmp_path / "cards.parquet", rows(1))
    before = dump.read_bytes()
    assert batch(dump, "-o", dump).exit_code == 2
    assert batch(dump, "-o", tmp_path / "out.jsonl", "--parquet", dump).exit_code == 2
    assert dump.read_bytes() == before


def test_a_list_gives_a_table_too(tmp_path: Path) -> None:
    """`--parquet` writes what was audited, wherever it came from."""
    (tmp_path / "list.txt").write_text("openai/gpt-5\n")
    batch(tmp_path / "list.txt", "-o", tmp_path / "out.jsonl", "--offline", "--parquet", tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet").column("tier").to_pylist() == ["closed"]


def test_dask_audits_dumps_only(tmp_path: Path) -> None:
    """A list is no dump: the error says what is."""
    (tmp_path / "list.txt").write_text("openai/gpt-5\n")
    result = batch(tmp_path / "list.txt", "-o", tmp_path / "out", "--engine", "dask")
    assert result.exit_code == 2
    assert ".parquet or .jsonl" in result.stderr


@pytest.mark.parametrize("content", [b"PAR1 no parquet", b""])
def test_a_damaged_dump_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    """A file that is no Parquet exits 2 with the reason; no output is begun."""
    (tmp_path / "cards.parquet").write_bytes(content)
    result = batch(tmp_path / "cards.parquet", "-o", tmp_path / "out.jsonl", "--parquet", tmp_path / "t.parquet")
    assert result.exit_code == 2
    assert "can't be read as a dump" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["cards.parquet"]
