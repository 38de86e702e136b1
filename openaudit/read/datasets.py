"""The data that a model was trained on, as its own files name them, and the terms that these are under.

Names come from the metadata, the Hub's tags, links in sentences on training, and the well-known sets of
`datasets.toml`; never from loose words. A set's licence is what its own card declares, else what that file knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec
import re2

from openaudit.datafiles import as_type, parse_toml, read_data
from openaudit.licensing import knowledge
from openaudit.licensing.names import find
from openaudit.patterns import lazy
from openaudit.read.card import Card, read_card
from openaudit.read.descent import hub_dataset
from openaudit.read.occurrence import Occurrence
from openaudit.read.phrases import says
from openaudit.read.prose import Sentence
from openaudit.read.readings import DatasetTerms, NamedDataset, Statement
from openaudit.read.text import Citation, Document, read_text
from openaudit.snapshot import Repository, Snapshot, TextFile

PREFIX = "hf://datasets/"  # of the texts that are cards of datasets
_TAG = "dataset:"
# A set's address holds this word, broken by line ends (which addresses leave out) or with letters escaped: other cards'
# Markdown is not parsed for links to sets, so that in a batch only the processes that audit need to parse it.
_MAY_LINK = lazy(r"\s*".join("datasets") + "|&#|%[0-9A-Fa-f]{2}")
_DERIVED = Occurrence(r"(?i)\bmodels? (?:\w+ ){0,2}(?:fine-?tuned|built|trained|derived|made) (?:off|on|from|with)\b")
_TUNING = re2.compile(r"\bfine-?tuning (?:of )?(?:the )?")
_NOT_TRAINING = Occurrence(
    r"(?i)\b(?:evaluat\w*|benchmarks?|leaderboard|judge\w*|compar\w*|outperform\w*|templates?|format|similar to|unlike"
    r"|test set|will be)\b|open-llm-leaderboard"
)
_TRAINING = Occurrence(r"(?i)\b(?:train\w*|(?:fine-?)?tun(?:e[ds]?|ing)|data ?sets?|data|corpus|conversations)\b")


class KnownSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A well-known set; the file itself says what each key means. `line` is where its table begins there."""

    name: str
    ids: tuple[str, ...]
    written: tuple[str, ...]
    source: str
    license: str | None = None
    outputs: str | None = None
    line: int = 0


def card_path(dataset: str) -> str:
    """The path that a dataset's card has among a snapshot's texts."""
    return f"{PREFIX}{dataset}/README.md"


def dataset_ids(card: Card | None, repository: Repository, listing: Document) -> tuple[str, ...]:
    """The ids of the datasets that the files name, each once, in the order in which they are asked for.

    `listing` are the repository's facts as a text.
    """
    if card is not None and not any(tag.startswith(_TAG) for tag in repository.tags):
        return tuple(
            d.id for d in _once(_by_id(card, repository.id))
        )  # names in words are no ids, and are not read for
    return tuple(d.id for d in _named(card, repository, listing) if d.known is None)


def read_datasets(snapshot: Snapshot, card: Card | None, listing: Document) -> tuple[NamedDataset, ...]:
    """The datasets that the files name, each once, with what is known of their terms."""
    cards = {t.path: t for t in snapshot.texts if t.path.startswith(PREFIX)}
    missing = {u.what: u.reason for u in snapshot.unavailable if u.what.startswith(PREFIX)}
    found = []
    for named in _named(card, snapshot.repository, listing):
        path = card_path(named.id)
        terms = tuple(_declared(read_card(cards[path]))) if path in cards else ()
        known = named.known or next((s for s in known_sets() if _is(s, named.id)), None)
        if not terms and known is not None and known.license is not None and path not in cards:
            entry = knowledge.entry(known.license)
            terms = (DatasetTerms(known.license, entry, _cite(known)),)
        found.append(
            NamedDataset(
                id=named.id,
                citation=named.citation,
                terms=terms,
                card_read=path in cards,
                missing=missing.get(path),
                outputs=known.outputs if known is not None else None,
                outputs_citation=_cite(known) if known is not None and known.outputs is not None else None,
                on_hub=named.known is None,
            )
        )
    return tuple(found)


def data_statements(datasets: Sequence[NamedDataset]) -> Iterator[Statement]:
    """The licences of the data, as the datasets' own cards state them; none where those of any are not known."""
    if all(d.terms and all(t.entry is not None for t in d.terms) for d in datasets):
        for terms in (t for d in datasets for t in d.terms):
            yield Statement(
                stated_in="metadata",
                component="data",
                written=terms.written,
                entry=terms.entry,
                citation=terms.citation,
            )


class _Name(msgspec.Struct, frozen=True):
    """A dataset's name where it stands; `known` where it is a well-known set that is named by words."""

    id: str
    citation: Citation
    known: KnownSet | None = None


