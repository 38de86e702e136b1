import pytest

from openaudit.record import Unavailable
from tests.support.frameworks import bare, criterion, full, full_card, osaid
from tests.support.snapshots import card, snapshot

KEPT = "The training code is proprietary and will not be released. Training code will be released soon."


def test_a_release_that_shows_everything_conforms() -> None:
    """`yes` where every criterion is met, each with its proof."""
    found = osaid(full())
    assert {c.id: c.outcome for c in found.criteria if c.outcome not in {"met", "not_applicable"}} == {}
    assert found.conforms == "yes"
    assert all(c.evidence for c in found.criteria)


def test_silence_is_unknown_and_never_a_refusal() -> None:
    """A card that says nothing of code and data fails no criterion, and meets none of theirs."""
    found = osaid(bare(license="apache-2.0"))
    assert found.conforms == "unknown"
    making = [c for c in found.criteria if c.id.startswith(("code-", "data-"))]
    assert {c.outcome for c in making} == {"unknown"}
    assert all(c.reason for c in found.criteria)


@pytest.mark.parametrize("license_id", ["llama3.1", "cc-by-nc-4.0", "bigscience-bloom-rail-1.0"])
def test_a_restricted_licence_of_the_weights_fails(license_id: str) -> None:
    """Weights under a licence that is not open do not conform, whatever else is shown; the licence is the proof."""
    found = osaid(full(license=license_id))
    assert found.conforms == "no"
    assert criterion(found, "parameters-terms").outcome == "not_met"
    assert criterion(found, "parameters-terms").evidence


def test_no_licence_is_unknown() -> None:
    """Terms that nobody stated are neither met nor broken."""
    found = osaid(snapshot(card("# Model\n\nHello there.", language="en")))
    assert criterion(found, "parameters-terms").outcome == "unknown"
    assert found.conforms == "unknown"


def test_an_open_licence_without_approval_is_not_taken_for_approved() -> None:
    """CC-BY is open and not approved by OSI: whether its terms will do is not ours to say."""
    assert criterion(osaid(full(license="cc-by-4.0")), "parameters-terms").outcome == "unknown"


def test_the_release_s_licence_does_not_cover_linked_code() -> None:
    """Code that is linked and whose licence the card does not state leaves its terms open."""
    body = full_card().replace("The code and model are released under Apache 2.0.", "Apache 2.0")
    found = criterion(osaid(snapshot(body)), "code-terms")
    assert found.outcome == "unknown"
    assert "not read" in found.reason


def test_shipped_code_is_under_the_release_s_licence() -> None:
    """A training script in the repository is part of what is licensed."""
    found = osaid(snapshot(card("# Model\n\nHello there.", license="mit"), listed=("train.py",)))
    assert criterion(found, "code-training").outcome == "met"
    assert criterion(found, "code-terms").outcome == "met"


def test_code_said_to_be_kept_is_not_met() -> None:
    """What the card says is not released is a refusal, with its words as proof."""
    found = criterion(osaid(snapshot(card(f"# Model\n\n{KEPT}", license="mit"))), "code-training")
    assert found.outcome == "not_met"
    assert found.evidence


def test_an_unread_base_keeps_the_data_open() -> None:
    """A fine-tune that releases its own data has not told of its base's."""
    found = osaid(full(base_model="acme/base"))
    assert criterion(found, "data-description").outcome == "partial"
    assert "acme/base" in criterion(found, "data-description").reason
    assert found.conforms != "yes"


def test_gated_weights_are_met_in_part() -> None:
    """The definition wants use without asking: a gate before the download meets that in part."""
    found = osaid(snapshot(full_card(), gated=True))
    assert criterion(found, "parameters").outcome == "partial"


def test_no_weights_fails() -> None:
    """Without parameters there is nothing to be free."""
    found = osaid(snapshot(card(license="mit"), weights=()))
    assert criterion(found, "parameters").outcome == "not_met"
    assert found.conforms == "no"


def test_an_unread_card_decides_nothing() -> None:
    """A card that could not be had neither meets nor fails a criterion of code and data."""
    missing = Unavailable(what="README.md", reason="network", detail="timed out")
    found = osaid(snapshot(None, unavailable=[missing]))
    outcomes = {c.id: c.outcome for c in found.criteria}
    assert outcomes["data-description"] == outcomes["code-training"] == outcomes["parameters-terms"] == "unknown"
