"""The pages of a set of records by their path: as a folder has them, made when they are asked for."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from openaudit.record import AuditRecord
from openaudit.report.html import batch, model
from openaudit.report.html.environment import render
from openaudit.report.html.names import INDEX, UPWARDS, file_names
from openaudit.report.interface import Passages


class Site:
    """The list of all models, and a page for each."""

    def __init__(self, records: Sequence[AuditRecord], passages: Passages) -> None:
        self._records = records
        self._passages = passages
        self._names = file_names(records)
        self._by_name = dict(zip(self._names, records, strict=True))

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page with its path, the list last."""
        for name, record in self._by_name.items():
            yield name, self._model(record)
        yield INDEX, self._index

    def page(self, path: str) -> str | None:
        """The page at this path, of which the empty one is the list; None where there is none."""
        if path in {"", INDEX}:
            return self._index
        record = self._by_name.get(path)
        return self._model(record) if record is not None else None

    def missing(self) -> str:
        """The page for an address at which there is none; it leads to the list at the server's root."""
        return render("missing.html", count=len(self._records))

    def _model(self, record: AuditRecord) -> str:
        return model.page(record, self._passages, f"{UPWARDS}{INDEX}")

    @cached_property
    def _index(self) -> str:
        return batch.page(self._records, self._names)
