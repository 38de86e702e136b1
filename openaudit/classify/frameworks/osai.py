"""The European Open Source AI Index: twelve dimensions, each open, partial or closed; the score is their mean.

Source: https://osai-index.eu/the-index; where our reading is an interpretation is told in docs/frameworks/osai.md. The
index asks what is shared: a card that was read in full, leads nowhere else and shows nothing is `closed`. Where it
leads to places that were not read, the dimension is `unknown`, and counts in no score.
"""

from collections.abc import Callable
from math import fsum

import msgspec

from openaudit.classify.frameworks.criteria import on_word, text
from openaudit.classify.frameworks.licenses import Licensed, by_word, licensed, together
from openaudit.classify.frameworks.parts import UNLISTED, Shown, documented, elsewhere, shown
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.read.readings import Ancestor, PartName, Supplied
from openaudit.read.text import Citation
from openaudit.record import Axes, DataLevel, WeightsLevel
from openaudit.record.frameworks import Dimension, Level, Osai, OsaiReading
from openaudit.vocabulary import enumerate_words

POINTS: dict[Level, float] = {"open": 1.0, "partial": 0.5, "closed": 0.0}
_WEAKEST: tuple[Level, ...] = ("closed", "unknown", "partial", "open")
_NAMED = 3  # bases named in a reason
_CODE: tuple[PartName, ...] = ("training-code", "data-code", "evaluation-code", "inference-code")
_ENOUGH_LICENSES = 2  # of weights, code and data, for "partial"


class _Judged(msgspec.Struct, frozen=True):
    """A dimension's level, why, and the places that show it."""

    level: Level
    reason: str
    citations: tuple[Citation, ...] = ()


def assess(facts: Facts, axes: Axes, ledger: Ledger) -> Osai:
    """The index's dimensions for one model, by what was seen."""
    own = _reading(facts, axes, ledger)
    return Osai(**{field: getattr(own, field) for field in own.__struct_fields__})


def believe(found: Osai, facts: Facts, axes: Axes, ledger: Ledger) -> Osai:
    """The same answer, with the one beside it that these facts give, in which the user is believed."""
    return msgspec.structs.replace(found, with_supplied=_reading(facts, axes, ledger))


def _reading(facts: Facts, axes: Axes, ledger: Ledger) -> OsaiReading:
    dimensions = {}
    for about in text("osai").criteria:
        judged = _JUDGES[about.id](facts, axes)
        words = on_word(judged.citations, facts.believed)
        dimensions[about.id] = Dimension(
            title=about.title,
            level=judged.level,
            reason=f"{words}{judged.reason}",
            evidence=ledger.cite(judged.citations),
            supplied=bool(words),
        )
    known = [POINTS[d.level] for d in dimensions.values() if d.level != "unknown"]
    count = len(dimensions)
    return OsaiReading(
        score=round(fsum(known) / len(known), 4) if known else None,
        known=len(known),
        lowest=round(sum(known) / count, 4),
        highest=round((sum(known) + count - len(known)) / count, 4),
        dimensions=dimensions,
    )


def _bases(facts: Facts) -> tuple[Ancestor, ...]:
    """The models that the descent goes back to, as far as it was followed; () where the model descends from none.

    One that a repository tells leaves out those that words and names alone tell.
    """
    made = {below.id for ancestor in facts.ancestors for below in ancestor.made}
    roots = [a for a in facts.ancestors if a.id not in made] or list(facts.ancestors)
    return tuple([a for a in roots if a.by == "repository"] or roots)


def _of_bases(bases: tuple[Ancestor, ...], judge: Callable[[Ancestor], _Judged]) -> _Judged:
    """The same base in every dimension, the one that is named first; where others are not like it, the weakest."""
    judged = [judge(base) for base in bases]
    if len(judged) == 1:
        return judged[0]
    weakest = min(judged, key=lambda found: _WEAKEST.index(found.level))
    alike = all(found.level == weakest.level for found in judged)
    which = "the first told, the others are alike" if alike else "the weakest decides"
    more = [f"{len(bases) - _NAMED} more"] if len(bases) > _NAMED else []
    told = enumerate_words([*(base.id for base in bases[:_NAMED]), *more])
    return msgspec.structs.replace(weakest, reason=f"{len(bases)} bases ({told}), {which}: {weakest.reason}")


