from openaudit.audit import audit
from openaudit.record import AuditRecord, Unavailable
from tests.support.snapshots import MIT, card, snapshot

RESTRICTED = """Example Model License Agreement

1. We grant you a limited licence to use, copy, modify and distribute the Model.
2. You may not use the Model or its outputs for any commercial purpose.
3. This licence ends when you breach it.
"""


def rules(record: AuditRecord) -> set[str]:
    return {f.rule for f in record.findings}


def test_licence_and_name_that_differ() -> None:
    """`license` and `license_name` that name two licences, one of them restricted, are in conflict."""
    assert "OA207" in rules(audit(snapshot(card(license="mit", license_name="llama3"))))


def test_name_of_the_same_licence_is_no_conflict() -> None:
    """`license_name` that repeats `license`, or stands beside `other`, is no conflict."""
    assert "OA207" not in rules(audit(snapshot(card(license="mit", license_name="mit"))))
    assert "OA207" not in rules(audit(snapshot(card(license="other", license_name="llama3"))))


def test_two_files_for_the_weights() -> None:
    """Two licence files without a part in their names, one open and one not, are in conflict."""
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": MIT, "EXAMPLE LICENSE AGREEMENT": RESTRICTED}))
    assert "OA207" in rules(record)


def test_two_open_files_are_a_choice() -> None:
    """Two open licences side by side are a choice, not a conflict."""
    record = audit(snapshot(card(license="mit"), texts={"LICENSE-MIT": MIT, "LICENSE": MIT}))
    assert "OA207" not in rules(record)


def test_plain_licence_of_the_code_beside_stricter_weights() -> None:
    """A plain open LICENSE beside a stricter file of the weights covers the code only: OA209, and no conflict."""
    record = audit(snapshot(card("# A"), texts={"LICENSE": MIT, "LICENSE_MODEL": RESTRICTED}))
    assert "OA209" in rules(record)
    assert "OA207" not in rules(record)


def test_plain_licence_beside_weights_terms_that_were_not_read() -> None:
    """The same when the weights' own file is listed and could not be read."""
    missing = Unavailable(what="MODEL_LICENSE", reason="network", detail="timed out")
    record = audit(snapshot(card("# A"), texts={"LICENSE": MIT}, listed=["MODEL_LICENSE"], unavailable=[missing]))
    assert "OA209" in rules(record)


def test_clearly_named_files_are_in_order() -> None:
    """LICENSE-CODE beside LICENSE-MODEL misleads nobody."""
    record = audit(snapshot(card("# A"), texts={"LICENSE-CODE": MIT, "LICENSE-MODEL": RESTRICTED}))
    assert not rules(record) & {"OA207", "OA209"}


def test_metadata_of_the_code_over_stricter_weights() -> None:
    """Metadata that the card's text says is the code's, with the weights under stricter terms, raises OA209."""
    body = "The code is released under the MIT License. The model weights are released under CC BY-NC 4.0."
    assert "OA209" in rules(audit(snapshot(card(body, license="mit"))))


def test_other_over_a_standard_text() -> None:
    """`other` in the metadata over the text of a licence with an identifier is told, at low severity."""
    record = audit(snapshot(card(license="other"), texts={"LICENSE": MIT}))
    finding = next(f for f in record.findings if f.rule == "OA203")
    assert finding.severity == "low"
