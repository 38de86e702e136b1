"""Whose claim it is: this model's, or that of another thing that the sentence speaks of."""

import unicodedata
from typing import NamedTuple

from openaudit.patterns import lazy
from openaudit.read.card import Card
from openaudit.read.claims.phrases import Table, generic_names
from openaudit.record import ClaimKind

_WORD = lazy(r"[a-z]+|[0-9]+")
_TITLE_ENDS = lazy(r"[:：|(,–—]| - ")
_OF_DATA: tuple[ClaimKind, ...] = ("open-data", "not-open")
_APPOSITIONS = (", a ", ", an ")
_REACH = 80  # characters around a mention that belong to it
_SHORTEST = 4  # letters of a name that is looked for inside another


def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name).lower().replace("·", "")
    return tuple(_WORD.findall(plain))


class Names(NamedTuple):
    """The words of this model's own name, the same run together, and the names of the models that it comes from."""

    words: frozenset[str]
    joined: str
    bases: tuple[frozenset[str], ...]

    def own(self, name: str) -> bool:
        """Whether a name means this model: it shares a word that is not generic, and is not just that of its base."""
        words = _words(name)
        telling = {w for w in words if not w.isdigit()} - generic_names()
        if any(telling and telling <= base and self.words - base - generic_names() for base in self.bases):
            return False
        joined = "".join(words)
        return bool(telling & self.words) or (len(joined) >= _SHORTEST and joined in self.joined)


def read_names(card: Card, model_id: str) -> Names:
    """The names that the card's model goes by: its identifier and its title."""
    owner, _, name = model_id.rpartition("/")
    title = _TITLE_ENDS.split(card.title or "", maxsplit=1)[0]
    own = (*_words(name), *_words(title))
    bases = tuple(
        frozenset(_words(base.rpartition("/")[2]))
        for base in card.strings("base_model")
        if not owner or base.rpartition("/")[0].lower() != owner.lower()
    )
    return Names(frozenset(w for w in (*_words(owner), *own) if not w.isdigit()) - generic_names(), "".join(own), bases)


class Mention(NamedTuple):
    """Where a sentence mentions somebody; `own` where that is this model, `data` where it is what it was trained on."""

    start: int
    own: bool
    data: bool = False


def read_mentions(phrases: Table, names: Names, text: str) -> list[Mention]:
    """Whoever the text speaks of, in order."""
    found = [Mention(m.start(), own=True) for m in phrases.own.finditer(text)]
    for pattern in (phrases.others, phrases.data):
        for match in pattern.finditer(text):
            if phrases.acting is None or phrases.acting.search(text[match.end() : match.end() + _REACH]):
                # "Foo base weights": the name before it says whose base it is.
                own = names.own(_word_before(text, match.start()))
                found.append(Mention(match.start(), own=own, data=pattern is phrases.data))
    if phrases.names is not None:
        for match in phrases.names.finditer(text):
            name = match.group(1)
            if name.split()[0].split("-")[0].lower() not in phrases.subject.unnamed:
                found.append(Mention(match.start(1), own=names.own(name)))
    return sorted(found)


def speaks_of_self(
    phrases: Table, mentions: list[Mention], names: Names, text: str, span: tuple[int, int], kind: ClaimKind
) -> bool:
    """Whether the wording at `span` of the text is said of this model; its data count as its own where they are meant.

    The mention nearest before it decides, else the first one inside it; a wording without any is about the model that
    the card is of.
    """
    start, end = span
    near = [m for m in mentions if m.start < end and not (m.data and kind in _OF_DATA)]
    # "Foo, an open model": what stands directly before it is what it says that of.
    comma = max(text.rfind(article, max(0, start - 2), end) for article in _APPOSITIONS)
    if comma >= 0:
        last = _word_before(text, comma)
        introduced = phrases.introducing is not None and phrases.introducing.search(text[:comma]) is not None
        near_own = any(m.own and comma - m.start < _REACH for m in near)
        return names.own(last) or (near_own and (introduced or not last[:1].isupper()))
    before = [m for m in near if m.start <= start]
    if before:
        return before[-1].own
    return near[0].own if near else True


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - _REACH) : start].split()
    return words[-1] if words else ""
