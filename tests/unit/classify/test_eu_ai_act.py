from typing import get_args

import pytest

from openaudit.classify.frameworks.criteria import text
from openaudit.record import RestrictionKind, Unavailable
from tests.support.frameworks import bare, criterion, eu, full, full_card
from tests.support.snapshots import card, snapshot


def test_an_open_licence_passes_and_monetisation_stays_open() -> None:
    """The licence test passes; what no page of a model shows keeps the exemption unknown."""
    found = eu(full())
    assert found.license_test == "pass"
    assert found.exempt == "unknown"
    assert criterion(found, "monetisation").outcome == "unknown"
    assert "establish" in criterion(found, "monetisation").reason


@pytest.mark.parametrize(
    ("license_id", "key"),
    [("cc-by-nc-4.0", "use"), ("llama3.1", "use"), ("cc-by-nd-4.0", "modify"), ("mnpl", "use")],
)
def test_what_paragraph_83_names_fails_the_licence(license_id: str, key: str) -> None:
    """Non-commercial terms, thresholds of users and bans on change fail it, with the clause as proof."""
    found = eu(full(license=license_id))
    assert found.license_test == "fail"
    assert found.exempt == "no"
    assert criterion(found, key).outcome == "not_met"
    assert criterion(found, key).evidence
    assert "para." in criterion(found, key).reason


def test_limits_for_safety_are_left_to_judgement() -> None:
    """A list of forbidden uses alone neither passes nor fails: paragraph 84 allows proportionate limits."""
    found = eu(full(license="bigscience-bloom-rail-1.0"))
    assert found.license_test == "unknown"
    assert criterion(found, "use").outcome == "unknown"
    assert criterion(found, "use").evidence


def test_no_licence_grants_nothing_that_is_known() -> None:
    """Without a licence the four checks are unknown or unmet, never met."""
    found = eu(snapshot(card("# Model", language="en")))
    assert {criterion(found, key).outcome for key in ("use", "modify", "redistribute")} == {"unknown"}


@pytest.mark.parametrize(
    ("stated", "general", "risk"),
    [
        ("3.2e23 FLOPs", "met", "met"),
        ("9 x 10^22 FLOPs", "not_applicable", "met"),
        ("3.8 × 10²⁵ FLOPs", "met", "not_met"),
        ("many FLOPs", "unknown", "unknown"),
        ("2e9 FLOPs per token", "unknown", "unknown"),
    ],
)
def test_compute_decides_only_where_it_is_stated(stated: str, general: str, risk: str) -> None:
    """Figures of training compute are read with their powers; none is worked out or assumed."""
    found = eu(snapshot(full_card().replace("3.2e23 FLOPs", stated)))
    assert criterion(found, "general-purpose").outcome == general
    assert criterion(found, "systemic-risk").outcome == risk


def test_a_licence_for_money_is_monetisation() -> None:
    """A card that sells a licence beside the free one has a price."""
    body = full_card().replace("Hello", "") + "\nCommercial users have to purchase a licence.\n"
    assert criterion(eu(snapshot(body)), "monetisation").outcome == "not_met"


def test_usage_information_names_what_lacks() -> None:
    """All four pieces make it met; a card that lacks some says which; an unread one is unknown."""
    assert criterion(eu(full()), "usage-information").outcome == "met"
    lacking = criterion(eu(bare(license="mit")), "usage-information")
    assert lacking.outcome == "partial"
    assert "limitations" in lacking.reason
    missing = Unavailable(what="README.md", reason="network", detail="timed out")
    assert criterion(eu(snapshot(None, unavailable=[missing])), "usage-information").outcome == "unknown"


def test_what_stays_due_is_listed_with_its_article() -> None:
    """Copyright policy and training summary are due, exempt or not; neither is met by default."""
    found = eu(full())
    assert [(d.id, d.source, d.outcome) for d in found.due] == [
        ("copyright-policy", "Art. 53(1)(c)", "unknown"),
        ("training-summary", "Art. 53(1)(d)", "unknown"),
    ]
    assert "not legal advice" in found.note


def test_every_kind_of_restriction_bears_on_a_check() -> None:
    """No kind of restriction passes the licence test for want of a line in the data file."""
    page = text("eu_ai_act")
    assert set(page.effects) == set(get_args(RestrictionKind))
    assert {e.criterion for e in page.effects.values()} <= {c.id for c in page.criteria}


def test_a_manual_gate_is_not_taken_for_open_access() -> None:
    """Where somebody decides on access, whether all are treated alike is unknown."""
    assert criterion(eu(snapshot(full_card(), gated=True)), "access").outcome == "unknown"
