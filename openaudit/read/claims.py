"""What the card claims of this model's openness: the sentences, their kind, and where they stand."""

import re

from openaudit.read.card import Card
from openaudit.read.components import cite_sentence
from openaudit.read.phrases import says
from openaudit.read.readings import ClaimReading
from openaudit.record import ClaimKind

_QUOTED = re.compile(r'"[^"]{12,300}"|“[^”]{12,300}”|«[^»]{12,300}»|「[^」]{6,300}」')
# The kinds that a sentence is tried for, in this order; one sentence can make several claims.
_KINDS: tuple[ClaimKind, ...] = ("open-source", "open-weights")


def read_claims(card: Card) -> tuple[ClaimReading, ...]:
    """Every claim about this model in the card's own sentences; quotations and long runs of text are no claims."""
    return tuple(
        ClaimReading(kind, cite_sentence(card, sentence), sentence.text)
        for sentence in card.prose.sentences
        if sentence.kind != "quote" and len(sentence.text) <= 600
        for kind in _KINDS
        if says(kind, _own_words(sentence.text))
    )


def _own_words(text: str) -> str:
    """The sentence without what it quotes: the title of a paper is no claim about the model."""
    return _QUOTED.sub(" … ", text)
