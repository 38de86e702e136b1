"""The record as JSON, indented for people."""

from collections.abc import Sequence

from openaudit.record import AuditRecord
from openaudit.record.digest import seal
from openaudit.record.json import indented


class JsonFormatter:
    """One record as an object, several as an array; two spaces of indentation, UTF-8 left as it is."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The JSON text, ending with a newline; each record carries its digest."""
        sealed = [seal(record) for record in records]
        return indented(sealed[0] if len(sealed) == 1 else sealed)
