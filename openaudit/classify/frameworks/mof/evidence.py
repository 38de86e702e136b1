"""What an audit's evidence shows of each component, and where it lies; nothing is taken to be there by default.

`missing` is that what was read shows it nowhere; `unknown` that what was read can't tell: no card, a project or a paper
that is linked and was not read, a library that the configuration relies on.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, cast

import msgspec

from openaudit.classify.frameworks.mof.licensing import Grant, datasets_grant, grant, judge, own_grant, weights_grant
from openaudit.classify.frameworks.mof.openness import Judged
from openaudit.classify.frameworks.parts import UNLISTED
from openaudit.classify.spectrum import unaudited
from openaudit.patterns import lazy
from openaudit.read.facts import Facts
from openaudit.read.mof import Component, Shown
from openaudit.read.readings import Part, PartName, Presence
from openaudit.read.release import MODEL_CODE
from openaudit.read.text import Citation
from openaudit.snapshot import REPOSITORY

if TYPE_CHECKING:
    from openaudit.read.card import Card

_CONFIG = "config.json"
_RUNS = lazy(
    r"(?:^|/)(?:run_)?(?:infer(?:ence)?|generate|predict|pipeline|chat|demo|handler|serve)(?:_(?:cli|api|web|gradio|hf))?"
    r"\.(?:py|ipynb|cpp|rs|js|ts)$",
    re.IGNORECASE,
)
_CITED = lazy(r"@\w{3,20}\s*\{|arxiv\.org/", re.IGNORECASE)  # BibTeX, or an archive's address
_READ = 4000  # characters of a block of code that are looked at
_SHOWN = 3  # places cited for one thing
_UNREAD = "nothing that was read tells of it"
_ARCHITECTURE = '"architectures"'


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A component as the evidence shows it: the judgment of its licence where it is there, with all places."""

    judged: Judged
    citations: tuple[Citation, ...] = ()


def seen(facts: Facts, component: Component) -> Seen:
    """What the evidence shows of a component."""
    if component.shown_by is None:
        return _not(facts, "unknown", "nothing that is read could tell of it")
    special = _SPECIAL.get(component.shown_by)
    if special is not None:
        return special(facts, component)
    return _code(facts, component)


def _not(facts: Facts, status: Literal["missing", "unknown"], why: str, citations: tuple[Citation, ...] = ()) -> Seen:
    """A component that is not there, or not known to be; of a part of the card that was not read nothing is known."""
    if status == "missing" and facts.card_unseen:
        status, why = "unknown", "what the card says of it could not be read"
    return Seen(judged=Judged(status=status, license=None, reason=why), citations=citations)


def _there(component: Component, found: Grant, citations: tuple[Citation, ...], *, where: str = "") -> Seen:
    """A component that is there, under these licences."""
    judged = judge(found, component.type)
    return Seen(
        judged=msgspec.structs.replace(judged, reason=judged.reason or where),
        citations=(*citations, *found.citations),
    )


def _part(facts: Facts, name: PartName) -> Part:
    """A part of the making; of a system that only the catalogue tells of, by its levels."""
    if facts.entry is None:
        return facts.released.parts.get(name, Part("unknown"))
    released = facts.released
    told: dict[PartName, tuple[bool, tuple[Citation, ...], str]] = {
        "training-code": (released.code == "training", released.code_citations, "training-code"),
        "data-code": (released.data_code, released.data_code_citations, "data-code"),
        "inference-code": (released.code == "inference", released.code_citations, "inference-code"),
        "evaluation-results": (released.evaluation, released.evaluation_citations, "evaluation"),
        "checkpoints": (released.checkpoints == "intermediate", released.checkpoint_citations, "checkpoints"),
        "paper": (released.paper, (), "report"),
    }
    there, citations, topic = told.get(name, (False, (), ""))
    said = facts.said.get(topic)
    presence: Presence = "yes" if there else "no" if said is not None else "unknown"
    return Part(presence, citations or ((said.citation,) if said is not None else ()))


