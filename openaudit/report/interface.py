"""What every format of the report has in common."""

from collections.abc import Sequence
from typing import Protocol

from openaudit.record import AuditRecord


class Formatter(Protocol):
    """One format of the report, with its options settled: a pure function of the records."""

    def format(self, records: Sequence[AuditRecord]) -> str | bytes:
        """The whole output for these records, in their order; a text ends with a newline.

        Raises OpenauditError when the format can't show these records.
        """
        ...
