import json
from typing import Any

import pytest

from openaudit.errors import LockInvalid
from openaudit.lock.compare import changes
from openaudit.lock.document import Lock, pin, read_lock, write_lock
from openaudit.record import AuditRecord, Unavailable
from tests.support import records

REFERENCE = "example/model"


def locked(record: AuditRecord, **changed: Any) -> Lock:
    return Lock(
        tool="openaudit 0.1.0", knowledge_base="2026-11-21", models={REFERENCE: records.change(pin(record), **changed)}
    )


def told(lock: Lock, record: AuditRecord) -> list[tuple[str, bool]]:
    return [(change.aspect, change.fails) for change in changes(REFERENCE, record, lock)]


@pytest.mark.parametrize("record", records.all_kinds()[:-1], ids=lambda r: r.subject.id)
def test_a_lock_is_read_back_and_finds_no_change(record: AuditRecord) -> None:
    """What was written is read back equal, and the same audit differs from it in nothing."""
    lock = locked(record)
    assert read_lock(write_lock(lock).encode(), "x") == lock
    assert told(lock, record) == []


def test_the_file_is_sorted_and_ends_with_a_newline() -> None:
    """Models and files are in the order of their names, so that a change is a small diff."""
    one = pin(records.open_weights())
    text = write_lock(Lock(tool="t", knowledge_base="k", models={"b/b": one, "a/a": one}))
    value = json.loads(text)
    assert list(value["models"]) == ["a/a", "b/b"]
    assert list(value["models"]["a/a"]["files"]) == sorted(one.files)
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("changed", "aspect"),
    [
        ({"tier": "open-science"}, "tier"),
        ({"licenses": {"weights": "MIT"}}, "license"),
        ({"restrictions": ()}, "restrictions"),
        ({"restrictions": ("user-cap 5 monthly-active-users (weights)",)}, "restrictions"),
    ],
)
def test_changed_terms_fail(changed: dict[str, Any], aspect: str) -> None:
    """Another tier, licence or restriction, also another figure of one, fails."""
    record = records.restricted()
    assert (aspect, True) in told(locked(record, **changed), record)


def test_a_new_commit_alone_is_told_and_does_not_fail() -> None:
    """A commit or files that changed under the same terms are no failure."""
    record = records.restricted()
    found = told(locked(record, revision="f" * 40, files={}), record)
    assert found == [("revision", False), ("files", False)]


@pytest.mark.parametrize("what", ["hf://other/base", "LICENSE", "https://example.org/terms"])
def test_terms_that_can_not_be_seen_any_more_fail(what: str) -> None:
    """A base or a text of terms that is not seen today is not as locked, unless it was not seen then either."""
    then = records.change(records.open_weights(), unavailable=())
    missing = Unavailable(what=what, reason="network", detail="")
    now = records.change(then, status="partial", unavailable=(missing,))
    assert told(locked(then), now) == [("audit", True)]
    assert pin(now).unseen == (what,)
    assert told(locked(now), now) == []


def test_what_is_not_locked_or_not_audited_fails() -> None:
    """A model that the lock lacks, and one of which nothing is known today, are never as locked."""
    record = records.open_weights()
    empty = Lock(tool="t", knowledge_base="k", models={})
    assert told(empty, record) == [("lock", True)]
    assert told(locked(record), records.failed()) == [("audit", True)]


def test_another_knowledge_base_is_named_as_a_possible_cause() -> None:
    """When terms changed and the knowledge base is another, both are told."""
    record = records.restricted()
    lock = records.change(locked(record, tier="closed"), knowledge_base="2020-01-01")
    assert told(lock, record) == [("tier", True), ("lock", False)]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"openaudit_lock": 2}', b'{"openaudit_lock": 1}', b"\xff"])
def test_what_is_no_lock_is_refused(data: bytes) -> None:
    """A damaged file, or one of another version, is never an empty lock."""
    with pytest.raises(LockInvalid):
        read_lock(data, "openaudit.lock")
