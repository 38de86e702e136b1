"""What the model descends from and was trained on, as its own files name it, and what it inherits.

A mention is what a file says; whether it leads to a model is found out by fetch. What was found comes back in the
snapshot's `ancestors`, by the words of the mention.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import re2

from openaudit.read.card import Card
from openaudit.read.occurrence import Occurrence
from openaudit.read.prose import Sentence
from openaudit.read.readings import Mention, NamedDataset, Relation
from openaudit.read.text import Document
from openaudit.snapshot import Repository

_RELATIONS: dict[str, Relation] = {
    "finetune": "finetune",
    "quantized": "quantized",
    "adapter": "adapter",
    "merge": "merge",
}
_TAG = "base_model:"
_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_NO_MODELS = frozenset(
    {"datasets", "spaces", "docs", "blog", "papers", "collections", "models", "api", "tasks", "learn"}
)
# The words that say that a model was made from another, right before that other's name.
_DESCENT = re2.compile(
    r"(?i)\b(?:fine-?tun(?:e|ed|ing)(?: version| variant| derivative)?(?: of| from| on| upon)?"
    r"|(?:instruction|further|continued|continually|additionally)[- ](?:tuned|pre-?trained|trained)"
    r"(?: version)?(?: of| from| on)?"
    r"|(?:full|lora|qlora|dpo|sft)[- ]?(?:fine-?tune|trained)(?: of| on)|trained (?:on top of|from|upon)"
    r"|based (?:up)?on|built (?:on|upon|on top of|with)|derived from|derivative of|initiali[sz]ed (?:from|with)"
    r"|quanti[sz](?:ed|ation)s?(?: version| versions)?(?: of)?"
    r"|gguf (?:version|quants?|files?|format)[^.]{0,30}?(?: of| for)"
    r"|(?:model files|quants) (?:of|for)|converted from|conversion of|merge(?:d)? (?:of|between|from|with)"
    r"|distill?ed (?:from|into)|base model(?: used)?(?: is|:)?"
    r"|delta (?:model|weights)[^.]{0,40}?(?:applied|on top of|to)"
    r"|adapter (?:for|of|on)|repackag\w+(?: of)?|re-?upload(?:ed)? (?:of|from)|extended from|forked? (?:of|from)"
    r"|modified version of)\W{0,8}"
    r"(?:the |a |an |our |original |official |pre-?trained |base |large |language |model |models |foundation |latest "
    r"|\*|_|`|\[){0,6}"
)
_DESCENDS = Occurrence(_DESCENT.pattern)
_NOT_DESCENT = Occurrence(
    r"(?i)\b(?:unlike|compared|outperform|you can|how to|similar to|such as your|inspired|architecture of|dataset)\b"
)
_REACH = 100  # characters after the words of descent in which the other's name begins
_MOST = 8  # mentions of one card that are followed


def read_mentions(card: Card | None, documents: Sequence[Document], repository: Repository) -> tuple[Mention, ...]:
    """The models that the files say this one descends from, each name once.

    What is declared is the publisher's own word; the prose is read where nothing is declared.
    """
    found = _once(_all_declared(card, documents, repository), repository.id)
    if not found and card is not None:
        found = _once(_all_in_prose(card), repository.id)
    return found


def _once(mentions: Iterator[Mention], own: str) -> tuple[Mention, ...]:
    found: dict[str, Mention] = {}
    for mention in mentions:
        if mention.named.casefold() != own.casefold():
            found.setdefault(mention.named.casefold(), mention)
    return tuple(found.values())[:_MOST]


def _all_declared(card: Card | None, documents: Sequence[Document], repository: Repository) -> Iterator[Mention]:
    if card is not None:
        yield from _declared(card)
    yield from _adapted(documents)
    yield from _tagged(documents, repository)


def _all_in_prose(card: Card) -> Iterator[Mention]:
    yield from _in_merge_recipes(card)
    if _DESCENDS(card.prose.words):
        for number, sentence in enumerate(card.prose.sentences):
            yield from _in_prose(card, number, sentence)


def _declared(card: Card) -> Iterator[Mention]:
    bases = card.strings("base_model")
    cited = card.cite_key("base_model")
    relation = _RELATIONS.get(next(iter(card.strings("base_model_relation")), ""))
    for base in bases if cited is not None else ():
        if cited is not None:
            yield Mention(base, relation or ("merge" if len(bases) > 1 else "finetune"), cited)


def _adapted(documents: Sequence[Document]) -> Iterator[Mention]:
    """The base that an adapter's configuration names."""
    document = next((d for d in documents if d.path == "adapter_config.json"), None)
    config = _object(document.text) if document is not None else None
    key = "base_model_name_or_path"
    base = config.get(key) if config is not None else None
    if document is not None and isinstance(base, str) and base.strip():
        line = next((n for n, text in enumerate(document.lines, 1) if f'"{key}"' in text), 1)
        yield Mention(base.strip(), "adapter", document.cite(line))


def _tagged(documents: Sequence[Document], repository: Repository) -> Iterator[Mention]:
    """The bases that the Hub's tags name: `base_model:quantized:org/name`."""
    facts = documents[0]
    for tag in repository.tags:
        if not tag.startswith(_TAG):
            continue
        kind, _, base = tag.removeprefix(_TAG).rpartition(":")
        line = next((n for n, text in enumerate(facts.lines, 1) if f'"{tag}"' in text), None)
        if base and line is not None:
            yield Mention(base, _RELATIONS.get(kind, "finetune"), facts.cite(line))


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


def _in_prose(card: Card, number: int, sentence: Sentence) -> Iterator[Mention]:
    """The models that a sentence says this one was made from: by link, else by the words after "fine-tuned from"."""
    text = sentence.text
    if len(text) > 600 or sentence.kind == "quote" or not _DESCENDS(text) or _NOT_DESCENT(text):
        return
    cue = _DESCENT.search(text)
    if cue is None:
        return
    cited = card.document.cite(*sentence.lines, quote=sentence.quote)
    for link in card.prose.links:
        if link.sentence == number and not link.image and (name := hub_model(link.url)) is not None:
            yield Mention(name, "finetune", cited)
            return
    tail = text[cue.end() : cue.end() + _REACH].strip()
    if tail and tail[0].isalnum():
        yield Mention(tail, "finetune", cited, words=True)


def hub_model(url: str) -> str | None:
    """The id of the model that a Hub address leads to, None for any other address.

    >>> hub_model("https://huggingface.co/acme/base/tree/main"), hub_model("https://huggingface.co/datasets/acme/x")
    ('acme/base', None)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = [p for p in unquote(parts.path).split("/") if p]
    if (parts.hostname or "") not in _HUB_HOSTS or len(path) < 2 or path[0] in _NO_MODELS:
        return None
    return "/".join(path[:2])


def read_datasets(card: Card) -> tuple[NamedDataset, ...]:
    """The datasets that the metadata names, each once."""
    cited = card.cite_key("datasets")
    names = dict.fromkeys(card.strings("datasets"))
    return tuple(NamedDataset(name, cited) for name in names) if cited is not None else ()


def _object(text: str) -> dict[str, Any] | None:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None
