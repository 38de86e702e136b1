"""Whether a file is an attestation: a DSSE envelope, as `check --attest` writes it."""

from pathlib import Path

import msgspec

_LIMIT = 256 * 1024 * 1024  # bytes


class _Envelope(msgspec.Struct):
    payloadType: str  # noqa: N815  as DSSE spells it


def is_envelope(path: Path) -> bool:
    """Whether the file is a DSSE envelope, or claims to be one in its first words. Raises OSError."""
    with path.open("rb") as file:
        first = file.readline(_LIMIT)
    try:
        msgspec.json.decode(first, type=_Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return first.lstrip().startswith(b'{"payload"')  # one that was altered
    return True
