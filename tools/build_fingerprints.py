"""Builds openaudit/licensing/fingerprints.bin, the hashes by which licence texts are known. See tools/README.md.

    python tools/build_fingerprints.py --scancode DIR --spdx DIR --texts DIR --date YYYY-MM-DD --out FILE

The same sources and date give the same bytes. Only hashes are written; no text can be read back from the file.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from license_expression import get_spdx_licensing

from openaudit.licensing.fingerprints import WINDOW, pack
from openaudit.licensing.words import OPERATIVE_WORDS, Words, window_hashes

# A window is an index key when it is the smallest of this many neighbours: every passage this long that a text
# shares with a licence holds a key.
SAMPLE = 12
# A range takes 6 bytes, a window 4.
SHORTEST_SHARED = 4
LONGEST_RANGE = 0xFFFF
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n?(.*)", re.DOTALL)
LONGEST_TITLE = 15
APPENDIX = re.compile(r"END OF TERMS AND CONDITIONS(?=\s+(?:APPENDIX:?\s+)?How to apply)", re.IGNORECASE)
# Licences outside the SPDX list are taken when they speak of what a model repository holds.
ABOUT_MODELS = re.compile(
    r"machine[- ]learning|artificial intelligence|neural net|language model|model weights|trained model|"
    r"training data|\bthe model\b",
)


class Text(NamedTuple):
    """One wording of the licence that has this id."""

    id: str
    text: str


def scancode_texts(folder: Path, also: frozenset[str]) -> Iterator[Text]:
    """The licences of scancode-toolkit that are in the SPDX list, and of the others those about models and data."""
    for path in sorted(folder.glob("*.LICENSE")):
        found = FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        if not found:
            continue
        facts = yaml.safe_load(found[1])
        key = facts["key"]
        spdx = facts.get("spdx_license_key") or f"LicenseRef-scancode-{key}"
        if facts.get("is_exception") or facts.get("is_generic") or facts.get("is_unknown") or not found[2].strip():
            continue
        if facts.get("is_deprecated") and spdx.startswith("LicenseRef-") and key not in also:
            continue
        about_models = len(set(ABOUT_MODELS.findall(found[2].lower()))) >= 2
        if spdx.startswith("LicenseRef-") and key not in also and not about_models:
            continue
        yield Text(spdx, found[2])


def spdx_texts(bundle: Path) -> Iterator[Text]:
    """The official wordings. Ids that SPDX has replaced are left out."""
    with gzip.open(bundle) as stream:
        licenses = json.load(stream)["licenses"]
    for entry in licenses:
        if entry["text"] and not entry["isDeprecatedLicenseId"]:
            yield Text(entry["licenseId"], entry["text"])


def folder_texts(folder: Path, ids: dict[str, str]) -> Iterator[Text]:
    """The texts of a folder for which an id is given."""
    for name, license_id in sorted(ids.items()):
        yield Text(license_id, (folder / name).read_text(encoding="utf-8"))


class Wording(NamedTuple):
    """One row of windows, the ids that have it, and how many of its words are title and instructions."""

    ids: tuple[str, ...]
    windows: tuple[int, ...]
    title: int
    appendix: int


def distinct_wordings(texts: Iterable[Text]) -> list[Wording]:
    """Each distinct row of windows once, with the ids that have it: those that license-expression knows first."""
    spdx = get_spdx_licensing().known_symbols
    holders: dict[tuple[int, ...], set[str]] = defaultdict(set)
    edges: dict[tuple[int, ...], tuple[int, int]] = {}
    for text in texts:
        words = Words(text.text)
        windows = tuple(window_hashes(words.hashes, WINDOW))
        if windows:
            holders[windows].add(text.id)
            edges.setdefault(windows, (title_words(text.text, words), appendix_words(text.text)))
    return sorted(
        Wording(
            tuple(sorted(ids, key=lambda name: (name not in spdx, "LicenseRef" in name, len(name), name))),
            windows,
            *edges[windows],
        )
        for windows, ids in holders.items()
    )


def title_words(text: str, words: Words) -> int:
    """How many words the first paragraph has, if it is a title: short, and with no word that binds."""
    title = Words(text.strip().partition("\n\n")[0])
    if (
        title.count > LONGEST_TITLE
        or title.count + WINDOW > words.count
        or title.hashes != words.hashes[: len(title.hashes)]
    ):
        return 0
    return title.count if OPERATIVE_WORDS.isdisjoint(title.canonical(0, title.count)) else 0


def appendix_words(text: str) -> int:
    """How many words follow the terms and tell how to apply them."""
    found = APPENDIX.search(text)
    return Words(text[found.end() :]).count if found else 0


class Stream:
    """The windows of all wordings, with passages that are already there referred to, not repeated."""

    def __init__(self) -> None:
        self.windows = array("I")
        self.starts, self.lengths, self.ends = array("I"), array("H"), array("I")
        self._places: dict[tuple[int, ...], list[int]] = defaultdict(list)

    def add(self, windows: tuple[int, ...]) -> None:
        """Appends one wording."""
        at = literal = 0
        while at < len(windows):
            start, length = self._longest(windows, at)
            if length < SHORTEST_SHARED:
                at += 1
                continue
            if literal < at:
                self._literal(windows[literal:at])
            self._range(start, length)
            at += length
            literal = at
        if literal < len(windows):
            self._literal(windows[literal:])
        self.ends.append(len(self.starts))

    def _longest(self, windows: tuple[int, ...], at: int) -> tuple[int, int]:
        best = (0, 0)
        for start in self._places.get(windows[at : at + SHORTEST_SHARED], ()):
            length = SHORTEST_SHARED
            limit = min(len(windows) - at, len(self.windows) - start, LONGEST_RANGE)
            while length < limit and self.windows[start + length] == windows[at + length]:
                length += 1
            best = max(best, (start, length), key=lambda found: found[1])
        return best

    def _literal(self, windows: tuple[int, ...]) -> None:
        for first in range(0, len(windows), LONGEST_RANGE):
            part = windows[first : first + LONGEST_RANGE]
            start = len(self.windows)
            self.windows.extend(part)
            for end in range(max(start, SHORTEST_SHARED), len(self.windows) + 1):
                self._places[tuple(self.windows[end - SHORTEST_SHARED : end])].append(end - SHORTEST_SHARED)
            self._range(start, len(part))

    def _range(self, start: int, length: int) -> None:
        self.starts.append(start)
        self.lengths.append(length)


def key_index(wordings: list[Wording]) -> dict[str, array[int]]:
    """Sampled windows, and for each the group of wordings in which it stands; equal groups are kept once."""
    keys: set[int] = set()
    for windows in (wording.windows for wording in wordings):
        for first in range(max(1, len(windows) - SAMPLE + 1)):
            keys.add(min(windows[first : first + SAMPLE]))
    holders: dict[int, list[int]] = defaultdict(list)
    for number, windows in enumerate(wording.windows for wording in wordings):
        for window in set(windows) & keys:
            holders[window].append(number)
    groups: dict[tuple[int, ...], int] = {}
    key_groups = array("H", [groups.setdefault(tuple(holders[key]), len(groups)) for key in sorted(keys)])
    counts = array("H", [len(set(windows) & keys) for windows in (wording.windows for wording in wordings)])
    ends, members = array("I"), array("H")
    for group in groups:
        members.extend(group)
        ends.append(len(members))
    return {
        "keys": array("I", sorted(keys)),
        "key_groups": key_groups,
        "group_ends": ends,
        "group_members": members,
        "key_counts": counts,
    }


def build(texts: Iterable[Text], date: str, sources: Iterable[str]) -> bytes:
    """The file's bytes."""
    wordings = distinct_wordings(texts)
    licenses = sorted({wording.ids for wording in wordings})
    numbers = {ids: number for number, ids in enumerate(licenses)}
    stream = Stream()
    for windows in (wording.windows for wording in wordings):
        stream.add(windows)
    sections = {
        "stream": stream.windows,
        "range_starts": stream.starts,
        "range_lengths": stream.lengths,
        "wording_ranges": stream.ends,
        "titles": array("H", [wording.title for wording in wordings]),
        "appendices": array("H", [wording.appendix for wording in wordings]),
        **key_index(wordings),
    }
    return pack("2", date, sources, licenses, [numbers[wording.ids] for wording in wordings], sections)


