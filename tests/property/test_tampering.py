"""Any byte of a filed record, of its snapshot and of its attestations that changes is detected."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.attest import sigstore
from openaudit.attest.signing import attest
from openaudit.cli.main import command
from tests.support.filing import Filing, file_record
from tests.support.sigstore import ALICE, ISSUER, Sigstore, identity_token

FLIP = st.integers(1, 255)
WHERE = st.integers(0, 2**32)
BEFORE_STATEMENT = 6000  # the first bytes of a bundle: what sigstore adds to the statement, which is most of it
TIMES = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def filing() -> Iterator[Filing]:
    """A record filed with its evidence, an attestation of a key and one of sigstore, for all examples."""
    folder = Path(tempfile.mkdtemp())
    made = file_record(folder)
    (folder / "audit.att.json").write_text(attest(made.record, made.private_key))
    with Sigstore() as running:
        signer = sigstore.signer(identity_token(), running.trust_config(folder), ask=False)
        (folder / "audit.sigstore.json").write_text(sigstore.attest(made.record, signer), encoding="utf-8")
    yield made
    shutil.rmtree(folder)


def exit_code(*arguments: object) -> int:
    return CliRunner().invoke(command, ["verify", *map(str, arguments)]).exit_code


def by_name(filing: Filing) -> tuple[object, ...]:
    """The options under which the bundle holds."""
    return ("--identity", ALICE, "--issuer", ISSUER, "--trust-config", filing.folder / "trust.json")


def flipped_exit_code(file: Path, where: int, flip: int, *arguments: object) -> int:
    """What verify exits with while one byte of the file is another."""
    original = file.read_bytes()
    at = where % len(original)
    file.write_bytes(original[:at] + bytes([original[at] ^ flip]) + original[at + 1 :])
    try:
        return exit_code(*arguments)
    finally:
        file.write_bytes(original)


def test_untouched_everything_holds(filing: Filing) -> None:
    """Without a change, the record and both attestations verify against the snapshot."""
    assert exit_code(filing.path, "--snapshot", filing.snapshot) == 0
    signed = filing.folder / "audit.att.json"
    assert exit_code(signed, "--public-key", filing.public_key, "--snapshot", filing.snapshot) == 0
    assert exit_code(filing.folder / "audit.sigstore.json", *by_name(filing), "--snapshot", filing.snapshot) == 0


@TIMES
@given(where=WHERE, flip=FLIP)
def test_a_changed_byte_of_the_record_is_detected(filing: Filing, where: int, flip: int) -> None:
    """Whichever byte of the record changes to whatever, verify does not exit 0, even without a snapshot."""
    assert flipped_exit_code(filing.path, where, flip, filing.path) != 0


@TIMES
@given(where=WHERE, flip=FLIP)
def test_a_changed_byte_of_the_attestation_is_detected(filing: Filing, where: int, flip: int) -> None:
    """Payload, signature, key id, layout: no byte of the envelope can change."""
    signed = filing.folder / "audit.att.json"
    assert flipped_exit_code(signed, where, flip, signed, "--public-key", filing.public_key) != 0


@TIMES
@given(where=WHERE, flip=FLIP, from_start=st.booleans())
def test_a_changed_byte_of_a_bundle_is_detected(filing: Filing, where: int, flip: int, from_start: bool) -> None:
    """Certificate, log entry, proof, checkpoint, statement, layout: no byte of a sigstore bundle can change."""
    signed = filing.folder / "audit.sigstore.json"
    at = where % BEFORE_STATEMENT if from_start else where
    assert flipped_exit_code(signed, at, flip, signed, *by_name(filing)) != 0


@TIMES
@given(which=WHERE, where=WHERE, flip=FLIP)
def test_a_changed_byte_of_the_snapshot_is_detected(filing: Filing, which: int, where: int, flip: int) -> None:
    """No byte of a manifest, of the repository's facts or of a text can change, the ancestors' included."""
    files = sorted(p for p in filing.snapshot.rglob("*") if p.is_file())
    code = flipped_exit_code(files[which % len(files)], where, flip, filing.path, "--snapshot", filing.snapshot)
    assert code != 0


def test_a_file_added_or_taken_away_is_detected(filing: Filing) -> None:
    """A snapshot with a file more, or a file less, is not the one that was saved."""
    extra = filing.snapshot / "extra"
    extra.write_text("x")
    assert exit_code(filing.path, "--snapshot", filing.snapshot) == 1
    extra.unlink()
    text = filing.snapshot / "files" / "LICENSE"
    data = text.read_bytes()
    text.unlink()
    assert exit_code(filing.path, "--snapshot", filing.snapshot) == 1
    text.write_bytes(data)
