"""Reads a licence text that nobody has a name for: every restriction and obligation in it, and what follows from them.

    text -> sentences with clause, headings, list head (`structure`)
         -> wordings of the phrase tables that they hold (`clauses_rules`)
         -> finds with their parameters (`parameters`) and place
         -> freedoms, open or not, a licence at all (`conclusion`)

Nothing here knows a licence, a company or a model. What a wording means stands in `phrases/*.toml`.
"""

from collections import Counter
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

import msgspec

from openaudit.licensing import parameters
from openaudit.licensing.clauses_rules import Rule, Rules, rules
from openaudit.licensing.conclusion import Conclusion, Tally, conclude, language_of
from openaudit.licensing.knowledge import Freedoms
from openaudit.licensing.matchers import first_match, stands
from openaudit.licensing.phrases import table
from openaudit.licensing.structure import SENTENCE_LIMIT, Sentence, Structure, read_structure
from openaudit.record import Freedom, ObligationKind, RestrictionKind
from openaudit.record.use import Bound

_QUOTED_AT_MOST = 500
_BEFORE_MATCH = 80
_SIBLING = 250
# So many places that say the same are enough, and keep a hostile text from costing more.
_PLACES = 60
# So many are kept with what the rules find in them: licences share their boilerplate.
_SENTENCES = 4_096


class Find(msgspec.Struct, frozen=True, kw_only=True):
    """A restriction or obligation, the words that say so, and its parameters, named as in `knowledge`.

    `start` and `end` are offsets in the text, `line_first` and `line_last` its lines (1-based, inclusive). `clause` is
    the number as the text writes it. `says` is a short sentence of ours, built from kind and parameters.
    """

    kind: RestrictionKind | ObligationKind
    clause: str | None
    start: int
    end: int
    line_first: int
    line_last: int
    says: str
    threshold: int | None = None
    metric: str | None = None
    amount: int | None = None
    currency: str | None = None
    period: str | None = None
    bound: Bound | None = None
    counted: Literal["release"] | None = None
    places: tuple[str, ...] = ()
    text: str | None = None
    scope: str | None = None


class ClauseReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a licence text says.

    `is_open`: True only where all four freedoms are positively granted and nothing restricts them; False where
    something does; None where that can't be said. `understood` is the share, 0 to 1, of the sentences that grant,
    forbid or oblige of which some wording was known. `contradictions` pairs finds that can't both hold.
    """

    restrictions: tuple[Find, ...]
    obligations: tuple[Find, ...]
    freedoms: Freedoms
    commercial: Freedom
    is_open: bool | None
    is_license: bool
    language: str
    understood: float
    contradictions: tuple[tuple[Find, Find], ...] = ()
    notes: tuple[str, ...] = ()


class _Found(NamedTuple):
    """A find and the sentence, by its offset, that it was made in."""

    sentence: int
    find: Find


class _Heard:
    """A sentence's words, alone or after its list head, as RE2 reads them; `shift` is the head's length."""

    def __init__(self, words: str, title: str, shift: int) -> None:
        self.words = words
        self.raw = words.encode()
        self.title = title.encode()
        self.shift = shift
        self._mood: frozenset[str] | None = None

    def chars(self, at: int) -> int:
        """The offset in characters of an offset in bytes."""
        return at if len(self.raw) == len(self.words) else len(self.raw[:at].decode("utf-8", "ignore"))

    def mood(self, book: Rules) -> frozenset[str]:
        """The ways in which it speaks, its headings heard too."""
        if self._mood is None:
            self._mood = book.moods.of(self.raw) | book.titles.of(self.title)
        return self._mood


class _Place(NamedTuple):
    """Where a rule matched: what was heard, and the span in the sentence's own words."""

    heard: _Heard
    start: int
    end: int


class _Tried(NamedTuple):
    """A sentence with its list head, and where each of the rules that may fire on it matched."""

    full: _Heard
    places: tuple[tuple[Rule, _Place | None], ...]
    plain: bool


