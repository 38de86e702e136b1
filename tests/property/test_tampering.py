"""Any byte of a filed record, of its snapshot and of its attestation that changes is detected."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.attest.signing import attest
from openaudit.cli.main import command
from tests.support.filing import Filing, file_record

FLIP = st.integers(1, 255)
WHERE = st.integers(0, 2**32)
TIMES = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def filing() -> Iterator[Filing]:
    """A record filed with its evidence and an attestation, for all examples."""
    folder = Path(tempfile.mkdtemp())
    made = file_record(folder)
    (folder / "audit.att.json").write_text(attest(made.record, made.private_key))
    yield made
    shutil.rmtree(folder)


def exit_code(*arguments: object) -> int:
    return CliRunner().invoke(command, ["verify", *map(str, arguments)]).exit_code


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
    """Without a change, both the record and its attestation verify against the snapshot."""
    assert exit_code(filing.path, "--snapshot", filing.snapshot) == 0
    signed = filing.folder / "audit.att.json"
    assert exit_code(signed, "--public-key", filing.public_key, "--snapshot", filing.snapshot) == 0


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
