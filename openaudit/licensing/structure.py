"""The build of a legal text: numbered clauses at any depth, headings, list heads that carry the verb, sentences.

`read_structure` gives every sentence with the number of its clause as the text writes it, the headings above it, and
the head of the list that it is an item of, so that "(b) for surveillance" is read together with "You shall not:".
Offsets point into the text as it was given. Everything here is one pass over the lines.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import islice
from string import ascii_lowercase, digits, whitespace
from typing import NamedTuple

import msgspec

from openaudit.licensing.clauses_words import Words, plain_text, sentence_spans, squeeze
from openaudit.patterns import lazy

SENTENCE_LIMIT = 12_000
"""The most sentences that are read of one text: no licence has as many, and a hostile one costs no more than that."""

_LINE_LIMIT = 100_000
_LONG_SENTENCE = 300
_LONGEST_LEAD = 400
_LONGEST_TITLE = 90
_DEEPEST = 12
# Ranks of the levels: headings by their marks 1 to 6, then titles, named parts (Attachment A), numbers, and bullets.
_NAMED = 8
_BULLET = 200

_LINE = lazy(r"[^\n]+")
_NO_BLOCK = whitespace + "`"  # what lines are of that belong to no block: empty ones, and a fence's last
_DECORATION = lazy(r"[ >]*(#{1,6} )?[ ]*((?:[-+•·●○▪■◦‣–—]|\*(?!\*)|\uf0b7) +)?(?:\*\*|__)?")
# A letter, a letter doubled, or a Roman number: a short word at a line's end ("these\nTerms. ...") is none of them.
_LETTERS = "(?:[a-z]|[ivxlc]{2,5}|" + "|".join(letter * 2 for letter in ascii_lowercase) + ")"
_MARKER = lazy(
    r"(?P<named>(?:section|article|clause|part|schedule|exhibit|appendix|attachment|annex|addendum) "
    r"(?:[0-9]{1,3}|[ivxlc]{1,6}|[a-z]|one|two|three|four|five)\b[.:)]?(?=\s|$))"
    r"|(?P<sign>§{1,2} ?[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]?)(?=\s|$)"
    r"|(?P<decimal>\(?[0-9]{1,3}(?:\.[0-9]{1,3})*[.):、]*)(?=[^\w.,%]|[\u4e00-\u9fff]|$)"
    rf"|(?P<letter>\({_LETTERS}\)|\[[a-z]\]|{_LETTERS}[.)](?=\s))"
    r"|(?P<cjk>第[一二三四五六七八九十百0-9]{1,4}[条章节]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))",
    re.IGNORECASE,
)
_NAMES = ("section", "article", "clause", "part ", "schedule", "exhibit", "appendix", "attachme", "annex", "addendum")
_ROMAN = lazy(r"[ivxl]+$", re.IGNORECASE)
_INLINE = lazy(r"(?<=[;:, ])\(([ivx]{1,4}|[a-zA-Z]|[0-9]{1,2})\) ")
_CONDITION = lazy(
    r"(?:if|where|when|unless|in the event|should|to the extent|\"[^\"]{1,60}\" (?:means?|shall mean|refers))\b"
)
_TITLE = lazy(r"[^.:;!?]{2,80}[.:](?=\s+\S)")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "not", "of", "on", "or", "the", "to"}
    | {"under", "upon", "with", "without", "your"}
)
_SENTENCE_OPENERS = lazy(r"(?:you|we|the|this|these|if|any|in|by|all|it|our|for the avoidance)\b", re.IGNORECASE)


class Sentence(msgspec.Struct, frozen=True):
    """One sentence: its words in lower case with plain quotes and single blanks, and where they stand.

    `lead` is the list head that it completes ("" where there is none), `title` the headings above, lower case too;
    `parts` are (offset in `words`, offset in the text) pairs from which `origin` tells any place.
    """

    words: str
    start: int
    end: int
    clause: str | None
    title: str
    lead: str
    is_title: bool
    code: bool
    parts: tuple[tuple[int, int], ...]

    @property
    def full(self) -> str:
        """The sentence with the list head that it completes."""
        return f"{self.lead} {self.words}" if self.lead else self.words

    def origin(self, offset: int) -> int:
        """The offset in the text of the character at `offset` of `words`."""
        at, origin = self.parts[bisect_right(self.parts, (offset, 1 << 60)) - 1]
        return min(origin + offset - at, self.end)


class Structure(msgspec.Struct, frozen=True):
    """The sentences of a text in order; `cut` is the offset from which it was not read, or None."""

    sentences: tuple[Sentence, ...]
    cut: int | None


class _Block(msgspec.Struct):
    """Lines that belong together: a paragraph, a clause's first paragraph, an item."""

    start: int
    end: int
    body: int
    indent: int
    heading: int
    bullet: bool
    style: str
    label: str
    code: bool
    blank_before: bool
    blank_after: bool = False


