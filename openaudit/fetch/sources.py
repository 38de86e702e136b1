"""All sources behind one door: what drivers call to have a snapshot of whatever a user names."""

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from openaudit.errors import NoNetwork, NoSuchModel, ReferenceInvalid
from openaudit.fetch import catalogue
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.local import LocalFetcher
from openaudit.fetch.reference import Reference, means_folder, parse
from openaudit.fetch.saved import SavedFetcher
from openaudit.snapshot import Snapshot

if TYPE_CHECKING:
    from openaudit.fetch.ancestry import Ancestry
    from openaudit.fetch.datasets import DatasetCards
    from openaudit.fetch.hub import HubFetcher
    from openaudit.fetch.projects import ProjectLicenses

_log = logging.getLogger(__name__)


class Sources:
    """Snapshots from the Hub, folders, saved snapshots and the catalogue; thread-safe, so that a batch shares one.

    `offline` forbids the network. `token` is the Hub's; None means the user's own, as huggingface_hub finds it.
    `patience` is the longest wait in seconds for the Hub's quota. To be closed, or used as a context manager.
    """

    def __init__(self, *, offline: bool = False, token: str | None = None, patience: float = 60.0) -> None:
        self._offline = offline
        self._token = token
        self._patience = patience
        self._lock = threading.Lock()
        self._hub: HubFetcher | None = None
        self._ancestry: Ancestry | None = None
        self._datasets: DatasetCards | None = None
        self._projects: ProjectLicenses | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, if any were made."""
        with self._lock:
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
        found = self._follower(online=True).follow(self._hub_fetcher().fetch(reference))
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
                self._ancestry = Ancestry(self._hub_fetcher)
            return self._ancestry

    def _dataset_cards(self) -> "DatasetCards":
        from openaudit.fetch.datasets import DatasetCards  # noqa: PLC0415  as for ancestors

        with self._lock:
            if self._datasets is None:
                self._datasets = DatasetCards(self._hub_fetcher)
            return self._datasets

    def _project_licenses(self) -> "ProjectLicenses":
        from openaudit.fetch.projects import ProjectLicenses  # noqa: PLC0415  as for ancestors

        with self._lock:
            if self._projects is None:
                self._projects = ProjectLicenses(lambda what, address: self._hub_fetcher().beyond(what, address))
            return self._projects

    def _hub_fetcher(self) -> "HubFetcher":
        from openaudit.fetch.hub import HubFetcher  # noqa: PLC0415  the slowest import of all
        from openaudit.fetch.hub_client import Patience  # noqa: PLC0415  as above

        with self._lock:
            if self._hub is None:
                self._hub = HubFetcher(token=self._token, patience=Patience(quota=self._patience))
            return self._hub


def _folder_hint(text: str) -> str:
    """How to mean the folder that has the name of a repository, if there is one."""
    name = text.strip()
    return f"; for the folder of this name, write ./{name}" if Path(name).is_dir() else ""
