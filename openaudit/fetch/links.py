"""Where a card's licence link leads: into the repository, to another one of the Hub, or to another host."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import msgspec

from openaudit.fetch.reference import OTHER_KINDS, hub_hosts
from openaudit.licensing import knowledge

MOST_LINKS = 4
# The Hub's views of a file: each is followed by a revision and a path.
FILE_VIEWS = ("blob", "resolve", "raw")


class OwnFile(msgspec.Struct, frozen=True):
    """The link leads to `path` in the audited repository itself."""

    link: str
    path: str


class HubFile(msgspec.Struct, frozen=True):
    """The link leads to a file of another repository, or of another revision: `path` is below the Hub's address."""

    link: str
    path: str


class WebPage(msgspec.Struct, frozen=True):
    """The link leads to another host; `address` is where its text is to be had."""

    link: str
    address: str


Target = OwnFile | HubFile | WebPage


def license_links(card_data: Mapping[str, Any]) -> tuple[str, ...]:
    """The licence links that the card's metadata gives, as written; at most `MOST_LINKS`."""
    given = card_data.get("license_link")
    several = given if isinstance(given, list) else [given]
    links = (link.strip() for link in several if isinstance(link, str))
    return tuple(dict.fromkeys(link for link in links if link))[:MOST_LINKS]


def well_known(link: str) -> bool:
    """Whether the knowledge base has the facts of what this address shows, so that it need not be fetched."""
    return knowledge.find(link) is not None


def target(link: str, repo: str, revisions: frozenset[str]) -> Target:
    """Where `link` leads from the card of `repo`, which was read at what `revisions` name."""
    if "://" not in link:
        return OwnFile(link, _relative(link))
    try:
        address = urlsplit(link)
        host = address.netloc.lower()
    except ValueError:
        return WebPage(link, link)
    parts = [part for part in address.path.split("/") if part]
    if address.scheme.lower() in {"http", "https"} and host in hub_hosts():
        return _on_hub(link, parts, repo, revisions) or WebPage(link, link)
    if host in {"github.com", "www.github.com"} and len(parts) > 4 and parts[2] in {"blob", "raw"}:
        owner, name, _, *rest = parts
        return WebPage(link, f"https://raw.githubusercontent.com/{owner}/{name}/{'/'.join(rest)}")
    return WebPage(link, link)


def _on_hub(link: str, parts: list[str], repo: str, revisions: frozenset[str]) -> Target | None:
    start = 1 if parts[:1] and parts[0] in OTHER_KINDS else 0
    view = next((at for at in (start + 1, start + 2) if len(parts) > at + 2 and parts[at] in FILE_VIEWS), None)
    if view is None:
        return None
    revision, path = unquote(parts[view + 1]), unquote("/".join(parts[view + 2 :]))
    if "/".join(parts[:view]).lower() == repo.lower() and revision in revisions:
        return OwnFile(link, path)
    return HubFile(link, f"/{'/'.join(parts[:view])}/raw/{quote(revision, safe='')}/{quote(path)}")


def _relative(link: str) -> str:
    path = unquote(link.partition("#")[0].partition("?")[0]).strip("/").removeprefix("./")
    parts = path.split("/")
    return "/".join(parts[2:]) if len(parts) > 2 and parts[0] in FILE_VIEWS else path
