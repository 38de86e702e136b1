"""JSON Lines: the record itself, one a line, as a batch writes it."""

from collections.abc import Sequence

from openaudit.record import AuditRecord
from openaudit.record.digest import seal
from openaudit.record.json import one_line


class JsonLinesFormatter:
    """One record a line, in the order given."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The lines; nothing for no record."""
        return "".join(one_line(seal(record)) for record in records)
