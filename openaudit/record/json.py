r"""Values of ours as JSON, indented for people or one a line for batches: the same values in both.

Characters that could act on a terminal are written as JSON's own `\u` escapes, which every reader undoes: what is
printed is harmless, what is parsed is what the record holds.
"""

import re
from functools import cache
from typing import Any

import msgspec

from openaudit.record.audit_record import AuditRecord
from openaudit.record.digest import seal, without_surrogates

# JSON itself escapes U+0000 to U+001F; these are DEL, the C1 controls, and the characters that hide or reorder others.
_UNSAFE = "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"


def to_line(record: AuditRecord) -> bytes:
    """The record with its digest as one line of JSON Lines: UTF-8, newline included."""
    return one_line(seal(record)).encode()


def indented(value: Any) -> str:
    """Any value of ours as indented JSON that is harmless to print, ending with a newline."""
    return _harmless(msgspec.json.format(_encode(value), indent=2)) + "\n"


def one_line(value: Any) -> str:
    """Any value of ours as one line of JSON that is harmless to print, newline included."""
    return _harmless(_encode(value)) + "\n"


def _encode(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(msgspec.to_builtins(value)))


def _harmless(raw: bytes) -> str:
    text = raw.decode()
    if _unsafe().search(raw) is None:  # as nearly always, and RE2 sees it many times sooner
        return text
    return re.sub(_UNSAFE, lambda found: _escape(found[0]), text)


@cache
def _unsafe() -> Any:
    import re2  # noqa: PLC0415  a page for people needs no JSON

    return re2.compile(_UNSAFE.encode())


def _escape(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(rf"\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