def read_clauses(text: str, *, fragment: bool = False) -> ClauseReading:
    """What `text` restricts, obliges to and grants. Never raises; linear in its length.

    With `fragment`, the text is a part of a licence (what was added to a standard one): it need not grant anything, and
    is a licence's by definition.
    """
    structure = read_structure(text)
    language = language_of(text)
    reader = _Reader(text, structure)
    for sentence in structure.sentences:
        reader.read(sentence)
    words = " ".join(s.words for s in structure.sentences)
    found = _settle(reader.found["restriction"], words)
    conclusion = conclude(tuple(f.kind for f in found), reader.tally, language, fragment=fragment)
    told = conclusion.is_license
    return ClauseReading(
        restrictions=found if told else (),
        obligations=_settle(reader.found["obligation"], words) if told else (),
        freedoms=conclusion.freedoms,
        commercial=conclusion.commercial,
        is_open=conclusion.is_open if structure.cut is None or conclusion.is_open is False else None,
        is_license=conclusion.is_license,
        language=language,
        understood=conclusion.understood,
        contradictions=_contradictions(found, [f.find for f in reader.found["permission"]]) if told else (),
        notes=_notes(conclusion, structure),
    )


class _Reader:
    """Reads sentence after sentence, and keeps what each says."""

    def __init__(self, text: str, structure: Structure) -> None:
        self.text = text
        self.lines = [0, *parameters.line_breaks(text)]
        self.siblings = _siblings(structure)
        self.book = rules()
        self.tally = Tally()
        self.places: Counter[str] = Counter()
        self.found: dict[str, list[_Found]] = {"restriction": [], "obligation": [], "permission": []}

    def read(self, sentence: Sentence) -> None:
        """Add the sentence's finds to `found`, and what it grants to `tally`."""
        if sentence.code:
            self.tally.skip(sentence)
            return
        sentence = _under_heading(sentence)
        tried = _try(sentence.words, sentence.lead, sentence.title)
        said: set[str] = set()
        for rule, place in tried.places:
            if sentence.is_title:
                # A heading limits nothing by itself, but one that says a limit is not to be passed over.
                said |= {rule.sort} if rule.number is None and place is not None else set()
                continue
            if self.places[rule.kind] >= _PLACES:
                said.add("plain")
            elif place is not None:
                said.add(self._take(rule, place, sentence, tried.full))
        if not said and tried.plain:
            said.add("plain")
        self.tally.sentence(sentence, tried.full.raw, said)

    def _take(self, rule: Rule, place: _Place, sentence: Sentence, full: _Heard) -> str:
        """Keep what a rule that matched says, and tell its sort; "plain" where the mood lets it say nothing."""
        beside = self.siblings.get(sentence.lead, "")
        if place.heard.mood(self.book) - rule.despite or stands(rule.elsewhere, beside.encode(), default=False):
            return "plain"
        if rule.sort == "grant":
            self.tally.grant(full.words, rule.freedoms)
            return rule.sort
        find = _find(rule, place, sentence, self.text, self.lines)
        if find is not None:
            self.places[rule.kind] += 1
            self.found[rule.sort].append(_Found(sentence.start, find))
        return rule.sort


def _under_heading(sentence: Sentence) -> Sentence:
    """The sentence, and where it is a bare item of a heading that says "What you can't do", with that as its head."""
    if sentence.lead or sentence.is_title or not sentence.title:
        return sentence
    data = table("headings")
    if stands(data["whole"]["match"], sentence.words.encode(), default=False):
        return sentence
    heading = sentence.title.rpartition(" / ")[2].encode()
    head = next((row["head"] for row in data["heading"] if stands(row["match"], heading, default=False)), "")
    return msgspec.structs.replace(sentence, lead=head) if head else sentence


