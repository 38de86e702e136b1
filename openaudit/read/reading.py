"""The one way from a snapshot to facts. Reading is pure; nothing here touches the network."""

import msgspec

from openaudit.read.facts import Facts
from openaudit.record import Unavailable
from openaudit.snapshot import CATALOGUE, Snapshot


def read(snapshot: Snapshot) -> Facts:
    """The facts of a snapshot. Raises KnowledgeInvalid when the installation's own data files are damaged."""
    facts = _read(snapshot)
    return _with_supplied(facts) if snapshot.supplied else facts


def _read(snapshot: Snapshot) -> Facts:
    # Either way is imported when it is gone: the catalogue needs none of what reads cards and licence texts.
    if any(text.path.startswith(CATALOGUE) for text in snapshot.texts):
        from openaudit.read.from_catalogue import read_catalogue  # noqa: PLC0415

        return read_catalogue(snapshot)
    from openaudit.read.repository import read_repository  # noqa: PLC0415

    return read_repository(snapshot)


def _with_supplied(facts: Facts) -> Facts:
    """The facts, with what the user supplied beside them; a file of his that can't be read is said to be so."""
    from openaudit.read.supplied import read_supplied  # noqa: PLC0415  as above: few audits have any

    files = [(text.path, read_supplied(text)) for text in facts.snapshot.supplied]
    unread = tuple(
        Unavailable(what=path, reason="unreadable", detail="; ".join(f"line {p.line}: {p.what}" for p in file.problems))
        for path, file in files
        if file.problems
    )
    return msgspec.structs.replace(
        facts,
        supplied=tuple(fact for _, file in files for fact in file.facts),
        unavailable=(*facts.unavailable, *unread),
    )