class _Setting(NamedTuple):
    """What is the same for all sentences of a block."""

    clause: str | None
    title: str
    lead: str
    is_title: bool
    code: bool


class _Level(msgspec.Struct):
    """One level of the clause that is open: its rank among the styles, its label, its title, its list head."""

    style: str
    rank: int
    label: str
    title: str = ""
    lead: str = ""
    items: bool = False


def read_structure(text: str) -> Structure:
    """The sentences of `text` with their clause, headings and list head. Never raises; linear in the text's length."""
    plain = plain_text(text)
    levels: list[_Level] = [_Level("", 0, "")]
    sentences: list[Sentence] = []
    end = 0
    for block in _blocks(plain):
        if len(sentences) >= SENTENCE_LIMIT:
            return Structure(tuple(sentences), block.start)
        sentences.extend(_read_block(plain, block, levels))
        end = block.end
    rest = plain[end:].lstrip(_NO_BLOCK)
    return Structure(tuple(sentences), len(text) - len(rest) if rest else None)


def _blocks(plain: str) -> Iterator[_Block]:
    """The text's lines joined to blocks: a line goes on with the one before unless it is set apart from it."""
    block: _Block | None = None
    fenced = False
    last_end = -1
    for line in islice(_LINE.finditer(plain), _LINE_LIMIT):
        words = line.group().strip()
        if not words:
            continue
        blank = last_end < 0 or (line.start() > last_end + 1 and plain.count("\n", last_end, line.start()) > 1)
        last_end = line.end()
        if words.startswith("```"):
            fenced = not fenced
            if block:
                yield block
                block = None
            continue
        if block and not (blank or fenced or block.heading) and _goes_on(words):
            block.end = line.end()
            continue
        new = _begin(line.group(), line.start(), line.end(), fenced, blank or block is None)
        if block is None or blank or new.heading or new.bullet or new.label or block.heading or fenced:
            if block:
                block.blank_after = blank
                yield block
            block = new
        else:
            block.end = line.end()
    if block:
        block.blank_after = True
        yield block


def _goes_on(words: str) -> bool:
    """Whether a line plainly begins no block of its own: letters that neither number nor name a clause."""
    return (
        words[:1].isalpha()
        and not words[:8].lower().startswith(_NAMES)
        and not any(c in ").、条章节" for c in words[:6])
    )


def _begin(line: str, start: int, end: int, fenced: bool, blank: bool) -> _Block:
    """The block that a line would begin."""
    indent = len(line) - len(line.lstrip())
    if fenced:
        return _Block(start, end, start, indent, 0, False, "", "", True, blank)
    decoration = _DECORATION.match(line)
    at = decoration.end() if decoration else 0
    heading = len(decoration.group(1).strip()) if decoration and decoration.group(1) else 0
    bullet = bool(decoration and decoration.group(2))
    marker = _MARKER.match(line, at)
    style = label = ""
    if marker and marker.lastgroup and _is_number(marker, line[marker.end() :], heading > 0):
        label = marker.group().strip()
        style = marker.lastgroup
        if style == "decimal":
            depth = label.strip("().:、").count(".")
            style = f"decimal{depth}{label[0].strip(digits)}{label[-1].strip(digits + '.:、')}"
        at = marker.end()
    return _Block(start, end, start + at, indent, heading, bullet, style, label, False, blank)


def _is_number(marker: re.Match[str], rest: str, in_heading: bool) -> bool:
    """Whether a marker numbers a clause, and is not a number that a wrapped line happens to begin with."""
    if marker.lastgroup != "decimal":
        return bool(marker.group())
    following = rest.strip()[:1]
    if marker.group()[-1] in ".):、":
        return not following.islower() or marker.group()[-1] in ")."
    if "." in marker.group().strip("(") and rest.startswith("  "):
        return True  # "5.1  take it apart": set apart from its words as only a clause's number is
    return in_heading or following.isupper() or following in "\"'("


