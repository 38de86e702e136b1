import csv
import io
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.record import AuditRecord
from openaudit.report.csv import CsvFormatter
from openaudit.report.parquet import ParquetFormatter
from openaudit.report.table import COLUMNS
from tests.support import records
from tests.support.hostile import hostile

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def from_csv(*of: AuditRecord) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(CsvFormatter().format(of), newline=""), strict=True))


def from_parquet(*of: AuditRecord) -> list[dict[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415  beside its reader

    rows: list[dict[str, Any]] = pq.read_table(pa.BufferReader(ParquetFormatter().format(of))).to_pylist()
    return rows


def with_framework(**frameworks: Any) -> AuditRecord:
    return records.change(records.open_weights(), frameworks=frameworks)


def test_a_row_says_what_the_record_says() -> None:
    """Tier, licence, axes, restrictions, findings and answers stand in their columns."""
    found = from_csv(records.restricted())[0]
    assert list(found) == list(COLUMNS)
    assert found["tier"] == "restricted-weights"
    assert found["license_concluded"] == "LicenseRef-example-lark-3.1"
    assert found["restrictions"] == "user-cap; field-of-use; mutable-policy"
    assert found["findings"] == "OA305; OA506; OA101"
    assert (found["findings_high"], found["findings_medium"]) == ("1", "1")
    assert (found["weights"], found["use"], found["commercial"]) == ("gated", "conditional", "conditional")


def test_a_failed_row_has_no_verdict() -> None:
    """Of a model that could not be audited, tier, axes, findings and counts are missing, not zero."""
    found = from_parquet(records.failed())[0]
    assert (found["id"], found["status"]) == ("example/Ghost-1B", "failed")
    assert found["unavailable"] == ["example/Ghost-1B: not-found"]
    told = {"id", "status", "summary", "unavailable", "source", "url", "retrieved_at", "openaudit_version"}
    assert [c for c, v in found.items() if v is not None and c not in told | {"knowledge_base"}] == []


def test_parquet_keeps_lists_numbers_and_nulls() -> None:
    """Types are the same whatever the records hold; an empty list is none that is missing."""
    first, second = from_parquet(records.restricted(), records.closed())
    assert first["restrictions"] == ["user-cap", "field-of-use", "mutable-policy"]
    assert (second["restrictions"], second["license_declared"], second["findings_high"]) == ([], None, 1)
    assert from_parquet() == []


def test_both_tables_hold_the_same() -> None:
    """CSV and Parquet say the same of every kind of record."""
    for text, typed in zip(from_csv(*records.all_kinds()), from_parquet(*records.all_kinds()), strict=True):
        assert text == {c: flat(v) for c, v in typed.items()}


def flat(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_frameworks_stand_in_their_columns_when_there() -> None:
    """What the record holds of a framework is shown; what it does not hold is missing."""
    record = with_framework(mof={"class": "II"}, osai={"score": 0.42})
    found = from_parquet(record)[0]
    assert (found["mof_class"], found["osai_score"], found["eu_exempt"]) == ("II", 0.42, None)


def test_no_cell_of_a_strangers_is_a_formula() -> None:
    """A spreadsheet takes every cell for text, and every row has its cells."""
    found = from_csv(hostile())[0]
    assert found["id"].startswith("'=HYPERLINK")
    assert [v for v in found.values() if v.startswith(FORMULA_SIGNS)] == []


@given(st.text())
def test_any_text_stays_in_its_cell(text: str) -> None:
    """Whatever a declaration holds, the row reads back whole and no cell begins a formula."""
    record = records.open_weights()
    declared = tuple(records.change(c, declared=text) for c in record.licenses)
    rows = from_csv(records.change(record, licenses=declared), records.closed())
    assert [r["id"] for r in rows] == ["example/Finch-7B", "example/Oracle-5"]
    assert not rows[0]["license_declared"].lstrip().startswith(FORMULA_SIGNS)


@pytest.mark.parametrize("count", [0, 3])
def test_order_and_number_are_the_records(count: int) -> None:
    """A row for each record, in their order, twins kept."""
    assert [r["id"] for r in from_csv(*[records.closed()] * count)] == ["example/Oracle-5"] * count
