"""The model's own papers: linked under that name, or given as the reference by which the card asks to be cited."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import msgspec

from openaudit.datafiles import read_toml
from openaudit.patterns import lazy
from openaudit.read.components.lines import Line, Lines
from openaudit.read.components.projects import Place
from openaudit.read.phrases import says
from openaudit.read.prose import CodeBlock, Link
from openaudit.read.readings import Part
from openaudit.read.text import Citation

_DOCUMENT = lazy(r"\.pdf(?:[?#]|$)", re.IGNORECASE)
_REFERENCE = lazy(
    r"@(article|misc|inproceedings|conference|techreport|proceedings|unpublished|phdthesis)\s*\{", re.IGNORECASE
)
_PUBLISHED = lazy(r"\b(?:eprint|journal|booktitle|doi|archivePrefix)\s*=|arxiv\.org", re.IGNORECASE)
_PLACE = lazy(r"\b(?:journal|booktitle)\s*=\s*[{\"]+([^}\"\n]*)", re.IGNORECASE)
_PREPRINT = lazy(r"arxiv|preprint|\bcorr\b|github|hugging ?face|blog", re.IGNORECASE)
_NAME = lazy(r"[a-z]{4,}")  # a word of a model's name that is long enough to be told from others
_LABEL = 40  # characters of a line that does no more than name what it links to
_READ = 2000  # characters of a reference that are looked at


class Publication(msgspec.Struct, frozen=True):
    """A paper with its place in the card; `reviewed` where it is published where papers are reviewed."""

    citation: Citation
    reviewed: bool


def read_publications(lines: Lines) -> tuple[Part, Part]:
    """Whether a paper or report on the model is published, and whether one was reviewed (`partial`: not seen to be)."""
    found = [*_linked(lines), *_cited(lines)]
    reviewed = tuple(p.citation for p in found if p.reviewed)
    cited = tuple(p.citation for p in found)[:3]
    if not found:
        return Part("no"), Part("no")
    return Part("yes", cited), Part("yes", reviewed[:3]) if reviewed else Part("partial", cited)


def _linked(lines: Lines) -> Iterator[Publication]:
    for line in (*lines.all, *lines.loose):
        if line.topic in {"evaluation", "data"} and len(line.text) > _LABEL:
            continue  # in running text, papers there are those of benchmarks and sets
        own = [link for link, place in line.links if _is_document(link, place) and _is_own(line, link)]
        if own:
            yield Publication(lines.cite((line,))[0], any(_is_venue(link.url) for link in own))


def _is_document(link: Link, place: Place) -> bool:
    return place.target == "paper" or _DOCUMENT.search(link.url) is not None


def _is_own(line: Line, link: Link) -> bool:
    """Whether the line, or the link's own words, call it the model's paper or report."""
    return any(line.is_(kind) or says(kind, link.text) for kind in ("own-paper", "own-report"))


def _cited(lines: Lines) -> Iterator[Publication]:
    """References that name the model: a card of a derivative may give its base's as well."""
    name = _NAME.search(lines.model.rpartition("/")[2].lower())
    if name is None:
        return
    for block in lines.card.prose.code:
        text = block.text[:_READ]
        found = _REFERENCE.search(text)
        if found is None or not _PUBLISHED.search(text) or name[0] not in text.lower():
            continue
        place = _PLACE.search(text)
        reviewed = place is not None and place[1].strip() != "" and not _PREPRINT.search(place[1])
        yield Publication(_cite(lines, block), reviewed)


def _cite(lines: Lines, block: CodeBlock) -> Citation:
    return lines.cite_code((block,))[0]


@cache
def _venues() -> tuple[str, ...]:
    return tuple(read_toml("read", "components", "venues.toml")["reviewed"])


def _is_venue(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # what a stranger writes need be no address
        return False
    return any(host == venue or host.endswith(f".{venue}") for venue in _venues())
