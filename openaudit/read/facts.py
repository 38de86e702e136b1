"""All that was read of one model: the input of classification. Reading is pure; nothing here touches the network."""

import msgspec

from openaudit.licensing import knowledge
from openaudit.read import from_catalogue
from openaudit.read.card import Card, read_card
from openaudit.read.catalogue import CatalogueEntry
from openaudit.read.claims import ClaimReading, read_claims
from openaudit.read.components import Released, read_components
from openaudit.read.licenses import COMPONENTS, ComponentReading, read_component
from openaudit.read.lineage import Ancestor, NamedDataset, read_ancestors, read_datasets
from openaudit.read.prose_licenses import prose_statements
from openaudit.read.release import WeightsReading, read_multimodal, read_weights
from openaudit.read.statements import Statement, file_statements, metadata_statements
from openaudit.read.text import Document, read_text
from openaudit.record import Component, Unavailable
from openaudit.snapshot import Snapshot, TextFile

_CATALOGUE = "catalogue/"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of one model, each with its place. `entry` is set when the catalogue speaks, `card` when a card does."""

    snapshot: Snapshot
    documents: tuple[Document, ...]
    card: Card | None
    entry: CatalogueEntry | None
    statements: tuple[Statement, ...]
    licenses: dict[Component, ComponentReading]
    weights: WeightsReading
    released: Released
    multimodal: bool | None
    claims: tuple[ClaimReading, ...]
    ancestors: tuple[Ancestor, ...]
    datasets: tuple[NamedDataset, ...]
    unavailable: tuple[Unavailable, ...]


def read(snapshot: Snapshot) -> Facts:
    """The facts of a snapshot. Raises KnowledgeInvalid when the installation's own data files are damaged."""
    catalogue = next((t for t in snapshot.texts if t.path.startswith(_CATALOGUE)), None)
    if snapshot.subject.source == "catalogue" or catalogue is not None:
        if catalogue is None:
            msg = "a catalogue snapshot without its entry"
            raise ValueError(msg)
        return _read_catalogue(snapshot, catalogue)
    return _read_repository(snapshot)


def _read_repository(snapshot: Snapshot) -> Facts:
    texts = [read_text(t) for t in snapshot.texts]
    repository, documents = read_text(snapshot.repository_text), tuple(d for d in texts if not d.binary)
    card = _card(snapshot)
    unreadable = {d.path: "; ".join(d.problems) for d in texts if d.binary}
    if card is not None and card.unreadable:
        unreadable[card.document.path] = "; ".join(card.problems)
    unavailable = (
        *snapshot.unavailable,
        *(Unavailable(what=path, reason="unreadable", detail=why) for path, why in unreadable.items()),
    )
    statements = list(file_statements(documents))
    if card is not None:
        statements += metadata_statements(card)
        statements += prose_statements(card)
    multimodal = read_multimodal(snapshot, card, documents)
    return Facts(
        snapshot=snapshot,
        documents=(repository, *documents),
        card=card,
        entry=None,
        statements=tuple(statements),
        licenses=_licenses(statements, unavailable, multimodal),
        weights=read_weights(snapshot, repository, documents),
        released=read_components(snapshot, card, repository),
        multimodal=multimodal,
        claims=read_claims(card) if card is not None else (),
        ancestors=read_ancestors(card, documents) if card is not None else (),
        datasets=read_datasets(card) if card is not None else (),
        unavailable=unavailable,
    )


def _licenses(
    statements: list[Statement], unavailable: tuple[Unavailable, ...], multimodal: bool | None
) -> dict[Component, ComponentReading]:
    return {c: read_component(c, statements, unavailable, multimodal=multimodal) for c in COMPONENTS}


def _card(snapshot: Snapshot) -> Card | None:
    """The model card: README.md at the root, whatever its letter case."""
    readme = next((t for t in snapshot.texts if t.path.lower() == "readme.md"), None)
    return read_card(readme) if readme is not None else None


def _read_catalogue(snapshot: Snapshot, file: TextFile) -> Facts:
    view = from_catalogue.view(file)
    statements: list[Statement] = []
    if view.entry.license is not None and view.license_citation is not None:
        statements.append(
            Statement(
                stated_in="catalogue",
                component="weights",
                written=view.entry.license,
                entry=knowledge.find(view.entry.license),
                citation=view.license_citation,
            )
        )
    return Facts(
        snapshot=snapshot,
        documents=(view.document,),
        card=None,
        entry=view.entry,
        statements=tuple(statements),
        licenses=_licenses(statements, snapshot.unavailable, view.entry.multimodal),
        weights=view.weights,
        released=view.released,
        multimodal=view.entry.multimodal,
        claims=view.claims,
        ancestors=view.ancestors,
        datasets=(),
        unavailable=snapshot.unavailable,
    )
