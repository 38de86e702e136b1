"""A text as a row of comparable words, each with its place in the original text.

Two copies of one licence differ in wrapping, markup, case, quotation marks, list markers, copyright lines and
British or American spelling. None of these is a word here, so that what is left differs only where somebody changed
the wording. Nothing that could carry a clause is dropped: a copyright line counts as one only when it is short and
none of its words could bind anybody. What is taken as the same follows the SPDX matching guidelines (SPDX
specification, annex B).
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache, cached_property
from hashlib import blake2b
from zlib import crc32

from openaudit.patterns import lazy

WORD_BYTES = 4

# Words that can make, widen or lift a restriction. Where none stands, a few words beside a licence are a title or
# an owner.
_OPERATIVE = """
    academic agree agreed agrees allowed applies apply authorized banned cannot citizens commercial companies
    competing competitors condition conditions consent contact countries disallowed dollars educational employees
    eur euros evaluation exceed exceeding exceeds except exclude excluded excluding exclusively fee fees forbidden
    grant granted grants individuals interdit internal kein keine may military million modified monthly must never
    nicht no noncommercial nonprofit not notwithstanding nur obtain only organizations pas pay payment permission
    permit permitted personal prior prohibido prohibited prohibits provided purpose purposes redistribute
    redistribution refrain require required requires residents restricted restriction restrictions revenue revoke
    royalty sans seulement shall solely solo subject supplement supplemented terminate terms territory turnover
    uniquement unless untersagt usd use used user users uses using verboten vietato warranty weapons without
"""
OPERATIVE_WORDS = frozenset(_OPERATIVE.split())

# Texts are lower-cased before these see them. Every repeat is bounded and no two neighbours match the same
# characters, so that matching takes linear time.
_TAGS = (
    "a|abbr|article|b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i|img|"
    "kbd|li|link|main|meta|nav|ol|p|pre|s|section|small|span|strong|sub|sup|table|tbody|td|th|thead|title|tr|tt|u|ul"
)
_ATTRIBUTE = r"\s{1,9}[a-z:-]{1,30}=(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'|[^\s\"'<>]{1,100})"
_MARKUP = lazy(
    rf"</?(?:{_TAGS})(?:{_ATTRIBUTE}){{0,12}}\s{{0,9}}/?>|<!doctype[^<>]{{0,200}}>"
    r"|&(?:[a-z]{2,8}|\#\d{1,6}|\#x[0-9a-f]{1,5});"
    r"|(?<=\])\((?:https?:|mailto:|[/#.])[^\s()<>]{0,200}(?:\s[^\s()<>]{0,200})?\)"
    r"|\\(?:pard|par|line|tab|ulnone|ul|b0|i0|b|i|fs\d{1,3}|f\d{1,2}|emph|textbf|textit|item)(?![a-z])"
)
_KEPT_MARKUP = {"&lt;": "<", "&gt;": ">"}
_PARAGRAPH_TAG = lazy(r"</?(?:p|div|h[1-6]|li|ul|ol|tr|table|blockquote|pre|dt|dd)\b")
_COPYRIGHT = lazy(
    r"^[^\w\n©<\[{(]{0,40}(?:<[a-z ]{1,30}>[ \t]{1,9}|portions[ \t]{1,4})?(?P<line>(?P<sign>copyright|copr\.|©|\(c\))"
    r"(?:[ \t,:]{0,9}(?:copyright|©|\(c\)|by)){0,3}[ \t,:]{0,9}(?P<whose>[^\n]{0,200}))$",
    re.MULTILINE,
)
_DATED = lazy(r"(?:19|20)\d\d|[<\[{(]|y{2,4}\b|x{4}\b|years?\b")
_SENTENCE_END = lazy(r"(?<=[a-z>\]]{2})\.[ \t,]")
_WRAPPED_LINE = lazy(r"\n[^\n]{40,200}[a-z,][ \t]{0,9}\n\Z")
_UNFILLED = lazy(r"copyright[ \t]{1,4}(?:\(c\)|©)?(?:[ \t,]{0,30}(?:<[^<>]{1,50}>|\[[^\[\]]{1,50}\])){1,3}")
_RIGHTS_RESERVED = lazy(
    r"all\s{1,9}rights\s{1,9}(?:are\s{1,9})?reserved\b|todos\s(?:los\sderechos|os\sdireitos)\sreservados\b"
    r"|tous\sdroits\sr[ée]serv[ée]s\b|alle\srechte\svorbehalten\b|tutti\si\sdiritti\sriservati\b"
)
# A numeral is a marker by what stands before it, never by where a line begins, which reflowing changes: an empty
# line, the end of a sentence, or `and`. After a word that takes a number it is a reference or an amount.
_NUMERAL = lazy(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}\\?[.)](?!\w)|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?![\w.,)%-])")
_NOT_BEFORE_NUMERAL = frozenset("0123456789abcdefghijklmnopqrstuvwxyz.,$€£/#-")
# Read backwards: what stands between a word and a marker, and the word.
_BEFORE = lazy(r"(?P<between>[\W_]*)(?P<drow>[^\W_]*)")
_SENTENCE_OVER = lazy(r"[.:;!?)\]\"”]")
_JOINING = frozenset({"", "and", "or", "then"})
_NUMBERED = """
    section sections sec clause clauses paragraph paragraphs article articles art version versions ver v no to of
    than least most exceed exceeds exceeding over under above below maximum minimum usd eur
