from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openaudit.batch import arrow
from openaudit.batch.arrow import COLUMNS, ParquetTable, audit_batch, schema
from openaudit.batch.rows import audit_row
from openaudit.errors import ExtraMissing
from openaudit.record import AuditRecord
from tests.support.dumps import TAKEN, rows

ROOT = Path(__file__).parents[3]


def batch(count: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows(count))


def test_each_row_has_its_record_in_order() -> None:
    """A batch comes back with as many rows, in order, each with the whole record."""
    found = audit_batch(batch(20), retrieved_at=TAKEN)
    assert found.schema == schema()
    assert found.column("model").to_pylist() == [row["modelId"] for row in rows(20)]
    expected = [audit_row(row, retrieved_at=TAKEN).decode().rstrip("\n") for row in rows(20)]
    assert found.column("record").to_pylist() == expected


def test_columns_say_what_the_record_says() -> None:
    """The columns are values of the record beside them."""
    for row in audit_batch(batch(16), retrieved_at=TAKEN).to_pylist():
        record = msgspec.json.decode(row["record"], type=AuditRecord)
        assert record.axes is not None
        assert (row["tier"], row["summary"]) == (record.verdict.tier, record.verdict.summary)
        assert (row["weights"], row["use"]) == (record.axes.weights.level, record.axes.freedoms.use)
        assert row["findings"] == list(dict.fromkeys(f.rule for f in record.findings))
        assert row["unavailable"] == [u.what for u in record.unavailable]


def test_it_is_pure() -> None:
    """The same batch gives the same bytes."""
    assert audit_batch(batch(8), retrieved_at=TAKEN).equals(audit_batch(batch(8), retrieved_at=TAKEN))


def test_an_empty_batch_has_the_schema() -> None:
    """No rows in, no rows out, with the same columns."""
    empty = pa.RecordBatch.from_pylist([], schema=pa.schema([("modelId", pa.string()), ("card", pa.string())]))
    assert (audit_batch(empty, retrieved_at=TAKEN).num_rows, audit_batch(empty, retrieved_at=TAKEN).schema) == (
        0,
        schema(),
    )


def test_a_row_that_fails_has_no_verdict() -> None:
    """A row without a model is a failed record: no tier, no levels, and the reason."""
    found = audit_batch(pa.RecordBatch.from_pylist([{"modelId": None, "card": "x"}]), retrieved_at=TAKEN).to_pylist()[0]
    assert (found["status"], found["tier"], found["weights"]) == ("failed", None, None)
    assert "names no model" in found["summary"]


def test_an_internal_fault_is_told_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the audit itself becomes that row's failed record."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("openaudit.batch.rows.audit", broken)
    found = msgspec.json.decode(audit_row(rows(1)[0], retrieved_at=TAKEN), type=AuditRecord)
    assert found.status == "failed"
    assert "RuntimeError: a fault" in found.unavailable[0].detail


def test_the_table_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups are written as they fill, and the file is in place only when all are."""
    monkeypatch.setattr(arrow, "ROW_GROUP", 4)
    path = tmp_path / "records.parquet"
    with ParquetTable(path) as table:
        for row in rows(10):
            table.add(audit_row(row, retrieved_at=TAKEN))
        assert not path.exists()
    assert pq.ParquetFile(path).num_row_groups == 3
    assert pq.read_table(path).equals(pa.Table.from_batches([audit_batch(batch(10), retrieved_at=TAKEN)]))
    assert [p.name for p in tmp_path.iterdir()] == ["records.parquet"]


def test_a_failed_run_leaves_the_table_that_was_there(tmp_path: Path) -> None:
    """After an error the old file is as it was, and nothing lies beside it."""
    path = tmp_path / "records.parquet"
    path.write_bytes(b"old")
    table = ParquetTable(path)
    table.add(audit_row(rows(1)[0], retrieved_at=TAKEN))
    table.__exit__(RuntimeError, RuntimeError(), None)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["records.parquet"]


def test_without_pyarrow_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyarrow is not installed, the error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExtraMissing) as raised:
        arrow.pyarrow("Parquet tables")
    assert raised.value.fix.endswith("pip install '.[parquet]'")


def test_every_column_is_documented() -> None:
    """docs/distributed.md names every column of the table."""
    page = (ROOT / "docs" / "distributed.md").read_text(encoding="utf-8")
    assert [name for name, _, _ in COLUMNS if f"| `{name}` |" not in page] == []
