"""All parts of a release beside its weights, out of the card and the listing."""

import json

from openaudit.licensing import names
from openaudit.read.card import Card
from openaudit.read.components import documents
from openaudit.read.components.code import CodeReading, read_code, training_project
from openaudit.read.components.data import read_data_level
from openaudit.read.components.documentation import read_documented
from openaudit.read.components.lines import Lines
from openaudit.read.datasets import card_path
from openaudit.read.prose_licenses import prose_statements
from openaudit.read.readings import Part, PartName, Released
from openaudit.read.release import cite_listing
from openaudit.read.text import Document
from openaudit.snapshot import Snapshot


def read_components(snapshot: Snapshot, card: Card | None, repository: Document) -> Released:
    """What the card and the listing show beside the weights. Without a card, what only it would tell is unknown."""
    paths = [f.path for f in snapshot.repository.files]
    tags = snapshot.repository.tags
    lines = Lines(card, snapshot.subject.id) if card is not None else None
    code = read_code(lines, paths, repository)
    documented = read_documented(snapshot.repository, lines, code.inference, repository)
    if lines is None:
        return Released(
            code=code.level,
            code_citations=code.citations,
            parts=_code_parts(code, unread=True),
            documented=documented,
        )
    tagged = tuple(c for tag in tags if tag.startswith("dataset:") for c in cite_listing(repository, json.dumps(tag)))
    data = read_data_level(lines, code.processing, tagged, gated=_gated_sets(card, snapshot))
    results, checkpoints, paper = documents.results(lines), documents.checkpoints(lines), documents.paper(lines)
    return Released(
        code=code.level,
        code_citations=code.citations,
        data=data.level,
        data_citations=data.citations,
        data_code=code.processing.presence == "yes",
        data_code_citations=code.processing.citations,
        evaluation=results.presence == "yes",
        evaluation_citations=results.citations,
        checkpoints="intermediate" if checkpoints.presence == "yes" else "none",
        checkpoint_citations=checkpoints.citations,
        paper=paper.presence == "yes",
        parts={
            **_code_parts(code, unread=False),
            "evaluation-results": results,
            "technical-report": documents.report(lines),
            "paper": paper,
            "data-card": documents.data_card(lines),
            "checkpoints": checkpoints,
        },
        documented=documented,
    )


def _gated_sets(card: Card | None, snapshot: Snapshot) -> bool:
    """Whether every dataset that the metadata name is one that the Hub gives to some only."""
    named = card.strings("datasets") if card is not None else ()
    named = named or tuple(t.removeprefix("dataset:") for t in snapshot.repository.tags if t.startswith("dataset:"))
    refused = {u.what for u in snapshot.unavailable if u.reason in {"gated", "blocked"}}
    return bool(named) and all(card_path(name) in refused for name in named)


def _code_parts(code: CodeReading, *, unread: bool) -> dict[PartName, Part]:
    parts: dict[PartName, Part] = {
        "training-code": code.training,
        "data-code": code.processing,
        "inference-code": code.inference,
        "evaluation-code": code.evaluation,
    }
    return {name: Part("unknown") if unread and part.presence == "no" else part for name, part in parts.items()}


def project_to_ask(card: Card, snapshot: Snapshot) -> str | None:
    """The project (`owner/name` on GitHub) whose licence the verdict hangs on, as it has the training code.

    None where no project is linked for it, where the weights' licence is not an open one by the metadata, or where the
    card's text names the code's licence.
    """
    tags = [t.removeprefix("license:") for t in snapshot.repository.tags if t.startswith("license:")]
    declared = [names.find(value) for value in card.strings("license") or tags]
    if (
        not any(entry is not None and entry.license.is_open for entry in declared)
        or "github.com/" not in card.document.text
    ):
        return None
    project = training_project(Lines(card, snapshot.subject.id))
    if project is None or any(s.component == "code" for s in prose_statements(card)):
        return None
    return project
