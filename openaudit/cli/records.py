"""Filed records that a command is given: files of `check` and `batch`, or stdin."""

import sys
from collections.abc import Sequence
from pathlib import Path

from openaudit.errors import OpenauditError
from openaudit.record import AuditRecord
from openaudit.record.filed import read_records


def load_records(files: Sequence[Path]) -> list[AuditRecord]:
    """The records of these files, in order; - is stdin. Raises OpenauditError when one can't be read or is none."""
    return [record for file in files for record in _records(file)]


def read_file(file: Path) -> bytes:
    """The file's bytes. Raises OpenauditError when it can't be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise OpenauditError(
            f"{file} can't be read", why=error.strerror or str(error), fix="check the path and its permissions"
        ) from error


def _records(file: Path) -> list[AuditRecord]:
    if str(file) == "-":
        return read_records(sys.stdin.buffer.read(), "stdin")
    return read_records(read_file(file), str(file))
