"""Records that were filed: read back from the JSON or the JSON Lines that `check` and `batch` write."""

import json

import msgspec

from openaudit.errors import RecordsInvalid
from openaudit.record import SCHEMA_VERSION, AuditRecord

_FIX = "give the JSON of `openaudit check --format json`, or the lines of `openaudit batch`"


def read_records(raw: bytes, name: str) -> list[AuditRecord]:
    """The records in a file of this name, in its order: an object, an array, or one record a line.

    Raises RecordsInvalid, with the line where there is one, when something in it is no record of this schema.
    """
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(b"["):
        return [_record(msgspec.Raw(part), f"{name}, record {n}") for n, part in enumerate(_array(text, name), 1)]
    lines = [(n, line) for n, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").splitlines(), 1) if line.strip()]
    if len(lines) > 1 and not _whole(lines[0][1]):
        return [_record(text, name)]
    return [_record(line, f"{name}, line {n}") for n, line in lines]


def _array(text: bytes, name: str) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(text, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise _invalid(name, str(error)) from error


def _whole(line: bytes) -> bool:
    """Whether a line is a JSON value by itself, as in JSON Lines, and not the first line of an indented one."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _record(text: bytes | msgspec.Raw, where: str) -> AuditRecord:
    try:
        return msgspec.json.decode(text, type=AuditRecord)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _invalid(where, _why(text, str(error))) from error


def _why(text: bytes | msgspec.Raw, error: str) -> str:
    """The error in words; of a record of another version, that it is one."""
    try:
        said = msgspec.json.decode(text, type=dict[str, msgspec.Raw]).get("schema_version")
        version = None if said is None else msgspec.json.decode(said)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return error
    if isinstance(version, str) and version != SCHEMA_VERSION:
        return f"its schema_version is {version[:20]!r}; this openaudit reads {SCHEMA_VERSION}"
    return error


def _invalid(where: str, why: str) -> RecordsInvalid:
    return RecordsInvalid(f"{where}: no audit record", why=why, fix=_FIX)
