"""Numbers written in words: "fifty million", "two hundred and fifty", "half a million", "五千万", "三百五十".

Words come as `structure` gives them: lower case, plain quotes, single blanks.
"""

from collections.abc import Iterator

from openaudit.patterns import lazy

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_SMALL: dict[str, float] = {word: n for n, word in enumerate([*_UNITS.split(), "eighteen", "nineteen"])}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SMALL |= {"a": 1, "half a": 0.5}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "(?:half a|a|" + "|".join(sorted((word for word in _SMALL if len(word) > 2), key=len, reverse=True)) + ")"
_SCALE = "(?:hundred|thousand|million|billion)"
_ENGLISH = lazy(
    rf"\b{_WORD}(?:[ -]{_WORD})?(?:[ -]{_SCALE}){{1,2}}(?: (?:and )?{_WORD}(?:[ -]{_WORD})?(?:[ -]{_SCALE})?){{0,2}}\b"
)
# A bare number is a count only where what it counts stands beside it.
_COUNT = lazy(
    rf"\b(?P<count>{_WORD}(?:-{_WORD})?)(?= (?:[\w-]+ ){{0,2}}"
    r"(?:people|persons|employees|staff|engineers|workers|seats|devices|servers|gpus)\b)"
)
_TOKEN = lazy(rf"\b(?:{_SCALE}|{_WORD})\b")

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TIMES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
# What a "第" or a day, a month, an article beside it makes a place in a row, and no amount.
_CHINESE = lazy(
    r"(?<![第零〇一二两三四五六七八九十百千万亿])[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]{1,12}(?![条款项章节届号日天月])"
)


def worded(words: str) -> Iterator[tuple[int, int, int]]:
    """(value, start, end) of each number that `words` write in words, English ones first."""
    for found in _ENGLISH.finditer(words):
        yield _english(found.group()), found.start(), found.end()
    for found in _COUNT.finditer(words):
        if found["count"] not in {"a", "half a", "one"}:
            yield _english(found["count"]), found.start(), found.end()
    for found in _CHINESE.finditer(words):
        yield _chinese(found.group()), found.start(), found.end()


def _english(numeral: str) -> int:
    total = group = 0.0
    for token in _TOKEN.findall(numeral):
        scale = _SCALES.get(token, 0)
        if not scale:
            group += _SMALL[token]
        elif scale == _SCALES["hundred"]:
            group *= scale
        else:
            # "five hundred thousand": all that came before is counted in thousands.
            total, group = total + group * scale, 0.0
    return round(total + group)


def _chinese(numeral: str) -> int:
    total = group = digit = 0
    for sign in numeral:
        if sign == "亿":
            total, group, digit = (total + group + digit) * _MYRIADS[sign], 0, 0
        elif sign == "万":
            total, group, digit = total + (group + digit) * _MYRIADS[sign], 0, 0
        elif sign in _TIMES:
            group, digit = group + (digit or 1) * _TIMES[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + group + digit
