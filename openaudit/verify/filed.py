"""Reading filed records back, strictly: one object, an array, JSON Lines, or an attestation."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

import msgspec

from openaudit.errors import RecordsInvalid
from openaudit.record import AuditRecord
from openaudit.report.json import indented, one_line
from openaudit.verify.result import Check

SignedForm = Literal["envelope", "bundle"]
_LIMIT = 256 * 1024 * 1024  # bytes of one record, or of an array of them
_LAYOUT = "byte for byte as openaudit writes it"
_CHANGED = "its bytes are not those that openaudit writes for these values: it was edited, or written anew by a program"


class Filed(msgspec.Struct, frozen=True):
    """A record as it was filed, and whether the file's bytes are those that openaudit writes."""

    record: AuditRecord
    layout: Check


class _Envelope(msgspec.Struct):
    payloadType: str  # noqa: N815  as DSSE spells it


class _Bundle(msgspec.Struct):
    mediaType: str  # noqa: N815  as sigstore spells it
    dsseEnvelope: _Envelope  # noqa: N815


# How each begins; one whose first line is no JSON any more was altered.
_SIGNED: tuple[tuple[SignedForm, type[msgspec.Struct], bytes], ...] = (
    ("bundle", _Bundle, b'{"mediaType"'),
    ("envelope", _Envelope, b'{"payload"'),
)


def signed_form(path: Path) -> SignedForm | None:
    """Whether the file is a DSSE envelope or a sigstore bundle, or claims to be one in its first words, or neither.

    Raises OSError.
    """
    with path.open("rb") as file:
        first = file.readline(_LIMIT)
    for form, shape, start in _SIGNED:
        try:
            msgspec.json.decode(first, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            if first.lstrip().startswith(start):
                return form
        else:
            return form
    return None


def read_filed(path: Path) -> Iterator[Filed]:
    """The records of a file, one at a time where it holds one a line. Raises RecordsInvalid, and OSError."""
    with path.open("rb") as file:
        first = file.readline(_LIMIT + 1)
        record = _record(first)
        if record is not None:
            yield Filed(record, _layout(first == one_line(record).encode()))
            yield from _lines(file, path)
            return
        data = first + file.read(_LIMIT + 1 - len(first))
    if len(data) > _LIMIT:
        raise _invalid(path, f"it is larger than {_LIMIT:,} bytes")
    yield from _whole(data, path)


def _lines(file: IO[bytes], path: Path) -> Iterator[Filed]:
    number = 1
    while line := file.readline(_LIMIT + 1):
        number += 1
        record = _record(line)
        if record is None:
            raise _invalid(path, f"line {number} holds no audit record")
        yield Filed(record, _layout(line == one_line(record).encode()))


def _whole(data: bytes, path: Path) -> Iterator[Filed]:
    try:
        found = msgspec.json.decode(data, type=AuditRecord | list[AuditRecord])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(path, str(error)) from error
    layout = _layout(data == indented(found).encode())
    yield from (Filed(record, layout) for record in (found if isinstance(found, list) else [found]))


def _record(line: bytes) -> AuditRecord | None:
    try:
        return msgspec.json.decode(line, type=AuditRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _layout(same: bool) -> Check:
    return Check(id="layout", outcome="holds" if same else "broken", message=_LAYOUT if same else _CHANGED)


def _invalid(path: Path, why: str) -> RecordsInvalid:
    return RecordsInvalid(
        f"{path} holds no audit record",
        why=why,
        fix="name a file that `check --format json`, `batch` or `check --attest` wrote; if it is one, it was altered",
    )
