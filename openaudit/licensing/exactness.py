"""Whether a licence that was aligned with a text stands there unchanged, was changed, or was cut short.

A difference is none where the licence leaves room for it: an owner's name in a blank, an owner beside a copyright
line, a title, the instructions after the terms and what is filled in there, or a passage as another known wording of
the same licence has it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from openaudit.licensing.alignment import Block, find_whole
from openaudit.licensing.binding import binds_in_title, sends_elsewhere
from openaudit.licensing.fingerprints import WINDOW, WINDOW_BYTES, Fingerprints
from openaudit.licensing.titles import LONGEST_TITLE, is_name, is_owner
from openaudit.licensing.words import Words

Kind = Literal["exact", "modified", "partial"]

# A licence that lacks this share of its words at one end, and differs in nothing else, was cut short.
CUT_SHARE = 0.15
LONGEST_OWNER, LONGEST_NAME = 8, 14
# How many of a name's words may coincide with the blank's usual filling, and how long a phrase beside a blank is.
COINCIDING, LONGEST_PHRASE = 4, 5
# How many words on either side another wording must share: a removed clause may begin or end as its neighbour does.
CONTEXT = 40
# The heading of the instructions, `END OF TERMS AND CONDITIONS`.
APPENDIX_HEADING = 5
# What stands before and after a name that the licensor fills in (SPDX matching guidelines, replaceable text).
BLANKS = tuple(
    (tuple(before.split()), tuple(after.split()))
    for before, after in (
        ("neither the name of", "may be used to endorse"),
        ("name of", "nor the names of"),
        ("names of", "nor the names of"),
        ("the name of", "may not be used"),
        ("the names of", "may not be used"),
        ("the name", "may not be used to"),
        ("name of", "may not be used in"),
        ("name of", "must not be used to"),
        ("names of", "must not be used to"),
        ("name of", "shall not be used in"),
        ("name of", "or any of its contributors"),
        ("is provided by", "as is and any"),
        ("is provided by", "as is without"),
        ("event shall", "be liable for any"),
        ("event will", "be liable for any"),
        ("includes software developed by", "and its contributors"),
    )
)


def kind_of(
    known: Fingerprints, words: Words, packed: bytes, wording: int, blocks: tuple[Block, ...], length: int
) -> Kind:
    """What the blocks of a wording of `length` words make of it; `packed` are the windows of the text."""
    first, last = blocks[0], blocks[-1]
    before, after = first.license, length - last.license - last.length
    appendix = length - known.appendix_words(wording)
    gaps = [(a, b) for a, b in pairwise(blocks) if a.text + a.length != b.text or a.license + a.length != b.license]
    if not gaps and not before and not after:
        return "exact"
    others = [known.packed(other) for other in known.wordings_beside(wording)]
    same_inside = all(_filled_in(words, appendix, a, b) or _allowed(words, packed, others, a, b) for a, b in gaps)
    begun = not before or before == known.title_words(wording) or _at_edge(packed, others, first.text, start=True)
    has_appendix = appendix < length
    ended = (
        not after
        or (has_appendix and length - after >= appendix - APPENDIX_HEADING)
        or _at_edge(packed, others, last.text + last.length - WINDOW, start=False)
    )
    if same_inside and begun and ended:
        return "exact"
    if not gaps and max(before, after) >= CUT_SHARE * length:
        return "partial"
    return "modified"


def _filled_in(words: Words, appendix: int, a: Block, b: Block) -> bool:
    """Whether a difference is an owner put into the notice that the instructions after the terms offer."""
    asked = a.license + a.length
    return (
        asked >= appendix
        and b.license - asked <= LONGEST_OWNER
        and b.text - a.text - a.length <= LONGEST_NAME
        and is_name(words, a.text + a.length, b.text)
    )


def could_bind(fragment: str) -> bool:
    """Whether words of a fragment could bind anybody: more than a title's or an owner's, or one that binds.

    Errs towards True: any word in another script than Latin could bind, and so could any talk of licences.
    """
    words = Words(fragment)
    return (
        words.count > LONGEST_TITLE
        or binds_in_title(words.canonical(0, words.count))
        or sends_elsewhere(words.canonical(0, words.count))
        or not all(is_owner(words, start, end) for start, end in words.owners)
    )


def _allowed(words: Words, packed: bytes, others: list[bytes], a: Block, b: Block) -> bool:
    start, end = a.text + a.length, b.text
    missing = b.license - a.license - a.length
    before, after = min(a.length, CONTEXT), min(b.length, CONTEXT)
    passage = packed[WINDOW_BYTES * (start - before) : WINDOW_BYTES * (end + after - WINDOW + 1)]
    if any(find_whole(other, passage) >= 0 for other in others):
        return True
    if end - start > LONGEST_NAME or missing > LONGEST_NAME or not is_name(words, start, end):
        return False
    return (not missing and _is_owner(words, start, end)) or _fills_blank(words, start, end)


def _is_owner(words: Words, start: int, end: int) -> bool:
    """Whether words directly follow a copyright line, as the rest of a name that was wrapped does."""
    if not 0 < start < end <= start + LONGEST_OWNER:
        return False
    dropped = words.text[words.span(start - 1, start)[1] : words.span(start, end)[0]].lower()
    return "copyright" in dropped or "©" in dropped


def _fills_blank(words: Words, start: int, end: int) -> bool:
    low, high = max(0, start - COINCIDING - LONGEST_PHRASE), min(words.count, end + COINCIDING + LONGEST_PHRASE)
    near = tuple(words.canonical(low, high))
    start, end = start - low, end - low
    for before, after in BLANKS:
        begins = any(near[max(0, i - len(before)) : i] == before for i in range(max(0, start - COINCIDING), start + 1))
        if begins and any(near[i : i + len(after)] == after for i in range(end, end + COINCIDING + 1)):
            return True
    return False


def _at_edge(packed: bytes, others: list[bytes], window: int, *, start: bool) -> bool:
    """Whether a window of the text is the first, or the last, of another wording."""
    here = packed[WINDOW_BYTES * window : WINDOW_BYTES * (window + 1)]
    return any(other.startswith(here) if start else other.endswith(here) for other in others)
