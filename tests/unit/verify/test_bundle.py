"""No byte of a sigstore bundle can change, those that no signature covers included."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sigstore.models import ClientTrustConfig

from openaudit.attest.sigstore import Expected, _signature
from openaudit.record.json import one_line
from tests.support.filing import Filing
from tests.support.keyless import SIGNED, sign, signature, verify
from tests.support.sigstore import ALICE, ISSUER, Log, Sigstore, b64

# Made once by a sigstore as in tests/support, with a timestamp by an authority of its own (`openssl ts -reply`).
KEPT = Path(__file__).parent / "bundle"


def rewrite(filing: Filing, change: Callable[[Any], object]) -> None:
    """Change the bundle's values, and lay it out as openaudit does."""
    path = filing.folder / SIGNED
    bundle = json.loads(path.read_text("utf-8"))
    change(bundle)
    path.write_text(one_line(bundle), encoding="utf-8")


def other_tree_size(bundle: Any) -> None:
    """A size of the tree that has a proof as long: the log's hashes alone do not tell it from the true one."""
    bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["treeSize"] = "8"


def other_log_name(bundle: Any) -> None:
    """Another name before the log's signature on its checkpoint, which that signature does not cover."""
    checkpoint = bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["checkpoint"]
    checkpoint["envelope"] = checkpoint["envelope"].replace("— log.example", "— log.exampla")


def stray_line(bundle: Any) -> None:
    """A line after the signatures that is none."""
    bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["checkpoint"]["envelope"] += "a stray line\n"


def stray_bits(bundle: Any) -> None:
    """The bits of base64 that no byte has."""
    proof = bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    root = proof["rootHash"]  # 32 bytes: the last character before "=" has two bits of no byte
    proof["rootHash"] = root[:-2] + chr(ord(root[-2]) + 1) + "="


def key_hint(bundle: Any) -> None:
    """The hint at a key that DSSE leaves unsigned."""
    bundle["dsseEnvelope"]["signatures"][0]["keyid"] = "mallory"


def no_promise(bundle: Any) -> None:
    """A bundle without any signed time."""
    del bundle["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"]


def no_timestamp(bundle: Any) -> None:
    """A timestamp that is none."""
    bundle["verificationMaterial"]["timestampVerificationData"] = {"rfc3161Timestamps": [{"signedTimestamp": "AAAA"}]}


def stray_timestamp(bundle: Any) -> None:
    """A timestamp by an authority that is trusted, of another signature."""
    other = json.loads((KEPT / "timestamped.sigstore.json").read_text("utf-8"))
    times = other["verificationMaterial"]["timestampVerificationData"]
    bundle["verificationMaterial"]["timestampVerificationData"] = times


def another_payload(bundle: Any) -> None:
    """A statement that says something better of the model."""
    statement = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
    statement["predicate"]["record"]["verdict"]["summary"] = "all is well"
    bundle["dsseEnvelope"]["payload"] = b64(json.dumps(statement).encode())


@pytest.mark.parametrize(
    "change",
    [
        other_tree_size,
        other_log_name,
        stray_line,
        stray_bits,
        key_hint,
        no_promise,
        no_timestamp,
        stray_timestamp,
        another_payload,
    ],
)
def test_what_no_signature_covers_can_not_change_either(
    filing: Filing, sigstore: Sigstore, change: Callable[[Any], object]
) -> None:
    """A change to a value of the bundle is found, though sigstore itself passes over some of them."""
    sign(filing, sigstore)
    trust = filing.folder / "trust.json"
    config, kept = (json.loads(path.read_text("utf-8")) for path in (trust, KEPT / "trust.json"))
    config["trustedRoot"]["timestampAuthorities"] = kept["trustedRoot"]["timestampAuthorities"]
    trust.write_text(json.dumps(config))
    rewrite(filing, lambda _: None)
    assert verify(filing).exit_code == 0
    rewrite(filing, change)
    result = verify(filing)
    assert (result.exit_code, signature(result)["outcome"]) == (1, "broken")


def kept_outcome(at: int | None = None) -> str:
    """The outcome of the kept bundle's signature, with the byte at this place of its timestamp changed."""
    data = (KEPT / "timestamped.sigstore.json").read_bytes()
    if at is not None:
        at += data.index(b'"signedTimestamp":"') + len(b'"signedTimestamp":"')
        data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    root = ClientTrustConfig.from_json((KEPT / "trust.json").read_text("utf-8")).trusted_root
    return _signature(data, Expected(ALICE, ISSUER), root).outcome


def test_a_bundle_of_another_year_with_a_timestamp_holds() -> None:
    """A bundle that was signed and stamped in 2026 holds, its certificate long expired; a changed stamp does not."""
    assert kept_outcome() == "holds"
    assert {kept_outcome(at) for at in (0, 200, 400, 600, 800, 1000)} == {"broken"}


def test_a_bundle_laid_out_anew_is_told(filing: Filing, sigstore: Sigstore) -> None:
    """The same values with blanks between them are not the bytes that were written."""
    sign(filing, sigstore)
    path = filing.folder / SIGNED
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))) + "\n", encoding="utf-8")
    result = verify(filing)
    assert (result.exit_code, signature(result)["outcome"]) == (1, "broken")


def test_cosignatures_are_told_as_not_checked(filing: Filing) -> None:
    """Where others cosigned the log's checkpoint, the signature holds, and theirs is not said to."""

    class Cosigned(Log):
        def add(self, envelope: bytes, verifier: str) -> dict[str, Any]:
            answer = super().add(envelope, verifier)
            (entry,) = answer.values()
            entry["verification"]["inclusionProof"]["checkpoint"] += f"— witness.example {b64(b'12345678')}\n"
            return answer

    with Sigstore(log=Cosigned()) as running:
        assert sign(filing, running).exit_code == 0
    check = signature(verify(filing))
    assert check["outcome"] == "holds"
    assert "cosignatures of the log's checkpoint that were not checked: 1" in check["details"]