def _weights(facts: Facts, component: Component) -> Seen:
    weights = facts.weights
    if weights.level == "none":
        return Seen(
            judged=Judged(status="missing", license=None, reason="there are no weights to download"),
            citations=weights.citations,
        )
    if weights.level == "unknown":
        return Seen(judged=Judged(status="unknown", license=None, reason=UNLISTED), citations=())
    if weights.adapter or weights.missing:
        why = "an adapter or a delta, not the whole" if weights.adapter else "shards of the weights are missing"
        return Seen(judged=Judged(status="missing", license=None, reason=why), citations=weights.citations)
    where = "to be had once access is granted" if weights.level == "gated" else ""
    found = _there(component, weights_grant(facts), weights.citations, where=where)
    unseen = unaudited(facts)
    if unseen and found.judged.status == "included":
        why = f"what it inherits from {unseen[0]} was not audited"
        return Seen(
            judged=Judged(status="unknown", license=found.judged.license, reason=why), citations=found.citations
        )
    return found


def _checkpoints(facts: Facts, component: Component) -> Seen:
    part = _part(facts, "checkpoints")
    if part.presence == "yes":
        return _there(component, weights_grant(facts), part.citations)
    status: Literal["missing", "unknown"] = "missing" if part.presence == "no" else "unknown"
    return _not(facts, status, "no checkpoint from the course of training is shown", part.citations)


def _card(facts: Facts, component: Component) -> Seen:
    if facts.card is None:
        if facts.entry is not None or facts.card_unseen:
            return _not(facts, "unknown", "the repository's card was not read")
        return _not(facts, "missing", "there is no README.md")
    said = facts.card.prose.sentences
    if not said:
        return _not(facts, "missing", "README.md holds metadata and no text")
    place = facts.card.document.cite(*said[0].lines, quote=said[0].quote)
    return _there(component, grant(facts, "documentation"), (place,))


def _shipped(facts: Facts, pattern: re.Pattern[str]) -> tuple[Citation, ...]:
    """The line of the listing that has the first file of such a name."""
    from openaudit.read.release import cite_listing  # noqa: PLC0415  it reads cards, which the catalogue never does

    path = next((f.path for f in facts.snapshot.repository.files if pattern.search(f.path)), None)
    listing = next((d for d in facts.documents if d.path == REPOSITORY), None)
    return cite_listing(listing, f'"{path}"') if path is not None and listing is not None else ()


def _architecture(facts: Facts, component: Component) -> Seen:
    if shipped := _shipped(facts, MODEL_CODE):
        return _there(component, grant(facts, "code"), shipped)
    config = next((d for d in facts.documents if d.path == _CONFIG), None)
    line = next((n for n, words in enumerate(config.lines, 1) if _ARCHITECTURE in words), None) if config else None
    if config is not None and line is not None:
        why = "the configuration names the architecture; the library that has its code was not read"
        return _not(facts, "unknown", why, (config.cite(line),))
    return _not(facts, "unknown", "its code is not shipped here; a library or project that was not read may hold it")


def _code(facts: Facts, component: Component) -> Seen:
    """Code: shipped here, under the release's licence; linked, under one that was not read unless the card tells it."""
    part = _part(facts, _name(component))
    if part.presence == "no":
        return _not(facts, "missing", "nothing that was read shows it", part.citations)
    if part.presence == "unknown":
        return _not(
            facts,
            "unknown",
            "a linked project was not read" if part.citations else _UNREAD,
            part.citations,
        )
    if part.presence == "partial":
        return _not(facts, "unknown", "shown in part: whether all of it is released was not read", part.citations)
    if part.citations and all(c.file == REPOSITORY for c in part.citations):
        return _there(component, grant(facts, "code"), part.citations)
    own = own_grant(facts, "code", told=True)
    if own is None:
        return _not(facts, "unknown", "it is linked, and its licence was not read", part.citations)
    return _there(component, own, part.citations)


