"""What follows from the finds: the four freedoms, open or not, a licence at all, how much of it was understood."""

import re
from collections import Counter
from functools import cache

import msgspec

from openaudit.licensing.clauses_rules import Signs, signs
from openaudit.licensing.knowledge import Freedoms
from openaudit.licensing.matchers import stands
from openaudit.licensing.phrases import table
from openaudit.licensing.structure import Sentence
from openaudit.patterns import lazy
from openaudit.record import Freedom

_CJK = lazy(r"[\u4e00-\u9fff]")
_LETTER_RUN = lazy(r"[^\W\d_]+")
_ADDRESS = lazy(r"https?://\S+")
# Letters and marks of scripts that no phrase table is in, Chinese and Latin being the ones that are.
_NO_TABLE = lazy("[\u0300-\u1dbf\u2c00-\u2dff\u3040-\u30ff\ua000-\ua71f\ua800-\uabff\uac00-\ud7af\ufb1d-\ufdff]")
_FEWEST = 4  # words of a sentence of which one alone tells the language
_SAMPLE = 40_000
_NAMED = "named "
# So many sentences from the top a text says what it is, each no longer than this.
_FIRST_TITLES = 4
_LONGEST_TITLE = 160


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What was concluded, and plain sentences about what limits it."""

    freedoms: Freedoms
    commercial: Freedom
    is_open: bool | None
    is_license: bool
    understood: float
    notes: tuple[str, ...]


class Tally:
    """Counts of the sentences as they are read: what they grant, whether they were understood."""

    def __init__(self) -> None:
        self.granted: set[str] = set()
        self.sentences = 0
        self.legal = 0
        self.operative = 0
        self.understood = 0
        self.guide = 0
        self.marks = 0
        self.terms = 0
        self.bans = 0
        self.titles = 0
        self.titled = False
        self.plain_limits: list[Sentence] = []
        self.names: set[str] = set()
        self.unread: list[Sentence] = []

    def skip(self, sentence: Sentence) -> None:
        """Count a line of code: it speaks against a licence, but what stands in a fence may limit all the same."""
        self.sentences += 1
        if _signs().of(sentence.words.encode()) & {"operative", "limit_plain"}:
            self.plain_limits.append(sentence)

    def grant(self, words: str, freedoms: tuple[str, ...]) -> None:
        """Count a sentence that grants: `freedoms`, or those that its verbs name."""
        raw = words.encode()
        named = {name for name, verbs in table("conclusion")["verbs"].items() if stands(verbs, raw, default=False)}
        self.granted |= named | set(freedoms)
        if freedoms and named <= {"use"}:
            self.granted.add("*")

    def sentence(self, sentence: Sentence, raw: bytes, said: set[str]) -> None:
        """Count a sentence (`raw`: with its list head), of which `said` are the sorts of wordings that were known."""
        own = sentence.words.encode()
        held = _signs().of(own)
        names = {name for name in held if name.startswith(_NAMED)}
        self.names |= names
        self.guide += "guide" in held or (bool(names) and _slow_sign("guide_of", own))
        self.marks += "license" in held and (
            "http" not in sentence.words or "license" in _signs().of(_ADDRESS.sub(" ", sentence.words).encode())
        )
        self._title(sentence, held)
        if sentence.is_title:
            if "restriction" in said:
                self.plain_limits.append(sentence)
            return
        self.sentences += 1
        self.terms += bool(said & {"restriction", "obligation", "grant"})
        self.bans += "restriction" in said and " not " in sentence.words
        self.legal += bool(said)
        if not said & {"restriction", "obligation"}:
            # In plain words a limit needs no "may" or "must": "Outsiders are off limits."
            plain = "limit_plain" in held and not _slow_sign("plainly_harmless", own)
            if (
                plain
                or "taken_back" in held
                or _NO_TABLE.search(sentence.words)
                or (not said and _foreign(sentence.words))
            ):
                self.plain_limits.append(sentence)
            if "operative" in held:
                self.unread.append(sentence)
        if "operative" in (_signs().of(raw) if sentence.lead else held):
            self.operative += 1
            self.understood += bool(said)

    def _title(self, sentence: Sentence, held: frozenset[str]) -> None:
        """Take note of a text that calls itself terms, in its first words or in a sentence that says what it is."""
        first = self.titles < _FIRST_TITLES and len(sentence.words) < _LONGEST_TITLE
        self.titles += 1
        if first and "titled" in held and "untitled" not in held:
            self.titled = True
        self.titled |= "calls_itself" in held

    def unclear(self) -> list[Sentence]:
        """The sentences that limit something in a way that no table knows."""
        return [s for s in self.unread if _limits(s.words.encode())]


@cache
def _signs() -> Signs:
    data = table("conclusion")
    return signs(data["signs"] | {f"{_NAMED}{name}": rf"\b(?:{name})\b" for name in data["names"]["of"]})


@cache
def _shared_words() -> frozenset[str]:
    """The commonest words that stand in English sentences too, or in names."""
    return frozenset(table("conclusion")["languages"]["shared"].split())


def _slow_sign(name: str, words: bytes) -> bool:
    """Whether a sign that is asked of few sentences stands in `words`."""
    return stands(table("conclusion")["slow_signs"][name], words, default=False)


def _foreign(words: str) -> bool:
    """Whether a sentence is in a language that no table is in: it may say anything."""
    common = _commonest_words()
    found = [word for word in _LETTER_RUN.findall(words) if word != "copyright"]
    english = sum(word in common["en"] for word in found)
    most = max(sum(word in known for word in found) for code, known in common.items() if code != "en")
    told = any(word in known for word in found for known in common.values() if word not in _shared_words())
    return most > 2 * english + 1 or (told and not english and len(found) >= _FEWEST)


def _limits(words: bytes) -> bool:
    """Whether a sentence limits something beyond what every licence does."""
    return _slow_sign("limit_sure", words) or (_slow_sign("limit", words) and not _slow_sign("harmless", words))


def conclude(kinds: tuple[str, ...], tally: Tally, language: str, *, fragment: bool) -> Conclusion:
    """The conclusion from the restriction kinds found and the tally of the sentences."""
    unread = language not in {"en", "zh", "mixed"}
    is_license = fragment or (not unread and _is_license(kinds, tally)) or (unread and tally.marks > 0)
    understood = round(tally.understood / tally.operative, 3) if tally.operative else 0.0
    if unread:
        understood = 0.0
    unclear = [] if kinds or unread else [*tally.plain_limits, *tally.unclear()]
    # What is added to a licence leaves the rest of it standing; a whole text that grants nothing gives nothing.
    granted = tally.granted or ({"*"} if fragment and kinds else set())
    freedoms, commercial = _freedoms(frozenset(kinds), frozenset(granted))
    if not is_license or unread:
        freedoms, commercial = Freedoms(use="unknown", study="unknown", modify="unknown", share="unknown"), "unknown"
    return Conclusion(
        freedoms=freedoms,
        commercial=commercial,
        is_open=_is_open(kinds, freedoms, unclear) if is_license and not unread else None,
        is_license=is_license,
        understood=understood,
        notes=_notes(language, tally, unclear, is_license=is_license, unread=unread),
    )


def _is_license(kinds: tuple[str, ...], tally: Tally) -> bool:
    """Whether a text is terms at all: enough of it speaks as terms do, and it is no guide to licences."""
    limits = table("conclusion")["limits"]
    if not tally.sentences or not (
        tally.titled or ((tally.terms or kinds) and (tally.marks or tally.granted or tally.bans))
    ):
        return False
    share = tally.legal / tally.sentences
    many = tally.guide > limits["guide_share"] * tally.sentences or len(tally.names) >= limits["guide_names"]
    if tally.guide >= limits["guide_signs"] and many:
        return False
    # A text that calls itself terms is taken at its word, however little of it was understood.
    return bool(tally.titled or share >= limits["legal_share"])


def _freedoms(kinds: frozenset[str], granted: frozenset[str]) -> tuple[Freedoms, Freedom]:
    """The four freedoms and commercial use, from what is granted and the kinds that limit it."""
    limits = table("conclusion")["freedoms"]

    def freedom(name: str) -> Freedom:
        if kinds & set(limits[name].get("no", ())):
            return "no"
        if kinds & set(limits[name]["conditional"]):
            return "conditional"
        return "yes" if {"*", limits[name]["granted_as"]} & granted else "unknown"

    found = Freedoms(use=freedom("use"), study=freedom("study"), modify=freedom("modify"), share=freedom("share"))
    return found, freedom("commercial")


def _is_open(kinds: tuple[str, ...], freedoms: Freedoms, unclear: list[Sentence]) -> bool | None:
    """Open only where that is sure: one sentence that limits something we do not understand leaves it unsaid.

    However long the text is: what is harmless around it dilutes no limit.
    """
    given = (freedoms.use, freedoms.study, freedoms.modify, freedoms.share)
    if kinds or "no" in given or "conditional" in given:
        return False
    return None if "unknown" in given or unclear else True


def _notes(language: str, tally: Tally, unclear: list[Sentence], *, is_license: bool, unread: bool) -> tuple[str, ...]:
    notes = []
    if unread and language != "unknown":
        notes.append(f"written in another language ({language}): unread, so nothing is concluded")
    elif unread:
        notes.append("the language could not be told: unread, so nothing is concluded")
    elif not is_license:
        notes.append("this reads as no licence or terms")
    elif not tally.granted:
        notes.append("no wording that grants rights was found")
    elif unclear:
        places = ", ".join(dict.fromkeys(s.clause or s.words[:40] for s in unclear[:5]))
        notes.append(f"limits something in a way that was not understood: {places}")
    return tuple(notes)


def language_of(text: str) -> str:
    """The language of a text as ISO 639-1 tells it, "mixed" for English with Chinese, or "unknown".

    Told by script, and for Latin script by the share of each language's commonest words in a sample.
    """
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[-_SAMPLE // 2 :]
    languages = table("conclusion")["languages"]
    # By distinct characters and words: a text has few of either.
    characters = Counter(sample)
    distinct = "".join(characters)
    letters = sum(n for c, n in characters.items() if c.isalpha())
    if not letters:
        return "unknown"
    for code, span in languages["scripts"].items():
        if sum(characters[c] for c in re.findall(span, distinct)) > 0.2 * letters:
            return str(code)
    words = Counter(map(str.lower, _LETTER_RUN.findall(_CJK.sub(" ", sample))))
    cjk = sum(characters[c] for c in _CJK.findall(distinct))
    shares = {
        code: sum(words[w] for w in common) / max(1, words.total()) for code, common in _commonest_words().items()
    }
    best = max(shares, key=lambda code: shares[code])
    latin = best if shares[best] >= languages["least_share"] else "unknown"
    if cjk > 0.6 * letters:
        return "zh"
    if cjk > 0.08 * letters:
        return "mixed" if latin == "en" else "zh"
    return latin


@cache
def _commonest_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in table("conclusion")["languages"]["words"].items()}
