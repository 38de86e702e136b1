"""The claims in a card's sentences, headings, badges and gate.

A sentence is read in three steps: licences' names in it are made out, what it says of other things is hidden, and the
wordings of its language are looked for in the rest. They stand in the phrase tables; here they are only combined.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import unquote

import msgspec

from openaudit.patterns import lazy
from openaudit.read.card import Card
from openaudit.read.claims.languages import language_of
from openaudit.read.claims.phrases import HIDDEN, LICENSE, Table, Wording, table
from openaudit.read.claims.quotes import clause
from openaudit.read.claims.subjects import Mention, Names, read_mentions, read_names, speaks_of_self
from openaudit.read.prose import Kind, Sentence
from openaudit.read.prose_licenses import named_licenses
from openaudit.read.readings import ClaimReading

LENGTH_LIMIT = 2_000
"""The most characters of a sentence that is read: longer ones are lists, tables or data."""

PASSAGE_LIMIT = 400
"""The most passages of a card that are read for claims, among those with any word that claims are made of."""

_PLAIN = ("", "text", "txt", "plaintext")  # what terms, not programs, are set in
_MOST = 8  # places of one wording in one passage: further ones say no more
_STRENGTH = (None, "open", "open-source")
_ANNOUNCED = (None, "field-of-use")  # what a heading names without stating it
_QUOTED = lazy(r'"[^"]{12,300}"|“[^”]{12,300}”|«[^»]{12,300}»|「[^」]{12,300}」|『[^』]{12,300}』')
_NAMES_A_MODEL = lazy(r"\]\(|[A-Za-z][\w.]*-?\d|\w/\w")  # a link, a version, a Hub identifier
_TAG_LINES = 4  # over which a tag is spread at most
_BADGE = lazy(r"^https?://(?:img\.shields\.io|badgen\.net)/(?:badge|static/v1)[/?](.{1,300})", re.IGNORECASE)
_BADGE_WORDS = lazy(r"(?:^|&)(?:label|message)=([^&]*)")


class _Said(NamedTuple):
    """A wording found at a place of a passage; `own` where it is said of this model."""

    wording: Wording
    own: bool
    span: tuple[int, int]


class _Passage(msgspec.Struct, frozen=True):
    """Words of the card that may claim something: where they stand, and the headings above them.

    `ours` is False in a table's row that is another model's.
    """

    text: str
    lines: tuple[int, int]
    quote: str | None
    section: tuple[str, ...]
    kind: Kind | Literal["code", "badge"]
    ours: bool = True


def read_claims(card: Card, model_id: str = "") -> tuple[ClaimReading, ...]:
    """Every claim of the card about openness, licence and limits, in the order of its lines.

    `model_id` is the identifier by which the card's sentences may name their model. What is claimed of others is told
    as well, with `about` "other"; plans, questions and comparisons are no claims.
    """
    names = read_names(card, model_id)
    found = [
        ClaimReading(
            kind=wording.kind,
            citation=card.document.cite(*passage.lines, quote=_quote(passage, span)),
            text=passage.text,
            about="self" if own else "other",
            language=language,
            license=license_id if wording.kind == "license" else None,
            openness=wording.openness,
            restriction=wording.restriction,
            firm=wording.firm,
        )
        for passage, language in islice(_telling(card, names), PASSAGE_LIMIT)
        for license_id, (wording, own, span) in _read(passage, language, names)
    ]
    return tuple(sorted(found, key=lambda claim: claim.citation.lines or (0, 0)))


def _passages(card: Card, names: Names) -> Iterator[_Passage]:
    gated = any(key.startswith("extra_gated_") for key in card.front_matter.values)
    proses = (card.gate, card.prose) if gated else (card.prose,)
    for prose in proses:
        for sentence in prose.sentences:
            if len(sentence.text) <= LENGTH_LIMIT and _language_of_claims(sentence.text, sentence.section):
                ours = sentence.kind != "table-cell" or _is_our_row(card, sentence, names)
                yield _Passage(sentence.text, sentence.lines, sentence.quote, sentence.section, sentence.kind, ours)
    for link in card.prose.links:
        if link.image and (words := _badge(link.url)):
            yield _Passage(words, _whole_tags(card.document.lines, link.lines[0]), None, (), "badge")
    for block in card.prose.code:
        if block.language.lower() in _PLAIN:
            for number in range(block.lines[0], block.lines[1] + 1):
                line = card.document.lines[number - 1].strip()
                if 0 < len(line) <= LENGTH_LIMIT:
                    yield _Passage(line, (number, number), line, (), "code")


def _is_our_row(card: Card, cell: Sentence, names: Names) -> bool:
    """Whether a table's row speaks of this model: its first cell names it, or no model at all."""
    head = card.document.lines[cell.lines[0] - 1].strip().removeprefix("|").partition("|")[0]
    return cell.text in head or _NAMES_A_MODEL.search(head) is None or names.own(head)


def _badge(url: str) -> str:
    """What a badge says, by its address: "License: MIT"; empty for other images."""
    match = _BADGE.match(url)
    if match is None:
        return ""
    words = _BADGE_WORDS.findall(match[1])
    if not words:
        words = match[1].split("?")[0].replace("--", "\0").replace("__", "\1").split("-")[:2]
    said = [unquote(w).replace("_", " ").replace("+", " ").replace("\0", "-").replace("\1", "_").strip() for w in words]
    return ": ".join(w for w in said if w)


