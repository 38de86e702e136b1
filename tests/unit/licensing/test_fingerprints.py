"""Fingerprints: what the file holds, and that it holds no text."""

from importlib.resources import files

import msgspec
import pytest
from license_expression import get_spdx_licensing

from openaudit.licensing.fingerprints import MAGIC, WINDOW, Fingerprints, load
from openaudit.licensing.words import Words, window_hashes


def test_the_shipped_file_names_its_data() -> None:
    """Version, date and sources are told, and records can name them."""
    header = load().header
    assert header.version in load().name
    assert header.date in load().name
    assert any("scancode" in source for source in header.sources)
    assert any("SPDX" in source for source in header.sources)


def test_every_id_is_part_of_an_expression() -> None:
    """license-expression reads every id that can be answered, and knows those of the SPDX list that it ships."""
    licensing = get_spdx_licensing()
    for ids in load().header.licenses:
        for name in ids:
            assert licensing.parse(name) is not None


def test_the_common_licences_are_known() -> None:
    """Software, content, data and model licences are in the data."""
    known = {name for ids in load().header.licenses for name in ids}
    assert {"MIT", "Apache-2.0", "GPL-3.0-only", "CC-BY-NC-4.0", "ODbL-1.0"} <= known
    assert "LicenseRef-scancode-llama-3.1-license-2024" in known
    assert len(known) > 800


def test_the_file_is_small_and_only_numbers() -> None:
    """Two megabytes at most, and besides ids no words: what is not the header are hashes and places."""
    data = (files("openaudit.licensing") / "fingerprints.bin").read_bytes()
    assert len(data) <= 2_000_000
    assert b"hereby granted" not in data.lower()
    assert b"as is" not in data.lower()


def test_wordings_are_put_together_again() -> None:
    """Each wording has windows, and its index keys are among them."""
    known = load()
    for wording in range(0, len(known.header.wording_licenses), 97):
        windows = set(memoryview(known.packed(wording)).cast("I"))
        keys = windows & known.groups.keys()
        assert len(keys) == known.key_counts[wording] > 0
        assert all(wording in known.members(known.groups[key]) for key in keys)


def test_other_wordings_are_of_the_same_licence() -> None:
    """The wordings beside one have its ids."""
    known = load()
    for other in known.wordings_beside(0):
        assert known.license_ids(other) == known.license_ids(0)


@pytest.mark.parametrize("data", [b"", b"something else", MAGIC.replace(b"2", b"1") + b"\0" * 20])
def test_an_unknown_file_is_refused(data: bytes) -> None:
    """What is not of this version is not guessed at."""
    with pytest.raises(ValueError, match="no licence fingerprints"):
        Fingerprints(data)


def test_a_broken_header_is_refused() -> None:
    """A header that is no header raises, and gives no empty data."""
    with pytest.raises(msgspec.DecodeError):
        Fingerprints(MAGIC + (4).to_bytes(4, "little") + b"null" + b"\0")


def test_windows_do_not_depend_on_the_process() -> None:
    """Hashes are the same in every run and on every machine."""
    assert window_hashes(Words("one two three four five").hashes, WINDOW) == [1165002592]
