"""The table as CSV (RFC 4180) that a spreadsheet may open: no cell of a stranger's becomes a formula.

A cell that begins with a sign that starts a formula gets an apostrophe before it, which spreadsheets take for "this is
text" (OWASP, CSV Injection). Several values in a cell are parted by "; ". What is missing is an empty cell.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openaudit.record import AuditRecord
from openaudit.report.table import COLUMNS, row

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their full-width forms


class CsvFormatter:
    """A line of column names, then one line a record; every cell in quotes but numbers."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The CSV, lines ending with a carriage return and a newline."""
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(COLUMNS)
        for record in records:
            found = row(record)
            writer.writerow([_cell(getattr(found, column)) for column in COLUMNS])
        return out.getvalue()


def _cell(value: Any) -> str | int | float:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = "; ".join(value) if isinstance(value, tuple) else value or ""
    # Behind a separator of some locale's, the next value would begin a cell of its own.
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