"""
_TAKES_NUMBER = frozenset(_NUMBERED.split())
_SPELT_NUMBERS = """
    one two three four five six seven eight nine ten twelve fourteen fifteen twenty thirty forty fifty sixty ninety
"""
_NUMBER_WORDS = frozenset(_SPELT_NUMBERS.split())
_LETTERED = lazy(r"(?:\b[a-z]|\b[ivx]{2,5})(?:\)|(?<!v)\.(?=[\s*_\"“‘])|(?<=v)\.(?=[\s*_\"“‘])(?!\s{1,3}\d))")
_NOT_BEFORE_LETTER = frozenset(".'’&-")
_COMMENT_WORD = lazy(r"^(?:dnl|rem)\b", re.MULTILINE)

_WORD = lazy(r"[a-z0-9]+(?:[*_]{0,3}-[ \t*_]{0,40}(?:\n[^\w\n]{0,40}){0,2}_?[a-z0-9]+)*")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_JOINERS = frozenset("\u2010\u2011\u00ad\u200b\u200c\u200d\u2060\ufeff")
_LINE_END = lazy(r"\r\n?|\n")
_NOT_LETTERS = lazy(r"[\W_]+")
_OWNER_WORD = lazy(r"[^\W_]+")
# Letters in a box or a disc that Unicode does not decompose: the first of each row of 26.
_BOXED_ALPHABETS = ("\U0001f150", "\U0001f170", "\U0001f1e6")
_BOXED = {ord(first) + n: chr(ord("a") + n) for first in _BOXED_ALPHABETS for n in range(26)}
# What takes text out of what a reader sees: comments and strikes, from the opening to the closing.
_STRIKES = lazy(r"(?P<comment><!--)|<(?P<tag>del|strike|s)(?:\s[^<>]{0,300})?>|(?<!~)(?P<tildes>~~)(?![~\s])")

# British spellings that no suffix rule reaches; see also the list of equivalent words in the SPDX licence list.
_SPELLING_PAIRS = """
    acknowledgement:acknowledgment acknowledgements:acknowledgments analogue:analog artefact:artifact
    artefacts:artifacts cancelled:canceled catalogue:catalog centre:center defence:defense fulfil:fulfill
    fulfilment:fulfillment https:http judgement:judgment labelling:labeling modelling:modeling offence:offense
    practise:practice programme:program programmes:programs whilst:while wilful:willful
