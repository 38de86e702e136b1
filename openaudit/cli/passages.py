"""The texts behind a record's evidence, by their hash: what a report needs to show a quote in its context."""

from collections.abc import Iterator

from openaudit.read.text import read_text
from openaudit.report.interface import Passages
from openaudit.snapshot import Snapshot, TextFile


def passages(snapshot: Snapshot) -> Passages:
    """The lines of every text that evidence from this snapshot can cite, its ancestors' included."""
    return {text.sha256: read_text(text).lines for text in _texts(snapshot)}


def _texts(snapshot: Snapshot) -> Iterator[TextFile]:
    yield from snapshot.texts
    yield snapshot.repository_text
    yield from snapshot.supplied
    for ancestor in snapshot.ancestors:
        yield from _texts(ancestor.snapshot)
