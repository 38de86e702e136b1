"""Which licence a text is: exactly, changed, or in part; where, and which words it adds.

A licence is exact only when every word of it stands in the text in order, and nothing else stands between. In a
licence file words around it are part of the terms as well; elsewhere (a README) they are not.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import Literal

import msgspec

from openaudit.licensing.alignment import INSERTED_COST, MISSING_COST, Block, align, find_whole
from openaudit.licensing.exactness import kind_of
from openaudit.licensing.fingerprints import WINDOW, WINDOW_BYTES, Fingerprints, load, packed_windows
from openaudit.licensing.titles import is_owner, is_title
from openaudit.licensing.words import Words, window_hashes

Match = Literal["exact", "modified", "partial", "none"]
Role = Literal["license-file", "other"]

MOST_LICENSES = 6
# How many candidates are compared by all their windows, and how many of these are aligned.
COMPARED, ALIGNED, ALIGNED_WORDINGS = 24, 5, 2
# A wording is compared when the text has this share of its index keys or so many of them: a key stands for about
# six words.
LEAST_VOTED_SHARE, LEAST_VOTES, FEW_KEYS = 0.2, 24, 3
# A licence is named when this share of it stands in the text, or when so much of the text is its words.
NAMED_SHARE = 0.5
NAMED_TEXT_SHARE, NAMED_TEXT_WORDS = 0.5, 40
# Less of a licence than this is a notice or a passage that many licences have.
LEAST_SHARE = 0.25
# A dense passage of this many words is a licence cut short, wherever it stands.
NAMED_PASSAGE = 200
# What a word takes from the score that is missing at an end: little, so that a text that was cut is not given to a
# shorter sibling, but enough to prefer the shorter of two that fit.
CUT_COST = 0.02
# A licence that stands whole in the text is taken before one that fits more words, but not wholly, down to this
# share of them.
WHOLE_PREFERRED = 0.8


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the text that no known licence has; lines from 1, offsets from 0, both in the original text."""

    line_first: int
    line_last: int
    start: int
    end: int


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the licence that the text lacks: how many, and after which line of the text (0: at its start)."""

    after_line: int
    words: int


class LicenseMatch(msgspec.Struct, frozen=True, kw_only=True):
    """One licence in the text. `share` is the part of its words that were found, from 0 to 1.

    `ids` are all licences that have this very text (the GPL's text does not say whether later versions may be
    chosen); `id` is the first of them.
    """

    id: str
    ids: tuple[str, ...]
    match: Match
    share: float
    line_first: int
    line_last: int
    added: tuple[Span, ...]
    removed: tuple[Removal, ...]

    @property
    def is_ending(self) -> bool:
        """Whether it is the end of a licence that lacks its beginning, and nothing else."""
        return self.match == "partial" and len(self.removed) == 1 and self.removed[0].after_line < self.line_first


class Identification(msgspec.Struct, frozen=True, kw_only=True):
    """What a text is. `coverage` is the part of its words that belong to `matches`, 0 to 1; `added` are the others."""

    match: Match
    expression: str | None
    coverage: float
    matches: tuple[LicenseMatch, ...]
    added: tuple[Span, ...]
    fingerprints: str

    @property
    def is_cut(self) -> bool:
        """Whether the text may have gone on: a licence stops short in it.

        One that has only its end there, behind a whole one, adds what it says and lacks nothing: a disclaimer that was
        put beneath another licence.
        """
        whole = False
        for one in self.matches:
            if one.match == "partial" and not (whole and one.is_ending):
                return True
            whole = whole or one.match == "exact"
        return False

    @property
    def is_standard(self) -> bool:
        """Whether the text is of known licences throughout, unchanged."""
        return self.match == "exact" or (self.match == "partial" and not self.is_cut and not self.added)


class _Found(msgspec.Struct, frozen=True):
    """One licence as it was aligned."""

    wording: int
    words: int
    blocks: tuple[Block, ...]

    @property
    def matched(self) -> int:
        return sum(block.length for block in self.blocks)

    @property
    def share(self) -> float:
        return self.matched / self.words

    @property
    def first(self) -> int:
        return self.blocks[0].text

    @property
    def end(self) -> int:
        return self.blocks[-1].text + self.blocks[-1].length

    @property
    def inserted(self) -> int:
        return self.end - self.first - self.matched

    @property
    def whole(self) -> bool:
        return self.matched == self.words and not self.inserted

    @property
    def missing(self) -> int:
        """How many of the licence's words are missing between its first and its last block."""
        return self.blocks[-1].license + self.blocks[-1].length - self.blocks[0].license - self.matched

    @property
    def score(self) -> float:
        cut = self.words - self.matched - self.missing
        return self.matched - MISSING_COST * self.missing - INSERTED_COST * self.inserted - CUT_COST * cut


