"""The digest that a record carries: SHA-256 of its canonical form, by which any change of a value shows.

The canonical form is RFC 8785 (JSON Canonicalization Scheme) of the record without its `digest`, as a replay from its
snapshot gives it: with the `subject.source` "snapshot". So a live audit and its replays carry one digest, and the
layout of the JSON does not matter. A digest is no signature: whoever edits a record can write a new one.
"""

import hashlib
import re
from functools import cache
from typing import Any

import msgspec

from openaudit.record import AuditRecord

PREFIX = "sha256:"
# A file name that is no UTF-8 reaches us with unpaired surrogates, for which JSON in UTF-8 has no bytes.
_SURROGATES = re.compile("[\ud800-\udfff]")
# A whole float, or such words in a text; and what stands before it where it is the value of a key: quotes that are not
# escaped are no text's own.
_WHOLE = re.compile(rb"\.0(?=[,}])")
_OF_KEY = re.compile(rb'[{,]"\w{1,40}":\d{1,14}$')
_BEFORE = 60  # bytes that hold a key and the digits of its value
# From here to there ECMAScript, whose spelling of numbers RFC 8785 takes, writes a float without an exponent.
_LEAST, _MOST = 1e-5, 1e15


def seal(record: AuditRecord) -> AuditRecord:
    """The record with its digest. One that has a digest keeps it, right or wrong: `verify` is to see what it was."""
    if not isinstance(record.digest, msgspec.UnsetType):
        return record
    return msgspec.structs.replace(record, digest=digest(record))


def digest(record: AuditRecord) -> str:
    """`sha256:` and 64 hex digits: the digest of the record's values, whatever digest it carries."""
    replayed = msgspec.structs.replace(record.subject, source="snapshot")
    bare = msgspec.structs.replace(record, subject=replayed, digest=msgspec.UNSET)
    return PREFIX + hashlib.sha256(canonical(bare)).hexdigest()


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of a JSON object or list, or of a type of ours: keys in ASCII, numbers as a record holds them.

    msgspec's sorted JSON is that form but for whole floats and very large or small numbers. Whole floats are mended in
    the text where they stand as values of keys; where something still looks like one of these, the numbers are looked
    at one by one. Raises ValueError for numbers that not all JSON programs read alike.
    """
    try:
        raw = msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError:
        value = without_surrogates(msgspec.to_builtins(value))
        raw = msgspec.json.encode(value, order="sorted")
    raw = _with_whole_numbers(raw)
    if _odd_number().search(raw) is None:
        return raw
    return msgspec.json.encode(_numbers(msgspec.to_builtins(value)), order="sorted")


def _with_whole_numbers(raw: bytes) -> bytes:
    """The JSON with the whole floats that are values of keys as integers: 1.0 is written 1."""
    for found in reversed(list(_WHOLE.finditer(raw))):
        if _OF_KEY.search(raw[max(0, found.start() - _BEFORE) : found.start()]):
            raw = raw[: found.start()] + raw[found.end() :]
    return raw


@cache
def _odd_number() -> Any:
    """What a number that msgspec and RFC 8785 spell differently looks like in JSON; some words in texts do as well."""
    import re2  # noqa: PLC0415  a record that is printed for people has no digest

    return re2.compile(rb"[:\[,]-?\d+(?:\.0[,\]}]|[\d.]*e|\d{15})")


def without_surrogates(value: Any) -> Any:
    """Plain values with U+FFFD for each unpaired surrogate, as they are written."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    return [without_surrogates(v) for v in value] if isinstance(value, list | tuple) else value


def _numbers(value: Any) -> Any:
    """The value with whole floats as integers: 1.0 is written 1."""
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _MOST:
            return int(value)
        if not _LEAST <= abs(value) < _MOST:
            raise ValueError(f"{value} has no canonical form here")
    elif isinstance(value, int) and abs(value) >= 2**53:
        raise ValueError(f"{value} is larger than JSON's numbers are exact")
    return value