def _sources_base(facts: Facts, axes: Axes) -> _Judged:
    bases = _bases(facts)
    return _of_bases(bases, _sources_of) if bases else _sources_end(facts, axes)


def _sources_of(base: Ancestor) -> _Judged:
    if base.data is None:
        return _Judged("unknown", f"{base.id}, which it comes from, could not be read", (base.citation,))
    return _sources(base.data, base.data_citations or (base.citation,), f"of {base.id}: ", unread=base.data == "none")


def _sources_end(facts: Facts, _axes: Axes) -> _Judged:
    if "datasets" not in facts.believed:
        if facts.card_unseen:
            return _Judged("unknown", "the card could not be read")
        if facts.entry is not None and "training-data" not in facts.said:
            return _Judged("unknown", "the catalogue does not tell")
        if facts.entry is None and facts.card is None:
            return _Judged("unknown", "there is no card that would tell")
    unread = (*elsewhere(facts), *_word(facts, "data-card"))
    return _sources(facts.released.data, facts.released.data_citations or unread, "", unread=bool(unread))


def _word(facts: Facts, part: str) -> tuple[Citation, ...]:
    """The place where the user tells of a part, if he is believed."""
    return (facts.believed[part].citation,) if part in facts.believed else ()


def _sources(level: DataLevel, citations: tuple[Citation, ...], whose: str, *, unread: bool) -> _Judged:
    if level == "released":
        return _Judged("open", f"{whose}the data is named and released", citations)
    if level == "documented":
        return _Judged("partial", f"{whose}sources are named in detail, not all of them shared", citations)
    if level == "described":
        return _Judged("closed", f"{whose}described in outline: no source is shared", citations)
    if unread:
        return _Judged("unknown", f"{whose}nothing is said here; places that may tell were not read", citations)
    return _Judged("closed", f"{whose}neither shared nor described")


def _weights_base(facts: Facts, axes: Axes) -> _Judged:
    bases = _bases(facts)
    return _of_bases(bases, _weights_of) if bases else _weights_end(facts, axes)


def _weights_of(base: Ancestor) -> _Judged:
    if base.weights is None:
        return _Judged("unknown", f"{base.id}, which it comes from, could not be read", (base.citation,))
    return _weights(base.weights, base.weights_citations, f"of {base.id}: ")


def _weights_end(facts: Facts, _axes: Axes) -> _Judged:
    return _weights(facts.weights.level, facts.weights.citations, "")


def _weights(level: WeightsLevel, citations: tuple[Citation, ...], whose: str) -> _Judged:
    words: dict[WeightsLevel, tuple[Level, str]] = {
        "full": ("open", "to download"),
        "gated": ("partial", "to download once access is granted"),
        "partial": ("partial", "incomplete: an adapter, a delta, or missing shards"),
        "none": ("closed", "not to download"),
        "unknown": ("unknown", UNLISTED),
    }
    found, reason = words[level]
    return _Judged(found, f"{whose}{reason}", citations)


def _training_code(facts: Facts, _axes: Axes) -> _Judged:
    return _together({"data processing": shown(facts, "data-code"), "training": shown(facts, "training-code")}, "code")


def _code(facts: Facts, _axes: Axes) -> _Judged:
    """What documents the code that made the model, where it is told; with evaluation, all of it.

    The user's word for code says nothing of what documents it.
    """
    seen = msgspec.structs.replace(facts, believed={})
    made = {"data processing": shown(seen, "data-code"), "training": shown(seen, "training-code")}
    evaluation = shown(seen, "evaluation-code")
    named = made if _absent(made) and evaluation.state != "yes" else {**made, "evaluation": evaluation}
    found = _together(named, "code, documented where the card links to it")
    told = _word(facts, "training-code") or _word(facts, "data-code")
    if found.level == "closed" and told:
        return _Judged("unknown", "code is there; whether it is documented was not seen", told)
    return found