def identify(text: str, *, role: Role) -> Identification:
    """Which licences the text is or holds, how exactly, and where.

    Takes time in proportion to the text. The fingerprints are loaded on the first call. Raises nothing for any text.
    """
    known = load()
    words = Words(text)
    windows = window_hashes(words.hashes, WINDOW)
    packed = packed_windows(windows)
    found: list[_Found] = []
    free = [(0, len(windows))]
    while len(found) < MOST_LICENSES:
        best = _best(known, words, windows, packed, free)
        if best is None:
            break
        found.append(best)
        free = _without(free, best.first, best.end)
    found.sort(key=lambda one: one.first)
    return _identification(known, words, packed, found, role)


def _best(
    known: Fingerprints, words: Words, windows: list[int], packed: bytes, free: list[tuple[int, int]]
) -> _Found | None:
    """The licence that explains most of the words that are still free, if there is one to be named."""
    here = {window for first, end in free for window in windows[first:end]}
    votes = _votes(known, here, words.count)
    parts = [(first, packed[WINDOW_BYTES * first : WINDOW_BYTES * end]) for first, end in free]
    texts = {wording: known.packed(wording) for wording in votes}
    whole = max(_whole(texts, parts), key=lambda one: one.matched, default=None)
    if whole and votes[whole.wording] >= WHOLE_PREFERRED * max(votes.values()):
        return whole
    found = [whole] if whole else []
    for wording in _nearest(known, texts, here):
        license_words = len(texts[wording]) // WINDOW_BYTES + WINDOW - 1
        for first, part in parts:
            if blocks := align(part, texts[wording], first):
                found.append(_Found(wording, license_words, tuple(blocks)))
    return _preferred(known, words, packed, [one for one in found if _to_be_named(one, words.count)])


def _preferred(known: Fingerprints, words: Words, packed: bytes, found: list[_Found]) -> _Found | None:
    """The best by score, unless one stands there unchanged, or with all its words, that explains nearly as much."""
    best = max(found, key=lambda one: (one.score, -one.wording), default=None)
    if best is None:
        return None
    near = [one for one in found if one.matched >= WHOLE_PREFERRED * best.matched]
    exact = [one for one in near if kind_of(known, words, packed, one.wording, one.blocks, one.words) == "exact"]
    complete = [one for one in near if one.matched == one.words]
    return max(exact or complete or [best], key=lambda one: (one.matched, one.score, -one.wording))


