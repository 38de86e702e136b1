"""The clause reader on the shared corpus: the figures that the issue asks for, on texts that are not ours."""

import json
from pathlib import Path
from typing import Any

import pytest

from openaudit.licensing.clauses import read_clauses

SHARED = Path(__file__).resolve().parents[3] / "shared" / "licences"
UNSEEN = SHARED / "unseen"
RARER = {
    *("size-cap", "excluded-licensees", "non-production", "fixed-term", "tied-product", "confidentiality"),
    *("no-reverse-engineering", "guardrail-duty"),
}

pytestmark = pytest.mark.shared


def gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (UNSEEN / "gold.jsonl").read_text(encoding="utf-8").splitlines()]


def kinds(rows: list[dict[str, Any]]) -> set[str]:
    return {row["kind"] for row in rows if not row["kind"].startswith("other:")}


def test_restrictions_of_texts_without_a_name() -> None:
    """Precision and recall of the restriction kinds are at least 0.95."""
    right = wrong = missed = 0
    for row in gold():
        want, ok = kinds(row["restrictions"]), RARER | kinds(row.get("restrictions_ok", []))
        got = {f.kind for f in read_clauses((UNSEEN / row["file"]).read_text(encoding="utf-8")).restrictions}
        right, wrong, missed = right + len(want & got), wrong + len(got - want - ok), missed + len(want - got)
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.95


def test_open_or_not_is_right_everywhere() -> None:
    """Openness is right in every text, and what is no licence is said to be none."""
    for row in gold():
        reading = read_clauses((UNSEEN / row["file"]).read_text(encoding="utf-8"))
        assert reading.is_license is not bool(row.get("not_a_license")), row["file"]
        assert not reading.is_open if row.get("not_a_license") else reading.is_open == row["open"], row["file"]


def test_numbers_are_right() -> None:
    """Every threshold and amount of the gold is found."""
    for row in gold():
        found = read_clauses((UNSEEN / row["file"]).read_text(encoding="utf-8")).restrictions
        for want in row["restrictions"]:
            for name in ("threshold", "amount"):
                if want.get(name) is not None:
                    assert want[name] in {getattr(f, name) for f in found if f.kind == want["kind"]}, row["file"]