def _read_block(plain: str, block: _Block, levels: list[_Level]) -> list[Sentence]:
    """The block's sentences; `levels` is moved to where the block stands."""
    words = squeeze(plain, block.body, block.end)
    low = words.text.lower()
    title = _is_title(words.text, block)
    _open(block, levels, title, low)
    here = levels[-1]
    clause = _clause(levels)
    lead = _lead(levels, block, low)
    if title:
        here.title = low.strip(" .:")
        if lead:
            here.lead, here.items = lead, True
    inline = "" if title else _inline_title(words.text, block)
    if inline:
        here.title = inline.lower()
    above = " / ".join(level.title for level in levels if level.title)[-300:]
    found: list[Sentence] = []
    for at, end in islice(sentence_spans(words.text), SENTENCE_LIMIT):
        whole = _sentence(low, at, end, words, _Setting(clause, above, lead, title, block.code))
        if whole:
            found.extend(_inline_items(low, at, end, words, whole))
    if not title and not block.code:
        tail = found[-1].words if found else ""
        opened = _heads_list(tail, block)
        if opened or not here.items:
            here.lead = (
                (f"{lead} {tail}" if lead else tail)[-_LONGEST_LEAD:]
                if opened
                else here.lead
                if lead and here.lead
                else ""
            )
            here.items = bool(opened)
    return found


def _inline_items(low: str, at: int, end: int, words: Words, whole: Sentence) -> Iterator[Sentence]:
    """The sentence, or where it is a long inline list ("you must (i) ...; (ii) ...") its head and its items.

    A condition's list stays whole: what follows from it stands at its end.
    """
    marks = [m for m in _INLINE.finditer(low, at, end) if m.start() > at]
    first = marks[0].group(1).lower() if marks else ""
    if len(whole.words) < _LONG_SENTENCE or len(marks) < 2 or first not in {"i", "a", "x", "1"}:
        yield whole
        return
    head = low[at : marks[0].start()].strip()
    told = head.rpartition(":")[2].strip() or head
    if (
        _CONDITION.search(told)
        or len(head) < 5
        or not all(low[m.start() - 6 : m.start()].rstrip().endswith((";", ",", " and", " or")) for m in marks[1:])
    ):
        yield whole
        return
    lead = f"{whole.lead} {head}" if whole.lead else head
    stops = [m.start() for m in marks[1:]] + [end]
    parts: list[tuple[int, int, str | None, str]] = [(at, marks[0].start(), whole.clause, whole.lead)]
    parts += [
        (m.end(), stop, f"{whole.clause}.{m.group(1)}" if whole.clause else m.group(1), lead[-_LONGEST_LEAD:])
        for m, stop in zip(marks, stops, strict=True)
    ]
    for start, stop, clause, above in parts:
        item = _sentence(low, start, stop, words, _Setting(clause, whole.title, above, is_title=False, code=False))
        if item:
            yield item


def _heads_list(tail: str, block: _Block) -> bool:
    """Whether a block's last sentence is left open, for items to complete."""
    return bool(tail) and (
        tail.endswith((":", ",", "-")) or (tail[-1].isalnum() and len(tail) > 12 and not block.bullet)
    )


def _lead(levels: list[_Level], block: _Block, low: str) -> str:
    """The list head that the block completes."""
    if block.heading:
        return ""
    if block.label or block.bullet:
        return levels[-2].lead if len(levels) > 1 else ""
    here = levels[-1]
    if not here.lead:
        return ""
    if here.lead.endswith(":") and len(low) < 350 and not _SENTENCE_OPENERS.match(low):
        return here.lead
    if not here.lead.endswith(":") and low[:1].islower() and not block.blank_before:
        return here.lead
    here.lead, here.items = "", False
    return ""


def _open(block: _Block, levels: list[_Level], title: bool, low: str) -> None:
    """Move `levels` to the block: close what it ends, open what it begins."""
    if block.heading:
        _close(levels, lambda level: level.rank >= block.heading)
        levels.append(_Level(block.style or "heading", block.heading, block.label))
    elif block.label:
        style = _style(block, levels)
        if not (_is_first(block.label) and levels[-1].lead):
            _continue(style, block.label, levels)
        rank = _NAMED if style == "named" else max(_NAMED + 1, levels[-1].rank + 1)
        levels.append(_Level(style, rank, block.label))
    elif block.bullet:
        rank = _BULLET + block.indent
        _close(levels, lambda level: level.rank >= rank)
        levels.append(_Level("bullet", rank, ""))
    else:
        _close(levels, lambda level: level.rank >= _BULLET and (block.blank_before or title))
        if title:
            attached = block.blank_before and low.startswith(_NAMES)
            _close(levels, lambda level: level.style == "title" or (level.rank > _NAMED and attached))
            levels.append(_Level("title", _NAMED - 1, ""))
    del levels[_DEEPEST:]


def _is_first(label: str) -> bool:
    """Whether a number begins a count: then it is nested where it stands, whatever its style."""
    return label.strip("()[].:、 ").lower() in {"1", "a", "i", "一"}