def _named(card: Card | None, repository: Repository, listing: Document) -> list[_Name]:
    in_card = (*_by_id(card, repository.id), *_well_known(card, repository.id)) if card is not None else ()
    return _once((*in_card, *_in_tags(repository, listing)))


def _once(names: Iterable[_Name]) -> list[_Name]:
    found: dict[str, _Name] = {}
    for name in names:
        found.setdefault(name.id.casefold(), name)
    return list(found.values())


def _by_id(card: Card, own: str) -> Iterator[_Name]:
    """The sets that the metadata and the text's links name, each by its id on the Hub."""
    cited = card.cite_key("datasets")
    for name in card.strings("datasets"):
        if cited is not None:
            yield _Name(name, cited)
    if _MAY_LINK.search(card.document.text):
        yield from _linked(card, own)


def _linked(card: Card, own: str) -> Iterator[_Name]:
    """The sets of the Hub to which a sentence on training leads, or one under a heading for the data."""
    sentences = card.prose.sentences
    for link in card.prose.links:
        name = hub_dataset(link.url)
        if name is None or link.image or link.sentence is None:
            continue
        sentence = sentences[link.sentence]
        if _NOT_TRAINING(f"{sentence.text} {link.url}") or _on_others(sentence, own):
            continue
        if _on_data(sentence) or says("data-use", sentence.text) or says("data-label", sentence.text):
            yield _Name(name, card.document.cite(*sentence.lines, quote=sentence.quote))


def _well_known(card: Card, own: str) -> Iterator[_Name]:
    """The well-known sets that a sentence on training names, but those that an id names already."""
    if not _any_written()(card.prose.words):
        return
    ids = card.strings("datasets") if card.cite_key("datasets") is not None else ()
    told = {s.name for s in known_sets() if any(_is(s, name) for name in ids)}
    for sentence in card.prose.sentences:
        if not _any_written()(sentence.text) or not _TRAINING(sentence.text):
            continue
        if _NOT_TRAINING(sentence.text) or _on_others(sentence, own):
            continue
        for known in known_sets():
            if known.written and known.name not in told and _written(known)(sentence.text):
                told.add(known.name)
                yield _Name(known.name, card.document.cite(*sentence.lines, quote=sentence.quote), known)


def _on_data(sentence: Sentence) -> bool:
    return any(says("section-data", heading) for heading in sentence.section)


def _on_others(sentence: Sentence, own: str) -> bool:
    """Whether a sentence is a quotation, on results or limits, or on the data of models made from this one."""
    if sentence.kind == "quote" or any(
        says("section-evaluation", h) or says("section-limits", h) or _DERIVED(h) for h in sentence.section
    ):
        return True
    tuned = _TUNING.search(sentence.text.casefold())
    return tuned is not None and sentence.text[tuned.end() :].casefold().startswith(own.rpartition("/")[2].casefold())


def _in_tags(repository: Repository, listing: Document) -> Iterator[_Name]:
    """The sets that the Hub's tags name."""
    for tag in repository.tags:
        if not tag.startswith(_TAG):
            continue
        line = next((n for n, text in enumerate(listing.lines, 1) if f'"{tag}"' in text), None)
        if line is not None:
            yield _Name(tag.removeprefix(_TAG), listing.cite(line))


def _declared(card: Card) -> Iterator[DatasetTerms]:
    """The licences that a dataset's card declares; several hold for its several parts."""
    cited = card.cite_key("license")
    for name in card.strings("license") if cited is not None else ():
        if cited is not None:
            yield DatasetTerms(name, find(name), cited)


@cache
def known_sets() -> tuple[KnownSet, ...]:
    """The well-known sets of `datasets.toml`."""
    raw = _raw().decode()
    lines = [n for n, line in enumerate(raw.splitlines(), 1) if line == "[[set]]"]
    tables = parse_toml(raw)["set"]
    return tuple(as_type({**t, "line": line + 1}, KnownSet) for t, line in zip(tables, lines, strict=True))


def _cite(known: KnownSet) -> Citation:
    """The set's lines of the data file, as they stand there."""
    return read_text(TextFile("openaudit/read/datasets.toml", _raw())).cite(known.line, _last_line(known))


def _last_line(known: KnownSet) -> int:
    lines = _raw().decode().splitlines()
    return next((n for n in range(known.line, len(lines)) if not lines[n].strip()), len(lines))


@cache
def _raw() -> bytes:
    return read_data("read", "datasets.toml")


def _is(known: KnownSet, name: str) -> bool:
    return any(_pattern(p)(name) for p in known.ids)


def _written(known: KnownSet) -> Occurrence:
    return _pattern(rf"\b(?:{'|'.join(known.written)})")


@cache
def _any_written() -> Occurrence:
    """Whether any of the well-known sets is named: most texts name none."""
    return Occurrence("(?i)" + "|".join(rf"\b(?:{'|'.join(known.written)})" for known in known_sets() if known.written))


@cache
def _pattern(words: str) -> Occurrence:
    return Occurrence(f"(?i){words}")
