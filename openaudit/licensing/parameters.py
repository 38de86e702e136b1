"""Numbers, amounts, currencies, periods, places and names to display, read out of a clause's words.

Words come as `structure` gives them: lower case, plain quotes, single blanks.
"""

import re
from bisect import bisect_right
from functools import cache
from typing import cast

import msgspec

from openaudit.licensing.numerals import worded
from openaudit.licensing.phrases import table
from openaudit.patterns import lazy
from openaudit.record.use import Bound

_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "mm": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
}
_CURRENCY_BEFORE = (
    r"(?P<before>(?:(?:us ?\$|usd ?\$?|rmb ?¥?|cny ?¥?|eur ?€?|gbp ?£?|krw ?₩?|jpy ?¥?|inr ?₹?|rub ?₽?"
    r"|hk ?\$|[$€£¥₽₩₹])\s?)?)"
)
_NUMBER = lazy(
    _CURRENCY_BEFORE
    + r"(?<![a-z0-9_.])(?P<digits>[0-9]{1,3}(?:[,'][0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]{1,15})"
    + r"(?P<fraction>\.[0-9]{1,6})?"
    + r"(?:[ -]?(?P<scale>thousand|million|billion|trillion|mn|mm|bn|[kmb]|十亿|千万|百万|[万亿])(?![a-z]))?"
)
_CLOSER = 120
_BOUND_REACH = 60  # characters between a figure and the words that say on which side of it one may be
# Smaller numbers beside such units are clause numbers ("users ... paragraph 5"), not caps.
_LEAST_COUNT = {"users": 100, "size": 2}


class Number(msgspec.Struct, frozen=True):
    """A number in a clause: its value, where it stands, and its currency where it is money."""

    value: int
    start: int
    end: int
    currency: str | None


@cache
def _units() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """(pattern, name, group) of every unit in the table: currencies, metrics, sizes, periods."""
    return tuple((re.compile(u["match"]), u["name"], u["group"]) for u in table("units")["unit"])


def numbers(words: str) -> list[Number]:
    """Every number in `words`, in order: "700 million", "$1,000,000", "one million", "3亿", "10m"."""
    found = []
    for m in _NUMBER.finditer(words):
        if m["fraction"] and not m["scale"] and not m["before"].strip():
            # "227.7202" beside users or dollars is the number of a rule, not a count.
            continue
        whole = int(re.sub(r"[,' ]", "", m["digits"]))
        scale = _SCALES.get(m["scale"] or "", 1)
        value = round(float(f"{whole}{m['fraction']}") * scale) if m["fraction"] else whole * scale
        found.append(Number(value, m.start(), m.end(), _currency(m["before"] or "", words[m.end() : m.end() + 24])))
    for value, start, end in worded(words):
        found.append(Number(value, start, end, _currency("", words[end : end + 24])))
    return sorted(found, key=lambda n: n.start)


def _is_year(words: str, n: Number) -> bool:
    return 1900 <= n.value <= 2100 and words[n.start : n.end].strip().isdigit()


def _currency(before: str, after: str) -> str | None:
    """The ISO 4217 code of a number's currency, from the sign before it or the word after it."""
    for pattern, name, group in _units():
        if group == "currency" and ((before and pattern.match(before.strip())) or pattern.match(after.strip(" ()"))):
            return name
    return None


def threshold(words: str, group: str) -> tuple[int, str] | None:
    """(threshold, metric) of the count nearest to a unit of `group` ("users", "size") in `words`, or None."""
    best: tuple[int, int, str] | None = None
    least = _LEAST_COUNT[group]
    counts = [n for n in numbers(words) if n.currency is None and n.value >= least and not _is_year(words, n)]
    for pattern, name, of in _units():
        if of != group:
            continue
        for unit in pattern.finditer(words):
            for n in counts:
                gap = unit.start() - n.end if n.end <= unit.start() else n.start - unit.end()
                if 0 <= gap <= _CLOSER and (best is None or gap < best[0]):
                    best = (gap, n.value, name)
        if best:
            break
    return (best[1], best[2]) if best else None


def amount(words: str) -> tuple[int, str] | None:
    """(amount, currency) of the largest sum of money in `words`, or None. The first of equals wins.

    A sum that only translates another in brackets ("20 million RUB (~$200K)") does not count.
    """
    sums = [n for n in numbers(words) if n.currency]
    for n in sums:
        if "(" not in words[max(0, n.start - 2) : n.start] and "~" not in words[max(0, n.start - 3) : n.start + 1]:
            return n.value, n.currency or ""
    return (sums[0].value, sums[0].currency or "") if sums else None


def period(words: str) -> str | None:
    """The period that an amount is counted over: "year", "month", "quarter", or None."""
    matches = ((pattern.search(words), name) for pattern, name, group in _units() if group == "period")
    found = [(m.start(), name) for m, name in matches if m]
    return min(found)[1] if found else None


def bound(words: str, figure: int) -> Bound | None:
    """Whether exactly `figure` is beyond the limit that `words` set ("from") or within it ("above"); None where unsaid.

    A permission up to a figure ("less than") and a limit from it ("at least") put the same boundary.
    """
    for n in numbers(words):
        if n.value == figure:
            before, after = words[max(0, n.start - _BOUND_REACH) : n.start], words[n.end : n.end + _BOUND_REACH]
            if found := _last(before, "bound-before") or _first(after, "bound-after"):
                return cast("Bound", found)
    return None


def _last(words: str, group: str) -> str | None:
    """The name of the unit of `group` that ends last in `words`, the longest of equals."""
    found = [
        (m.end(), m.end() - m.start(), name)
        for pattern, name, of in _units()
        if of == group
        for m in pattern.finditer(words)
    ]
    return max(found)[2] if found else None


def _first(words: str, group: str) -> str | None:
    """The name of the unit of `group` that begins first in `words`."""
    found = [(m.start(), name) for pattern, name, of in _units() if of == group for m in [pattern.search(words)] if m]
    return min(found)[1] if found else None


def places(words: str) -> tuple[str, ...]:
    """The places named in `words`, in the order of the text."""
    found = {
        name: m.start() for pattern, name, group in _units() if group == "place" for m in [pattern.search(words)] if m
    }
    return tuple(sorted(found, key=lambda name: found[name]))


_QUOTED = lazy(r'"([^"\n]{2,80})"|\'([^\'\n]{2,80})\'(?![a-z])')


def quoted(words: str) -> tuple[int, int] | None:
    """(start, end) of the first words in quotation marks, marks left out, or None."""
    found = _QUOTED.search(words)
    if not found:
        return None
    group = 1 if found.group(1) else 2
    return found.start(group), found.end(group)


_BREAK = lazy(r"\r\n|\r|\n")


def line_breaks(text: str) -> list[int]:
    """The offsets after each line's end: LF, CRLF or CR."""
    return [m.end() for m in _BREAK.finditer(text)]


def line_at(starts: list[int], offset: int) -> int:
    """The number, from 1, of the line that holds `offset`; `starts` are the offsets at which lines begin."""
    return max(1, bisect_right(starts, offset))
