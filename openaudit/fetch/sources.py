"""All sources behind one door: what drivers call to have a snapshot of whatever a user names."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from openaudit.errors import FetchError, NoNetwork, NoSuchModel, ReferenceInvalid
from openaudit.fetch import catalogue
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.interface import Closing, Fetcher
from openaudit.fetch.local import LocalFetcher
from openaudit.fetch.reference import Reference, endpoint, means_folder, parse
from openaudit.fetch.saved import SavedFetcher
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot, TextFile

if TYPE_CHECKING:
    from openaudit.fetch.ancestry import Ancestry
    from openaudit.fetch.datasets import CardSource, DatasetCards
    from openaudit.fetch.evidence import EvidenceStore
    from openaudit.fetch.hub import HubFetcher
    from openaudit.fetch.listing import Listing
    from openaudit.fetch.projects import ProjectLicenses

_log = logging.getLogger(__name__)


class Sources(Closing):
    """Snapshots from the Hub, folders, saved snapshots and the catalogue; thread-safe, so that a batch shares one.

    `offline` forbids the network. `token` is the Hub's; None means the user's own, as huggingface_hub finds it.
    `patience` is the longest wait in seconds for the Hub's quota. `many` is for batches: more tries, and a model's
    requests one after the other, for the models are fetched side by side. `evidence` is asked before the Hub and keeps
    what the Hub gave; `spill` does so for ancestors only, so that they need no memory. `waiting` is told the seconds of
    each wait for the quota. To be closed, or used as a context manager.
    """

    def __init__(
        self,
        *,
        offline: bool = False,
        token: str | None = None,
        patience: float = 60.0,
        many: bool = False,
        evidence: "EvidenceStore | None" = None,
        spill: "EvidenceStore | None" = None,
        waiting: Callable[[float], object] | None = None,
    ) -> None:
        self._offline = offline
        self._token = token
        self._patience = patience
        self._many = many
        self._evidence = evidence
        self._spill = spill
        self._waiting = waiting
        self._lock = threading.Lock()
        self._hub_lock = threading.Lock()
        self._hub: HubFetcher | None = None
        self._shared: Fetcher | None = None
        self._ancestry: Ancestry | None = None
        self._datasets: DatasetCards | None = None
        self._projects: ProjectLicenses | None = None

    def close(self) -> None:
        """Close the connections, if any were made."""
        with self._hub_lock:
            if self._hub is not None:
                self._hub.close()

    def fetch(self, text: str, revision: str | None = None) -> Snapshot:
        """The evidence of the model that `text` names, at `revision` where the Hub is its source.

        What the catalogue knows and no Hub shows (API-only systems, families of models) comes from the catalogue, and
        offline all that it knows. Raises ReferenceInvalid, a FetchError, or SnapshotInvalid.
        """
        reference = self.reference(text, revision)
        _log.info("%s: read as %s, %s", text, reference.kind, reference.id)
        match reference.kind:
            case "local":
                return self._follower(online=False).follow(LocalFetcher().fetch(reference))
            case "snapshot":
                return SavedFetcher().fetch(reference)
            case "catalogue":
                return CatalogueFetcher().fetch(reference)
            case "hub":
                return self._from_hub(text, reference)

    def models(self, wanted: "Listing") -> Iterator[str]:
        """The ids of the models that the Hub lists, page by page. Raises NoNetwork offline, else a FetchError."""
        if self._is_offline():
            raise NoNetwork(
                "The Hub can't be asked for its models offline",
                why="offline mode forbids asking it",
                fix="leave out --offline, or name the models in a list",
            )
        return self._hub_fetcher().models(wanted)

    def reference(self, text: str, revision: str | None = None) -> Reference:
        """What `text` names, and which source it will be fetched from. Raises ReferenceInvalid."""
        hit = catalogue.find(text)
        try:
            reference = parse(text, revision)
        except ReferenceInvalid:
            if hit is None or means_folder(text.strip()):
                raise
            reference = parse(hit.id, revision)
        if reference.kind != "hub":
            return reference
        hit = hit or catalogue.find(reference.id)
        if self._evidence is not None and hit is not None and self._is_offline() and self._kept(reference):
            return reference
        if hit is None or (catalogue.entry(hit).on_hub and not self._is_offline()):
            return reference
        if reference.revision is not None:
            raise ReferenceInvalid(
                f"{hit.id} has no revisions here",
                why="its facts come from the catalogue, which has one date and no revisions",
                fix="leave out --revision",
            )
        return Reference("catalogue", hit.id)

    def _from_hub(self, text: str, reference: Reference) -> Snapshot:
        if self._is_offline():
            if self._kept(reference):
                return self._followed(reference)
            if reference.revision is not None:
                raise ReferenceInvalid(
                    f"{reference.id} has no revisions offline",
                    why="offline mode forbids asking the Hub",
                    fix="leave out --revision, or --offline",
                )
            raise NoNetwork(
                f"{reference.id} can't be fetched offline",
                why="offline mode forbids asking the Hub, and the catalogue does not have this model",
                fix=f"once online, run `openaudit snapshot {reference.id} -o DIR`, then check DIR offline"
                f"{_folder_hint(text)}",
            )
        try:
            return self._followed(reference)
        except NoNetwork as error:
            if catalogue.find(reference.id) is not None:
                error.fix += "; or use --offline: the catalogue has facts about this model"
            error.fix += _folder_hint(text)
            raise
        except NoSuchModel as error:
            if "/" not in reference.id and (hit := catalogue.find(reference.id)):  # a common name, and no legacy id
                return self._followed(Reference("hub", hit.id, reference.revision))
            error.fix += _folder_hint(text)
            raise

    def _followed(self, reference: Reference) -> Snapshot:
        """A repository of the Hub, with its ancestors, the cards of its datasets, and its linked code's licence."""
        found = self._follower(online=True).follow(self._fetcher().fetch(reference))
        return self._project_licenses().follow(self._dataset_cards().follow(found))

    def _is_offline(self) -> bool:
        if self._offline:
            return True
        from huggingface_hub.constants import is_offline_mode  # noqa: PLC0415  slow, and only for what the Hub has

        return is_offline_mode()

    def _follower(self, *, online: bool) -> "Ancestry":
        """Who follows ancestors: through the Hub and shared by all models of a run, or in the catalogue alone."""
        from openaudit.fetch.ancestry import Ancestry  # noqa: PLC0415  it reads cards, which the catalogue never does

        if not online:
            return Ancestry(None)
        with self._lock:
            if self._ancestry is None:
                self._ancestry = Ancestry(self._ancestors)
            return self._ancestry

    def _fetcher(self) -> Fetcher:
        """The repositories of the Hub: out of the evidence that is kept, where there is some."""
        with self._lock:
            if self._shared is None:
                self._shared = self._made_fetcher()
            return self._shared

    def _made_fetcher(self) -> Fetcher:
        from openaudit.fetch.evidence import StoredFetcher  # noqa: PLC0415  for batches
        from openaudit.fetch.once import SharedFetcher  # noqa: PLC0415  as above

        if self._evidence is not None:
            return SharedFetcher(StoredFetcher(self._evidence, None if self._is_offline() else self._hub_fetcher))
        return SharedFetcher(self._hub_fetcher()) if self._many else self._hub_fetcher()

    def _ancestors(self) -> Fetcher:
        from openaudit.fetch.evidence import StoredFetcher  # noqa: PLC0415  for batches

        return self._fetcher() if self._spill is None else StoredFetcher(self._spill, self._fetcher)

    def _kept(self, reference: Reference) -> bool:
        """Whether the evidence that is kept has an answer to this reference."""
        try:
            return self._evidence is not None and self._evidence.get(reference) is not None
        except FetchError:
            return True

    def _dataset_cards(self) -> "DatasetCards":
        from openaudit.fetch.datasets import DatasetCards  # noqa: PLC0415  as for ancestors

        with self._lock:
            if self._datasets is None:
                self._datasets = DatasetCards(self._card_source)
            return self._datasets

    def _project_licenses(self) -> "ProjectLicenses":
        from openaudit.fetch.projects import ProjectLicenses  # noqa: PLC0415  as for ancestors

        with self._lock:
            if self._projects is None:
                self._projects = ProjectLicenses(self._beyond)
            return self._projects

    def _beyond(self, what: str, address: str) -> TextFile | Unavailable:
        """The text at an address of another host: out of the evidence that is kept, else asked for and kept."""
        kept = self._evidence.get_card(what) if self._evidence is not None else None
        if kept is not None:
            return kept
        if self._is_offline():
            return Unavailable(what=what, reason="network", detail="not asked for: offline")
        outcome = self._hub_fetcher().beyond(what, address)
        if self._evidence is not None:
            self._evidence.put_card(what, outcome)
        return outcome

    def _card_source(self) -> "CardSource":
        from openaudit.fetch.evidence import StoredCards  # noqa: PLC0415  for batches

        store = self._evidence or self._spill
        if store is None:
            return self._hub_fetcher()
        return StoredCards(store, None if self._is_offline() else self._hub_fetcher)

    def _hub_fetcher(self) -> "HubFetcher":
        from openaudit.fetch.hub import HubFetcher  # noqa: PLC0415  the slowest import of all
        from openaudit.fetch.hub_client import HubClient, Patience  # noqa: PLC0415  as above

        patience = Patience(quota=self._patience)
        if self._many:
            patience = Patience(quota=self._patience, tries=8, connect_tries=4, total=120.0)
        with self._hub_lock:
            if self._hub is None:
                client = HubClient(endpoint(), token=self._token, patience=patience, waiting=self._waiting)
                self._hub = HubFetcher(client=client, side_by_side=not self._many)
            return self._hub


def _folder_hint(text: str) -> str:
    """How to mean the folder that has the name of a repository, if there is one."""
    name = text.strip()
    return f"; for the folder of this name, write ./{name}" if Path(name).is_dir() else ""
