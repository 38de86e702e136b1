import msgspec

from openaudit.audit import audit
from openaudit.findings.license import numbers_changed
from openaudit.licensing import knowledge
from tests.support.snapshots import card, snapshot


def test_a_placeholder_of_a_template_grants_nothing() -> None:
    """`licence: license` names no licence: there is none, and the name that stands there is invalid."""
    rules = {f.rule for f in audit(snapshot(card("A model.", licence="license"))).findings}
    assert {"OA201", "OA202"} <= rules
    assert "OA210" not in rules


def test_other_numbers_under_the_same_name_are_told() -> None:
    """A text that has another threshold than the licence it copies is told with both numbers."""
    known = knowledge.entry("llama3.1").license
    cap = next(r for r in known.restrictions if r.kind == "user-cap")
    read = msgspec.structs.replace(known, restrictions=(msgspec.structs.replace(cap, threshold=5_000_000),))
    assert "5,000,000 where the known text has 700,000,000" in numbers_changed(known, read)


def test_the_same_numbers_are_not() -> None:
    """A text with the same numbers gives nothing to tell."""
    known = knowledge.entry("llama3.1").license
    assert numbers_changed(known, known) == ""
