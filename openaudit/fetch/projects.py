"""The licence of the code that a card links to: one file of one project, where the verdict hangs on it."""

from collections.abc import Callable

import msgspec

from openaudit.fetch.interface import one_line
from openaudit.fetch.once import KEPT, Once
from openaudit.read.card import read_card
from openaudit.read.components import project_to_ask
from openaudit.read.license_files import OF_CODE
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot, TextFile, sort_texts

Ask = Callable[[str, str], TextFile | Unavailable]
"""Gives the text at an address (second) under a name (first), or why it could not be had: the door to other hosts."""

_FILE = "LICENSE"


class ProjectLicenses:
    """Adds a linked project's licence to snapshots; asked for once, it serves every model of a run. Thread-safe."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._once: Once[str, TextFile | Unavailable] = Once(KEPT)

    def follow(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the licence of the project that holds the training code, or why it could not be had.

        A project without a file of that name has just none there: nothing is missing.
        """
        readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
        project = project_to_ask(read_card(readme), snapshot) if readme is not None else None
        if project is None:
            return snapshot
        answer = self._once.get(project, lambda: self._licence(project))
        if isinstance(answer, TextFile):
            return msgspec.structs.replace(snapshot, texts=sort_texts((*snapshot.texts, answer)))
        if answer.reason == "not-found":
            return snapshot
        return msgspec.structs.replace(snapshot, unavailable=(*snapshot.unavailable, answer))

    def _licence(self, project: str) -> TextFile | Unavailable:
        what = one_line(f"https://github.com/{project}/blob/HEAD/{_FILE}{OF_CODE}")
        return self._ask(what, f"https://raw.githubusercontent.com/{project}/HEAD/{_FILE}")
