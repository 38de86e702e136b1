"""The claims reader against the sentences that annotators labelled, by the shared scorer's own logic."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from openaudit.read.card import read_card
from openaudit.read.claims import read_claims
from openaudit.snapshot import TextFile

pytestmark = pytest.mark.shared

SHARED = Path(__file__).parents[3] / "shared"
MODELS = SHARED / "corpus" / "models"


def _record(readme: Path) -> str:
    model = readme.parent.relative_to(MODELS).as_posix()
    claims = read_claims(read_card(TextFile("README.md", readme.read_bytes())), model)
    return json.dumps(
        {
            "subject": {"id": model},
            "evidence": [{"id": str(i), "quote": claim.citation.quote} for i, claim in enumerate(claims)],
            "claims": [{"kind": c.kind, "about": c.about, "evidence": [str(i)]} for i, c in enumerate(claims)],
        }
    )


def test_figures(tmp_path: Path) -> None:
    """F1 is at least 0.92 over all labelled sentences, and 0.88 for openness, licence and limits each."""
    records = tmp_path / "records.jsonl"
    records.write_text("\n".join(_record(readme) for readme in sorted(MODELS.glob("*/*/README.md"))), encoding="utf-8")
    command = [sys.executable, "claims.py", str(records), str(SHARED / "corpus" / "claims.jsonl")]
    done = subprocess.run(command, cwd=SHARED / "score", capture_output=True, text=True, check=True)
    groups = {name: float(f1) for name, f1 in re.findall(r"^  (\w+) +\S+ +\S+ +(\S+)", done.stdout, re.MULTILINE)}
    total = json.loads(done.stdout.splitlines()[-1])
    assert total["skipped"] == 0
    assert total["f1"] >= 0.92
    assert min(groups[name] for name in ("open", "license", "limits")) >= 0.88
