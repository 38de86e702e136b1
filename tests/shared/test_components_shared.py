"""Against the audits by hand in ../shared: code and data levels, without the rest of the audit."""

import json
from pathlib import Path

import pytest

from openaudit.read.card import read_card
from openaudit.read.components import read_components
from openaudit.read.text import read_text
from openaudit.record import Subject
from openaudit.snapshot import ListedFile, Repository, Snapshot, TextFile

pytestmark = pytest.mark.shared

SHARED = Path(__file__).parents[3] / "shared"
MODELS = SHARED / "corpus" / "models"


def _levels(model: str) -> dict[str, str]:
    listing = json.loads((MODELS / model / "repo.json").read_text())
    files = tuple(ListedFile(path=f if isinstance(f, str) else f["rfilename"]) for f in listing["siblings"])
    snapshot = Snapshot(
        subject=Subject(id=model, revision=None, source="local", url=None, gated=None, retrieved_at="2026-01-01"),
        repository=Repository(id=model, files=files),
        texts=(),
    )
    card = read_card(TextFile("README.md", (MODELS / model / "README.md").read_bytes()))
    released = read_components(snapshot, card, read_text(snapshot.repository_text))
    return {"code": released.code, "data": released.data}


def test_figures() -> None:
    """At least 0.90 of the code levels and 0.87 of the data levels are those of a fair judge."""
    gold = [json.loads(line) for line in (SHARED / "corpus" / "gold.jsonl").read_text().splitlines()]
    levels = [_levels(audit["id"]) for audit in gold]
    for axis, least in (("code", 0.90), ("data", 0.87)):
        right = sum(got[axis] in {g[axis], *g.get(f"{axis}_alt", ())} for g, got in zip(gold, levels, strict=True))
        assert right >= least * len(gold)
