"""How much is known of the data that a model was trained on.

`released`: the sets are named on a dataset hub or can be had by a link. `documented`: sources, amounts and processing
in detail, or the code that builds the data. `described`: what the data are, in words. A fine-tune's own data decide.
"""

import re
from collections.abc import Sequence

import msgspec

from openaudit.patterns import lazy
from openaudit.read.components.lines import Line, Lines
from openaudit.read.components.projects import Place
from openaudit.read.phrases import says
from openaudit.read.prose import Link
from openaudit.read.readings import Part
from openaudit.read.text import Citation
from openaudit.record import DataLevel

_EXACT = lazy(r"\b\d{1,3}(?:,\d{3})+\b")
_ENOUGH_SOURCES = 2  # named sources, or exact counts, that make a description a documentation
_FEWEST_WORDS = 4
_NEXT_WORD = lazy(r"[\W_]*(\w+)")
_RESULTS_OF_OTHERS = lazy(r"/open-llm-leaderboard|leaderboard", re.IGNORECASE)


class DataReading(msgspec.Struct, frozen=True):
    """The level of what is known of the training data, with the places that show it."""

    level: DataLevel
    citations: tuple[Citation, ...]


def read_data_level(
    lines: Lines, processing: Part, tagged: tuple[Citation, ...], *, gated: bool = False
) -> DataReading:
    """The level by the card's metadata, links and words.

    `processing` is what is released of the data's code, `tagged` the datasets that the Hub's own tags name; `gated`
    that all sets which the metadata name are given to some only.
    """
    withheld = [line for line in lines.saying("data-withheld") if line.topic != "limits" or line.is_("data-use")]
    about = [line for line in lines.all if _on_data(line)]
    released = _released(lines, about, tagged)
    if released and withheld:
        return DataReading("described", lines.cite(withheld))
    if released and gated:
        return DataReading("documented", released)
    if released:
        later = [line for line in about if line.is_("data-later") and line.is_("data-use")]
        return DataReading("documented", lines.cite(later)) if later else DataReading("released", released)
    if documented := _documented(about, lines, processing):
        return DataReading("documented", lines.cite(documented))
    described = [line for line in about if _tells(line)]
    return DataReading("described", lines.cite(described)) if described else DataReading("none", ())


def _on_data(line: Line) -> bool:
    """Whether a line speaks of what the model was trained on."""
    if line.topic == "limits":
        return line.is_("data-public")
    return line.topic == "data" or (line.topic != "evaluation" and line.is_("data-use"))


def _tells(line: Line) -> bool:
    if line.is_("data-empty"):
        return False
    return line.is_("data-use") or (
        line.topic == "data" and (len(line.text.split()) >= _FEWEST_WORDS or line.leads_to("other", "paper", "project"))
    )


def _released(lines: Lines, about: Sequence[Line], tagged: tuple[Citation, ...]) -> tuple[Citation, ...]:
    named = lines.card.cite_key("datasets")
    if named is not None and lines.card.strings("datasets"):
        return (named,)
    if tagged:
        return tagged
    told = (*about, *lines.loose, *(line for line in lines.all if line.topic == "training"), *lines.saying("data-link"))
    labelled = [line for line in lines.saying("data-label") if line.leads_to("dataset", "project", "other")]
    return lines.cite(dict.fromkeys((*(line for line in told if _links_set(line)), *labelled)))


def _links_set(line: Line) -> bool:
    if line.topic in {"evaluation", "limits"} or line.is_("data-sample"):
        return False
    return any(_is_set(line, link, place) and not _RESULTS_OF_OTHERS.search(link.url) for link, place in line.links)


def _is_set(line: Line, link: Link, place: Place) -> bool:
    """Whether a link leads to a dataset: it lies on a dataset hub, or its words, address or next word call it one."""
    if place.target == "dataset":
        return True
    if place.target not in {"project", "other"} or "://" not in link.url:
        return False
    behind = _NEXT_WORD.match(line.text.partition(link.text)[2]) if link.text else None
    return says("named-data", f"{link.text} {place.repository} {behind[1] if behind is not None else ''}")


def _documented(about: Sequence[Line], lines: Lines, processing: Part) -> list[Line]:
    """The lines that name sources, with amounts or processing; or those that release the code that builds the data."""
    built = [line for line in lines.saying("data-code-released") if line.leads_to("project", "file")]
    if built and processing.presence == "yes":
        return built
    own = [line for line in about if line.topic == "data" or line.is_("data-amount")]
    own += [line for line in lines.all if line.topic == "training" and line.links and line.is_("data-processed")]
    sources = [line for line in own if line.leads_to("other", "paper", "project", "dataset")]
    exact = [line for line in own for _ in _EXACT.findall(line.text)][::2]
    told = [line for line in own if line.is_("data-processed") or line.is_("data-amount")]
    count = sum(len(line.links) for line in sources) + len(exact)
    if count < _ENOUGH_SOURCES or not told:
        return []
    return list(dict.fromkeys((*sources, *exact, *told)))
