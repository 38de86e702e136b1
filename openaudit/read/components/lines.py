"""A card's sentences with what they stand under, the links in them, and the kinds of wording that they have."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from openaudit.patterns import lazy
from openaudit.read.card import Card
from openaudit.read.components.projects import Place, Target, place_of
from openaudit.read.phrases import may_say, says
from openaudit.read.prose import CodeBlock, Link, Sentence
from openaudit.read.text import Citation

Topic = Literal["data", "evaluation", "limits", "tuning", "training", ""]
# In the order in which they are asked: a heading may match several.
_TOPICS: tuple[Topic, ...] = ("data", "tuning", "evaluation", "training", "limits")

_ADDRESS = lazy(r"https?://\S+")
_LABEL = 60  # characters that a line which stands in for a heading has at most
SHOWN = 3
"""The most places cited for one thing: more prove no more."""


class Words(msgspec.Struct, frozen=True, dict=True):
    """All words of a card that may tell something: what is nowhere in them need not be looked for in each line."""

    text: str

    @cached_property
    def _may(self) -> dict[str, bool]:
        return {}

    def may_say(self, kind: str) -> bool:
        """Whether a line of the card may be of this kind."""
        if kind not in self._may:
            self._may[kind] = may_say(kind, self.text)
        return self._may[kind]

    def says(self, kind: str, line: str) -> bool:
        """Whether a line of the card is of this kind."""
        return self.may_say(kind) and says(kind, line)

    def topic(self, section: Sequence[str]) -> Topic:
        """What a path of headings speaks of: the innermost that tells decides."""
        for heading in reversed(section):
            for topic in _TOPICS:
                if self.says(f"section-{topic}", heading):
                    return topic
        return ""


class Line(msgspec.Struct, frozen=True, dict=True):
    """A sentence: its words without addresses, its links with where they lead, and the topic that it stands under."""

    sentence: Sentence
    text: str
    links: tuple[tuple[Link, Place], ...]
    topic: Topic
    words: Words

    @cached_property
    def _said(self) -> dict[str, bool]:
        return {}

    def is_(self, kind: str) -> bool:
        """Whether its words are of this kind."""
        if kind not in self._said:
            self._said[kind] = self.words.says(kind, self.text)
        return self._said[kind]

    def leads_to(self, *targets: Target) -> bool:
        """Whether one of its links leads to one of these."""
        return any(place.target in targets for _, place in self.links)


class _Candidate(NamedTuple):
    """A sentence that may tell something, its words without addresses, and its links."""

    sentence: Sentence
    text: str
    links: tuple[tuple[Link, Place], ...]


class Lines(msgspec.Struct, frozen=True, dict=True):
    """A card as lines; what can tell nothing is left out, and so are quotations, which are another's words."""

    card: Card
    model: str

    @cached_property
    def _sentences(self) -> list[_Candidate]:
        links: dict[int, list[tuple[Link, Place]]] = defaultdict(list)
        for link in self.card.prose.links:
            if link.sentence is not None:
                links[link.sentence].append((link, place_of(link, self.model)))
        return [
            _Candidate(sentence, _ADDRESS.sub(" ", sentence.text) if "://" in sentence.text else sentence.text, found)
            for i, sentence in enumerate(self.card.prose.sentences)
            for found in (tuple(links.get(i, ())),)
            if sentence.kind != "quote" and (found or sentence.kind == "heading" or _telling(sentence))
        ]

    @cached_property
    def words(self) -> Words:
        """The words of all lines, and of the links that stand in none."""
        loose = (link.text for link in self.card.prose.links if link.sentence is None)
        return Words("\n".join([*(candidate.text for candidate in self._sentences), *loose]))

    @cached_property
    def all(self) -> tuple[Line, ...]:
        """The lines in order, headings without links left out."""
        label: Topic = ""
        section: tuple[str, ...] = ()
        found = []
        for sentence, text, links in self._sentences:
            if sentence.section != section:
                section, label = sentence.section, ""
            if sentence.kind == "heading" and not links:
                continue
            if sentence.kind not in {"list-item", "table-cell"}:
                label = _label_topic(sentence, text, self.words)
            elif text.rstrip().endswith(":"):
                label = _label_topic(sentence, text, self.words) or label
            found.append(Line(sentence, text, links, label or self.topic(section), self.words))
        return tuple(found)

    @cached_property
    def loose(self) -> tuple[Line, ...]:
        """The links that stand in no sentence, such as badges, each as a line of its own."""
        document = self.card.document
        found = []
        for link in self.card.prose.links:
            place = place_of(link, self.model)
            if link.sentence is None and place.target in {"project", "dataset", "paper"}:
                words = document.cite(*link.lines).quote
                sentence = Sentence(text=link.text, lines=link.lines, quote=words, section=(), kind="html")
                found.append(Line(sentence, link.text, ((link, place),), "", self.words))
        return tuple(found)

    @cached_property
    def code(self) -> tuple[tuple[CodeBlock, Topic], ...]:
        """The blocks of code, each with the topic that it stands under."""
        headings = self.card.prose.headings
        starts = [heading.lines[0] for heading in headings]
        found: list[tuple[CodeBlock, Topic]] = []
        for block in self.card.prose.code:
            above = bisect_right(starts, block.lines[0])
            found.append((block, self.topic((headings[above - 1].text,)) if above else ""))
        return tuple(found)

    @cached_property
    def _topics(self) -> dict[tuple[str, ...], Topic]:
        return {}

    def topic(self, section: tuple[str, ...]) -> Topic:
        """What a path of headings speaks of."""
        if section not in self._topics:
            self._topics[section] = self.words.topic(section)
        return self._topics[section]

    def saying(self, kind: str) -> Iterator[Line]:
        """The lines of this kind."""
        if not self.words.may_say(kind):  # as most kinds in most cards: no line is asked
            return iter(())
        return (line for line in self.all if line.is_(kind))

    def cite(self, lines: Iterable[Line]) -> tuple[Citation, ...]:
        """The places and words of the first few lines."""
        document = self.card.document
        return tuple(document.cite(*s.lines, quote=s.quote) for s in _first(line.sentence for line in lines))

    def cite_code(self, blocks: Sequence[CodeBlock]) -> tuple[Citation, ...]:
        """The first line of the first few blocks that is code."""
        document = self.card.document
        return tuple(
            document.cite(min(b.lines[0] + 1, b.lines[1]) if b.language else b.lines[0]) for b in blocks[:SHOWN]
        )


def _first(sentences: Iterable[Sentence]) -> list[Sentence]:
    kept: list[Sentence] = []
    for sentence in sentences:
        if sentence not in kept:
            kept.append(sentence)
        if len(kept) == SHOWN:
            break
    return kept


def _telling(sentence: Sentence) -> bool:
    """Whether a sentence may tell of any part: most do not. Cells speak by their table's heading."""
    return sentence.kind != "table-cell" and says("telling", sentence.text)


def _label_topic(sentence: Sentence, text: str, words: Words) -> Topic:
    """The topic that a line gives those beneath it: a short bold line, or one that ends with a colon."""
    said = text.strip()
    if said.endswith((":", "：")) and words.says("data-use", said):
        return "data"
    bold = sentence.quote.strip().startswith(("**", "__", "<b>"))
    short = len(said) <= _LABEL and (bold or said.endswith((":", "：")))
    return words.topic((said.rstrip(":："),)) if short else ""