def _whole_tags(lines: tuple[str, ...], number: int) -> tuple[int, int]:
    """The lines around line `number` that hold its HTML tags from their beginning to their end."""
    first = last = number
    for _ in range(_TAG_LINES):
        words = "".join(lines[first - 1 : last])
        opened = words.count("<") - words.count(">")
        if opened > 0 and last < len(lines):
            last += 1
        elif opened < 0 and first > 1:
            first -= 1
    return first, last


def _quote(passage: _Passage, span: tuple[int, int]) -> str | None:
    if passage.quote is None or passage.kind in ("badge", "code"):
        return passage.quote
    return clause(passage.text, passage.quote, span)


def _telling(card: Card, names: Names) -> Iterator[tuple[_Passage, str]]:
    """The passages that may claim something, each with its language."""
    for passage in _passages(card, names):
        language = _language_of_claims(passage.text, passage.section)
        if language is not None:
            yield passage, language


@lru_cache(maxsize=4096)  # cards are made from templates: most sentences stand in another card too
def _language_of_claims(text: str, section: tuple[str, ...]) -> str | None:
    """The language of words that may claim something, None of those that can't."""
    language = language_of(text)
    return language if table(language).triggers(text) or _sections(language, section) else None


def _read(passage: _Passage, language: str, names: Names) -> Iterator[tuple[str | None, _Said]]:
    """The wordings found in a passage, with the licence that it names."""
    phrases = table(language)
    sections = _sections(language, passage.section)
    if "elsewhere" in sections or passage.text.rstrip().endswith(("?", "？", "؟")):
        return
    text, license_id = _without_names(passage.text) if phrases.licenses(passage.text) else (passage.text, None)
    text = _QUOTED.sub(lambda m: HIDDEN * len(m[0]), text)
    masks, wordings = phrases.present(text)
    mentions: list[Mention] | None = None
    strongest: dict[tuple[str, str | None], _Said] = {}
    hidden: dict[tuple[int, ...], str] = {}
    for number in wordings:
        wording = phrases.wording[number]
        if not _counts(wording, passage, sections):
            continue
        over = () if wording.inherits else tuple(mask for mask in masks if phrases.mask[mask].covers(wording))
        if over not in hidden:
            hidden[over] = _hide(phrases, over, text)
        words = hidden[over]
        spans = list(islice(phrases.places(number, words), _MOST))
        if not spans:
            continue
        mentions = read_mentions(phrases, names, passage.text) if mentions is None else mentions
        own = [
            span
            for span in spans
            if wording.inherits
            or (passage.ours and speaks_of_self(phrases, mentions, names, passage.text, span, wording.kind))
        ]
        said = _Said(wording, bool(own), (own or spans)[0])
        key = (wording.kind, wording.restriction)
        if key not in strongest or _weight(said) > _weight(strongest[key]):
            strongest[key] = said
    for said in strongest.values():
        yield license_id, said


def _counts(wording: Wording, passage: _Passage, sections: frozenset[str]) -> bool:
    """Whether a wording counts where it stands: a heading that only announces terms states none."""
    if passage.kind == "heading" and wording.kind in ("license", "restriction"):
        return wording.where is None and (wording.kind == "license" or wording.restriction not in _ANNOUNCED)
    if passage.kind == "code":
        return wording.firm
    return wording.where is None or (
        wording.where in sections
        and (wording.where != "limits" or (passage.kind == "list-item" and not passage.text.endswith(":")))
    )


def _weight(said: _Said) -> tuple[bool, int, bool]:
    """By which of two wordings of a kind a passage is told: the claim about this model, the one that says more."""
    return said.own, _STRENGTH.index(said.wording.openness), said.wording.firm


@lru_cache(maxsize=64)  # the sentences of a section come one after the other
def _sections(language: str, section: tuple[str, ...]) -> frozenset[str]:
    """The kinds of section that a passage stands in: citations anywhere above, the others directly.

    Headings are tried in English as well: many cards have them so in any language.
    """
    if not section:
        return frozenset()
    tables = (table(language), table("en"))
    found = {name for name in ("license", "limits") if any(t.sections[name](section[-1]) for t in tables)}
    if "license" in found:
        return frozenset(("license",))
    if not found and any(t.sections["elsewhere"](heading) for t in tables for heading in section):
        return frozenset(("elsewhere",))
    return frozenset(found)


def _without_names(text: str) -> tuple[str, str | None]:
    """The text with each licence's name as a run of one sign, and the id of the first licence."""
    first = None
    for name in named_licenses(text):
        if name.entry is not None:
            first = first or name.entry.license.id
            # "Non-commercial license" names nothing but a limit, which must stay readable.
            if name.entry.license.freedoms.study == "unknown":
                continue
            text = text[: name.start] + LICENSE * len(name.written) + text[name.start + len(name.written) :]
    return text, first


def _hide(phrases: Table, masks: tuple[int, ...], text: str) -> str:
    """The text without what the masks find."""
    for number in masks:
        text = phrases.hide(number, text)
    return text
