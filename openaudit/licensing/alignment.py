"""Which passages of a text are passages of a licence, in the order in which the licence has them.

Both are rows of window hashes: window `i` covers words `i` to `i + WINDOW`. Work grows with the length of the text
and of the licence, whatever a stranger wrote: the number of passages that are chained is bounded.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

import msgspec

from openaudit.licensing.fingerprints import WINDOW, WINDOW_BYTES

# Passages beyond this number are noise: the longest are kept.
MOST_PASSAGES = 1500
# What an inserted and a missing word take from the score of a matched one, and where a long insertion stops to cost
# more. The weights are those of the measured prototype; the cap keeps a licence whole around a long clause.
INSERTED_COST, MISSING_COST, LONGEST_COSTED = 0.5, 0.3, 80


class Block(msgspec.Struct, frozen=True):
    """`length` words of the text, from word `text` on, are the words of the licence from its word `license` on."""

    text: int
    license: int
    length: int


def align(text: bytes, terms: bytes, first: int = 0) -> list[Block]:
    """The blocks that the text shares with the licence, in order, of the best-scoring stretch of the text.

    `text` and `terms` (the licence) are packed windows; `first` is the number of the text's first word.
    """
    chained = _best_stretch(_longest_chain(_passages(text, terms)))
    return _disjoint([Block(at + first, begun, length + WINDOW - 1) for at, begun, length in chained])


def find_whole(text: bytes, terms: bytes) -> int:
    """The place in the text at which all windows of the licence stand in order, or -1."""
    at = text.find(terms)
    while at % WINDOW_BYTES and at >= 0:
        at = text.find(terms, at + 1)
    return at // WINDOW_BYTES if at >= 0 else -1


def _passages(text: bytes, terms: bytes) -> list[tuple[int, int, int]]:
    """Runs of equal windows as (place in text, place in licence, windows), by their place in the text."""
    windows = array("I", terms)
    # The first of equal windows is kept.
    places = dict(zip(reversed(windows), range(len(windows) - 1, -1, -1), strict=True))
    hits = [places.get(window, -1) for window in array("I", text)]
    passages: list[tuple[int, int, int]] = []
    done = 0
    for at in [at for at, place in enumerate(hits) if place >= 0]:
        if at < done:
            continue
        begun = hits[at]
        length = _common(text, terms, at, begun)
        passages.append((at, begun, length))
        done = at + length
    if len(passages) > MOST_PASSAGES:
        passages = sorted(sorted(passages, key=lambda passage: -passage[2])[:MOST_PASSAGES])
    return passages


def _common(text: bytes, terms: bytes, at: int, begun: int) -> int:
    """How many windows are equal from these two places on."""
    at, begun = at * WINDOW_BYTES, begun * WINDOW_BYTES
    limit = min(len(text) - at, len(terms) - begun)
    low, step = 0, 16 * WINDOW_BYTES
    while low < limit and text[at + low : at + low + step] == terms[begun + low : begun + low + step]:
        low += step
        step *= 2
    if low >= limit:
        return limit // WINDOW_BYTES
    while step > WINDOW_BYTES:
        step //= 2
        if text[at + low : at + low + step] == terms[begun + low : begun + low + step]:
            low += step
    return min(low, limit) // WINDOW_BYTES


def _longest_chain(passages: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The passages of the greatest total length that follow one another in the text and in the licence."""
    ends: list[int] = []
    totals: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, begun, length) in enumerate(passages):
        # `ends` and `totals` both rise: the best chain that ends before `begun` is the last one that does.
        at = bisect_left(ends, begun + 1)
        total = length + (totals[at - 1] if at else 0)
        before.append(last[at - 1] if at else -1)
        end = begun + length
        at = bisect_left(ends, end)
        if (at and totals[at - 1] >= total) or (at < len(ends) and ends[at] == end and totals[at] >= total):
            continue
        stop = at
        while stop < len(ends) and totals[stop] <= total:
            stop += 1
        ends[at:stop], totals[at:stop], last[at:stop] = [end], [total], [number]
    chain: list[tuple[int, int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(passages[number])
        number = before[number]
    return chain[::-1]


def _best_stretch(chain: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The part of the chain whose matched words are worth most over what is inserted and missing between them."""
    best = score = 0.0
    begin = best_begin = best_end = 0
    for number, (at, begun, length) in enumerate(chain):
        if number:
            before_at, before_begun, before_length = chain[number - 1]
            inserted = min(max(at - before_at - before_length - WINDOW + 1, 0), LONGEST_COSTED)
            missing = max(begun - before_begun - before_length - WINDOW + 1, 0)
            score -= INSERTED_COST * inserted + MISSING_COST * missing
            if score <= 0:
                score, begin = 0.0, number
        score += length + WINDOW - 1
        if score > best:
            best, best_begin, best_end = score, begin, number + 1
    return chain[best_begin:best_end]


def _disjoint(blocks: list[Block]) -> list[Block]:
    """The blocks with the words that two neighbours both claim left to the first of them."""
    result: list[Block] = []
    text_end = license_end = 0
    for block in blocks:
        both = max(text_end - block.text, license_end - block.license, 0)
        if both < block.length:
            result.append(Block(block.text + both, block.license + both, block.length - both))
            text_end, license_end = block.text + block.length, block.license + block.length
    return result