def main() -> None:
    """Builds the file from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--scancode", type=Path, required=True, help="licensedcode/data/licenses of scancode-toolkit-mini"
    )
    parser.add_argument("--spdx", type=Path, required=True, help="data/spdx-bundle.json.gz of the package licenseid")
    parser.add_argument("--texts", type=Path, required=True, help="a folder of texts that no package has")
    parser.add_argument(
        "--ids", type=Path, default=Path(__file__).with_name("fingerprint_ids.tsv"), help="their ids: file, id"
    )
    parser.add_argument("--date", required=True, help="the date of the data")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.ids.open(encoding="utf-8", newline="") as rows:
        ids = dict(csv.reader(rows, delimiter="\t"))
    keys = frozenset(name.removeprefix("scancode:") for name in ids if name.startswith("scancode:"))
    files = {name: license_id for name, license_id in ids.items() if not name.startswith("scancode:")}
    texts = [
        *scancode_texts(arguments.scancode, keys),
        *spdx_texts(arguments.spdx),
        *folder_texts(arguments.texts, files),
    ]
    data = build(
        texts,
        arguments.date,
        ["scancode-toolkit-mini 32.5.0", "SPDX licence list 3.29.0 (licenseid 0.5.0)", "AI licence texts"],
    )
    arguments.out.write_bytes(data)
    print(f"{len(texts)} texts, {len(data):,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
