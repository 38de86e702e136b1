"""A small sigstore on 127.0.0.1 for tests: certificate authority, transparency log and identity provider of its own.

It speaks what sigstore-python asks of a Fulcio (`/api/v2/signingCert`), of a Rekor (`/api/v1/log/entries`) and of a
CI's provider of identity tokens, signs with keys of its own, and writes the ClientTrustConfig that trusts them. Sources
of the formats: RFC 6962 (signed certificate timestamps, Merkle tree), C2SP's signed note, Rekor's `dsse` entry 0.0.1.
"""

import base64
import hashlib
import json
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ISSUER = "https://issuer.example"
ALICE = "alice@example.com"
_ORIGIN = "log.example"
_SHARD = 1000  # the log's index of the first entry of its tree: its shards before hold as many
_ISSUER_OID = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
_SCT_OID = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_HOUR = timedelta(hours=1)

Key = ec.EllipticCurvePrivateKey


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def identity_token(identity: str = ALICE, issuer: str = ISSUER, *, expires_in: float = 600) -> str:
    """An identity token that is well-formed and that nobody signed: this sigstore takes everyone at their word."""
    now = int(time.time())
    claims = {"iss": issuer, "sub": identity, "aud": "sigstore", "iat": now - 60, "exp": int(now + expires_in)}
    parts = (json.dumps({"alg": "RS256", "typ": "JWT"}).encode(), json.dumps(claims).encode(), b"nobody")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _sign(key: Key, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _spki(key: Key) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Key) -> bytes:
    return hashlib.sha256(_spki(key)).digest()


class Authority:
    """A certificate authority that embeds the timestamp of a certificate log in what it issues."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.log_key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a sigstore for tests")])
        now = datetime.now(UTC)
        self.root = (
            self._builder(self.name, self.key.public_key(), now - _HOUR, now + 24 * _HOUR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def issue(self, request: x509.CertificateSigningRequest, identity: str, issuer: str) -> list[str]:
        """A certificate for ten minutes with its chain, in PEM."""
        now = datetime.now(UTC)
        name = x509.RFC822Name(identity) if "@" in identity else x509.UniformResourceIdentifier(identity)
        key = request.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        builder = (
            self._builder(x509.Name([]), key, now - timedelta(seconds=5), now + timedelta(minutes=10))
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .add_extension(x509.UnrecognizedExtension(_ISSUER_OID, issuer.encode()), critical=False)
        )
        unlogged = builder.sign(self.key, hashes.SHA256())
        stamped = x509.UnrecognizedExtension(_SCT_OID, self._timestamp(unlogged.tbs_certificate_bytes, now))
        issued = builder.add_extension(stamped, critical=False).sign(self.key, hashes.SHA256())
        return [certificate.public_bytes(Encoding.PEM).decode() for certificate in (issued, self.root)]

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def _timestamp(self, tbs: bytes, now: datetime) -> bytes:
        """The extension's value: a list of one timestamp over the certificate without it (RFC 6962, 3.2 and 3.3)."""
        at = int(now.timestamp() * 1000)
        entry = key_id(self.key) + len(tbs).to_bytes(3, "big") + tbs
        signature = _sign(self.log_key, struct.pack("!BBQH", 0, 0, at, 1) + entry + b"\x00\x00")
        stamp = b"\x00" + key_id(self.log_key) + struct.pack("!QH", at, 0) + b"\x04\x03" + _sized(signature)
        return _der_octets(_sized(_sized(stamp)))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _sized(raw: bytes) -> bytes:
    return len(raw).to_bytes(2, "big") + raw


def _der_octets(raw: bytes) -> bytes:
    length = bytes([len(raw)]) if len(raw) < 128 else b"\x81" + bytes([len(raw)])
    return b"\x04" + length + raw


