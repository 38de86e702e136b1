"""The clause of a sentence that makes a claim, in the words of the file."""

from openaudit.patterns import lazy

_WORD = lazy(r"\w+")
# Where a clause may end: at punctuation, and before a word that begins another.
_BOUNDARY = lazy(
    r"[,;，；、—–](?!\d)\s*|\s(?=(?:and|but|which|while|although|however|et|mais|und|aber|y|pero|e|mas|и|но)\s)"
)
_FEWEST = 6
"""The fewest words of a clause: fewer say too little by themselves."""


def clause(text: str, quote: str, span: tuple[int, int]) -> str:
    """The part of `quote` that says what the clause around `text[span]` says; all of it where they can't be matched.

    `text` is the sentence in plain words, `quote` the same with its markup; what comes back is a part of `quote`.
    """
    start, end = _around(text, span)
    if (start, end) == (0, len(text)):
        return quote
    places = _places(text, quote)
    inside = [place for at, place in places if start <= at < end]
    if not inside or None in inside:
        return quote
    first, last = inside[0], inside[-1]
    if first is None or last is None:
        return quote
    return _with_markup(quote, first[0], last[1])


def _around(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The clause around a span: the nearest boundaries that leave enough words."""
    cuts = [m.span() for m in _BOUNDARY.finditer(text)]
    starts = [0, *(end for _, end in cuts if end <= span[0])]
    ends = [*(start for start, _ in cuts if start >= span[1]), len(text)]
    i, j = len(starts) - 1, 0
    while len(_WORD.findall(text[starts[i] : ends[j]])) < _FEWEST and (i > 0 or j < len(ends) - 1):
        if i > 0:
            i -= 1
        else:
            j += 1
    return starts[i], ends[j]


def _places(text: str, quote: str) -> list[tuple[int, tuple[int, int] | None]]:
    """Where each word of the text stands in it, and in the quote: looked for behind the word before."""
    found: list[tuple[int, tuple[int, int] | None]] = []
    words = [(m.group(), m.span()) for m in _WORD.finditer(quote)]
    at = 0
    for match in _WORD.finditer(text):
        place = next((i for i in range(at, len(words)) if words[i][0] == match.group()), None)
        found.append((match.start(), words[place][1] if place is not None else None))
        at = place + 1 if place is not None else at
    return found


def _with_markup(quote: str, start: int, end: int) -> str:
    while start > 0 and quote[start - 1] in "*_~`[<(":
        start -= 1
    while end < len(quote) and quote[end] in "*_~`>":
        end += 1
    if quote[end : end + 2] == "](":
        close = quote.find(")", end)
        end = close + 1 if close > 0 else end
    return quote[start:end]
