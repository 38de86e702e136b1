"""Signing statements, and checking signatures: DSSE envelopes and Ed25519 keys in PEM files, through securesystemslib.

The libraries are the extra `openaudit[attest]`; importing this module without them raises ExtraMissing.
"""

import binascii
from pathlib import Path
from typing import Any

import msgspec

from openaudit.attest.statement import PAYLOAD_TYPE, Statement, payload, read_payload, statement
from openaudit.errors import ExtraMissing, RecordsInvalid, SigningFailed
from openaudit.record import AuditRecord
from openaudit.record.json import one_line
from openaudit.verify.result import Check

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import Error as SigningError
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]  # it lists no __all__
except ImportError as error:
    raise ExtraMissing("a signature", package=error.name or "a package", extra="attest") from error

_KEY_LIMIT = 64 * 1024
_LIMIT = 256 * 1024 * 1024  # bytes of an envelope
_CHANGED = "the envelope's bytes are not those that were written for this signature"


def attest(record: AuditRecord, key: Path) -> str:
    """The DSSE envelope of the record's statement as JSON, signed with the Ed25519 key in the PEM file.

    Raises SigningFailed when the key can't be used.
    """
    envelope = Envelope(payload(statement(record)), PAYLOAD_TYPE, {})
    envelope.sign(signer(key))
    return one_line(envelope.to_dict())


def signer(key: Path) -> CryptoSigner:
    """What signs with the Ed25519 key in the PEM file. Raises SigningFailed when the key can't be used."""
    return CryptoSigner(_private_key(key))


def read_attestation(path: Path, public_key: Path) -> tuple[Statement, Check]:
    """The statement in the envelope, and whether its signature is one of this key over just these bytes.

    Raises RecordsInvalid when it holds no statement of ours, SigningFailed when the key can't be used, OSError.
    """
    key = _public_key(public_key)
    with path.open("rb") as file:
        data = file.read(_LIMIT + 1)
    envelope = _envelope(data[: _LIMIT + 1], path)
    made = read_payload(envelope.payload)
    return made, _signature(envelope, key, data)


def _signature(envelope: Envelope, key: SSlibKey, data: bytes) -> Check:
    if envelope.payload_type != PAYLOAD_TYPE:
        return Check(id="signature", outcome="broken", message="the payload is not of in-toto's type")
    try:
        envelope.verify([key], 1)
    except SigningError as error:
        message = "the signature is not one of this key over this statement"
        return Check(id="signature", outcome="broken", message=message, details=(str(error),))
    if len(envelope.signatures) > 1 or one_line(envelope.to_dict()).encode() != data:
        return Check(id="signature", outcome="broken", message=_CHANGED)
    return Check(id="signature", outcome="holds", message=f"signed by the key {key.keyid}")


def _envelope(data: bytes, path: Path) -> Envelope:
    try:
        found: Any = msgspec.json.decode(data)
        return Envelope.from_dict(found)
    except (
        *(msgspec.MsgspecError, UnicodeDecodeError, RecursionError),
        *(ValueError, KeyError, TypeError, AttributeError, binascii.Error, SigningError),
    ) as error:
        raise RecordsInvalid(
            f"{path} is no attestation",
            why=f"it is no DSSE envelope: {error}",
            fix="name a file that `openaudit check --attest` wrote; if it is one, it was altered",
        ) from error


def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(_key_bytes(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(path, f"it is no private key in PEM without a password: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(path, "it is no Ed25519 key")
    return key


def _public_key(path: Path) -> SSlibKey:
    try:
        key = load_pem_public_key(_key_bytes(path))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(path, f"it is no public key in PEM: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _unusable(path, "it is no Ed25519 key")
    return SSlibKey.from_crypto(key)


def _key_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_KEY_LIMIT)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error


def _unusable(path: Path, why: str) -> SigningFailed:
    return SigningFailed(
        f"the key {path} can't be used", why=why, fix="make one with: openssl genpkey -algorithm ed25519 -out key.pem"
    )
