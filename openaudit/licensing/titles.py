"""Whether words beside a licence in its file are only a title, the name of a project or an owner.

A few shapes are let through; all else counts as terms. Nothing here understands a sentence: a row of words is a name
when it is written as names are, and none of them is known to bind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openaudit.licensing.binding import binds, binds_in_title, binds_owner, sends_elsewhere, tells_terms
from openaudit.licensing.words import Words, canonical
from openaudit.patterns import lazy

# More words than this beside a licence are no title.
LONGEST_TITLE = 15
# How many words in small letters a title may have that are neither listed below nor its first word.
MOST_SMALL_WORDS = 1
MOST_SMALL_OWNER_WORDS = 9
# A name of this many words may be in capitals throughout.
MOST_SHOUTED = 2
# What a title or a reference to a licence is made of, besides the parts of the licence's id.
_LICENSE_WORDS_LIST = """
    a affero an and available bsd c clause clauses code com copyleft distributed documentation expat general gnu htm
    html http identifier in is its lesser library license licensed licenses licensing model new of on opensource or
    org original package php program project public released revised see simplified software source spdx text the
    this three two txt under v ver version www zero
    """
_LICENSE_WORDS = frozenset(map(canonical, _LICENSE_WORDS_LIST.split()))
_LINKING_WORDS_LIST = """
    a affiliates al all an and as at author authors by c code contributors copyright copyrights corp da de del den der
    details developers dos du e et file files for from gmbh http in inc individual its la le listed llc ltd
    maintainers model models of on or org others part portions present project projects see software source
    subsidiaries team the their to und van von with y
    """
_LINKING_WORDS = frozenset(map(canonical, _LINKING_WORDS_LIST.split()))
_PART = lazy(r"[^\W\d_]+|\d+")
_SENTENCE_END = lazy(r"(?<=[a-z>\]]{2})\.\s|;|:\s*\Z")
_ABBREVIATIONS = frozenset({"inc", "ltd", "corp", "al", "co", "jr", "llc", "vs"})
_JOINED_BEFORE, _JOINED_AFTER = frozenset("@./:_#-+"), frozenset("@/_+")


def is_title(words: Words, first: int, end: int, ids: Iterable[str]) -> bool:
    """Whether words `first` to `end` beside licences with these ids are a title, a name or an owner."""
    if end - first > LONGEST_TITLE or binds(words.canonical(first, end)):
        return False
    names = _LICENSE_WORDS.union(*map(_parts, ids))
    small = 0
    for a, b in _lines(words, first, end):
        parts = _parts(words.text[slice(*words.span(a, b))])
        if names.issuperset(parts):
            continue
        line = words.canonical(a, b)
        if sends_elsewhere(line):
            return False
        if "copyright" in line or "©" in _source(words, a, b):
            bound = binds_owner(line) or tells_terms(_small(words, a, b))
        elif line[:2] in (["license", "for"], ["license", "of"]):
            bound = binds_in_title(line[2:])
        else:
            bound = binds_in_title([*line, *parts])
        if bound or _ends_sentence(words, a, b):
            return False
        small += len(_small(words, a + (a == first), b))
    return small <= MOST_SMALL_WORDS


def is_owner(words: Words, start: int, end: int) -> bool:
    """Whether a copyright line that was left out, from offset `start` to `end`, names no more than owners and years."""
    said = words.owner_words(start, end)
    small = [word for word, written in said if written[0].islower() and word not in _LINKING_WORDS]
    return not binds_owner(word for word, _ in said) and not tells_terms(small) and len(small) <= MOST_SMALL_OWNER_WORDS


def is_name(words: Words, first: int, end: int) -> bool:
    """Whether words in a licence's blank could be the name that it asks for."""
    return not binds(words.canonical(first, end)) and not binds_in_title(_small(words, first, end))


def _parts(text: str) -> list[str]:
    """The words of a title or an id, those apart that a hyphen joins or a digit ends (`BSD-3-Clause`, `0BSD`)."""
    return [canonical(part) for part in _PART.findall(text.lower())]


def _lines(words: Words, first: int, end: int) -> Iterator[tuple[int, int]]:
    """The rows of words that stand on one line each."""
    begun, line = first, 0
    for word in range(first, end):
        here = words.line(words.span(word, word + 1)[0])
        if line and here != line:
            yield begun, word
            begun = word
        line = here
    yield begun, end


def _source(words: Words, first: int, end: int) -> str:
    """The words as they are written, with the sign before and the signs after them on their line."""
    start, stop = words.span(first, end)
    return words.text[max(0, start - 2) : stop + 2].split("\n")[0]


def _ends_sentence(words: Words, first: int, end: int) -> bool:
    start, stop = words.span(first, end)
    line = words.text[start : stop + 1].lower()
    return any(_ABBREVIATIONS.isdisjoint(_parts(line[: at.start()])[-1:]) for at in _SENTENCE_END.finditer(line))


def _small(words: Words, first: int, end: int) -> list[str]:
    """The words that are written as no name is: in small letters, or in capitals when all of the line are."""
    if first >= end:
        return []
    text = words.text
    shouted = end - first > MOST_SHOUTED and text[slice(*words.span(first, end))].isupper()
    small: list[str] = []
    for word, plain in zip(range(first, end), words.canonical(first, end), strict=True):
        start, stop = words.span(word, word + 1)
        written = text[start:stop]
        joined = text[start - 1 : start] in _JOINED_BEFORE or text[stop : stop + 1] in _JOINED_AFTER
        name = joined or "-" in written or any(c.isdigit() for c in written) or plain in _LINKING_WORDS
        if not name and (shouted or written[0].islower()):
            small.append(plain)
    return small