"""
_SPELLINGS = dict(pair.split(":") for pair in _SPELLING_PAIRS.split())
_BRITISH_S = lazy(r"(?<=\w{3})([iy])s(?=(?:e|ed|es|er|ers|ing|ation|ations)\Z)")
_BRITISH_OUR = lazy(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|able|ably|ite)?\Z)")

_MEMO_LIMIT = 1 << 16


@cache
def _wide_word() -> re.Pattern[str]:
    """Words of all scripts. Compiled only for texts that need it: that takes 8 ms."""
    letter = f"[^\\W_{_CJK}]"
    hyphen = "[*_]{0,3}[-\u2010\u2011][ \\t*_]{0,40}(?:\\n[^\\w\\n]{0,40}){0,2}_?"
    return re.compile(f"[{_CJK}]|{letter}+(?:(?:{hyphen}|[{_INVISIBLE}]{{1,3}}){letter}+)*")


def canonical(word: str) -> str:
    """The form that spellings, cases and widths of one word share (`Organisation` -> `organization`)."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).lower()
    if not word.isalnum():
        word = _NOT_LETTERS.sub("", word)
    if len(word) > 5:
        word = _BRITISH_OUR.sub("or", _BRITISH_S.sub(r"\1z", word))
    return _SPELLINGS.get(word) or word.replace("licenc", "licens")


class _WordHashes(dict[str, bytes]):
    """The hash of each word that was met; a licence's words recur, so that nearly all are met once."""

    def __missing__(self, word: str) -> bytes:
        value = blake2b(canonical(word).encode("utf-8", "replace"), digest_size=WORD_BYTES).digest()
        if len(self) < _MEMO_LIMIT:
            self[word] = value
        return value


_hashes = _WordHashes()


class Words:
    """The words of one text: `hashes` has `WORD_BYTES` bytes a word. Words and offsets count from 0, lines from 1.

    `owners` are the offsets, from and to, of what was left out as a copyright line.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.owners: list[tuple[int, int]] = []
        self._searched, self._pattern = _searchable(text, self.owners)
        # One word at a time: a list of a million words is 80 MB.
        self.hashes = b"".join([_hashes[word[0]] for word in self._pattern.finditer(self._searched)])
        self.count = len(self.hashes) // WORD_BYTES

    @cached_property
    def _starts(self) -> list[int]:
        return [match.start() for match in self._pattern.finditer(self._searched)]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The offsets in the original text of words `first` to `end` (exclusive)."""
        return self._starts[first], self._end(end - 1)

    def _end(self, word: int) -> int:
        found = self._pattern.match(self._searched, self._starts[word])
        return found.end() if found else self._starts[word]

    def line(self, offset: int) -> int:
        """The line, from 1, on which the character at `offset` stands."""
        return bisect_right(self._line_starts, offset)

    def canonical(self, first: int, end: int) -> list[str]:
        """Words `first` to `end` (exclusive) in their canonical form."""
        return [canonical(self._searched[self._starts[word] : self._end(word)]) for word in range(first, end)]

    def owner_words(self, start: int, end: int) -> list[tuple[str, str]]:
        """The words of a part that was left out as a copyright line, each in canonical form and as it is written."""
        written = self.text[start:end]
        said = _RIGHTS_RESERVED.sub(_blank, _lowered(written))
        return [(canonical(word[0]), written[slice(*word.span())]) for word in _OWNER_WORD.finditer(said)]

    @cached_property
    def struck(self) -> list[tuple[int, int, int]]:
        """The parts that are struck out or commented out: where the sign begins and ends, and where the part ends.

        A part without an end takes in all that follows.
        """
        lowered = _lowered(self.text)
        found: list[tuple[int, int, int]] = []
        at = 0
        while opened := _STRIKES.search(lowered, at):
            closing = "-->" if opened["comment"] else opened["tildes"] or f"</{opened['tag']}>"
            closed = lowered.find(closing, opened.end())
            if closed < 0 and opened["tildes"]:
                break
            at = closed + len(closing) if closed >= 0 else len(lowered)
            found.append((*opened.span(), at))
        return found


def _lowered(text: str) -> str:
    """The text in lower case, character for character, with letters in discs, boxes and other widths made plain."""
    if not text.isascii():
        text = text.translate(_plain_letters(text))
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(lower if len(lower := c.lower()) == 1 else c for c in text)
    return lowered


def _plain_letters(text: str) -> dict[int, str]:
    """The letter that each character with one letter in its compatibility form (NFKC) stands for."""
    plain: dict[int, str] = {}
    for c in set(text):
        if c > "\x7f":
            letters = [letter for letter in unicodedata.normalize("NFKC", c) if letter.isalnum()]
            if len(letters) == 1 and letters[0] != c:
                plain[ord(c)] = letters[0]
            elif ord(c) in _BOXED:
                plain[ord(c)] = _BOXED[ord(c)]
    return plain