def _siblings(structure: Structure) -> dict[str, str]:
    """The words of all items that complete a list head, by the head."""
    items: dict[str, list[str]] = {}
    for sentence in structure.sentences:
        if sentence.lead:
            items.setdefault(sentence.lead, []).append(sentence.words[:_SIBLING])
    return {lead: " / ".join(words[:40]) for lead, words in items.items() if len(words) > 1}


@lru_cache(maxsize=_SENTENCES)
def _try(words: str, lead: str, title: str) -> _Tried:
    """What the rules that may fire on a sentence find in it, wherever it stands."""
    full = _Heard(f"{lead} {words}" if lead else words, title, len(lead) + 1 if lead else 0)
    own = _Heard(words, title, 0) if lead else full
    book = rules()
    places = tuple((rule, _match(rule, own, full)) for rule in book.candidates(full.raw))
    return _Tried(full, places, bool(book.plain.of(full.raw)))


def _match(rule: Rule, own: _Heard, full: _Heard) -> _Place | None:
    """Where the rule's wording stands in the sentence, or None; a match in the list head alone is the head's."""
    if not stands(rule.title, own.title, default=True):
        return None
    heard = own
    m = first_match(rule.match, heard.raw)
    if m is None and full is not own:
        heard = full
        m = first_match(rule.match, heard.raw)
    if m is None or (heard.chars(m.end()) <= heard.shift and rule.sort != "grant"):
        return None
    if not stands(rule.also, own.raw if rule.sort == "grant" else full.raw, default=True):
        return None
    near = heard.raw[max(0, m.start() - rule.reach) : m.end() + rule.reach]
    if stands(rule.unless, near, default=False):
        return None
    start, end = heard.chars(m.start()) - heard.shift, heard.chars(m.end()) - heard.shift
    return _Place(heard, max(0, start), max(1, end))


def _find(rule: Rule, place: _Place, sentence: Sentence, text: str, lines: list[int]) -> Find | None:
    """The find of a rule that matched, with its parameters; None where it counts something that is not there."""
    values = _parameters(rule, place, sentence, text)
    if values is None:
        return None
    start, end = _span(place, sentence, text)
    return Find(
        kind=cast("Any", rule.kind),
        clause=sentence.clause,
        start=start,
        end=end,
        line_first=parameters.line_at(lines, start),
        line_last=parameters.line_at(lines, end - 1),
        says=_says(rule.kind, values),
        **values,
    )


def _parameters(rule: Rule, place: _Place, sentence: Sentence, text: str) -> dict[str, Any] | None:
    """The parameters that the rule's kind has, by name; None where the number that it must have is missing."""
    own, full = sentence.words, sentence.full
    values: dict[str, Any] = {}
    if rule.number in {"users", "size"}:
        count = parameters.threshold(own, rule.number) or parameters.threshold(full, rule.number)
        if count is None:
            return None
        values = dict(zip(("threshold", "metric"), count, strict=True))
    elif rule.number in {"money", "funding"}:
        money = parameters.amount(own) or parameters.amount(full)
        if money is None:
            return None
        values = dict(zip(("amount", "currency"), money, strict=True))
        values |= {"period": parameters.period(full)} if rule.number == "money" else {"metric": "funding"}
    elif rule.kind == "display":
        values = dict(zip(("threshold", "metric"), parameters.threshold(own, "users") or (), strict=False))
        if (money := parameters.amount(own)) is not None:
            values |= {"amount": money[0], "currency": money[1], "period": parameters.period(own)}
    if (figure := values.get("threshold") or values.get("amount")) is not None:
        values["bound"] = parameters.bound(own, figure) or parameters.bound(full, figure)
    if rule.kind in {"display", "naming"}:
        values["text"] = _quoted(place, sentence, text)
    if rule.kind == "territory":
        values["places"] = parameters.places(full)
    scopes = _scopes(rule.kind, full)
    return values | {
        "scope": "; ".join(s["name"] for s in scopes) or None,
        "counted": next((s["counted"] for s in scopes if "counted" in s), None),
    }


