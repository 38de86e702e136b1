"""The licence of the code that a card links to: one file of one project, where the verdict hangs on it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import msgspec

from openaudit.fetch.interface import one_line
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
        self._lock = threading.Lock()
        self._asked: dict[str, Future[TextFile | Unavailable]] = {}

    def follow(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the licence of the project that holds the training code, or why it could not be had.

        A project without a file of that name has just none there: nothing is missing.
        """
        readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
        project = project_to_ask(read_card(readme), snapshot) if readme is not None else None
        if project is None:
            return snapshot
        answer = self._once(project)
        if isinstance(answer, TextFile):
            return msgspec.structs.replace(snapshot, texts=sort_texts((*snapshot.texts, answer)))
        if answer.reason == "not-found":
            return snapshot
        return msgspec.structs.replace(snapshot, unavailable=(*snapshot.unavailable, answer))

    def _once(self, project: str) -> TextFile | Unavailable:
        with self._lock:
            mine = project not in self._asked
            future = self._asked.setdefault(project, Future())
        if mine:
            what = one_line(f"https://github.com/{project}/blob/HEAD/{_FILE}{OF_CODE}")
            try:
                future.set_result(self._ask(what, f"https://raw.githubusercontent.com/{project}/HEAD/{_FILE}"))
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()
