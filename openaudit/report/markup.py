r"""Words made fit for Markdown: a stranger's text is shown, and never becomes markup, HTML, a link or a picture.

Written for GitHub Flavored Markdown, which links bare addresses too; CommonMark reads the same.
"""

import re

from openaudit.report.printable import printable

_MARKS = re.compile(r"([\\`*_\[\]#!|~$^])")
_HTML = {"&": "&amp;", "<": "&lt;", "@": "&#64;"}
# What GitHub would link of itself: addresses, and names behind "www.".
_AUTOLINK = re.compile(r"(?<=[A-Za-z])://|(?<=www)\.", re.IGNORECASE)
_BAR = re.compile(r"(\\*)\|")
_FENCE = re.compile(r"`{3,}")
_TICKS = re.compile(r"`+")


def inline(text: str) -> str:
    r"""`text` as plain words of one line, in a paragraph, a list or a cell of a table.

    >>> inline("a|b <img> [x](http://y)")
    'a\\|b &lt;img> \\[x\\](http&#58;//y)'
    """
    words = " ".join(printable(text).split())
    words = re.sub("[&<@]", lambda found: _HTML[found[0]], words)
    words = _MARKS.sub(r"\\\1", words)
    words = _AUTOLINK.sub(lambda found: found[0].replace(":", "&#58;").replace(".", "&#46;"), words)
    return re.sub(r"^([-+>=]|\d+(?=[.)]))", lambda found: _entity(found[0]), words)


def _entity(start: str) -> str:
    """The first sign of a line, where it would begin a list or a quotation."""
    return f"{start[:-1]}&#{ord(start[-1])};"


def code(text: str) -> str:
    """`text` verbatim in a line, as code; the bar that parts the cells of a table is escaped."""
    words = " ".join(printable(text).split()) or " "
    longest = max(map(len, _TICKS.findall(words)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{pad}{words}{pad}{ticks}"


def cell(words: str) -> str:
    r"""Markup in a cell of a table: GitHub parts cells at a bar, even one in code, unless an odd backslash escapes it.

    >>> cell(r"`a|b`"), cell(r"a\|b")
    ('`a\\|b`', 'a\\|b')
    """
    return _BAR.sub(lambda found: f"{found[1]}{'' if len(found[1]) % 2 else chr(92)}|", words)


def block(text: str, indent: str = "") -> str:
    """`text` verbatim, as a block of code behind a fence longer than any in it; lines kept, no newline at the end."""
    lines = printable(text, keep_newlines=True).split("\n")
    longest = max((len(f) for line in lines for f in _FENCE.findall(line)), default=2)
    fence = "`" * (longest + 1)
    return "\n".join(f"{indent}{line}".rstrip() for line in (f"{fence}text", *lines, fence))