def _votes(known: Fingerprints, here: set[int], count: int) -> dict[int, int]:
    """How many index keys the text shares with each wording, for those that share enough to be named."""
    groups = Counter(map(known.groups.get, here))
    del groups[None]
    shared = [(known.members(group), keys) for group, keys in groups.items() if group is not None]
    # Counting a row of numbers is quick; a group that the text meets often is quicker to add up.
    votes = Counter(chain.from_iterable(members * keys for members, keys in shared if keys <= FEW_KEYS))
    for members, keys in shared:
        if keys > FEW_KEYS:
            for wording in members:
                votes[wording] += keys
    enough = min(LEAST_VOTES, count // 20)
    likely = [(keys / known.key_counts[wording] ** 0.5, wording, keys) for wording, keys in votes.items()
              if keys >= LEAST_VOTED_SHARE * known.key_counts[wording] or keys >= enough]  # fmt: skip
    return {wording: keys for _, wording, keys in sorted(likely, reverse=True)[:COMPARED]}


def _whole(texts: dict[int, bytes], parts: list[tuple[int, bytes]]) -> list[_Found]:
    """The wordings that stand in the text word for word."""
    found: list[_Found] = []
    for wording, license_windows in texts.items():
        for first, part in parts:
            at = find_whole(part, license_windows)
            if at >= 0:
                words = len(license_windows) // WINDOW_BYTES + WINDOW - 1
                found.append(_Found(wording, words, (Block(first + at, 0, words),)))
                break
    return found


def _nearest(known: Fingerprints, texts: dict[int, bytes], here: set[int]) -> list[int]:
    """The wordings that share most windows with the text, less what they lack."""
    scores: list[tuple[float, int]] = []
    for wording, license_windows in texts.items():
        size = len(license_windows) // WINDOW_BYTES
        shared = len(here.intersection(memoryview(license_windows).cast("I")))
        scores.append((shared - CUT_COST * (size - shared), wording))
    # Wordings of one licence must not crowd out its siblings.
    nearest: list[int] = []
    per_license: Counter[int] = Counter()
    for _, wording in sorted(scores, reverse=True):
        license_number = known.license_number(wording)
        per_license[license_number] += 1
        if per_license[license_number] <= ALIGNED_WORDINGS:
            nearest.append(wording)
    return nearest[:ALIGNED]


def _to_be_named(one: _Found, count: int) -> bool:
    if one.share >= NAMED_SHARE and one.inserted <= one.words:
        return True
    if one.share >= LEAST_SHARE and one.matched >= NAMED_TEXT_WORDS and one.matched >= NAMED_TEXT_SHARE * count:
        return True
    return one.matched >= NAMED_PASSAGE and one.inserted <= one.matched / 4


def _without(free: list[tuple[int, int]], first: int, end: int) -> list[tuple[int, int]]:
    """The free windows, less those that hold a word from `first` to `end`."""
    rest: list[tuple[int, int]] = []
    for a, b in free:
        rest += [part for part in ((a, min(b, first - WINDOW + 1)), (max(a, end), b)) if part[0] < part[1]]
    return rest


def _identification(
    known: Fingerprints, words: Words, packed: bytes, found: list[_Found], role: Role
) -> Identification:
    matches = tuple(_license_match(known, words, packed, one) for one in found)
    outside = _gaps_outside(found, words.count)
    gaps = [gap for one in found for gap in _gaps_inside(one)] + outside
    claims = _claims_of_owners(words, found, role) if found else []
    added = [_span(words, first, end) for first, end in gaps] + claims + _strikes(words, found)
    covered = sum(one.matched for one in found)
    match: Match = "none"
    if matches:
        kinds = {one.match for one in matches}
        match = "modified" if "modified" in kinds else "partial" if "partial" in kinds else "exact"
        ids = {license_id for one in matches for license_id in one.ids}
        beside = outside if role == "license-file" else []
        if claims or not all(is_title(words, first, end, ids) for first, end in beside):
            match = "modified"
    choices = dict.fromkeys(one.ids for one in matches)
    operands = [" OR ".join(ids) if len(ids) == 1 or len(choices) == 1 else f"({' OR '.join(ids)})" for ids in choices]
    return Identification(
        match=match,
        expression=" AND ".join(operands) or None,
        coverage=round(covered / words.count, 4) if words.count else 0.0,
        matches=matches,
        added=tuple(sorted(added, key=lambda span: span.start)),
        fingerprints=known.name,
    )


def _license_match(known: Fingerprints, words: Words, packed: bytes, one: _Found) -> LicenseMatch:
    start, end = words.span(one.first, one.end)
    ids = known.license_ids(one.wording)
    strikes = _strikes(words, [one])
    kind = kind_of(known, words, packed, one.wording, one.blocks, one.words)
    added = [_span(words, a, b) for a, b in _gaps_inside(one)] + strikes
    return LicenseMatch(
        id=ids[0],
        ids=ids,
        match="modified" if strikes else kind,
        share=round(one.share, 4),
        line_first=words.line(start),
        line_last=words.line(end - 1),
        added=tuple(sorted(added, key=lambda span: span.start)),
        removed=tuple(_removals(words, one)),
    )


def _gaps_inside(one: _Found) -> list[tuple[int, int]]:
    """Rows of words between the blocks of one licence that are not its words."""
    edges = [(a.text + a.length, b.text) for a, b in zip(one.blocks, one.blocks[1:], strict=False)]
    return [(a, b) for a, b in edges if a < b]


def _gaps_outside(found: list[_Found], count: int) -> list[tuple[int, int]]:
    """Rows of words before, between and after the licences."""
    at = 0
    gaps: list[tuple[int, int]] = []
    for one in found:
        if at < one.first:
            gaps.append((at, one.first))
        at = max(at, one.end)
    if at < count:
        gaps.append((at, count))
    return gaps


def _claims_of_owners(words: Words, found: list[_Found], role: Role) -> list[Span]:
    """Copyright lines that say more than who owns: anywhere in a licence file, elsewhere inside of a licence."""
    inside = [words.span(one.first, one.end) for one in found]
    return [
        _place(words, start, end)
        for start, end in words.owners
        if (role == "license-file" or any(a <= start < b for a, b in inside)) and not is_owner(words, start, end)
    ]


def _strikes(words: Words, found: list[_Found]) -> list[Span]:
    """The signs that strike out, or comment out, a part of a licence."""
    inside = [words.span(one.first, one.end) for one in found]
    return [
        _place(words, start, end) for start, end, last in words.struck if any(start < b and a < last for a, b in inside)
    ]


def _span(words: Words, first: int, end: int) -> Span:
    return _place(words, *words.span(first, end))


def _place(words: Words, start: int, end: int) -> Span:
    return Span(line_first=words.line(start), line_last=words.line(end - 1), start=start, end=end)


def _removals(words: Words, one: _Found) -> list[Removal]:
    removals: list[Removal] = []
    at, place = one.first, 0
    for block in one.blocks:
        if block.license > place:
            removals.append(Removal(after_line=_line_before(words, at), words=block.license - place))
        at, place = block.text + block.length, block.license + block.length
    if one.words > place:
        removals.append(Removal(after_line=_line_before(words, at), words=one.words - place))
    return removals


def _line_before(words: Words, word: int) -> int:
    return words.line(words.span(word - 1, word)[1] - 1) if word else 0


# What a README has and a licence file does not; two of them make a README. `re` compiles and keeps them on first use.
_README_MARKS = (
    r"(?m)^\s{0,3}(?:```|~~~)|^\.\. (?:code|image|note)",
    r"(?m)!\[[^\]\n]{0,200}\]|<img\s|\.\. image::|^\.\. _",
    r"(?m)\b(?:pip|npm|conda|apt-get|cargo|go) install\b|\bgit clone\b|^\s{0,12}(?:import \w|from \w{1,40} import)",
    r"(?im)^#{1,4} (?:install|usage|feature|quick ?start|getting started|example|contribut|citation|document)",
    r"(?im)^(?:install|usage|feature|quick ?start|getting started|example|contribut|document)[\w ]{0,30}\n[=~*-]{4}",
)
_LICENSE_NAMES = r"(?i)licen[sc]e|copying|notice|legal|terms|policy|eula"
_README_NAMES = r"(?i)readme|card|changelog|\.(?:rst|html?|py|js|ts|c|h|cpp|java|go|rs)\Z"


def role_of(name: str, text: str) -> Role:
    """The role that a file has by its name or, where that tells nothing, by whether it looks like a README."""
    base = name.replace("\\", "/").rpartition("/")[2]
    if re.search(_LICENSE_NAMES, base):
        return "license-file"
    if re.search(_README_NAMES, base) or sum(bool(re.search(mark, text)) for mark in _README_MARKS) >= 2:
        return "other"
    return "license-file"
