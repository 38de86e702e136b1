"""The table as Parquet: the columns of the CSV with their types, lists as lists, what is missing as null."""

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from openaudit.record import SCHEMA_VERSION, AuditRecord
from openaudit.report.table import Row, Texts, row

# By the annotation of the row's field.
_TYPES: dict[Any, Any] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    Texts: pa.list_(pa.string()),
}


class ParquetFormatter:
    """One row a record; the bytes are the same for the same records and the same pyarrow."""

    def format(self, records: Sequence[AuditRecord]) -> bytes:
        """The Parquet file, its schema the same whatever the records hold."""
        rows = [msgspec.structs.asdict(row(record)) for record in records]
        out = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(rows, schema=_schema()), out, compression="zstd")
        content: bytes = out.getvalue().to_pybytes()
        return content


def _schema() -> Any:
    fields = [_field(name, hint) for name, hint in get_type_hints(Row).items()]
    return pa.schema(fields, metadata={"openaudit_record_schema": SCHEMA_VERSION})


def _field(name: str, hint: Any) -> Any:
    plain = next(t for t in get_args(hint) if t is not NoneType) if isinstance(hint, UnionType) else hint
    return pa.field(name, _TYPES[plain], nullable=isinstance(hint, UnionType))
