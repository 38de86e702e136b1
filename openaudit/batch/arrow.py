"""The audit as one Arrow function: a RecordBatch of model cards in, a RecordBatch of records out, row for row.

Any engine that maps Arrow batches can run it: `functools.partial(audit_batch, retrieved_at="2026-11-22T00:00:00Z")`.
Columns in are those of a dump (`openaudit.batch.dump.COLUMNS`); columns out are `schema()`. Pure: the same batch and
the same version of openaudit give the same bytes.
"""

import importlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from openaudit.batch.rows import audit_row
from openaudit.errors import ExtraMissing
from openaudit.record import AuditRecord

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 1_000
"""The rows that are written to a Parquet file at a time."""

# Column, Arrow type, what it holds. A list column has each value once, in the record's order.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("model", "string", "the model's id, as the record's `subject.id`"),
    ("revision", "string", "the commit, null where nobody knows it"),
    ("status", "string", "`complete`, `partial` or `failed`"),
    ("tier", "string", "where it stands on the spectrum; null for a failed record"),
    ("summary", "string", "the verdict in one plain sentence"),
    ("reasons", "list", "the restriction kinds that put it there"),
    ("declared", "string", "the weights' licence as written"),
    ("declared_expression", "string", "the same as an SPDX expression, null where it is none"),
    ("detected_expression", "string", "what the licence texts say"),
    ("concluded_expression", "string", "what follows from both; null where it is not known in full"),
    ("weights", "string", "level of that axis; null for a failed record, as the next six"),
    ("code", "string", "level of that axis"),
    ("data", "string", "level of that axis"),
    ("use", "string", "`yes`, `conditional`, `no` or `unknown`, as the next three"),
    ("study", "string", ""),
    ("modify", "string", ""),
    ("share", "string", ""),
    ("restrictions", "list", "kinds of restriction"),
    ("obligations", "list", "kinds of duty"),
    ("claims", "list", "kinds of claim that the card makes about this model"),
    ("findings", "list", "rules that fired"),
    ("bases", "list", "models that it says it descends from"),
    ("datasets", "list", "datasets that its metadata name"),
    ("unavailable", "list", "what mattered and could not be seen"),
    ("openaudit", "string", "the version that made the record"),
    ("knowledge_base", "string", "the date of its knowledge base"),
    ("record", "large_string", "the whole record as JSON"),
)


def pyarrow(what: str) -> Any:
    """The module pyarrow with its Parquet part. Raises ExtraMissing, which says that `what` needs it."""
    try:
        module = importlib.import_module("pyarrow")
        importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ExtraMissing(what, package="pyarrow", extra="parquet") from error
    return module


@cache
def schema() -> "pa.Schema":
    """The columns of what `audit_batch` gives, in order. Raises ExtraMissing."""
    arrow = pyarrow("Arrow batches")
    kinds = {"string": arrow.string(), "large_string": arrow.large_string(), "list": arrow.list_(arrow.string())}
    return arrow.schema([(name, kinds[kind]) for name, kind, _ in COLUMNS])


def audit_batch(batch: "pa.RecordBatch", *, retrieved_at: str) -> "pa.RecordBatch":
    """The records of a batch of rows, in their order, one for each row; `retrieved_at` is when the dump was taken.

    A row that could not be audited gives a failed record. Raises ExtraMissing without pyarrow.
    """
    rows = enumerate(batch.to_pylist(), 1)
    return to_batch(audit_row(row, retrieved_at=retrieved_at, place=f"row {n} of the batch") for n, row in rows)


def to_batch(lines: Iterable[bytes]) -> "pa.RecordBatch":
    """Records, each a line of JSON, as rows of `schema()`. Raises ExtraMissing without pyarrow."""
    arrow = pyarrow("Arrow batches")
    decoder = msgspec.json.Decoder(AuditRecord)
    rows = [_row(decoder.decode(line), line) for line in lines]
    return arrow.RecordBatch.from_pylist(rows, schema=schema())


def _row(record: AuditRecord, line: bytes) -> dict[str, Any]:
    axes, seen = record.axes, record.status != "failed"
    weights = next((component for component in record.licenses if component.component == "weights"), None)
    return {
        "model": record.subject.id,
        "revision": record.subject.revision,
        "status": record.status,
        "tier": record.verdict.tier if seen else None,
        "summary": record.verdict.summary,
        "reasons": record.verdict.reasons,
        "declared": weights.declared if weights else None,
        "declared_expression": weights.declared_expression if weights else None,
        "detected_expression": weights.detected_expression if weights else None,
        "concluded_expression": weights.concluded_expression if weights else None,
        "weights": axes.weights.level if axes else None,
        "code": axes.code.level if axes else None,
        "data": axes.data.level if axes else None,
        "use": axes.freedoms.use if axes else None,
        "study": axes.freedoms.study if axes else None,
        "modify": axes.freedoms.modify if axes else None,
        "share": axes.freedoms.share if axes else None,
        "restrictions": _once(r.kind for r in axes.restrictions) if axes else [],
        "obligations": _once(o.kind for o in axes.obligations) if axes else [],
        "claims": _once(claim.kind for claim in record.claims if claim.about == "self"),
        "findings": _once(finding.rule for finding in record.findings),
        "bases": _once(link.id for link in record.lineage),
        "datasets": _once(dataset.id for dataset in record.datasets),
        "unavailable": _once(missing.what for missing in record.unavailable),
        "openaudit": record.tool.version,
        "knowledge_base": record.tool.knowledge_base,
        "record": line.decode().rstrip("\n"),
    }


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


class ParquetTable:
    """Records as a Parquet file, written a row group at a time and put in place whole when it is closed.

    A context manager: after an error no file is left, and one that was there before stays as it was.
    """

    def __init__(self, path: Path) -> None:
        """Raises ExtraMissing without pyarrow, OSError when the file can't be written."""
        arrow = pyarrow("Parquet tables")
        self._path = path.resolve() if path.is_symlink() else path
        self._partial = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        self._writer = arrow.parquet.ParquetWriter(self._partial, schema(), compression="zstd")
        self._lines: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
            self._writer.close()
            if kind is None:
                self._partial.replace(self._path)
        finally:
            self._partial.unlink(missing_ok=True)

    def add(self, line: bytes) -> None:
        """Take one record, a line of JSON."""
        self._lines.append(line)
        if len(self._lines) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._lines:
            self._writer.write_batch(to_batch(self._lines))
            self._lines.clear()
