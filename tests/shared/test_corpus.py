"""Against all models in ../shared, through the simulated Hub, scored by the scorer that lies beside them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.shared

SHARED = Path(__file__).parents[3] / "shared"
MODELS = SHARED / "corpus" / "models"


class Hub:
    """The simulated Hub in a process of its own, ended when the context is left."""

    def __enter__(self) -> str:
        simulator = [sys.executable, str(SHARED / "hub" / "hubsim.py"), "--data", str(SHARED / "corpus"), "--port", "0"]
        self._server = subprocess.Popen(simulator, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._server.stdout is not None
        found = re.search(r"https?://\S+", self._server.stdout.readline())
        assert found is not None
        return found[0]

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.communicate()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of a batch over every model of the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    ids = sorted(str(card.parent.relative_to(MODELS)) for card in MODELS.rglob("README.md"))
    (folder / "models.txt").write_text("\n".join(ids))
    with Hub() as url:
        subprocess.run(
            [
                *(sys.executable, "-c", "from openaudit.cli.main import command; command()"),
                *("batch", str(folder / "models.txt"), "-o", str(folder / "records.jsonl"), "--allow-incomplete", "-q"),
            ],
            env={**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(folder / "hf"), "HF_TOKEN": "hf_good"},
            check=True,
            timeout=300,
        )
    return folder / "records.jsonl"


@pytest.fixture(scope="module")
def figures(records: Path) -> dict[str, float]:
    """The figures that the scorer prints of the records."""
    scorer = [sys.executable, str(SHARED / "score" / "audit.py"), str(records), str(SHARED / "corpus" / "gold.jsonl")]
    done = subprocess.run([*scorer, "--corpus", str(SHARED / "corpus")], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_model_has_a_record_and_none_failed(records: Path) -> None:
    """No model of the corpus crashes the audit or fails."""
    statuses = [json.loads(line)["status"] for line in records.read_text().splitlines()]
    assert len(statuses) == len(list(MODELS.rglob("README.md")))
    assert set(statuses) <= {"complete", "partial"}


def test_every_quote_stands_in_its_file(figures: dict[str, float]) -> None:
    """Not one quote is missing from the file that it names, and every judged finding has evidence."""
    assert figures["bad_quotes"] == 0
    assert figures["findings_without_evidence"] == 0


@pytest.mark.parametrize(
    ("figure", "least"),
    [
        ("tier_accuracy", 0.99),
        ("tier_strict_accuracy", 0.96),
        ("weights_accuracy", 0.98),
        ("code_accuracy", 0.9),
        ("data_accuracy", 0.87),
        ("commercial_accuracy", 0.95),
        ("restrictions_f1", 0.95),
        ("findings_p", 0.95),
        ("findings_r", 0.9),
    ],
)
def test_agreement_with_the_annotators(figures: dict[str, float], figure: str, least: float) -> None:
    """Each figure against the gold is at least the one that the project holds itself to."""
    assert figures[figure] >= least


def test_open_metadata_over_a_real_community_licence(tmp_path: Path) -> None:
    """Apache-2.0 in the metadata over the Llama text and a Llama base raises OA203 and OA401, and never becomes MIT."""
    (tmp_path / "README.md").write_text("---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B\n---\n# A\n")
    text = SHARED / "licences" / "texts" / "meta-llama-llama-3.1-8b-instruct-license.txt"
    (tmp_path / "LICENSE").write_bytes(text.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 8)
    with Hub() as url:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from openaudit.cli.main import command; command()",
                "check",
                str(tmp_path),
                "--json",
            ],
            env={**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(tmp_path / "hf")},
            capture_output=True,
            text=True,
            check=True,
        )
    record = json.loads(done.stdout)
    assert record["verdict"]["tier"] == "restricted-weights"
    assert {"OA203", "OA401"} <= {f["rule"] for f in record["findings"]}
    assert "MIT" not in json.dumps(record["licenses"])
