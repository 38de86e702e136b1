"""What the model descends from, as its own files name it.

A mention is what a file says; whether it leads to a repository is found out by fetch. What was found comes back in the
snapshot's `ancestors`, by the words of the mention. Families that are known by name need no fetching: `families.toml`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from openaudit.read.card import Card
from openaudit.read.descent import backs_a_name, hub_model, is_copy, mentions_in_prose
from openaudit.read.families import Family, by_id, find_named, in_name, is_shortly_named, of_repository
from openaudit.read.readings import Mention, Relation
from openaudit.read.text import Citation, Document
from openaudit.snapshot import Repository

_RELATIONS: dict[str, Relation] = {
    "finetune": "finetune",
    "quantized": "quantized",
    "adapter": "adapter",
    "merge": "merge",
}
_TAG = "base_model:"
_MOST = 100  # mentions of one card: far more than are followed, so that those that are not are told


def read_mentions(card: Card | None, documents: Sequence[Document], repository: Repository) -> tuple[Mention, ...]:
    """The models that the files say this one descends from, each name once, at most eight repositories.

    What is declared is the publisher's own word; repositories that only the prose names are read where nothing is
    declared, and families that the prose names are then a fallback.
    """
    own = repository.id
    declared = _once(_all_declared(card, documents, repository), own)
    prose = _all_in_prose(card, own) if card is not None else ()
    families = [m for m in prose if m.by == "family" and not by_id(m.named).is_by(own.partition("/")[0])]
    if declared:
        named = [*families, *_families_of(declared)]
        return (*declared, *_once((msgspec.structs.replace(m, fallback=True) for m in named), own))
    linked = [m for m in prose if m.by == "repository"]
    hinted = [*_families_of(linked), *_hinted(card, documents[0], repository)]
    fallback = [msgspec.structs.replace(m, fallback=bool(linked or families)) for m in hinted]
    known = (*linked, *families, *fallback)
    return _once(known or (m for m in prose if m.by == "words" and not _is_own_name(m.named, own)), own)


def repositories(card: Card | None, documents: Sequence[Document], repository: Repository) -> tuple[Mention, ...]:
    """Those mentions of `read_mentions` that a repository is to be asked for.

    Where a base is declared the card's text names none beside it, and so need not be parsed: while a batch fetches,
    that is done in the processes that audit.
    """
    own = repository.id
    declared = _once(_all_declared(card, documents, repository), own)
    prose = _all_in_prose(card, own) if card is not None and not declared else ()
    return tuple(m for m in (*declared, *prose) if m.by == "repository")


def _once(mentions: Iterable[Mention], own: str) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for mention in mentions:
        if mention.named.casefold() != own.casefold():
            found.setdefault(mention.named.casefold(), mention)
    return tuple(found.values())[:_MOST]


def _is_own_name(words: str, own: str) -> bool:
    """Whether words begin as the model's own name does: it is no base of its own, and neither are its sisters."""
    first = words.replace(" ", "-").partition("-")[0].casefold()
    return first in own.casefold().replace("-", "").replace("_", "")


def _all_declared(card: Card | None, documents: Sequence[Document], repository: Repository) -> Iterator[Mention]:
    if card is not None:
        yield from _declared(card)
    yield from _adapted(documents)
    yield from _tagged(documents, repository)


@lru_cache(maxsize=32)  # asked when ancestors are looked for, and again when the card is audited
def _all_in_prose(card: Card, own: str) -> tuple[Mention, ...]:
    return _once((*_in_merge_recipes(card), *mentions_in_prose(card, own), *_linked_sources(card, own)), own)


def _declared(card: Card) -> Iterator[Mention]:
    bases = card.strings("base_model")
    cited = card.cite_key("base_model")
    relation = _RELATIONS.get(next(iter(card.strings("base_model_relation")), ""))
    for base in bases if cited is not None else ():
        if cited is not None:
            yield _named(base, relation or ("merge" if len(bases) > 1 else "finetune"), cited)


def _adapted(documents: Sequence[Document]) -> Iterator[Mention]:
    """The base that an adapter's configuration names."""
    document = next((d for d in documents if d.path == "adapter_config.json"), None)
    config = _object(document.text) if document is not None else None
    key = "base_model_name_or_path"
    base = config.get(key) if config is not None else None
    if document is not None and isinstance(base, str) and base.strip():
        line = next((n for n, text in enumerate(document.lines, 1) if f'"{key}"' in text), 1)
        yield _named(base.strip(), "adapter", document.cite(line))