class Log:
    """A transparency log: a Merkle tree whose root it signs (RFC 6962, 2.1). Others write to it before and after."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.leaves: list[bytes] = []
        self._others(4)

    def add(self, envelope: bytes, verifier: str) -> dict[str, Any]:
        """Rekor's answer to a proposed `dsse` entry."""
        parsed = json.loads(envelope)
        body = rfc8785.dumps(
            {
                "apiVersion": "0.0.1",
                "kind": "dsse",
                "spec": {
                    "envelopeHash": {"algorithm": "sha256", "value": hashlib.sha256(envelope).hexdigest()},
                    "payloadHash": {
                        "algorithm": "sha256",
                        "value": hashlib.sha256(base64.b64decode(parsed["payload"])).hexdigest(),
                    },
                    "signatures": [{"signature": parsed["signatures"][0]["sig"], "verifier": verifier}],
                },
            }
        )
        index = len(self.leaves)
        self.leaves.append(hashlib.sha256(b"\x00" + body).digest())
        self._others(2)
        entry: dict[str, str | int] = {
            "body": b64(body),
            "integratedTime": int(time.time()),
            "logID": key_id(self.key).hex(),
            "logIndex": _SHARD + index,
        }
        promise = _sign(self.key, rfc8785.dumps({**entry}))
        verification = {"signedEntryTimestamp": b64(promise), "inclusionProof": self._proof(index)}
        return {hashlib.sha256(body).hexdigest(): {**entry, "verification": verification}}

    def _others(self, count: int) -> None:
        self.leaves += [hashlib.sha256(b"\x00" + bytes([n])).digest() for n in range(count)]

    def _proof(self, index: int) -> dict[str, Any]:
        root, size = _root(self.leaves), len(self.leaves)
        note = f"{_ORIGIN} - 42\n{size}\n{b64(root)}\n"
        signature = b64(key_id(self.key)[:4] + _sign(self.key, note.encode()))
        return {
            "checkpoint": f"{note}\n— {_ORIGIN} {signature}\n",
            "hashes": [h.hex() for h in _path(index, self.leaves)],
            "logIndex": index,
            "rootHash": root.hex(),
            "treeSize": size,
        }


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    at = _split(len(leaves))
    return _node(_root(leaves[:at]), _root(leaves[at:]))


def _path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*_path(index, leaves[:at]), _root(leaves[at:])]
    return [*_path(index - at, leaves[at:]), _root(leaves[:at])]


@dataclass
class Sigstore:
    """The server; a context manager. `faults` are the statuses with which a path answers, `asked` the paths so far."""

    faults: dict[str, int] = field(default_factory=dict)
    authority: Authority = field(default_factory=Authority)
    log: Log = field(default_factory=Log)
    asked: list[str] = field(default_factory=list)
    ambient: str | None = None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"sigstore": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def trust_config(self, folder: Path) -> Path:
        """A file that tells a client of this instance: where its services are, and which keys they sign with."""
        path = folder / "trust.json"
        path.write_text(json.dumps(self._trust(), indent=2), encoding="utf-8")
        return path

    def ci(self) -> dict[str, str]:
        """The environment of a CI job that may ask for an identity token here, as GitHub's runners set it."""
        return {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/token?x=1",
        }

    def answer(self, path: str, body: Mapping[str, Any], bearer: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON for a request."""
        self.asked.append(path)
        if path in self.faults:
            return self.faults[path], {"code": self.faults[path], "message": "out of order"}
        match path:
            case "/api/v2/signingCert":
                claims = json.loads(base64.urlsafe_b64decode(bearer.split(".")[1] + "=="))
                request = x509.load_pem_x509_csr(base64.b64decode(body["certificateSigningRequest"]))
                chain = self.authority.issue(request, claims["sub"], claims["iss"])
                return 200, {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}
            case "/api/v1/log/entries":
                proposed = body["spec"]["proposedContent"]
                return 201, self.log.add(proposed["envelope"].encode(), proposed["verifiers"][0])
            case "/token":
                return 200, {"value": self.ambient or identity_token()}
            case "/oidc/.well-known/openid-configuration":
                return 200, {f"{name}_endpoint": f"{self.url}/oidc/{name}" for name in ("authorization", "token")}
        return 404, {"code": 404, "message": "no such thing"}

    def _trust(self) -> dict[str, Any]:
        since = {"start": "2020-01-01T00:00:00Z"}
        name = {"organization": "tests", "commonName": "tests"}
        root = b64(self.authority.root.public_bytes(Encoding.DER))
        chain = {"certificates": [{"rawBytes": root}]}
        services = {"caUrls": self.url, "oidcUrls": f"{self.url}/oidc", "rekorTlogUrls": self.url}
        return {
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [self._log(self.log.key, since)],
                "certificateAuthorities": [{"subject": name, "uri": self.url, "certChain": chain, "validFor": since}],
                "ctlogs": [self._log(self.authority.log_key, since)],
                "timestampAuthorities": [],
            },
            "signingConfig": {
                "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
                "rekorTlogConfig": {"selector": "ANY"},
                **{
                    service: [{"url": url, "majorApiVersion": 1, "validFor": since, "operator": "tests"}]
                    for service, url in services.items()
                },
            },
        }

    def _log(self, key: Key, since: dict[str, str]) -> dict[str, Any]:
        return {
            "baseUrl": self.url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {"rawBytes": b64(_spki(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": since},
            "logId": {"keyId": b64(key_id(key))},
        }


class _Handler(BaseHTTPRequestHandler):
    sigstore: Sigstore

    def do_GET(self) -> None:
        self._reply({})

    def do_POST(self) -> None:
        self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _reply(self, body: Mapping[str, Any]) -> None:
        bearer = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        status, answer = self.sigstore.answer(self.path.split("?")[0], body, bearer)
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        pass
