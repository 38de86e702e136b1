"""OA404: what the licence of the model allows against the terms of the data that it was trained on."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.licensing.knowledge import Entry
from openaudit.read.facts import Facts
from openaudit.read.readings import NamedDataset
from openaudit.read.text import Citation
from openaudit.record import Axes, Reason, RestrictionKind
from openaudit.vocabulary import RESTRICTION, enumerate_words

_KINDS: frozenset[RestrictionKind] = frozenset({"non-commercial", "research-only", "no-derivatives"})
_SHOWN = 4  # datasets in one sentence
_MISSING: dict[Reason, str] = {
    "not-found": "gone, private or misnamed: its terms are not known",
    "gated": "gated, and its card was not given: its terms are not known",
    "blocked": "the Hub refuses it: its terms are not known",
    "network": "could not be asked for: its terms are not known",
    "too-large": "more datasets than an audit follows: its terms are not known",
    "unreadable": "its card could not be read: its terms are not known",
}


def dataset_status(dataset: NamedDataset) -> str:
    """How far a dataset was followed, in the words of the record's `datasets`."""
    made = f"; made with outputs of {dataset.outputs}’s models" if dataset.outputs is not None else ""
    if dataset.card_read:
        return ("its card names its licence" if dataset.terms else "its card names no licence") + made
    if dataset.terms:
        return "known by its name: its licence is the one that its makers state" + made
    if not dataset.on_hub:
        return "known by its name" + made
    return (_MISSING[dataset.missing] if dataset.missing is not None else "named, its card was not asked for") + made


def datasets(facts: Facts, _axes: Axes) -> Iterator[Found]:
    """OA404, once for all the data whose terms the model's own licence does not carry."""
    own = facts.licenses["weights"].own
    entries = [s.entry for s in own if s.entry is not None]
    if not entries or any(e.license.underspecified or e.license.placeholder for e in entries):
        return
    found = [(d, words, places) for d in facts.datasets for words, places in [_uncarried(d, entries)] if words]
    if not found:
        return
    alike: dict[str, list[str]] = {}
    for dataset, words, _ in found[:_SHOWN]:
        alike.setdefault(enumerate_words(words), []).append(dataset.id)
    shown = [f"{enumerate_words(ids)} ({words})" for words, ids in alike.items()]
    rest = [f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    yield Found(
        rule="OA404",
        message=f"It is declared “{own[0].written}”, and was trained on data with other terms: "
        f"{enumerate_words(shown + rest)}. Whether such terms reach a model is disputed; this is no finding that they "
        "are broken.",
        citations=(own[0].citation, *(c for d, _, places in found[:_SHOWN] for c in (d.citation, *places))),
        confidence="medium",
    )


def _uncarried(dataset: NamedDataset, own: list[Entry]) -> tuple[list[str], list[Citation]]:
    """What a dataset's terms ask that the model's own licences do not have, in words, and the places that say so."""
    words: list[str] = []
    places: list[Citation] = []
    kept = {r.kind for entry in own for r in entry.license.restrictions}
    is_open = all(entry.license.is_open is True for entry in own)
    shares = any(o.kind == "share-alike" for entry in own for o in entry.license.obligations)
    for terms in dataset.terms:
        if terms.entry is None:
            continue
        limits = {r.kind for r in terms.entry.license.restrictions} & _KINDS - kept
        asks = [RESTRICTION[kind] for kind in sorted(limits)]
        if is_open and not shares and any(o.kind == "share-alike" for o in terms.entry.license.obligations):
            asks.append("share-alike")
        if asks:
            words.append(f"{terms.written}: {enumerate_words(asks)}")
            places.append(terms.citation)
    if dataset.outputs is not None and dataset.outputs_citation is not None and is_open:
        words.append(f"made with outputs of {dataset.outputs}’s models, whose terms are against competing models")
        places.append(dataset.outputs_citation)
    return words, places
