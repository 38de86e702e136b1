"""The fingerprints of known licences: the hash of every window of five words of every wording, in order, and no text.

One file, written by `tools/build_fingerprints.py`. Wordings that share passages share their hashes: each is a row
of ranges of one stream. An index over a sample of the windows tells which licences a text may hold.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

WINDOW = 5
WINDOW_BYTES = 4
MAGIC = b"openaudit-fingerprints-2\n"
_TYPES = {
    "stream": "I",
    "keys": "I",
    "range_starts": "I",
    "range_lengths": "H",
    "wording_ranges": "I",
    "key_groups": "H",
    "key_counts": "H",
    "group_ends": "I",
    "group_members": "H",
    "titles": "H",
    "appendices": "H",
}
# Hashes do not compress; the sections from this one on do, and are one compressed block.
COMPRESSED_FROM = "range_starts"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the data are: version, date, sources of the texts, the licences, and of which licence each wording is.

    A licence is the ids that share one text; `lengths` are those of the sections in bytes.
    """

    version: str
    date: str
    sources: tuple[str, ...]
    licenses: tuple[tuple[str, ...], ...]
    wording_licenses: tuple[int, ...]
    lengths: tuple[int, ...]


_headers = msgspec.json.Decoder(Header)  # made here: msgspec prepares a type once, and not safely from several threads


class Fingerprints:
    """The loaded data. Licences and wordings are numbered from 0; a window is a 32-bit number."""

    def __init__(self, data: bytes) -> None:
        """Reads what `pack` wrote; raises ValueError for anything else."""
        if not data.startswith(MAGIC):
            raise ValueError("these are no licence fingerprints of a version that is known here")
        start = len(MAGIC) + 4
        end = start + int.from_bytes(data[len(MAGIC) : start], "little")
        self.header = _headers.decode(data[start:end])
        view = memoryview(data)
        sections: dict[str, array[int]] = {}
        for name, length in zip(_TYPES, self.header.lengths, strict=True):
            if name == COMPRESSED_FROM:
                view, end = memoryview(zlib.decompress(view[end:])), 0
            section = sections[name] = array(_TYPES[name])
            section.frombytes(view[end : end + length])
            if sys.byteorder == "big":
                section.byteswap()
            end += length
        self._stream = memoryview(sections["stream"]).cast("B")
        self._starts, self._lengths = sections["range_starts"], sections["range_lengths"]
        self._wording_ranges = sections["wording_ranges"]
        self.groups = dict(zip(sections["keys"], sections["key_groups"], strict=True))
        self._group_ends, self._group_members = sections["group_ends"], sections["group_members"]
        self.key_counts = sections["key_counts"]
        self._titles, self._appendices = sections["titles"], sections["appendices"]

    @property
    def name(self) -> str:
        """Version and date of the data, for records."""
        return f"{self.header.version} ({self.header.date})"

    def license_number(self, wording: int) -> int:
        """The licence that the wording is of."""
        return self.header.wording_licenses[wording]

    def license_ids(self, wording: int) -> tuple[str, ...]:
        """The SPDX ids, or LicenseRefs, of the licences whose wording this is."""
        return self.header.licenses[self.header.wording_licenses[wording]]

    def title_words(self, wording: int) -> int:
        """How many words its title has; 0 if it has none."""
        return self._titles[wording]

    def appendix_words(self, wording: int) -> int:
        """How many words of instructions follow the terms."""
        return self._appendices[wording]

    def wordings_beside(self, wording: int) -> list[int]:
        """The other wordings of the licences that have this one."""
        ids = set(self.license_ids(wording))
        same = {number for number, others in enumerate(self.header.licenses) if not ids.isdisjoint(others)}
        return [w for w, number in enumerate(self.header.wording_licenses) if number in same and w != wording]

    def members(self, group: int) -> array[int]:
        """The wordings in which the windows of this group stand."""
        return self._group_members[self._group_ends[group - 1] if group else 0 : self._group_ends[group]]

    def packed(self, wording: int) -> bytes:
        """All windows of a wording in order, 4 bytes each."""
        first = self._wording_ranges[wording - 1] if wording else 0
        pairs = range(first, self._wording_ranges[wording])
        stream, starts, lengths = self._stream, self._starts, self._lengths
        return b"".join([stream[4 * starts[i] : 4 * (starts[i] + lengths[i])] for i in pairs])


def packed_windows(windows: Sequence[int]) -> bytes:
    """Windows as `Fingerprints.packed` gives them."""
    return array("I", windows).tobytes()


def pack(
    version: str,
    date: str,
    sources: Iterable[str],
    licenses: Iterable[tuple[str, ...]],
    wordings: Iterable[int],
    sections: dict[str, array[int]],
) -> bytes:
    """The bytes that `Fingerprints` reads. The same arguments give the same bytes."""
    parts = [array(_TYPES[name], sections[name]) for name in _TYPES]
    if sys.byteorder == "big":
        for part in parts:
            part.byteswap()
    blobs = [part.tobytes() for part in parts]
    header = Header(
        version=version,
        date=date,
        sources=tuple(sources),
        licenses=tuple(licenses),
        wording_licenses=tuple(wordings),
        lengths=tuple(map(len, blobs)),
    )
    encoded = msgspec.json.encode(header)
    hashes = list(_TYPES).index(COMPRESSED_FROM)
    rest = zlib.compress(b"".join(blobs[hashes:]), 9)
    return b"".join([MAGIC, len(encoded).to_bytes(4, "little"), encoded, *blobs[:hashes], rest])


@cache
def load() -> Fingerprints:
    """The fingerprints that ship with the package; read on the first call only."""
    return Fingerprints(Path(__file__).with_name("fingerprints.bin").read_bytes())
