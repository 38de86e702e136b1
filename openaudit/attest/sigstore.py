"""Signing statements with an identity, and checking such signatures: bundles of sigstore, through sigstore-python.

A certificate for minutes binds the signature to who logged in, and a public log shows when. The libraries are the extra
`openaudit[sigstore]`; importing this module without them raises ExtraMissing.
"""

import logging
from pathlib import Path
from typing import NamedTuple

import msgspec

from openaudit.attest.bundle import Layout, alterations, cosignatures, laid_out
from openaudit.attest.statement import PAYLOAD_TYPE, Statement, payload, read_payload, statement
from openaudit.errors import ExtraMissing, RecordsInvalid, SigningFailed, SigstoreFailed
from openaudit.record import AuditRecord
from openaudit.verify.result import Check

try:
    from cryptography.x509 import Certificate, ExtensionNotFound, GeneralName, SubjectAlternativeName
    from cryptography.x509.oid import ObjectIdentifier
    from sigstore import dsse
    from sigstore.errors import Error, VerificationError
    from sigstore.models import Bundle, ClientTrustConfig, TrustedRoot
    from sigstore.oidc import ExpiredIdentity
    from sigstore.sign import SigningContext
    from sigstore.verify import Verifier
    from sigstore.verify.policy import Identity, VerificationPolicy

    from openaudit.attest.identity import Source, identity_source, reasons
except ImportError as error:
    raise ExtraMissing("a signature of sigstore", package=error.name or "a package", extra="sigstore") from error

# What its log says is said by the errors too, and by what comes of a check.
logging.getLogger("sigstore").addHandler(logging.NullHandler())

_LIMIT = 256 * 1024 * 1024  # bytes of a bundle
_TRUST_LIMIT = 16 * 1024 * 1024
_ISSUER = ObjectIdentifier("1.3.6.1.4.1.57264.1.1")  # Fulcio's own extension: who vouched for the identity


class Signer(NamedTuple):
    """What signs: an instance of sigstore, and where the identity comes from."""

    instance: ClientTrustConfig
    context: SigningContext
    source: Source


class Expected(NamedTuple):
    """Who must have signed, and which identity provider must have vouched for that."""

    identity: str
    issuer: str

    def verify(self, cert: Certificate) -> None:
        """Hold a certificate against it, as sigstore's policies do. Raises VerificationError."""
        try:
            Identity(identity=self.identity, issuer=self.issuer).verify(cert)
        except (VerificationError, ExtensionNotFound) as error:
            raise _OtherSigner(f"it is for {_who(cert)}") from error


class _Anyone:
    """Whoever signed: for what was just signed here."""

    def verify(self, cert: Certificate) -> None: ...


class _OtherSigner(VerificationError):
    """The certificate is in order, and somebody else's."""


def signer(identity_token: str | None, trust_config: Path | None, *, ask: bool) -> Signer:
    """What signs with this token, else as the CI job, else (with `ask`) as whoever logs in.

    Raises SigningFailed when there is no identity or it can't be used, SigstoreFailed when sigstore can't be had.
    """
    instance = _instance(trust_config, offline=False)
    try:
        services = instance.signing_config
        context = SigningContext.from_trust_config(instance)
    except (Error, ValueError) as error:
        raise _untrusted(trust_config, error) from error
    return Signer(instance, context, identity_source(identity_token, services, ask=ask))


def attest(record: AuditRecord, signer: Signer) -> str:
    """The sigstore bundle of the record's statement as JSON, entered in the transparency log.

    Raises SigningFailed when the identity can't be used (any more), SigstoreFailed when sigstore does not sign.
    """
    made = payload(statement(record, sha256_only=True))
    token = signer.source()
    try:
        with signer.context.signer(token) as ready:
            bundle = ready.sign_dsse(dsse.Statement(made))
    except ExpiredIdentity as error:
        raise SigningFailed(
            "the identity token can't be used any more",
            why="it expired while the model was audited",
            fix="save the evidence first (openaudit snapshot REF -o DIR), then check DIR with a fresh token",
        ) from error
    except Exception as error:  # what its services answer meets many parsers, and their errors are private
        raise _not_signed(error) from error
    text = laid_out(bundle.to_json())
    check = _signature(text.encode(), _Anyone(), signer.instance.trusted_root)
    if check.outcome != "holds":
        raise _not_signed(ValueError(": ".join((check.message, *check.details))))
    return text


def signed_as(bundle: str) -> str:
    """Who signed a bundle that `attest` returned, and where that is public, in one line."""
    return _signed_by(Bundle.from_json(bundle), msgspec.json.decode(bundle, type=Layout))