def _searchable(text: str, owners: list[tuple[int, int]]) -> tuple[str, re.Pattern[str]]:
    """The text in lower case with all that is no word blanked, character for character, and its words' pattern.

    Puts into `owners` from where to where copyright lines were blanked.
    """

    def blank_unfilled(match: re.Match[str]) -> str:
        blanked = _blank_unbinding(match)
        if blanked != match[0]:
            owners.append(match.span())
        return blanked

    def blank_owner(match: re.Match[str]) -> str:
        length = _owner_length(match)
        start = match.start("line")
        if length:
            owners.append((start, start + length))
        return match[0][: start - match.start()] + " " * length + match["line"][length:]

    lowered = _lowered(text)
    if "\r" in lowered:
        lowered = lowered.replace("\r\n", " \n").replace("\r", "\n")
    lowered = lowered.replace("\xa0", " ")
    if "<" in lowered or "&" in lowered or "](" in lowered or "\\" in lowered:
        lowered = _MARKUP.sub(_blank_markup, lowered)
    if "<" in lowered or "[" in lowered:
        lowered = _UNFILLED.sub(blank_unfilled, lowered)
    lowered = _COPYRIGHT.sub(blank_owner, lowered)
    lowered = _RIGHTS_RESERVED.sub(_blank, lowered)
    lowered = _LETTERED.sub(_blank_letter, lowered)
    lowered = _NUMERAL.sub(_blank_numeral, lowered)
    lowered = _COMMENT_WORD.sub(_blank, lowered)
    wide = not lowered.isascii() and any(c > "\x7f" and (c.isalnum() or c in _JOINERS) for c in set(lowered))
    return lowered, _wide_word() if wide else _WORD


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_unbinding(match: re.Match[str]) -> str:
    return _blank(match) if OPERATIVE_WORDS.isdisjoint(_NOT_LETTERS.split(match[0])) else match[0]


def _blank_markup(match: re.Match[str]) -> str:
    """Blanks markup, but keeps angle brackets, and that a tag ends a line or a paragraph."""
    length = len(match[0])
    kept = _KEPT_MARKUP.get(match[0], "")
    if _PARAGRAPH_TAG.match(match[0]):
        kept = "\n\n"
    elif match[0].startswith("<br") and not match.string.startswith("\n", match.end()):
        kept = "\n"
    return kept + " " * (length - len(kept))


def _owner_length(match: re.Match[str]) -> int:
    """How much of a copyright line names years and owners: to its first sentence's end, 0 where it does more."""
    line = match["line"]
    if _WRAPPED_LINE.search(match.string, max(0, match.start() - 250), match.start()):
        return 0
    sentence = _SENTENCE_END.search(line)
    owner = line[: sentence.end() if sentence else len(line)].partition("http")[0]
    signed = match["sign"] != "(c)" and ("(c)" in owner or "©" in owner)
    words = _NOT_LETTERS.split(_RIGHTS_RESERVED.sub(" ", owner))
    if not (signed or _DATED.match(match["whose"])) or not OPERATIVE_WORDS.isdisjoint(words):
        return 0
    return len(owner)


def _blank_letter(match: re.Match[str]) -> str:
    return match[0] if match.string[match.start() - 1 : match.start()] in _NOT_BEFORE_LETTER else " " * len(match[0])


def _blank_numeral(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    if before in _NOT_BEFORE_NUMERAL:
        return match[0]
    found = _BEFORE.match(match.string[max(0, match.start() - 75) : match.start()][::-1])
    word, between = (found["drow"][::-1], found["between"]) if found else ("", "")
    if before == "(":
        marker = "." not in match[0] and match[0].endswith(")") and word not in _NUMBER_WORDS
    elif between.count("\n") > 1:
        marker = True
    else:
        marker = word not in _TAKES_NUMBER and (word in _JOINING or bool(_SENTENCE_OVER.search(between)))
    return " " * len(match[0]) if marker else match[0]


def window_hashes(words: bytes, width: int) -> list[int]:
    """The 32-bit hash of every `width` consecutive words, in order."""
    step = WORD_BYTES
    size = width * step
    return [crc32(words[at : at + size]) for at in range(0, len(words) - size + step, step)]
