"""Where a card's licence link leads: into the repository, to another one of the Hub, or to another host."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import msgspec

from openaudit.fetch.interface import one_line
from openaudit.fetch.reference import OTHER_KINDS, PAGES, hub_hosts, valid_id
from openaudit.licensing import knowledge
from openaudit.record import Unavailable

MOST_LINKS = 4
MOST_TOLD = 60  # of the links that are not followed
# The Hub's views of a file: each is followed by a revision and a path.
FILE_VIEWS = ("blob", "resolve", "raw")


class OwnFile(msgspec.Struct, frozen=True):
    """The link leads to `path` in the audited repository itself."""

    link: str
    path: str


class HubFile(msgspec.Struct, frozen=True):
    """The link leads to a file of another repository, or of another revision: `path` is below the Hub's address.

    `own` says that the repository is the audited one.
    """

    link: str
    path: str
    own: bool


class WebPage(msgspec.Struct, frozen=True):
    """The link leads to another host; `address` is where its text is to be had."""

    link: str
    address: str


Target = OwnFile | HubFile | WebPage


class Leads(msgspec.Struct, frozen=True):
    """What a card's links come to: paths of the repository, texts elsewhere, and what is not there or not followed."""

    own: tuple[str, ...]
    elsewhere: tuple[HubFile | WebPage, ...]
    unavailable: tuple[Unavailable, ...]


def license_links(given: Any) -> tuple[str, ...]:
    """The links that the value of a card's `license_link` gives, each once; scheme and host are in lower case."""
    several = given if isinstance(given, list | tuple) else [given]
    links = (_normal(link.strip()) for link in several if isinstance(link, str))
    return tuple(dict.fromkeys(link for link in links if link))


def follow(
    links: tuple[str, ...], listed: Collection[str], repo: str, revisions: frozenset[str], known: Callable[[str], bool]
) -> Leads:
    """Where links lead from the card of `repo`, which lists the paths in `listed`; at most `MOST_LINKS` are followed.

    `revisions` name what the card was read at; what is `known` need not be had.
    """
    own, elsewhere, unavailable = [], [], []
    for link in links[:MOST_LINKS]:
        match target(link, repo, revisions):
            case OwnFile(path=path) if path in listed:
                own.append(path)
            case _ if known(link):
                pass
            case OwnFile():
                detail = "the licence link leads to no file of the repository"
                unavailable.append(Unavailable(what=one_line(link), reason="not-found", detail=detail))
            case found:
                elsewhere.append(found)
    return Leads(tuple(own), tuple(elsewhere), (*unavailable, *_left_out(links[MOST_LINKS:])))


def _left_out(links: tuple[str, ...]) -> list[Unavailable]:
    told = [one_line(link) for link in links[:MOST_TOLD]]
    if more := len(links) - len(told):
        told.append(f"{more:,} more licence links")
    detail = f"only {MOST_LINKS} licence links of a card are followed"
    return [Unavailable(what=what, reason="too-large", detail=detail) for what in told]


def _normal(link: str) -> str:
    """The link with its scheme and host in lower case, so that it has one spelling wherever it is named."""
    scheme, sign, rest = link.partition("://")
    end = next((at for at, c in enumerate(rest) if c in "/?#"), len(rest))
    return f"{scheme.lower()}://{rest[:end].lower()}{rest[end:]}" if sign else link


def well_known(link: str) -> bool:
    """Whether the knowledge base has the facts of what this address shows, so that it need not be fetched."""
    return knowledge.find(link) is not None


def target(link: str, repo: str, revisions: frozenset[str]) -> Target:
    """Where `link`, as `license_links` spells it, leads from the card of `repo`, read at what `revisions` name."""
    if "://" not in link:
        return OwnFile(link, _relative(link))
    try:
        address = urlsplit(link)
        host = address.netloc
    except ValueError:
        return WebPage(link, link)
    parts = address.path.split("/")[1:]
    if address.scheme in {"http", "https"} and host in hub_hosts():
        return _on_hub(link, parts, repo, revisions) or WebPage(link, link)
    if host in {"github.com", "www.github.com"} and len(parts) > 4 and parts[2] in {"blob", "raw"}:
        owner, name, _, *rest = parts
        return WebPage(link, f"https://raw.githubusercontent.com/{owner}/{name}/{'/'.join(rest)}")
    return WebPage(link, link)


def _on_hub(link: str, parts: list[str], repo: str, revisions: frozenset[str]) -> Target | None:
    """The file that an address of the Hub shows; None for every other page, and for a path that moves about in it."""
    start = 1 if parts[:1] and parts[0] in OTHER_KINDS else 0
    view = next((at for at in (start + 1, start + 2) if len(parts) > at + 2 and parts[at] in FILE_VIEWS), None)
    if view is None:
        return None
    named, revision, path = "/".join(parts[start:view]), unquote(parts[view + 1]), unquote("/".join(parts[view + 2 :]))
    astray = not {"", ".", ".."}.isdisjoint([*revision.split("/"), *path.split("/")])
    if astray or not valid_id(named) or parts[start] in PAGES:
        return None
    own = start == 0 and named.lower() == repo.lower()
    if own and revision in revisions:
        return OwnFile(link, path)
    return HubFile(link, f"/{'/'.join(parts[:view])}/raw/{quote(revision, safe='')}/{quote(path)}", own)


def _relative(link: str) -> str:
    path = unquote(link.partition("#")[0].partition("?")[0]).strip("/").removeprefix("./")
    parts = path.split("/")
    return "/".join(parts[2:]) if len(parts) > 2 and parts[0] in FILE_VIEWS else path
