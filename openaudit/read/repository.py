"""The facts of a repository: out of its card, its licence files, its configuration and its listing."""

from collections.abc import Collection

import msgspec

from openaudit.read.card import Card, read_card
from openaudit.read.claims import read_claims
from openaudit.read.components import read_components
from openaudit.read.datasets import PREFIX as DATASETS
from openaudit.read.datasets import data_statements, read_datasets
from openaudit.read.facts import Facts
from openaudit.read.inheritance import read_ancestors
from openaudit.read.licenses import LINKED, read_licenses
from openaudit.read.lineage import read_mentions
from openaudit.read.prose_licenses import prose_statements
from openaudit.read.release import read_multimodal, read_weights
from openaudit.read.statements import (
    file_statements,
    gate_statements,
    metadata_statements,
    policy_statements,
    tag_statements,
)
from openaudit.read.text import read_text
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot


def read_repository(snapshot: Snapshot) -> Facts:
    """The facts of a repository, fetched or local."""
    texts = [read_text(t) for t in snapshot.texts if not t.path.startswith(DATASETS)]
    repository, documents = read_text(snapshot.repository_text), tuple(d for d in texts if not d.binary)
    card = _card(snapshot)
    unreadable = {d.path: "; ".join(d.problems) for d in texts if d.binary}
    if card is not None and card.unreadable:
        unreadable[card.document.path] = "; ".join(card.problems)
    unavailable = (  # what could not be had of a dataset is told with the dataset
        *(_as_linked(u, snapshot.linked) for u in snapshot.unavailable if not u.what.startswith(DATASETS)),
        *(Unavailable(what=path, reason="unreadable", detail=why) for path, why in unreadable.items()),
    )
    if card is not None and (unread := [p for p in card.prose.problems if "not read" in p or "are read" in p]):
        unavailable += (Unavailable(what="README.md (in part)", reason="too-large", detail="; ".join(unread)),)
    mentions = read_mentions(card, (repository, *documents), snapshot.repository)
    ancestors, inherited = read_ancestors(snapshot, mentions)
    statements = [*file_statements(documents, snapshot.linked), *inherited]
    declared = list(metadata_statements(card)) if card is not None else []
    statements += declared or tag_statements(repository, snapshot.repository.tags)
    if card is not None:
        statements += gate_statements(card)
        statements += prose_statements(card)
    statements += policy_statements(documents, statements)
    datasets = read_datasets(snapshot, card, repository)
    if not any(s.component == "data" for s in statements):
        statements += data_statements(datasets)
    multimodal = read_multimodal(snapshot, card, documents)
    return Facts(
        snapshot=snapshot,
        documents=(repository, *documents),
        card=card,
        entry=None,
        statements=tuple(statements),
        licenses=read_licenses(statements, unavailable, multimodal=multimodal),
        weights=read_weights(snapshot, card, repository, documents),
        released=read_components(snapshot, card, repository),
        multimodal=multimodal,
        claims=read_claims(card, snapshot.subject.id) if card is not None else (),
        ancestors=ancestors,
        datasets=datasets,
        unavailable=unavailable,
    )


def _as_linked(missing: Unavailable, linked: Collection[str]) -> Unavailable:
    """What could not be seen, marked where a licence link leads to it: its name may say nothing of terms."""
    if missing.what not in linked:
        return missing
    return msgspec.structs.replace(missing, what=f"{LINKED}{missing.what}")


def _card(snapshot: Snapshot) -> Card | None:
    """The model card: README.md at the root, whatever its letter case."""
    readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
    return read_card(readme) if readme is not None else None
