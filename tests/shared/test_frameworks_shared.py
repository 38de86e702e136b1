"""The frameworks against the published judgments of well-known models, as far as the corpus has their evidence."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from openaudit.audit import audit
from openaudit.fetch import catalogue
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.record.json import to_line
from tests.shared.test_corpus import MODELS, SHARED, Hub

pytestmark = pytest.mark.shared

OUTSIDE_THE_AIM = ("paper", "licenses")  # which the index's own judges change most
# Model, OSAID, licence test of Art. 53(2), and between which scores of the index. `-no` is: anything but.
TABLE = [
    ("allenai/OLMo-7B", "yes", "pass", 0.8, 1.0),
    ("allenai/OLMo-2-1124-13B-Instruct", "-no", "pass", 0.8, 1.0),
    ("EleutherAI/pythia-12b", "-no", "pass", 0.75, 1.0),
    ("swiss-ai/Apertus-8B-2509", "-no", "pass", 0.5, 1.0),
    ("bigscience/bloom", "no", "unknown", 0.6, 1.0),
    ("bigcode/santacoder-megatron", "no", "unknown", 0.4, 1.0),
    ("meta-llama/Llama-3.1-8B-Instruct", "no", "fail", 0.0, 0.5),
    ("google/gemma-2-9b-it", "no", "fail", 0.0, 0.5),
    ("databricks/dbrx-instruct", "no", "fail", 0.0, 0.5),
    ("deepseek-ai/DeepSeek-R1", "-yes", "pass", 0.3, 0.7),
    ("Qwen/Qwen3-8B", "-yes", "pass", 0.1, 0.7),
    ("mistralai/Mistral-7B-v0.1", "-yes", "pass", 0.1, 0.6),
    ("mistralai/Mixtral-8x7B-Instruct-v0.1", "-yes", "pass", 0.1, 0.6),
    ("microsoft/phi-2", "-yes", "pass", 0.1, 0.6),
    ("tiiuae/falcon-7b", "-yes", "pass", 0.1, 0.6),
    ("openai/gpt-oss-20b", "-yes", "pass", 0.2, 0.7),
]
CATALOGUE = [
    ("xai-org/grok-1", "no"),
    ("microsoft/phi-2", "no"),
    ("mistralai/Mixtral-8x7B-v0.1", "no"),
    ("meta-llama/Llama-2-7b-hf", "no"),
    ("bigscience/bloom", "no"),
    ("allenai/OLMo-2-1124-13B", "-no"),
    ("EleutherAI/pythia-12b", "-no"),
]


def rows() -> list[dict[str, str]]:
    with (SHARED / "osai.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def judged_ids(row: dict[str, str]) -> list[str]:
    return [i for i in dict.fromkeys((row["hf"], row["hf_end"], *row["hf_other"].split(";"))) if i]


def fits(found: str, expected: str) -> bool:
    return found != expected[1:] if expected.startswith("-") else found == expected


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The records of the models of the table, and of those that the index has judged, by id."""
    folder = tmp_path_factory.mktemp("frameworks")
    here = {str(card.parent.relative_to(MODELS)) for card in MODELS.rglob("README.md")}
    wanted = {model for model, *_ in TABLE} | {i for row in rows() for i in judged_ids(row)}
    (folder / "models.txt").write_text("\n".join(sorted(wanted & here)))
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
    lines = (folder / "records.jsonl").read_text().splitlines()
    return {record["subject"]["id"]: record for record in map(json.loads, lines)}


def known(model: str) -> dict[str, Any] | None:
    """The record of a model out of the catalogue, None where it has none."""
    hit = catalogue.find(model)
    if hit is None:
        return None
    record: dict[str, Any] = json.loads(to_line(audit(CatalogueFetcher().fetch(Reference("catalogue", hit.id)))))
    return record


@pytest.mark.parametrize(("model", "osaid", "license_test", "low", "high"), TABLE)
def test_the_table_of_the_frameworks_holds(
    records: dict[str, Any], model: str, osaid: str, license_test: str, low: float, high: float
) -> None:
    """Where the evidence is at hand the verdicts are those that are published, and unknown where it is not."""
    found = records[model]["frameworks"]
    assert fits(found["osaid"]["conforms"], osaid)
    assert found["eu_ai_act"]["license_test"] == license_test
    assert low <= found["osai"]["score"] <= high


