"""The options of `verify` about signatures, and the records of a file with what is known of the bytes they came in."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from openaudit.record import AuditRecord

if TYPE_CHECKING:
    from openaudit.attest.statement import Statement
    from openaudit.verify.result import Check
    from openaudit.verify.signed import SignedForm

Decorated = Callable[..., Any]
_LIMIT = 256 * 1024 * 1024  # bytes of one record, or of an array of them
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Signature(NamedTuple):
    """Where the signature is, and who must have made it."""

    attestation: Path | None
    public_key: Path | None
    identity: str | None
    issuer: str | None
    trust_config: Path | None
    offline: bool


_OPTIONS: tuple[Callable[[Decorated], Decorated], ...] = (
    click.option(
        "--attestation", type=_FILE, help="The signed statement filed beside RECORD, when RECORD is not it itself."
    ),
    click.option("--public-key", type=_FILE, help="The Ed25519 key (PEM) that the attestation must be signed with."),
    click.option(
        "--identity",
        metavar="WHO",
        help="Who must have signed the attestation with sigstore: an e-mail address, or the address of a CI workflow.",
    ),
    click.option(
        "--issuer", metavar="URL", help="The identity provider that must have vouched for WHO; goes with --identity."
    ),
    click.option(
        "--trust-config", type=_FILE, help="Another sigstore than the public one: its ClientTrustConfig (JSON)."
    ),
    click.option("--offline", is_flag=True, help="Touch no network: take sigstore's root of trust as it was had last."),
)


def signature_options(function: Decorated) -> Decorated:
    """The options about signatures; the command gets them as `signature`."""

    @wraps(function)
    def gathered(*args: Any, **values: Any) -> Any:
        found = Signature(**{name: values.pop(name) for name in Signature._fields})
        return function(*args, signature=found, **values)

    for option in reversed(_OPTIONS):
        option(gathered)
    return gathered


def records(filed: Path, signature: Signature) -> Iterator[tuple[AuditRecord, tuple["Check", ...]]]:
    """The records, each with what is known of the bytes that it came in.

    Raises RecordsInvalid, SigningFailed, ExtraMissing, OSError, UsageError.
    """
    from openaudit.verify.signed import signed_form  # noqa: PLC0415  the audit is imported only here

    own = signed_form(filed)
    if own is not None and signature.attestation is not None:
        raise click.UsageError("RECORD is an attestation itself: name its record with it, or leave out --attestation")
    form = own or (signed_form(signature.attestation) if signature.attestation is not None else None)
    _check_usage(signature, form, signed=own is not None or signature.attestation is not None)
    if own is None and signature.attestation is None:
        yield from _read(filed)
        return
    statement, check = _read_attestation(signature.attestation or filed, signature)
    if own is not None:
        yield statement.predicate.record, (check,)
        return
    from openaudit.verify.checks import attested  # noqa: PLC0415  as above

    for record, known in _read(filed):
        yield record, (*known, attested(record, statement.predicate.record, check))


def _read(filed: Path) -> Iterator[tuple[AuditRecord, tuple["Check", ...]]]:
    """The records of a file, each with the check of its bytes. Raises RecordsInvalid, OSError."""
    from openaudit.record.filed import read_filed  # noqa: PLC0415  as above
    from openaudit.verify.checks import layout  # noqa: PLC0415  as above

    with filed.open("rb") as file:
        for item in read_filed(file, str(filed), limit=_LIMIT):
            check = layout(item)
            yield from ((record, (check,)) for record in item.records)


def _check_usage(signature: Signature, form: "SignedForm | None", *, signed: bool) -> None:
    """Refuse a signature that nobody would check, and options that nothing would be held against."""
    by_key, by_name = signature.public_key is not None, bool(signature.identity and signature.issuer)
    if (signature.identity is not None or signature.issuer is not None) and not by_name:
        raise click.UsageError("--identity and --issuer go together: a name means nothing without who vouches for it")
    if by_key and by_name:
        raise click.UsageError("--public-key and --identity are for two kinds of attestations: name one")
    if signature.trust_config is not None and not by_name:
        raise click.UsageError("--trust-config goes with --identity and --issuer")
    if not signed and (by_key or by_name):
        option = "--public-key" if by_key else "--identity"
        raise click.UsageError(f"{option} is for an attestation: name it as RECORD, or with --attestation")
    if form == "bundle" and not by_name:
        raise click.UsageError("an attestation of sigstore is checked with --identity and --issuer")
    if form == "envelope" and not by_key:
        raise click.UsageError("an attestation signed with a key is checked with --public-key")
    if signed and not by_key and not by_name:
        raise click.UsageError("an attestation is checked with --public-key, or with --identity and --issuer")


def _read_attestation(path: Path, signature: Signature) -> tuple["Statement", "Check"]:
    if signature.public_key is not None:
        from openaudit.attest import signing  # noqa: PLC0415  an extra

        return signing.read_attestation(path, signature.public_key)
    from openaudit.attest import sigstore  # noqa: PLC0415  an extra

    expected = sigstore.Expected(signature.identity or "", signature.issuer or "")
    return sigstore.read_attestation(path, expected, trust_config=signature.trust_config, offline=signature.offline)
