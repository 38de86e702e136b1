"""Licences named in a card's prose: "released under the Apache 2.0 License", "License: CC BY-NC 4.0".

A name counts only as a whole name of the knowledge base, in a sentence that speaks of licensing; never as a part of a
word. The component is what the sentence says is licensed; the model where it says nothing else.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import re2

from openaudit.licensing import knowledge
from openaudit.patterns import lazy
from openaudit.read.card import Card
from openaudit.read.occurrence import Occurrence
from openaudit.read.phrases import says
from openaudit.read.prose import Sentence
from openaudit.read.readings import Statement
from openaudit.record import Component

_SPEAKS_OF_LICENSING = Occurrence(
    r"(?i)licen[sc]|licença|licencia|lizenz|许可|协议|ライセンス|라이[선센]스|лиценз|\bterms of use\b|\bunder\b"
)
_GRANTS = Occurrence(
    r"(?i)(?:licen[sc]ed?|released?|distributed|available|open[- ]?sourced?|published|provided|shared|governed"
    r"|subject to|follows?)\b"
)
_LABEL = Occurrence(r"(?i)^\W*(?:model |the )?licen[sc]e(?: of the model|\(s\))?\s*[:：]")
_CODE = re2.compile(r"(?i)\b(?:code|codebase|scripts?|software|library|repository|repo|toolkit|project)\b|代码|コード")
_MODEL = re2.compile(r"(?i)\b(?:models?|weights?|checkpoints?)\b|模型|权重|モデル")
_DATA = re2.compile(r"(?i)\b(?:data|datasets?|corpus|corpora)\b|数据|データ")
_PARTS: tuple[tuple[Component, Any], ...] = (("code", _CODE), ("weights", _MODEL), ("data", _DATA))
_AND = r"\b[^.;]{0,40}\b(?:and|&|as well as)\b[^.;]{0,40}\b"
_BOTH = re2.compile(
    rf"(?i)\b(?:code(?:base)?|scripts?|repository){_AND}(?:models?|weights?|checkpoints?)\b"
    rf"|\b(?:models?|weights?|checkpoints?){_AND}(?:code(?:base)?|scripts?)\b"
)
# Words of a link that say that terms of their own stand behind it; and those that name no licence in particular.
_CUSTOM_TERMS = Occurrence(r"(?i)licen[sc]e|agreement|协议|许可")
_GENERIC = re2.compile(r"(?i)\W*(?:the\s+|this\s+)?(?:model\s+)?licen[sc]e(?:\s+file)?(?:\.\w{2,4})?\W*")
_SUBJECT = re2.compile(
    r"([A-Z][\w.-]*(?: [\w.-]+){0,3}) (?:is|are|was|were|has been|have been) "
    r"(?:licen[sc]ed|released|distributed)\b[^.]*$"
)
_ANOTHER_REPOSITORY = re2.compile(r"\b[\w.-]{2,60}/[\w.-]{2,90}\W{0,3}:\W{0,3}$|\bvariants? of\b")
_OTHERS = Occurrence(
    r"(?i)\b(?:base (?:\w+ )?model|original model|based on|built (?:on|upon|with)|fine-?tuned (?:from|on)"
    r"|derived from|parent|uses?|thanks)\b"
)
_BEFORE_A_NAME = re2.compile(
    r"(?i)(?:\bunder|\blicen[sc]e[ds]?|\blicen[sc]e is|\blicen[sc]ed as|\breleased as|\bterms of|[:：|])"
    r"\W*(?:(?:the|an?|a standard|permissive)\b)?\W*$"
)
_AFTER_A_NAME = re2.compile(
    r"(?i)\W{0,3}(?:(?:open[- ]source|community|public|model|software)\s+)?"
    r"(?:licen[sc]|agreement|terms|许可|协议|ライセンス)"
)
_ENDS_A_NAME = re2.compile(r"\W*$|\s{0,2}[,;(\[|.]")
_CLAUSE = lazy(r";|,? (?:but|whereas|while)\b")
_BEHIND = 80  # characters behind a name in which a condition or a comparison stands
_WORD = lazy(r"[\w+][\w+.]*")  # of any script, which RE2's \w is not
_MOST_WORDS = 12  # of a licence's name


def prose_statements(card: Card) -> Iterator[Statement]:
    """Every licence that a sentence of the card names for a part of this release.

    A link to a licence that nothing known goes by is a statement too, without an entry: terms that were not read.
    """
    for number, sentence in enumerate(card.prose.sentences):
        if sentence.kind == "quote" or not _applies(sentence):
            continue
        found = list(named_licenses(sentence.text))
        unknown = (
            []
            if sentence.kind == "table-cell"
            else list(_unknown_links(card, number, {name.written for name in found}))
        )
        label = sentence.kind in {"list-item", "table-cell"} and _LABEL(sentence.text)
        for name in (*found, *unknown):
            if _is_about_another(sentence.text[: name.start]) or (not label and _is_no_grant(sentence.text, name)):
                continue
            for component in licensed_components(sentence.text, name.start):
                yield Statement(
                    stated_in="prose",
                    component=component,
                    written=name.written,
                    entry=name.entry,
                    named=True,
                    label=label,
                    citation=card.document.cite(*sentence.lines, quote=sentence.quote),
                )


class Named(msgspec.Struct, frozen=True):
    """A licence named in a sentence: the entry that goes by the name, and where in the sentence it begins."""

    entry: knowledge.Entry | None
    written: str
    start: int


def _unknown_links(card: Card, sentence: int, known: set[str]) -> Iterator[Named]:
    """Links of a sentence that lead to a licence by their words, where no known licence is named."""
    text = card.prose.sentences[sentence].text
    for link in card.prose.links:
        if link.sentence != sentence or link.image or not _CUSTOM_TERMS(link.text):
            continue
        if (
            any(name in link.text for name in known)
            or knowledge.find(link.url)
            or _GENERIC.fullmatch(link.text.strip())
        ):
            continue
        yield Named(None, link.text.strip()[:120], max(text.find(link.text), 0))


def _is_about_another(before: str) -> bool:
    """Whether the words before a licence's name say that something else has it: "Llama 2 is licensed under ..."."""
    subject = _SUBJECT.search(before)
    return _ANOTHER_REPOSITORY.search(before) is not None or (
        subject is not None and knowledge.find(subject[1]) is not None
    )