@pytest.mark.parametrize(("model", "osaid"), CATALOGUE)
def test_the_catalogue_gives_the_verdicts_of_osi(model: str, osaid: str) -> None:
    """The catalogue's facts are enough for what OSI said of these models, offline."""
    record = known(model)
    assert record is not None
    assert fits(record["frameworks"]["osaid"]["conforms"], osaid)


def agreement(pairs: list[tuple[dict[str, str], dict[str, Any]]], title: str) -> tuple[float, float]:
    """Prints the agreement per dimension; that of ours and of the majority over all dimensions within the aim."""
    print(
        f"\n{title}: {len(pairs)} models; agreement over what is not unknown, beside that of always the commonest level"
    )
    ours = majority = count = 0
    for key in pairs[0][1]["frameworks"]["osai"]["dimensions"]:
        commonest = Counter(row[key] for row in rows()).most_common(1)[0][0]
        told = [(row[key], record["frameworks"]["osai"]["dimensions"][key]["level"]) for row, record in pairs]
        known_ = [(human, level) for human, level in told if level != "unknown"]
        agreed, guessed = sum(h == found for h, found in known_), sum(h == commonest for h, _ in known_)
        print(f"  {key:22} ours {agreed:2}/{len(known_):2}  majority {guessed:2}/{len(known_):2}  of {len(told)}")
        if key not in OUTSIDE_THE_AIM:
            ours, majority, count = ours + agreed, majority + guessed, count + len(known_)
    print(f"  without {', '.join(OUTSIDE_THE_AIM)}: ours {ours}/{count}, majority {majority}/{count}")
    return ours / count, majority / count


def test_agreement_with_the_index_s_judges(records: dict[str, Any]) -> None:
    """On the corpus's models that the index has judged, agreement reaches the aim and beats the majority's guess."""
    pairs = [(row, records[i]) for row in rows() if (i := next((j for j in judged_ids(row) if j in records), None))]
    ours, majority = agreement(pairs, "Corpus")
    assert ours >= 0.8
    assert ours > majority


def test_agreement_of_the_catalogue_with_the_index_s_judges() -> None:
    """On the catalogue's models that the index has judged, agreement is no worse than the majority's guess."""
    found = [(row, next((r for i in judged_ids(row) if (r := known(i)) is not None), None)) for row in rows()]
    ours, majority = agreement([(row, record) for row, record in found if record is not None], "Catalogue")
    assert ours >= majority


def _stem(model: str) -> str:
    """A model's id without its size and variant."""
    owner, _, name = model.lower().partition("/")
    name = re.sub(r"[-_.]?\d+(?:\.\d+)?x?\d*b(?![a-z0-9])", "", name.removeprefix("meta-"))
    return f"{owner}/{re.sub(r'[-_](?:instruct|chat|it|base|pt|hf|think|sft|dpo|inst)(?![a-z])', '', name)}"


def test_agreement_on_siblings_is_printed(records: dict[str, Any]) -> None:
    """Models of the same family are compared for information alone: the index judged another size or variant."""
    by_stem = {_stem(model): record for model, record in sorted(records.items())}
    pairs = [
        (row, by_stem[stem])
        for row in rows()
        if not any(i in records for i in judged_ids(row))
        if (stem := next((s for i in judged_ids(row) if (s := _stem(i)) in by_stem), None))
    ]
    assert pairs
    agreement(pairs, "Siblings")


def test_unknown_is_said_for_what_is_not_at_hand(records: dict[str, Any]) -> None:
    """Every criterion has a reason, and none is met without a place that shows it."""
    for record in records.values():
        found = record["frameworks"]
        for criterion in (*found["osaid"]["criteria"], *found["eu_ai_act"]["criteria"]):
            assert criterion["reason"]
            assert criterion["evidence"] or criterion["outcome"] != "met"


def test_corpus_is_there() -> None:
    """The table names models that the corpus has."""
    assert [model for model, *_ in TABLE if not (Path(MODELS) / model / "README.md").is_file()] == []
