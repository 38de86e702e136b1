"""What a link leads to: a model's own code, a library that many share, a framework, a dataset, a paper, a file."""

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

import msgspec

from openaudit.datafiles import as_type, read_toml
from openaudit.patterns import lazy
from openaudit.read.prose import Link

Target = Literal["project", "library", "framework", "evaluation", "dataset", "paper", "file", "other"]
Shared = Literal["library", "framework", "evaluation"]

_CODE_HOST = lazy(
    r"^(?:https?://)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|gist\.github\.com)/"
    r"([^/?#]+)/([^/?#]+)([^?#]*)",
    re.IGNORECASE,
)
# An address without its scheme, or no file at all.
_OUTSIDE = lazy(r"^(?:#|mailto:|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ai|co|edu|cn|de|jp)(?:/|$))", re.IGNORECASE)
_NOTEBOOK = lazy(r"^https?://colab\.research\.google\.com/", re.IGNORECASE)
# Pages of a code host that hold no code.
_TALK = lazy(r"^/(?:issues|pull|pulls|discussions|assets|releases|wiki|stargazers|actions)(?:/|$)", re.IGNORECASE)
_PICTURE = lazy(r"\.(?:png|jpe?g|gif|svg|webp|mp4|pdf|bib)$", re.IGNORECASE)
_DATASET = lazy(
    r"^https?://(?:(?:www\.)?(?:huggingface\.co|hf\.co|kaggle\.com)/datasets/|opendatalab\.|"
    r"(?:www\.)?tensorflow\.org/datasets/|data\.)",
    re.IGNORECASE,
)
_PAPER = lazy(
    r"^https?://(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org|aclanthology\.org|aclweb\.org|openreview\.net|biorxiv\.org|medrxiv\.org|"
    r"doi\.org|nature\.com|science\.org|neurips\.cc|mlr\.press|thecvf\.com|isca-speech\.org|ieeexplore\.ieee\.org|"
    r"dl\.acm\.org|link\.springer\.com|pnas\.org|rdcu\.be|semanticscholar\.org)/|"
    r"^https?://(?:www\.)?huggingface\.co/papers/",
    re.IGNORECASE,
)
_OWN_HUB_FILE = lazy(
    r"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([^/]+/[^/]+)/(?:blob|tree|resolve|raw)/", re.IGNORECASE
)


class _Projects(msgspec.Struct, frozen=True):
    """The repositories that many models share, by what they are for."""

    libraries: tuple[str, ...]
    frameworks: tuple[str, ...]
    evaluation: tuple[str, ...]


@cache
def _shared() -> tuple[dict[str, Shared], tuple[tuple[str, Shared], ...]]:
    """The shared repositories by full name, and the patterns with a `*` for those that are told by a part of it."""
    projects = as_type(read_toml("read", "components", "projects.toml"), _Projects)
    named: list[tuple[str, Shared]] = [(name, "library") for name in projects.libraries]
    named += [(name, "framework") for name in projects.frameworks]
    named += [(name, "evaluation") for name in projects.evaluation]
    return {name: kind for name, kind in named if "*" not in name}, tuple(pair for pair in named if "*" in pair[0])


@cache
def _shared_as(name: str) -> Shared | None:
    exact, patterns = _shared()
    return exact.get(name) or next((kind for pattern, kind in patterns if fnmatchcase(name, pattern)), None)


class Place(msgspec.Struct, frozen=True):
    """Where a link leads: what it is, the repository's `owner/name` if it is one, and whether to a path inside."""

    target: Target
    repository: str = ""
    inside: bool = False


_OTHER = Place("other")


def place_of(link: Link, model: str) -> Place:
    """What a link leads to; `model` is the identifier of the model whose card it stands in."""
    url = link.url
    if link.image:
        return _OTHER
    if found := _CODE_HOST.match(url):
        owner, name, path = found.groups()
        repository = f"{owner}/{name.removesuffix('.git')}".lower()
        if _TALK.match(path) or _PICTURE.search(path) or owner.lower() in {"orgs", "topics", "users"}:
            return _OTHER
        return Place(_shared_as(repository) or "project", repository, inside=path.count("/") > 1)
    if "://" not in url:
        return _OTHER if not url or _OUTSIDE.match(url) or _PICTURE.search(url) else Place("file", model, inside=True)
    if _NOTEBOOK.match(url):
        return Place("project", inside=True)
    if found := _OWN_HUB_FILE.match(url):
        own = found[1].lower() == model.lower() and not _PICTURE.search(url)
        return Place("file", model, inside=True) if own else _OTHER
    if _DATASET.match(url):
        return Place("dataset")
    return Place("paper") if _PAPER.match(url) else _OTHER