def _is_no_grant(text: str, name: Named) -> bool:
    """Whether the clause around a licence's name denies it, plans it, tells of the past or speaks of something else."""
    before = _CLAUSE.split(text[: name.start])[-1]
    behind = _CLAUSE.split(text[name.start + len(name.written) :][:_BEHIND])[0]
    return says("license-not-granted", before) or says("license-of-another", before) or says("license-if", behind)


def _applies(sentence: Sentence) -> bool:
    """Whether the sentence grants or labels, or stands alone beneath a heading that says "License"."""
    text = sentence.text
    if sentence.kind == "heading" or len(text) > 600:
        return False
    under_heading = bool(sentence.section) and _on_licensing(sentence.section[-1])
    speaks = _SPEAKS_OF_LICENSING(text)  # as every label does
    if not (speaks or under_heading):
        return False
    label = speaks and _LABEL(text)
    if _OTHERS(text) and not label:
        return False
    return label or under_heading or _GRANTS(text)


@lru_cache(maxsize=64)  # the sentences of a section come one after the other
def _on_licensing(heading: str) -> bool:
    return _SPEAKS_OF_LICENSING(heading)


def named_licenses(text: str) -> Iterator[Named]:
    """The licences that go by a run of the text's words, longest names first and no word used twice."""
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        if not _begins_a_name(words[at][0]):
            at += 1
            continue
        for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + count - 1].end()
            span = text[start:end].rstrip(".")
            license_id = _license_called(span)
            if license_id is not None and _names_a_license(text, start, start + len(span)):
                entry = knowledge.entry(license_id)
                if not entry.license.placeholder:
                    yield Named(entry, span, start)
                at += count - 1
                break
        at += 1


@lru_cache(maxsize=4096)  # the same words follow "Apache" in card after card
def _license_called(name: str) -> str | None:
    return knowledge.index().names.get(knowledge.normal_name(name))


@lru_cache(maxsize=4096)
def _begins_a_name(word: str) -> bool:
    return knowledge.normal_name(word).partition("-")[0] in _first_words()


@cache
def _first_words() -> frozenset[str]:
    """The words that names begin with: most words of a card begin none."""
    return frozenset(name.partition("-")[0] for name in knowledge.index().names)


def _names_a_license(text: str, start: int, end: int) -> bool:
    """Whether the words at this place name a licence and not a model or a thing of the same name.

    They do when they say so themselves ("... License"), or when the words around them do: "under Apache 2.0".
    """
    span = text[start:end]
    if span.isalpha() and span.islower() and len(span) > 3:  # "other", "unknown", "openrail" as plain words
        return False
    if says("license-name-goes-on", text[end : end + 40]):
        return False
    alone = not text[:start].strip(" *_\"'`[(-") and _ENDS_A_NAME.match(text[end:])
    return bool(
        alone
        or _SPEAKS_OF_LICENSING(span)
        or _BEFORE_A_NAME.search(text[max(0, start - 40) : start])
        or _AFTER_A_NAME.match(text[end : end + 40])
    )


def licensed_components(text: str, at: int) -> tuple[Component, ...]:
    """What is licensed under the licence named at `at`: the last part named before it, else the model.

    "The code and the model are ..." says it of both.
    """
    before = [(found.start(), part) for part, words in _PARTS for found in words.finditer(text[:at])]
    if not before:
        return ("weights",)
    shared = {part for _, part in before} >= {"code", "weights"} and _BOTH.search(text[:at]) is not None
    return ("weights", "code") if shared else (max(before)[1],)
