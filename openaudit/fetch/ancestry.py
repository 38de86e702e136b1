"""Following a model's ancestors upwards: each repository once, so far and no further, in a cycle no second time.

What is named is found on the Hub, else in the catalogue. What is not found stands in `unavailable`.
"""

from collections.abc import Callable

import msgspec

from openaudit.errors import FetchError, ReferenceInvalid
from openaudit.fetch import catalogue
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.interface import Fetcher
from openaudit.fetch.once import KEPT, Once
from openaudit.fetch.reference import Reference, valid_id
from openaudit.read.card import read_card
from openaudit.read.lineage import repositories
from openaudit.read.readings import Mention
from openaudit.read.text import read_text
from openaudit.record import Reason, Unavailable
from openaudit.snapshot import CATALOGUE, Followed, Snapshot

GENERATIONS = 5
MOST = 12  # ancestors of one model


class Ancestry:
    """Follows ancestors through one fetcher; what was fetched once serves every model of a run. Thread-safe."""

    def __init__(self, hub: Callable[[], Fetcher] | None) -> None:
        """`hub` gives the fetcher of repositories; without it only the catalogue is asked."""
        self._hub = hub
        self._fetched: Once[str, Snapshot] = Once(KEPT)

    def follow(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with its ancestors, as far up as they could be had."""
        return self._follow(snapshot, {snapshot.subject.id.casefold()}, GENERATIONS)

    def _follow(self, snapshot: Snapshot, seen: set[str], generations: int) -> Snapshot:
        followed, missing = [], []
        for mention in _mentions(snapshot):
            if generations == 0 or len(seen) > MOST:
                missing.append(_left(mention, "too-large", "further up than an audit follows"))
                continue
            try:
                found = self._find(mention)
            except (FetchError, ReferenceInvalid) as error:
                detail = f"{error.what}: {error.why}"
                missing.append(Unavailable(what=f"hf://{mention.named}", reason=error.reason, detail=detail))
                continue
            if found is None:
                missing.append(_left(mention, "network", "not asked for: the catalogue does not have it"))
                continue
            if found.subject.id.casefold() in seen:
                continue
            seen.add(found.subject.id.casefold())
            followed.append(Followed(mention.named, self._follow(found, seen, generations - 1)))
        if not followed and not missing:
            return snapshot
        return msgspec.structs.replace(
            snapshot, ancestors=tuple(followed), unavailable=(*snapshot.unavailable, *missing)
        )

    def _find(self, mention: Mention) -> Snapshot | None:
        """The model that is mentioned; None where it was not asked for. Raises FetchError, ReferenceInvalid."""
        known = catalogue.find(mention.named)
        if self._hub is not None and valid_id(mention.named) and "/" in mention.named:
            try:
                return self._once(mention.named, self._hub)
            except FetchError:
                if known is None:
                    raise
        if known is not None:
            return CatalogueFetcher().fetch(Reference("catalogue", known.id))
        if self._hub is None:
            return None
        raise ReferenceInvalid(
            f"{mention.named} can't be resolved",
            why="it is neither a repository of the Hub nor a name of the catalogue",
            fix="name the base model by its Hub id",
        )

    def _once(self, name: str, hub: Callable[[], Fetcher]) -> Snapshot:
        return self._fetched.get(name, lambda: hub().fetch(Reference("hub", name)))


def _left(mention: Mention, reason: Reason, detail: str) -> Unavailable:
    return Unavailable(what=f"hf://{mention.named}", reason=reason, detail=detail)


def _mentions(snapshot: Snapshot) -> tuple[Mention, ...]:
    if any(text.path.startswith(CATALOGUE) for text in snapshot.texts):
        return ()  # the catalogue has brought its own ancestors along
    readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
    documents = [read_text(snapshot.repository_text), *(read_text(t) for t in snapshot.texts if t is not readme)]
    return repositories(read_card(readme) if readme is not None else None, documents, snapshot.repository)
