r"""Strangers' texts made fit for a terminal: nothing in them can move the cursor, hide, or reorder what is shown.

Cards, licences and the Hub's answers are untrusted. What could act on a terminal, or stand there unseen, is shown
escaped (`\x1b`, `\u202e`): whoever reads the report sees that somebody put it there.
"""

import unicodedata

from openaudit.patterns import lazy

# Scripts stack three or four marks on a letter; hundreds of them paint over the neighbouring lines.
MAX_MARKS = 8

_JOINERS = "\u200c\u200d"
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
# Letters, marks and symbols that show nothing, and so can carry a hidden message, yet `str.isprintable` lets them pass:
# Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt, and the blank Braille pattern.
_INVISIBLE = lazy("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def printable(text: str, *, keep_newlines: bool = False) -> str:
    r"""`text` with every control, escape, format, invisible and unassigned character escaped.

    Tabs become spaces, and so do newlines (`\n`, `\r\n`) unless they are kept. A joiner stays inside a word, where
    Persian and Indic scripts need it; so does a variation selector behind what it varies.

    >>> printable("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if not keep_newlines:
        text = text.replace("\n", " ")
    shown: list[str] = []
    marks = 0
    before = ""
    for place, char in enumerate(text):
        marks = marks + 1 if _category(char) == "M" else 0
        if char != "\n" and not (marks <= MAX_MARKS and _is_shown(char, before, text[place + 1 : place + 2])):
            char = char.encode("unicode_escape").decode("ascii")  # noqa: PLW2901 - what follows sees it as it is shown
        shown.append(char)
        before = char[-1]
    return "".join(shown)


def _is_shown(char: str, before: str, after: str) -> bool:
    if char in _JOINERS:
        return _category(before) in {"L", "M"} and _category(after) == "L" and not _INVISIBLE.match(after)
    if char in _VARIATION_SELECTORS:
        return _category(before) in {"L", "N", "P", "S"}
    # Python calls no space but U+0020 printable; the others show as one, and CJK texts are full of them.
    return (char.isprintable() or unicodedata.category(char) == "Zs") and not _INVISIBLE.match(char)


def _category(char: str) -> str:
    return unicodedata.category(char)[0] if char else ""
