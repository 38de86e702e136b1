import pytest

from openaudit.audit import audit
from openaudit.fetch.projects import ProjectLicenses
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot, TextFile
from tests.support.snapshots import MIT, card, snapshot

BODY = "The training code is released at https://github.com/acme/thing-train."


class Door:
    """Other hosts, with one answer for whatever is asked of them."""

    def __init__(self, answer: str | None, reason: str = "network") -> None:
        self.answer, self.reason = answer, reason
        self.asked: list[str] = []

    def __call__(self, what: str, address: str) -> TextFile | Unavailable:
        self.asked.append(address)
        if self.answer is not None:
            return TextFile(what, self.answer.encode())
        return Unavailable(what=what, reason=self.reason, detail="no")  # type: ignore[arg-type]


def made(body: str = BODY, **metadata: str) -> Snapshot:
    return snapshot(card(body, **(metadata or {"license": "apache-2.0"})), model_id="acme/thing")


def test_licence_of_the_linked_code() -> None:
    """The LICENSE of the project that holds the training code of open weights is read as the code's, and no more."""
    door = Door(MIT)
    record = audit(ProjectLicenses(door).follow(made()))
    assert door.asked == ["https://raw.githubusercontent.com/acme/thing-train/HEAD/LICENSE"]
    found = {item.component: item.concluded_expression for item in record.licenses}
    assert found == {"weights": "Apache-2.0", "code": "MIT"}
    assert not {f.rule for f in record.findings} & {"OA203", "OA207", "OA209"}


def test_each_project_is_asked_once() -> None:
    """Models of a run that link to one project share its answer."""
    door = Door(MIT)
    projects = ProjectLicenses(door)
    assert projects.follow(made()).texts == projects.follow(made()).texts
    assert len(door.asked) == 1


@pytest.mark.parametrize(
    ("body", "metadata"),
    [
        ("The model is open.", {"license": "apache-2.0"}),
        (BODY, {"license": "llama3.1"}),
        (BODY, {"language": "en"}),
        (f"{BODY} The code is released under the MIT License.", {"license": "apache-2.0"}),
        ("It runs with https://github.com/huggingface/transformers.", {"license": "apache-2.0"}),
    ],
)
def test_nothing_is_asked_where_nothing_hangs_on_it(body: str, metadata: dict[str, str]) -> None:
    """No project, weights that are not open, or code whose licence the card names: no request is made."""
    door = Door(MIT)
    ProjectLicenses(door).follow(made(body, **metadata))
    assert door.asked == []


def test_a_project_that_did_not_answer_is_told() -> None:
    """A licence that could not be had stands in the record, and leaves the weights' terms alone."""
    record = audit(ProjectLicenses(Door(None)).follow(made()))
    assert [u.reason for u in record.unavailable] == ["network"]
    assert record.verdict.tier == "open-weights"


def test_a_project_without_that_file_misses_nothing() -> None:
    """A project that has no file of that name leaves the audit complete, and the code's licence unknown."""
    record = audit(ProjectLicenses(Door(None, "not-found")).follow(made()))
    assert record.status == "complete"
    assert all(item.component != "code" for item in record.licenses)
