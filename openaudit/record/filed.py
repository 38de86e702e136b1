"""Records that were filed: read back from the JSON or the JSON Lines that `check` and `batch` write."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from typing import IO

import msgspec

from openaudit.errors import RecordsInvalid
from openaudit.record.audit_record import SCHEMA_VERSION, AuditRecord
from openaudit.record.json import indented, one_line

_MARK = b"\xef\xbb\xbf"  # of UTF-8, which some editors set before a text
_FIX = "give what `openaudit check --format json` or `openaudit batch` wrote; if it is that, it was altered or cut off"
_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Filed(msgspec.Struct, frozen=True):
    """Records that stand together in a file: the one of a line, or those of a whole file, an array or one object.

    `raw` is every byte that they take there, blank lines around them included.
    """

    records: tuple[AuditRecord, ...]
    raw: bytes
    array: bool = False
    line: bool = False

    @property
    def as_written(self) -> bool:
        """Whether the bytes are those that openaudit writes for these records."""
        value = self.records if self.array else self.records[0]
        return self.raw == (one_line if self.line else indented)(value).encode()


def read_records(raw: bytes, name: str) -> list[AuditRecord]:
    """The records in a file of this name, in its order: an object, an array, or one record a line.

    Raises RecordsInvalid, with the line where there is one, when something in it is no record of this schema.
    """
    return [record for filed in read_filed(BytesIO(raw), name) for record in filed.records]


def read_filed(file: IO[bytes], name: str, *, limit: int | None = None) -> Iterator[Filed]:
    """The same, from an open file: a line at a time where it holds one record a line, with the bytes of each.

    Raises RecordsInvalid as `read_records` does, and for a line, or an array or object of several, of more than `limit`
    bytes; and OSError.
    """
    lines = _lines(file, name, limit)
    number, first = next(lines, (1, b""))
    said = _said(first)
    if said.startswith(b"[") or not _is_json(said):
        rest = _read(file.read, name, limit, len(first))
        if said.startswith(b"[") or rest.strip():
            yield _whole(first + rest, name)
            return
    held: Filed | None = None
    for at, raw in chain([(number, first)], lines):
        if _said(raw):
            if held is not None:
                yield held
            held = Filed((_record(_said(raw), f"{name}, line {at}"),), raw, line=True)
        elif held is not None:  # the file's end
            held = msgspec.structs.replace(held, raw=held.raw + raw)
    if held is not None:
        yield held


def _lines(file: IO[bytes], name: str, limit: int | None) -> Iterator[tuple[int, bytes]]:
    """The lines that say something, each with its number and with the blank ones before it; last, blank ones alone."""
    number, raw = 0, b""
    while line := _read(file.readline, name, limit, 0):
        number, raw = number + 1, raw + line
        if _said(raw):
            yield number, raw
            raw = b""
    if raw:
        yield number, raw


def _said(raw: bytes) -> bytes:
    return raw.removeprefix(_MARK).strip()


def _read(read: Callable[[int], bytes], name: str, limit: int | None, before: int) -> bytes:
    """What `read` gives, within the limit for it and the bytes `before` it."""
    if limit is None:
        return read(-1)
    raw = read(limit - before + 1)
    if before + len(raw) > limit:
        raise _invalid(name, f"a record, or an array of them, is larger than {limit:,} bytes")
    return raw


def _whole(raw: bytes, name: str) -> Filed:
    text = _said(raw)
    if not text.startswith(b"["):
        return Filed((_record(text, name),), raw)
    try:
        parts = msgspec.json.decode(text, type=list[msgspec.Raw])
    except _ERRORS as error:
        raise _invalid(name, str(error)) from error
    return Filed(tuple(_record(part, f"{name}, record {n}") for n, part in enumerate(parts, 1)), raw, array=True)


def _is_json(text: bytes) -> bool:
    """Whether a line is a JSON value by itself, as in JSON Lines, and not the first line of an indented one."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _record(text: bytes | msgspec.Raw, where: str) -> AuditRecord:
    try:
        return msgspec.json.decode(text, type=AuditRecord)
    except _ERRORS as error:
        raise _invalid(where, _why(text, str(error))) from error


def _why(text: bytes | msgspec.Raw, error: str) -> str:
    """The error in words; of a record of another version, that it is one."""
    try:
        said = msgspec.json.decode(text, type=dict[str, msgspec.Raw]).get("schema_version")
        version = None if said is None else msgspec.json.decode(said)
    except _ERRORS:
        return error
    if isinstance(version, str) and version != SCHEMA_VERSION:
        return f"its schema_version is {version[:20]!r}; this openaudit reads {SCHEMA_VERSION}"
    return error


def _invalid(where: str, why: str) -> RecordsInvalid:
    return RecordsInvalid(f"{where} holds no audit record", why=why, fix=_FIX)
