"""The Hub's own lists of models: by author, by words, by downloads; a thousand a request."""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec

from openaudit.errors import HubFailed
from openaudit.fetch.hub_client import Answer, HubClient
from openaudit.fetch.reference import valid_id

PAGE = 1000  # the most that the Hub gives; it may give fewer, so its own link to the next page is followed
PAGE_LIMIT = 64 * 1024 * 1024


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which models: of one author, with these words in their names, so many of the most downloaded."""

    author: str | None = None
    search: str | None = None
    top: int | None = None


class _Row(msgspec.Struct, frozen=True):
    id: str


_decoder = msgspec.json.Decoder(list[_Row])


def list_models(client: HubClient, wanted: Listing) -> Iterator[str]:
    """The ids of the models, the most downloaded first, page by page; what moves between two pages comes once.

    Raises HubFailed when the answer is no list, and what the client raises.
    """
    query: dict[str, str | int] = {"sort": "downloads", "direction": -1, "limit": min(PAGE, wanted.top or PAGE)}
    query |= {"author": wanted.author} if wanted.author else {}
    query |= {"search": wanted.search} if wanted.search else {}
    path: str | None = f"/api/models?{urlencode(query)}"
    left = wanted.top
    last: set[str] = set()
    while path is not None and left != 0:
        answer = client.get(path, kind="api", limit=PAGE_LIMIT, flaw=_flaw)
        if answer.status != 200:
            why = f"it answers with {answer.status}: {answer.message}"
            raise HubFailed("The Hub does not list these models", why=why, fix="check the name and HF_ENDPOINT")
        ids = dict.fromkeys(row.id for row in _decoder.decode(answer.body) if valid_id(row.id) and row.id not in last)
        yield from list(ids)[:left]
        left = None if left is None else max(0, left - len(ids))
        last = set(ids)
        path = _next(answer, client.endpoint) if ids else None


def _flaw(body: bytes) -> str | None:
    try:
        _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "its answer is no list of models"
    return None


def _next(answer: Answer, endpoint: str) -> str | None:
    """The path of the next page; only of the Hub itself, for the token goes with it."""
    links = httpx2.Response(200, headers={"link": answer.headers.get("link", "")}).links
    address = links.get("next", {}).get("url", "")
    parts, own = urlsplit(address), urlsplit(endpoint)
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc) or not parts.path.startswith(f"{own.path}/api/models"):
        return None
    return f"{parts.path.removeprefix(own.path)}?{parts.query}"