def _absent(named: dict[str, Shown]) -> bool:
    return all(found.state in {"silent", "withheld"} for found in named.values())


def _together(named: dict[str, Shown], what: str) -> _Judged:
    """All of several parts is open, some partial, none closed; unread ones leave it unknown unless some is there."""
    there = [name for name, found in named.items() if found.state == "yes"]
    partly = [name for name, found in named.items() if found.state == "partial"]
    unread = [found for found in named.values() if found.state == "unread"]
    citations = tuple(c for found in named.values() for c in found.citations)
    if len(there) == len(named):
        return _Judged("open", f"{enumerate_words(there)}: {what}", citations)
    if there or partly:
        lacking = [name for name in named if name not in (*there, *partly)]
        also = f"; none is shown for {enumerate_words(lacking)}" if lacking else ""
        return _Judged("partial", f"{enumerate_words([*there, *partly])}: {what}{also}", citations)
    if unread:
        return _Judged("unknown", unread[0].why, unread[0].citations)
    return _Judged("closed", "neither shipped nor linked", citations)


def _hardware(facts: Facts, _axes: Axes) -> _Judged:
    """What the card tells of both; a configuration file alone documents nothing."""
    named = {
        "the architecture": documented(facts, "architecture"),
        "the training set-up": documented(facts, "setup"),
    }
    told = {name: kept for name, found in named.items() if (kept := _in_card(facts, found))}
    citations = tuple(c for kept in told.values() for c in kept)
    if len(told) == len(named) and all(found.state == "yes" for found in named.values()):
        return _Judged(
            "open", "the architecture with its figures, and machines and settings of the training", citations
        )
    if told:
        lacking = [name for name in named if name not in told]
        rest = f"; nothing of {enumerate_words(lacking)}" if lacking else ", not in full"
        return _Judged("partial", f"{enumerate_words(list(told))}{rest}", citations)
    if unread := next((found for found in named.values() if found.state == "unread"), None):
        return _Judged("unknown", unread.why, unread.citations)
    return _Judged("closed", "neither architecture nor training set-up is told")


def _in_card(facts: Facts, found: Shown) -> tuple[Citation, ...]:
    """The places of the card that show it, in full or in part."""
    if facts.card is None or found.state not in {"yes", "partial"}:
        return ()
    return tuple(c for c in found.citations if c.file == facts.card.document.path)


def _preprint(facts: Facts, _axes: Axes) -> _Judged:
    """A paper on the model counts as open, unread: the index's judges rate nine such papers out of ten so."""
    for found in (shown(facts, "paper"), shown(facts, "technical-report"), documented(facts, "publication")):
        if found.state == "yes":
            return _Judged(
                "open", "a paper or report on the model is published; its text was not read", found.citations
            )
    return _lacking(shown(facts, "technical-report"), "no paper or report on the model is named")


def _paper(facts: Facts, _axes: Axes) -> _Judged:
    found = documented(facts, "reviewed")
    if found.state == "yes":
        return _Judged("partial", "published where papers are reviewed; what it covers was not read", found.citations)
    if found.state == "partial":
        return _Judged("unknown", "a preprint is named; whether it was reviewed can't be seen", found.citations)
    if word := _word(facts, "paper"):
        return _Judged("unknown", "a paper is named; whether it was reviewed can't be seen", word)
    return _lacking(found, "no paper on the model is named")


def _lacking(found: Shown, reason: str) -> _Judged:
    if found.state == "unread" and not found.citations:
        return _Judged("unknown", found.why)
    return _Judged("closed", reason, found.citations if found.state == "withheld" else ())