def _inference(facts: Facts, component: Component) -> Seen:
    """Code that runs the model, in a file whose name says so; a snippet, which shows how a library does, is none."""
    if shipped := _shipped(facts, _RUNS):
        return _there(component, grant(facts, "code"), shipped)
    part = _part(facts, "inference-code")
    if part.presence == "no":
        return _not(facts, "missing", "nothing that was read shows it")
    why = "how to run it is shown; whether all its code is released was not read" if part.citations else _UNREAD
    return _not(facts, "unknown", why, part.citations)


def _paper(facts: Facts, component: Component) -> Seen:
    """A paper or report: it lies elsewhere, and most archives keep papers under terms of their own."""
    part = _part(facts, _name(component))
    if part.presence == "no":
        if linked := _papers(facts):
            return _not(
                facts, "unknown", "papers are linked; whether one is this model's own could not be told", linked
            )
        return _not(facts, "missing", "nothing that was read links to one", part.citations)
    if part.presence == "unknown":
        return _not(facts, "unknown", _UNREAD, part.citations)
    return _not(facts, "unknown", "it is linked, and its own licence was not read", part.citations)


def _papers(facts: Facts) -> tuple[Citation, ...]:
    """The first places where the card leads to papers, its own or others': by a link, or by an entry to cite."""
    return _papers_of(facts.card, facts.snapshot.subject.id) if facts.card is not None else ()


@lru_cache(maxsize=2)  # three components ask for them
def _papers_of(card: "Card", model: str) -> tuple[Citation, ...]:
    from openaudit.read.components.projects import place_of  # noqa: PLC0415  a card was read: it is loaded

    lines = [
        link.lines
        for link in card.prose.links
        if place_of(link, model).target == "paper" or link.url.lower().endswith(".pdf")
    ]
    lines += [block.lines for block in card.prose.code if _CITED.search(block.text[:_READ])]
    return tuple(card.document.cite(*place) for place in sorted(set(lines))[:_SHOWN])


def _results(facts: Facts, component: Component) -> Seen:
    part = _part(facts, "evaluation-results")
    if part.presence == "yes" and facts.card is not None:
        return _there(component, grant(facts, "documentation"), part.citations)
    if part.presence == "no":
        if linked := _papers(facts):
            return _not(
                facts, "unknown", "none in the card; a paper that is linked and was not read may have them", linked
            )
        return _not(facts, "missing", "none are shown", part.citations)
    return _not(facts, "unknown", "they lie elsewhere, and were not read", part.citations)


def _data_card(facts: Facts, component: Component) -> Seen:
    """A data card: data information in the model card counts as one, where it tells sources, amounts and processing."""
    released = facts.released
    if facts.card is not None and released.data == "documented":
        return _there(component, grant(facts, "documentation"), released.data_citations, where="in the model card")
    part = _part(facts, "data-card")
    if part.presence in {"yes", "partial"}:
        return _not(facts, "unknown", "it is spoken of, and was not read", part.citations)
    if released.data != "none":
        why = "the data are told of in outline; whether that is a data card is a judgment"
        if released.data == "released":
            why = "the datasets are named; their own cards were not read"
        return _not(facts, "unknown", why, released.data_citations)
    return _not(facts, "unknown" if facts.card is None else "missing", "nothing is said of the training data")


def _datasets(facts: Facts, component: Component) -> Seen:
    released = facts.released
    if released.data == "released":
        found = own_grant(facts, "data") or datasets_grant(facts)
        if found is None:
            return _not(facts, "unknown", "released, and the datasets' licences were not read", released.data_citations)
        return _there(component, found, released.data_citations)
    if facts.card is None and not released.data_citations:
        return _not(facts, "unknown", _UNREAD)
    return _not(facts, "missing", "not shown to be released", released.data_citations)


def _name(component: Component) -> PartName:
    """The part that shows a component which is shown by one."""
    return cast("PartName", component.shown_by)


_SPECIAL: dict[Shown, Callable[[Facts, Component], Seen]] = {
    "architecture-code": _architecture,
    "inference-code": _inference,
    "weights": _weights,
    "checkpoints": _checkpoints,
    "card": _card,
    "data-card": _data_card,
    "datasets": _datasets,
    "evaluation-results": _results,
    "technical-report": _paper,
    "paper": _paper,
}
