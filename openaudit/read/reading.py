"""The one way from a snapshot to facts. Reading is pure; nothing here touches the network."""

from openaudit.read.facts import Facts
from openaudit.snapshot import CATALOGUE, Snapshot


def read(snapshot: Snapshot) -> Facts:
    """The facts of a snapshot. Raises KnowledgeInvalid when the installation's own data files are damaged."""
    # Either way is imported when it is gone: the catalogue needs none of what reads cards and licence texts.
    if any(text.path.startswith(CATALOGUE) for text in snapshot.texts):
        from openaudit.read.from_catalogue import read_catalogue  # noqa: PLC0415

        return read_catalogue(snapshot)
    from openaudit.read.repository import read_repository  # noqa: PLC0415

    return read_repository(snapshot)