def _quoted(place: _Place, sentence: Sentence, text: str) -> str | None:
    """The words in quotation marks that the clause asks to show, as the text writes them."""
    after = parameters.quoted(sentence.words[place.start :])
    span = (after[0] + place.start, after[1] + place.start) if after else parameters.quoted(sentence.words)
    if not span:
        return None
    start, end = sentence.origin(span[0]), sentence.origin(span[1] - 1) + 1
    return " ".join(text[start:end].split()) or None


def _scopes(kind: str, words: str) -> list[dict[str, Any]]:
    """What of the licence's subject the clause binds: the rows of the table whose words it has."""
    return [s for s in table("scopes")["scope"] if kind in s["kinds"] and any(w in words for w in s["words"])]


def _span(place: _Place, sentence: Sentence, text: str) -> tuple[int, int]:
    """The offsets in the text of the sentence, or where that is long of the part around the match."""
    if sentence.end - sentence.start <= _QUOTED_AT_MOST:
        return sentence.start, sentence.end
    first = max(0, place.start - _BEFORE_MATCH)
    # Whole words: from the blank before the match that is nearest to the reach, to the last blank within the limit.
    first = sentence.words.find(" ", first, place.start) + 1 or place.start if first else 0
    start = sentence.origin(first)
    end = min(sentence.end, start + _QUOTED_AT_MOST)
    blank = text.rfind(" ", start, end)
    return start, blank if end < sentence.end and blank > start + _QUOTED_AT_MOST // 2 else end


def _says(kind: str, values: dict[str, Any]) -> str:
    """The kind and its parameters as a short sentence."""
    forms = table("says")["says"][kind]
    shown = {name: _shown(name, value) for name, value in values.items() if value}
    for form in forms:
        try:
            return str(form.format_map(shown))
        except KeyError:
            continue
    return str(forms[-1])


def _shown(name: str, value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).replace("-", " ") if name == "metric" else str(value)


def _drop(row: dict[str, Any], found: list[_Found], words: str) -> list[_Found]:
    """The finds less those that a row of the table makes void."""
    stronger = {f.sentence for f in found if f.find.kind in row.get("when", ())}
    missing = "without" in row and not any(f.find.kind in row["without"] for f in found)
    versions = "text" in row and any(f.find.kind == row["drop"] for f in found)
    versions = versions and stands(row["text"], words.encode(), default=False)
    if not (stronger or missing or versions):
        return found
    return [f for f in found if f.find.kind != row["drop"] or (row.get("beside") and f.sentence in stronger)]


def _settle(found: list[_Found], words: str) -> tuple[Find, ...]:
    """The finds in the order of the text, each kind once a sentence, without those that others make void."""
    for row in table("conclusion")["settle"]:
        found = _drop(row, found, words)
    kept: dict[tuple[object, ...], Find] = {}
    for sentence, find in sorted(found, key=lambda f: (f.find.start, f.find.end)):
        kept.setdefault((find.kind, sentence, find.threshold, find.amount), find)
    return tuple(kept.values())


def _contradictions(restrictions: tuple[Find, ...], permissions: list[Find]) -> tuple[tuple[Find, Find], ...]:
    """Each restriction with the first sentence that expressly permits what it forbids."""
    pairs = []
    for permission in permissions:
        against = next((r for r in restrictions if r.kind == permission.kind), None)
        if against is not None and (against.end <= permission.start or permission.end <= against.start):
            pairs.append((against, permission))
    return tuple(pairs[:10])


def _notes(conclusion: Conclusion, structure: Structure) -> tuple[str, ...]:
    notes = list(conclusion.notes)
    if structure.cut is not None:
        notes.append(f"only the first {SENTENCE_LIMIT} sentences were read; what comes after is unread")
    return tuple(notes)
