"""What every format of the report has in common."""

from collections.abc import Sequence
from typing import Protocol

from openaudit.record import AuditRecord


class Formatter(Protocol):
    """One format of the report, with its options settled."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The whole output for these records, in their order, ending with a newline."""
        ...