def read_attestation(
    path: Path, expected: Expected, *, trust_config: Path | None, offline: bool
) -> tuple[Statement, Check]:
    """The statement in the bundle, and whether it was signed by whom it must be, over just these bytes.

    `offline` takes sigstore's root of trust as it was had last. Raises RecordsInvalid when it holds no statement of
    ours, SigningFailed when the trust configuration can't be used, OSError.
    """
    with path.open("rb") as file:
        data = file.read(_LIMIT + 1)[: _LIMIT + 1]
    try:
        made = read_payload(msgspec.json.decode(data, type=Layout).payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordsInvalid(
            f"{path} is no attestation",
            why=f"it is no sigstore bundle of a statement: {error}",
            fix="name a file that `openaudit check --attest --sigstore` wrote; if it is one, it was altered",
        ) from error
    try:
        instance = _instance(trust_config, offline=offline)
    except SigstoreFailed as error:
        message = f"{error.what} ({error.why}): {error.fix}, or take the one that was had last with --offline"
        return made, Check(id="signature", outcome="not-checked", message=message)
    try:
        root = instance.trusted_root
    except Error as error:
        raise _untrusted(trust_config, error) from error
    return made, _signature(data, expected, root)


def _signature(data: bytes, expected: VerificationPolicy, root: TrustedRoot) -> Check:
    """Whether all of the bundle holds under this root of trust. What can't even be read does not."""
    try:
        bundle = Bundle.from_json(data)
        layout = msgspec.json.decode(data, type=Layout)
        kind, signed = Verifier(trusted_root=root).verify_dsse(bundle, expected)
        _verify_timestamps(data, root)
        changed = alterations(data, bundle.to_json())
    except _OtherSigner as error:
        return _broken("its certificate is for somebody else than it must be", str(error))
    except Exception as error:  # noqa: BLE001  hostile bytes meet many parsers: whatever they raise, it does not hold
        message = "it does not verify under this root of trust: altered, or signed with another sigstore"
        return _broken(message, reasons(error))
    if kind != PAYLOAD_TYPE:
        return _broken("the payload is not of in-toto's type")
    if changed or signed != layout.payload:
        return _broken("the bundle's bytes are not those that were written for this signature", *changed)
    others = cosignatures(layout)
    details = (f"cosignatures of the log's checkpoint that were not checked: {others}",) if others else ()
    return Check(id="signature", outcome="holds", message=_signed_by(bundle, layout), details=details)


def _verify_timestamps(data: bytes, root: TrustedRoot) -> None:
    """Each timestamp of an authority on its own: sigstore passes over one that does not hold where another time does.

    Raises what sigstore raises.
    """
    found = msgspec.json.decode(data)
    times = found["verificationMaterial"].get("timestampVerificationData", {}).get("rfc3161Timestamps", [])
    for time in times:
        found["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"] = [time]
        found["verificationMaterial"]["tlogEntries"][0].pop("inclusionPromise", None)
        Verifier(trusted_root=root).verify_dsse(Bundle.from_json(msgspec.json.encode(found)), _Anyone())


def _instance(trust_config: Path | None, *, offline: bool) -> ClientTrustConfig:
    """An instance of sigstore, the public one without a file. Raises SigningFailed, SigstoreFailed."""
    if trust_config is not None:
        try:
            with trust_config.open("rb") as file:
                return ClientTrustConfig.from_json(file.read(_TRUST_LIMIT).decode())
        except (ValueError, OSError) as error:
            raise _untrusted(trust_config, error) from error
    try:
        return ClientTrustConfig.production(offline=offline)
    except (Error, ValueError, OSError) as error:
        what, fix = "sigstore's root of trust can't be had", "try again when it can be reached"
        raise SigstoreFailed(what, why=reasons(error), fix=fix) from error


def _signed_by(bundle: Bundle, layout: Layout) -> str:
    day = bundle.signing_certificate.not_valid_before_utc.date()
    return f"signed by {_who(bundle.signing_certificate)} on {day}; entry {layout.entry.log_index} of the log"


def _who(cert: Certificate) -> str:
    """The identity in a certificate and who vouched for it, in words."""
    try:
        names: list[GeneralName] = list(cert.extensions.get_extension_for_class(SubjectAlternativeName).value)
        issuer = cert.extensions.get_extension_for_oid(_ISSUER).value.public_bytes()
    except ExtensionNotFound:
        return "nobody that it names"
    return f"{', '.join(str(name.value) for name in names)} (says {issuer.decode(errors='replace')})"


def _broken(message: str, *details: str) -> Check:
    return Check(id="signature", outcome="broken", message=message, details=details)


def _not_signed(error: Exception) -> SigstoreFailed:
    return SigstoreFailed(
        "sigstore did not sign the attestation",
        why=reasons(error),
        fix="try again when its services can be reached; the record itself was written",
    )


def _untrusted(trust_config: Path | None, error: Exception) -> SigningFailed:
    return SigningFailed(
        f"the trust configuration {trust_config or 'of sigstore'} can't be used",
        why=reasons(error),
        fix="name a ClientTrustConfig (JSON) of your sigstore instance, or none for the public one",
    )
