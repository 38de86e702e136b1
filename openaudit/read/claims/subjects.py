"""Whose claim it is: this model's, or that of another thing that the sentence speaks of."""

import re
import unicodedata
from typing import NamedTuple

from openaudit.read.card import Card
from openaudit.read.claims.phrases import Table
from openaudit.record import ClaimKind

_WORD = re.compile(r"[a-z]+|[0-9]+")
_TITLE_ENDS = re.compile(r"[:：|(,–—]| - ")
# Parts of names that many models have, and that so tell none from another.
_GENERIC = frozenset(("model", "chat", "instruct", "base", "gguf", "ggml", "gptq", "awq", "large", "small", "mini", "ai", "lm", "llm", "open", "hf", "for", "the", "and", "license", "code", "en", "card", "research", "v", "b"))  # fmt: skip
_OF_DATA: tuple[ClaimKind, ...] = ("open-data", "not-open")
_REACH = 80  # characters behind a mention, for its verb
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
        telling = {w for w in words if not w.isdigit()} - _GENERIC
        if any(telling and telling <= base and self.words - base - _GENERIC for base in self.bases):
            return False
        joined = "".join(w for w in words)
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
    return Names(frozenset(w for w in (*_words(owner), *own) if not w.isdigit()) - _GENERIC, "".join(own), bases)


def speaks_of_self(phrases: Table, names: Names, text: str, span: tuple[int, int], kind: ClaimKind) -> bool:
    """Whether the wording at `span` of the text is said of this model; its data count as its own where they are meant.

    The mention nearest before it decides, else the first one inside it; a wording without any is about the model that
    the card is of.
    """
    mentions = [m for m in _mentions(phrases, names, text, data=kind not in _OF_DATA) if m[0] < span[1]]
    before = [mention for mention in mentions if mention[0] <= span[0]]
    if before:
        return max(before)[1]
    return min(mentions)[1] if mentions else True


def _mentions(phrases: Table, names: Names, text: str, *, data: bool) -> list[tuple[int, bool]]:
    """Where the text mentions somebody, and whether that is this model."""
    found = [(m.start(), True) for m in phrases.own.finditer(text)]
    # "Foo base weights": the name before it says whose base it is.
    for pattern in (phrases.others, phrases.data) if data else (phrases.others,):
        for match in pattern.finditer(text):
            if phrases.acting is None or phrases.acting.search(text[match.end() : match.end() + _REACH]):
                # "Foo base weights": the name before it says whose base it is.
                found.append((match.start(), names.own(_word_before(text, match.start()))))
    if phrases.names is not None:
        for match in phrases.names.finditer(text):
            name = match.group(1)
            if name.split()[0].split("-")[0].lower() not in phrases.subject.unnamed:
                found.append((match.start(1), names.own(name)))
    return found


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - 60) : start].split()
    return words[-1] if words else ""
