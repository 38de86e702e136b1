"""Against the Model Openness Tool's own model files in ../shared, and the classes that it gives them."""

import csv
from pathlib import Path

import pytest

from openaudit.answers.mot import evaluate
from openaudit.read.text import read_text
from openaudit.snapshot import TextFile

pytestmark = pytest.mark.shared

MOT = Path(__file__).parents[3] / "shared" / "mot"


def test_classes_and_progress_are_mots_own() -> None:
    """To the letter, every file gets MOT's class and, within its rounding, MOT's progress; no file has a fault."""
    rows = list(csv.DictReader((MOT / "expected.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    assert len(rows) == 273
    for row in rows:
        answer = evaluate(read_text(TextFile(row["file"], (MOT / "models" / row["file"]).read_bytes())))
        assert answer.strict is not None
        assert (answer.problems, answer.strict.class_ or "none") == ((), row["class"]), row["file"]
        for class_, reached in answer.strict.progress.items():
            assert reached == pytest.approx(float(row[class_]), abs=0.01), row["file"]