def _continue(style: str, label: str, levels: list[_Level]) -> None:
    """Close the levels that a further number of `style` ends."""
    same = [i for i, level in enumerate(levels) if level.style == style]
    if same:
        number = label.strip("().:、")
        follows = [i for i in same if number.isdigit() and levels[i].label.strip("().:、") == str(int(number) - 1)]
        del levels[(follows or same)[-1] :]
        return
    _close(levels, lambda level: level.rank >= _BULLET)
    if style in {"named", "sign", "decimal0", "cjk"}:
        # A new count of an outermost style ends whatever letters were open.
        _close(levels, lambda level: level.rank >= _NAMED + (style != "named"))
    elif style.startswith("decimal"):
        depth = label.strip(".").count(".")
        outer = tuple(f"decimal{i}" for i in range(depth))
        _close(levels, lambda level: level.rank > _NAMED + 1 and not level.style.startswith(outer))


def _close(levels: list[_Level], ended: Callable[[_Level], bool]) -> None:
    while len(levels) > 1 and ended(levels[-1]):
        levels.pop()


def _style(block: _Block, levels: list[_Level]) -> str:
    """The block's numbering style, told apart where a letter may be a Roman number."""
    if block.style != "letter":
        return block.style
    bare = block.label.strip("()[]. ")
    form = "(" if block.label[0] == "(" else block.label[-1]
    case = "A" if bare.isupper() else "a"
    letters = f"letter{case}{form}"
    if _ROMAN.match(bare):
        open_letter = next((level for level in reversed(levels) if level.style == letters), None)
        follows = open_letter is not None and ord(open_letter.label.strip("()[]. ").lower()[0]) + 1 == ord(
            bare[0].lower()
        )
        if len(bare) > 1 or not follows:
            roman = f"roman{case}{form}"
            if len(bare) > 1 or bare.lower() == "i" or any(level.style == roman for level in levels):
                return roman
    return letters


def _clause(levels: list[_Level]) -> str | None:
    """The clause's number as the text writes it, its levels joined by dots."""
    parts: list[str] = []
    for level in levels:
        bare = level.label.strip("()[].:、 ")
        if not bare:
            continue
        if level.style.startswith("decimal") and "." in bare:
            parts = [part for part in parts if not part[0].isdigit()]
        parts.append(bare)
    return ".".join(parts) or None


def _is_title(text: str, block: _Block) -> bool:
    """Whether a block is a heading: marked as one, or short, without a full sentence, and set apart."""
    words = text.strip()
    if block.code or not words:
        return False
    if block.heading:
        return True
    if len(words) > _LONGEST_TITLE or words.endswith((",", ";", ":", "。")) or block.bullet:
        return words.endswith(":") and bool(block.style) and len(words) < 50 and _is_title_case(words)
    if words.endswith(".") and not (block.label and _is_title_case(words)):
        return False
    return (block.blank_before or bool(block.label)) and _is_title_case(words)


def _is_title_case(words: str) -> bool:
    """Whether the words are written as a title is."""
    if not words[:1].isalpha() and words[:1] not in "\"'(":
        return False
    if any("\u4e00" <= c <= "\u9fff" for c in words):
        return len(words) < 20
    kept = [word for word in re.findall(r"[^\W\d_][\w'-]*", words) if word.lower() not in _SMALL]
    return bool(kept) and len(kept) <= 10 and sum(word[0].isupper() for word in kept) >= 0.7 * len(kept)


def _inline_title(text: str, block: _Block) -> str:
    """The title that a clause's first words are ("Grant of Licence. You may ..."), or ""."""
    found = _TITLE.match(text) if block.label or block.bullet else None
    words = found.group()[:-1] if found else ""
    return words if words and len(words) < 60 and _is_title_case(words) and not re.search(r"\b[Yy]ou\b", words) else ""


def _sentence(low: str, at: int, end: int, words: Words, setting: _Setting) -> Sentence | None:
    """The sentence at `at` to `end` of a block, blanks at its ends left out."""
    own = low[at:end]
    at += len(own) - len(own.lstrip())
    own = own.strip()
    if not own:
        return None
    first = max(0, bisect_right(words.parts, (at, 1 << 60)) - 1)
    last = bisect_right(words.parts, (at + len(own), 1 << 60))
    parts = tuple((max(0, a - at), o + max(0, at - a)) for a, o in words.parts[first:last])
    sentence = Sentence(own, parts[0][1], 1 << 60, *setting, parts)
    return msgspec.structs.replace(sentence, end=sentence.origin(max(0, len(own) - 1)) + 1)
