from typing import Any

import pytest
import yaml

from openaudit.audit import audit, failed
from openaudit.errors import NoNetwork
from openaudit.record import AuditRecord
from openaudit.record.mof import MofReading
from openaudit.report.mot import MotFormatter
from openaudit.snapshot import Snapshot
from tests.support.mot import answer
from tests.support.snapshots import MIT, card, snapshot
from tests.support.supplied import mof, with_evidence

BODY = "# Foo\n\nA model.\n\n## Evaluation\n\n| B | S |\n|---|---|\n| A | 1.5 |\n"
OPEN = snapshot(card(BODY, license="apache-2.0"), listed=("train.py", "modeling_foo.py", "inference.py"))


def written(record: AuditRecord) -> str:
    return MotFormatter().format([record])


@pytest.mark.parametrize(
    "model",
    [
        OPEN,
        snapshot(card(BODY)),
        snapshot(card(BODY, license="llama3.1")),
        snapshot(card(BODY, license="mit"), texts={"LICENSE": MIT}),
        snapshot(None, weights=()),
        snapshot(card(BODY, license="mit"), model_id='acme/"odd: #name'),
        with_evidence(OPEN),
    ],
)
def test_our_own_evaluator_reads_it_back(model: Snapshot) -> None:
    """The file has no fault, and each component that it lists stands as the audit has it; the rest is not listed."""
    record = audit(model)
    found = answer(written(record))
    assert found.problems == ()
    assert found.normalized is not None
    shown: MofReading = mof(record).with_supplied or mof(record)
    wanted = {c.name: "missing" if c.status == "unknown" else c.status for c in shown.components}
    assert {c.name: c.status for c in found.normalized.components} == wanted
    assert found.normalized.class_ == shown.class_


def parsed(text: str) -> Any:
    return yaml.safe_load(text)


def test_its_shape_is_mots() -> None:
    """Framework, release, licence and components have MOT's keys, and every scalar is text."""
    file = parsed(written(audit(OPEN)))
    assert list(file) == ["framework", "release"]
    assert file["framework"] == {"name": "Model Openness Framework", "version": "1.0", "date": "2024-12-15"}
    release = file["release"]
    assert (release["name"], release["producer"], release["date"]) == ("model", "acme", "2026-11-22")
    assert release["huggingface"] == "https://huggingface.co/acme/model"
    assert release["license"] == {}
    assert all(isinstance(v, str) for k, v in release.items() if k not in {"license", "components"})
    for component in release["components"]:
        assert set(component) <= {"name", "description", "license", "component_path"}
        assert all(isinstance(v, str) for v in component.values())


def test_what_could_not_be_told_is_for_review_and_claimed_nowhere() -> None:
    """A component of which nothing is known stands in a comment, with the reason."""
    text = written(audit(OPEN))
    assert "Evaluation data" not in {c["name"] for c in parsed(text)["release"]["components"]}
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if '"Evaluation data"' in line)
    assert lines[at].lstrip().startswith("#")
    assert "REVIEW" in lines[at - 2]


def test_what_the_user_supplied_says_so() -> None:
    """A supplied component is listed under the user's licence and address, and marked for review."""
    listed = {c["name"]: c for c in parsed(written(audit(with_evidence(OPEN))))["release"]["components"]}
    paper = listed["Research paper"]
    assert (paper["license"], "supplied by the user" in paper["description"]) == ("CC-BY-4.0", True)


def test_a_component_s_path_is_the_file_that_shows_it() -> None:
    """What a file of the repository shows has that file's address, at the revision that was read."""
    record = audit(OPEN)
    listed = {c["name"]: c for c in parsed(written(record))["release"]["components"]}
    at = f"https://huggingface.co/acme/model/blob/{record.subject.revision}/README.md"
    assert listed["Model card"]["component_path"] == at


def test_words_of_strangers_stay_words() -> None:
    """A name with newlines, quotes or controls adds no line and no key to the file."""
    record = audit(snapshot(card(BODY, license="mit"), model_id='acme/x"\n  evil: yes\n#\x1b[31m'))
    text = written(record)
    assert "\x1b" not in text
    assert parsed(text)["release"]["name"] == 'x"\n  evil: yes\n#\x1b[31m'
    assert "evil" not in parsed(text)["release"]


def test_several_models_are_several_documents_and_a_failed_one_is_a_comment() -> None:
    """Each record is a YAML document; one that could not be audited claims nothing."""
    error = NoNetwork("x", why="y", fix="z")
    text = MotFormatter().format([audit(OPEN), failed("acme/none", error, retrieved_at="2026-11-22T00:00:00Z")])
    documents = list(yaml.safe_load_all(text))
    assert [d and d["release"]["name"] for d in documents] == ["model", None]
    assert "acme/none could not be audited" in text
