"""Facts out of a catalogue entry, in the same terms as those out of a repository."""

from typing import cast

import msgspec

from openaudit.licensing import knowledge
from openaudit.read.catalogue import CatalogueEntry, Fact, Topic, fact_lines, key_line, parse
from openaudit.read.facts import Facts
from openaudit.read.licenses import read_licenses
from openaudit.read.readings import Ancestor, ClaimReading, Released, Statement, WeightsReading
from openaudit.read.text import Citation, Document, read_text
from openaudit.record import Checkpoints, ClaimKind, CodeLevel, DataLevel, WeightsLevel
from openaudit.snapshot import Snapshot, TextFile

_CODE: dict[str, CodeLevel] = {"released": "training", "partial": "partial"}


class Said(msgspec.Struct, frozen=True):
    """One fact of the catalogue with its place."""

    says: str
    citation: Citation


class _View(msgspec.Struct, frozen=True, kw_only=True):
    """A catalogue entry as the readings that a repository would have given."""

    document: Document
    entry: CatalogueEntry
    license_citation: Citation | None
    weights: WeightsReading
    released: Released
    claims: tuple[ClaimReading, ...]
    ancestors: tuple[Ancestor, ...]


def read_catalogue(snapshot: Snapshot, file: TextFile) -> Facts:
    """The facts of a catalogue snapshot, whose entry is `file`. Raises KnowledgeInvalid when that is damaged."""
    view = _view(file)
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
        licenses=read_licenses(statements, snapshot.unavailable, multimodal=view.entry.multimodal),
        weights=view.weights,
        released=view.released,
        multimodal=view.entry.multimodal,
        claims=view.claims,
        ancestors=view.ancestors,
        datasets=(),
        unavailable=snapshot.unavailable,
    )


def _view(file: TextFile) -> _View:
    """The entry in `file`. Raises KnowledgeInvalid when it breaks the catalogue's schema."""
    document = read_text(file)
    entry = parse(file.data, file.path)
    line = key_line(file.data, "license") if entry.license is not None else None
    return _View(
        document=document,
        entry=entry,
        license_citation=document.cite(line) if line is not None else None,
        weights=_weights(document, entry, file.data),
        released=_released(document, entry, file.data),
        claims=tuple(
            ClaimReading(cast("ClaimKind", fact.level), citation, fact.says)
            for fact, citation in _facts(document, entry, file.data)
            if fact.topic == "claim" and fact.level is not None
        ),
        ancestors=_ancestors(document, entry, file.data),
    )


def _facts(document: Document, entry: CatalogueEntry, raw: bytes) -> list[tuple[Fact, Citation]]:
    places = fact_lines(raw)
    return [(fact, _cite_fact(document, *lines)) for fact, lines in zip(entry.facts, places, strict=True)]


def _cite_fact(document: Document, first: int, last: int) -> Citation:
    """The lines of a fact, with what it says as the quote."""
    says = next((line for line in document.lines[first - 1 : last] if line.startswith("says = ")), None)
    return document.cite(first, last, quote=says.partition(" = ")[2].strip('"') if says is not None else None)


def _topic(
    document: Document, entry: CatalogueEntry, raw: bytes, topic: Topic
) -> tuple[str | None, tuple[Citation, ...]]:
    """The level that the entry gives a topic, and where."""
    found = [(fact.level, citation) for fact, citation in _facts(document, entry, raw) if fact.topic == topic]
    return (found[0][0] if found else None), tuple(c for _, c in found)


def _weights(document: Document, entry: CatalogueEntry, raw: bytes) -> WeightsReading:
    said, citations = _topic(document, entry, raw, "weights")
    level = cast("WeightsLevel", said or ("none" if entry.kind == "api" else "full"))
    if level == "full" and entry.gated:
        level = "gated"
    line = key_line(raw, "gated" if entry.gated else "kind")
    place = (document.cite(line),) if line is not None else ()
    return WeightsReading(level=level, formats=tuple(entry.formats), adapter=False, citations=(*citations, *place))


def _released(document: Document, entry: CatalogueEntry, raw: bytes) -> Released:
    training, training_places = _topic(document, entry, raw, "training-code")
    inference, inference_places = _topic(document, entry, raw, "inference-code")
    data, data_places = _topic(document, entry, raw, "training-data")
    data_code, data_code_places = _topic(document, entry, raw, "data-code")
    evaluation, evaluation_places = _topic(document, entry, raw, "evaluation")
    checkpoints, checkpoint_places = _topic(document, entry, raw, "checkpoints")
    report, _ = _topic(document, entry, raw, "report")
    fallback: CodeLevel = "inference" if inference == "released" else "none"
    code = _CODE.get(training or "", fallback)
    return Released(
        code=code,
        code_citations=inference_places if code == "inference" else training_places,
        data=cast("DataLevel", data or "none"),
        data_citations=data_places,
        data_code=data_code == "released",
        data_code_citations=data_code_places,
        evaluation=evaluation == "released",
        evaluation_citations=evaluation_places,
        checkpoints=cast("Checkpoints", checkpoints or "none"),
        checkpoint_citations=checkpoint_places,
        paper=report == "paper",
    )


def _ancestors(document: Document, entry: CatalogueEntry, raw: bytes) -> tuple[Ancestor, ...]:
    line = key_line(raw, "base_model")
    if entry.base_model is None or line is None:
        return ()
    return (Ancestor(entry.base_model, entry.relation or "finetune", document.cite(line)),)


def cite_topic(facts: Facts, topic: Topic) -> Said | None:
    """What the catalogue says on a topic, None when there is no entry or it is silent."""
    if facts.entry is None:
        return None
    document = facts.documents[0]
    raw = next(t.data for t in facts.snapshot.texts if t.path == document.path)
    return next(
        (Said(fact.says, citation) for fact, citation in _facts(document, facts.entry, raw) if fact.topic == topic),
        None,
    )
