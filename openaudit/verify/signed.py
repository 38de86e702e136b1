"""Whether a file is an attestation, as `check --attest` writes it: a DSSE envelope or a sigstore bundle."""

from pathlib import Path
from typing import Literal

import msgspec

SignedForm = Literal["envelope", "bundle"]
_LIMIT = 256 * 1024 * 1024  # bytes


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