def _model_card(facts: Facts, _axes: Axes) -> _Judged:
    if facts.entry is not None or facts.card_unseen:
        return _Judged("unknown", "the card was not read")
    if facts.card is None and (word := _word(facts, "card")):
        return _Judged("unknown", "a card is there; what it tells was not read", word)
    if facts.card is None:
        return _Judged("closed", "there is no card")
    aspects = {
        "architecture": documented(facts, "architecture"),
        "training": documented(facts, "training"),
        "evaluation": shown(facts, "evaluation-results"),
    }
    told = {name: kept for name, found in aspects.items() if (kept := _in_card(facts, found))}
    citations = tuple(c for kept in told.values() for c in kept[:2])
    if len(told) == len(aspects) and all(found.state == "yes" for found in aspects.values()):
        return _Judged("open", "tells of architecture, training and evaluation", citations)
    if told:
        lacking = [name for name in aspects if name not in told]
        part = f", not of {enumerate_words(lacking)}" if lacking else ", not all of it in full"
        return _Judged("partial", f"tells of {enumerate_words(list(told))}{part}", citations)
    return _Judged("closed", "tells of neither architecture nor training nor evaluation")


def _datasheet(facts: Facts, _axes: Axes) -> _Judged:
    summary, sheet = documented(facts, "data-summary"), shown(facts, "data-card")
    if summary.state == "yes":
        return _Judged("open", "a public summary of the training content is named", summary.citations)
    if sheet.state in {"yes", "partial"}:
        return _Judged("partial", "a card of the data is named; whether it is complete was not read", sheet.citations)
    if facts.released.data == "released":
        reason = "the data is released, and the pages of its sets were not read"
        return _Judged("unknown", reason, facts.released.data_citations)
    return _lacking(sheet, "no datasheet is named")


def _licenses(facts: Facts, axes: Axes) -> _Judged:
    """Which of weights, code and data are released under open licences; what is not released is under none."""
    weights = licensed(facts, axes, "weights")
    code, data = _code_license(facts, axes), licensed(facts, axes, "data")
    opened: dict[str, bool | None] = {
        "weights": weights.is_open if facts.weights.level != "none" else False,
        "code": code.is_open if code is not None else False,
        "data": (data.is_open if data.own else None) if facts.released.data == "released" else False,
    }
    citations = (
        *weights.citations,
        *(code.citations if code is not None and code.own else ()),
        *(data.citations if data.own else ()),
    )
    there = [name for name, found in opened.items() if found]
    unsure = [name for name, found in opened.items() if found is None]
    said = f"{enumerate_words(there) or 'nothing'} under open licences"
    if len(there) + len(unsure) < _ENOUGH_LICENSES:
        return _Judged("closed", said, citations)
    if len(there) == len(opened):
        return _Judged("open", said, citations)
    if unsure:
        return _Judged("unknown", f"{said}; not known for {enumerate_words(unsure)}", citations)
    return _Judged("partial", said, citations)


def _code_license(facts: Facts, axes: Axes) -> Licensed | None:
    """The licence of all the code there is, seen or told of by the user; None where there is none."""
    seen = [licensed(facts, axes, "code")] if axes.code.level != "none" else []
    told = [by_word(word) for part in _CODE if (word := _rests_on_word(facts, part)) is not None]
    return together([*seen, *told]) if seen or told else None


def _rests_on_word(facts: Facts, part: PartName) -> Supplied | None:
    word = facts.believed.get(part)
    return word if word is not None and word.citation in shown(facts, part).citations else None


_JUDGES: dict[str, Callable[[Facts, Axes], _Judged]] = {
    "datasources_basemodel": _sources_base,
    "datasources_endmodel": _sources_end,
    "weights_basemodel": _weights_base,
    "weights_endmodel": _weights_end,
    "trainingcode": _training_code,
    "code": _code,
    "hardware_architecture": _hardware,
    "preprint": _preprint,
    "paper": _paper,
    "modelcard": _model_card,
    "datasheet": _datasheet,
    "licenses": _licenses,
}
