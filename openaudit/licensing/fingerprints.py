"""The fingerprints of known licences: the hash of every window of five words of every wording, in order, and no text.

One file, written by `tools/build_fingerprints.py`. Wordings that share passages share their hashes: each is a row of ranges of
one stream. An index over a sample of the windows tells which licences a text may hold.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

WINDOW = 5
MAGIC = b"openaudit-fingerprints-2\n"
SECTIONS = (
    "stream",
    "range_starts",
    "range_lengths",
    "wording_ranges",
    "keys",
    "key_groups",
    "group_ends",
    "group_members",
    "key_counts",
)
_TYPES = {"stream": "I", "range_starts": "I", "range_lengths": "H", "wording_ranges": "I", "keys": "I", "key_groups": "H",
          "group_ends": "I", "group_members": "H", "key_counts": "H"}  # fmt: skip


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the data are: their version and date, the sources of the texts, the licences (the ids that share one text), and which of them each
    wording is of."""

    version: str
    date: str
    sources: tuple[str, ...]
    licenses: tuple[tuple[str, ...], ...]
    wording_licenses: tuple[int, ...]
    lengths: tuple[int, ...]


class Fingerprints:
    """The loaded data. Licences and wordings are numbered from 0; a window is a 32-bit number."""

    def __init__(self, data: bytes) -> None:
        """Reads what `pack` wrote; raises ValueError for anything else."""
        if not data.startswith(MAGIC):
            raise ValueError("these are no licence fingerprints of a version that is known here")
        start = len(MAGIC) + 4
        end = start + int.from_bytes(data[len(MAGIC) : start], "little")
        self.header = msgspec.json.decode(data[start:end], type=Header)
        sections: dict[str, array[int]] = {}
        view = memoryview(data)
        for name, length in zip(SECTIONS, self.header.lengths, strict=True):
            section = sections[name] = array(_TYPES[name])
            section.frombytes(view[end : end + length])
            end += length
            if sys.byteorder == "big":
                section.byteswap()
        self._stream = sections["stream"].tobytes()
        self._starts, self._lengths = sections["range_starts"], sections["range_lengths"]
        self._wording_ranges = sections["wording_ranges"]
        self.groups = dict(zip(sections["keys"], sections["key_groups"], strict=True))
        self._group_ends, self._group_members = sections["group_ends"], sections["group_members"]
        self.key_counts = sections["key_counts"]

    @property
    def name(self) -> str:
        """Version and date of the data, for records."""
        return f"{self.header.version} ({self.header.date})"

    def license_ids(self, wording: int) -> tuple[str, ...]:
        """The SPDX ids, or LicenseRefs, of the licences whose wording this is."""
        return self.header.licenses[self.header.wording_licenses[wording]]

    def members(self, group: int) -> array[int]:
        """The wordings in which the windows of this group stand."""
        return self._group_members[self._group_ends[group - 1] if group else 0 : self._group_ends[group]]

    def packed(self, wording: int) -> bytes:
        """All windows of a wording in order, 4 bytes each."""
        first = self._wording_ranges[wording - 1] if wording else 0
        pairs = range(first, self._wording_ranges[wording])
        stream, starts, lengths = self._stream, self._starts, self._lengths
        return b"".join([stream[4 * starts[i] : 4 * (starts[i] + lengths[i])] for i in pairs])

    def wordings_beside(self, wording: int) -> list[int]:
        """The other wordings of the same licence."""
        license_number = self.header.wording_licenses[wording]
        return [w for w, n in enumerate(self.header.wording_licenses) if n == license_number and w != wording]


def unpacked(windows: bytes) -> array[int]:
    """Packed windows as numbers."""
    return array("I", windows)


def pack(version: str, date: str, sources: Iterable[str], licenses: Iterable[tuple[str, ...]], wordings: Iterable[int],
         sections: dict[str, array[int]]) -> bytes:  # fmt: skip
    """The bytes that `Fingerprints` reads. The same arguments give the same bytes."""
    parts = [array(_TYPES[name], sections[name]) for name in SECTIONS]
    if sys.byteorder == "big":
        for part in parts:
            part.byteswap()
    blobs = [part.tobytes() for part in parts]
    header = Header(
        version=version, date=date, sources=tuple(sources), licenses=tuple(licenses), wording_licenses=tuple(wordings),
        lengths=tuple(map(len, blobs)),
    )  # fmt: skip
    encoded = msgspec.json.encode(header)
    return b"".join([MAGIC, len(encoded).to_bytes(4, "little"), encoded, *blobs])


@cache
def load() -> Fingerprints:
    """The fingerprints that ship with the package; read on the first call only."""
    return Fingerprints((files("openaudit.licensing") / "fingerprints.bin").read_bytes())
