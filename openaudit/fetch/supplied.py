"""Files that the user names beside a model: read once, bounded, so that a snapshot can keep them."""

import stat
from pathlib import Path

from openaudit.errors import OpenauditError
from openaudit.snapshot import TextFile

LARGEST = 1_000_000
"""The most bytes of such a file."""


def read_file(path: Path, name: str) -> TextFile:
    """The file's bytes under this name. Raises OpenauditError when it is no regular file, too large or unreadable."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, "it is no regular file")
        if found.st_size > LARGEST:
            raise _unreadable(path, f"it is larger than {LARGEST:,} bytes")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise _unreadable(path, f"it is larger than {LARGEST:,} bytes")
    return TextFile(name, data)


def _unreadable(path: Path, why: str) -> OpenauditError:
    return OpenauditError(f"{path} can't be read", why=why, fix="name a file that can be read")