def _tagged(documents: Sequence[Document], repository: Repository) -> Iterator[Mention]:
    """The bases that the Hub's tags name: `base_model:quantized:org/name`."""
    facts = documents[0]
    for tag in repository.tags:
        if not tag.startswith(_TAG):
            continue
        kind, _, base = tag.removeprefix(_TAG).rpartition(":")
        line = _line(facts, f'"{tag}"')
        if base and line is not None:
            yield Mention(base, _RELATIONS.get(kind, "finetune"), facts.cite(line))


def _named(name: str, relation: Relation, cited: Citation) -> Mention:
    """A declared base: a repository's id, else a family's name or a path that tells one, else words."""
    if name.count("/") == 1 and not name.startswith((".", "/", "~")):
        return Mention(name, relation, cited)
    family = next((n.family for n in find_named(name)), None)
    if family is not None:
        return Mention(family.id, relation, cited, by="family", confidence="medium")
    is_path = name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1
    return Mention(name, relation, cited, by="words" if is_path else "repository")


def _in_merge_recipes(card: Card) -> Iterator[Mention]:
    """The models of a merge's recipe in a code block: `- model: org/name`, `base_model: org/name`."""
    for block in card.prose.code:
        if "merge_method" not in block.text:
            continue
        for number in range(block.lines[0], block.lines[1] + 1):
            key, _, value = card.document.lines[number - 1].strip(" -").partition(":")
            name = value.strip().strip("'\"")
            if key in {"model", "base_model"} and name.count("/") == 1:
                yield Mention(name, "merge", card.document.cite(number))


def _linked_sources(card: Card, own: str) -> Iterator[Mention]:
    """The linked models whose name stands at the beginning of this one's: a copy keeps its original's name."""
    for link in card.prose.links:
        name = hub_model(link.url)
        if name is not None and is_copy(own, name):
            yield Mention(name, "quantized", card.document.cite(*link.lines), confidence="medium")


def _families_of(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The families that the ids of bases tell, in case that the bases themselves can't be had."""
    for mention in mentions:
        family = in_name(mention.named) if mention.by == "repository" else None
        if family is not None and of_repository(mention.named) is None:
            yield Mention(
                family.id,
                mention.relation,
                mention.citation,
                by="family",
                confidence="medium",
                stands_for=mention.named,
            )


def _hinted(card: Card | None, facts: Document, repository: Repository) -> Iterator[Mention]:
    """The family that the model's own name tells.

    A name alone is no proof, and none of its terms are counted. They are, with low confidence, where a tag, the
    declared licence or the card's text names the same family.
    """
    family = in_name(repository.id)
    line = _line(facts, f'"id": "{repository.id}"')
    if family is None or line is None or family.is_by(repository.id.partition("/")[0]):
        return
    place = _backing(family, card, repository.id.rpartition("/")[2])
    if place is not None:
        yield Mention(family.id, "finetune", place, by="family", confidence="low")
    elif not family.is_open:
        yield Mention(family.id, "finetune", facts.cite(line), by="name", confidence="low")


@lru_cache(maxsize=32)  # as above
def _backing(family: Family, card: Card | None, own: str) -> Citation | None:
    """The place beside the model's name that names the same family: a tag, the licence, or a sentence on its making.

    The name itself, wherever it stands again, backs nothing, and neither does a comparison.
    """
    if card is None:
        return None
    for key in ("tags", "license", "license_name"):
        cited = card.cite_key(key)
        if cited is not None and any(n.family.id == family.id for word in card.strings(key) for n in find_named(word)):
            return cited
    for sentence in card.prose.sentences:
        text = re.sub(re.escape(own), " ", sentence.text, flags=re.IGNORECASE)
        named = any(n.family.id == family.id for n in find_named(text)) or is_shortly_named(family, text)
        if named and backs_a_name(card, sentence):
            return card.document.cite(*sentence.lines, quote=sentence.quote)
    return None


def _line(document: Document, needle: str) -> int | None:
    return next((n for n, text in enumerate(document.lines, 1) if needle in text), None)


def _object(text: str) -> dict[str, Any] | None:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None
