import pytest

from openaudit.audit import audit
from openaudit.record import AuditRecord, Finding, Unavailable
from tests.support.snapshots import card, snapshot


def found(record: AuditRecord, rule: str) -> Finding | None:
    return next((f for f in record.findings if f.rule == rule), None)


def quotes(record: AuditRecord, finding: Finding) -> list[str]:
    known = {e.id: e.quote for e in record.evidence}
    return [known[e] for e in finding.evidence]


def test_prose_term_is_listed_with_the_card_as_its_basis() -> None:
    """A term in prose that an open licence lacks is a restriction of the card's, and the tier stays the licence's."""
    record = audit(snapshot(card("This model should only be used for research purposes.", license="apache-2.0")))
    assert record.axes is not None
    (restriction,) = record.axes.restrictions
    assert (restriction.kind, restriction.basis, restriction.confidence) == ("research-only", "model card", "medium")
    assert record.verdict.tier == "open-weights"
    assert record.verdict.reasons == ()
    assert "research only" in record.verdict.summary
    assert next(q for q in record.questions if q.id == "commercial").answer == "no"
    finding = found(record, "OA104")
    assert finding is not None
    assert any("only be used for research" in q for q in quotes(record, finding))


def test_intent_in_prose_is_told_and_not_listed() -> None:
    """“Intended for research only” fires OA104 and enters no restrictions."""
    record = audit(snapshot(card("The model is intended for research purposes only.", license="mit")))
    assert record.axes is not None
    assert record.axes.restrictions == ()
    assert found(record, "OA104") is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "The model is intended for research.",
        "For commercial use, please contact us.",
        "The model is not suitable for production.",
    ],
)
def test_intents_and_requests_forbid_nothing(sentence: str) -> None:
    """Bare intents and requests neither fire OA104 nor enter the restrictions."""
    record = audit(snapshot(card(sentence, license="apache-2.0")))
    assert record.axes is not None
    assert record.axes.restrictions == ()
    assert found(record, "OA104") is None


def test_a_ban_on_commercial_use_is_no_list_of_forbidden_uses() -> None:
    """Where only commercial use is forbidden that is one limit; a list that has it among others is two."""
    for sentence in (
        "✗ Commercial use is not permitted for now",
        "You may not use the model for commercial purposes.",
    ):
        record = audit(snapshot(card(sentence, license="cc-by-nc-4.0")))
        assert found(record, "OA104") is None
    record = audit(snapshot(card("You may not use it for military or commercial purposes.", license="cc-by-nc-4.0")))
    assert found(record, "OA104") is not None


def test_a_licence_for_personal_use_beside_another_forbids_commercial_use() -> None:
    """Under the heading of the licence, terms that are given for personal use only leave commercial use out."""
    body = "# License\n\n- For personal and academic use: Apache 2.0.\n- For commercial use: please reach out to us."
    record = audit(snapshot(card(body)))
    assert record.axes is not None
    assert [r.kind for r in record.axes.restrictions] == ["non-commercial"]


def test_the_word_open_is_held_against_the_card_itself_where_no_licence_is_known() -> None:
    """A card that asks for permission under a licence that nobody knows contradicts its own “open source”."""
    body = "We open-source Foo. Commercial use requires our prior written approval."
    record = audit(snapshot(card(body, license="other", license_name="foo-license")))
    assert record.verdict.tier == "restricted-weights"
    finding = found(record, "OA101")
    assert finding is not None
    assert "by its own card" in finding.message


def test_further_terms_of_no_kind_are_told() -> None:
    """Weights said to be subject to additional terms go beyond an open licence, whatever those terms are."""
    record = audit(snapshot(card("The weights are also subject to additional terms.", license="apache-2.0")))
    assert found(record, "OA104") is not None


def test_unread_licence_is_not_said_to_lack_a_term() -> None:
    """Where the licence file could not be read, OA104 does not say what the licence does not contain."""
    missing = Unavailable(what="LICENSE", reason="gated", detail="403")
    record = audit(
        snapshot(card("It may not be used commercially.", license="mit"), listed=["LICENSE"], unavailable=[missing])
    )
    assert found(record, "OA104") is None


def test_row_of_another_model_states_no_limit_of_this_one() -> None:
    """In a table of models, a limit in another model's row is not this model's."""
    table = "| Model | Licence |\n|---|---|\n| Other-7B | Non-commercial |\n| Thing-3B | MIT |"
    record = audit(snapshot(card(table, license="mit"), model_id="acme/Thing-3B"))
    assert record.axes is not None
    assert record.axes.restrictions == ()


def test_offered_weights_that_are_not_there() -> None:
    """A card that offers weights in a repository without any raises OA105 with its sentence."""
    record = audit(snapshot(card("The model weights are publicly available.", license="mit"), weights=()))
    finding = found(record, "OA105")
    assert finding is not None
    assert any("publicly available" in q for q in quotes(record, finding))


def test_open_data_without_a_dataset() -> None:
    """Training data called open, and neither named nor linked, raises OA106; named data do not."""
    body = "All our training data is openly available."
    assert found(audit(snapshot(card(body, license="mit"))), "OA106") is not None
    assert found(audit(snapshot(card(body, license="mit", datasets="[acme/words]"))), "OA106") is None


@pytest.mark.parametrize("prose", ["Creative Commons license", "non-commercial license"])
def test_vague_name_in_prose_is_no_contradiction(prose: str) -> None:
    """A licence that prose names by its family, or by what it forbids, may be the one that the metadata names."""
    record = audit(snapshot(card(f"The model is released under a {prose}.", license="cc-by-nc-4.0")))
    assert found(record, "OA103") is None


def test_list_of_models_with_licences() -> None:
    """In a list that repeats the metadata's licence, the labels of the other models are no contradiction."""
    body = "* Model\n  * License: MIT\n* Other model\n  * License: CC-BY-NC-4.0\n"
    assert found(audit(snapshot(card(body, license="mit"))), "OA103") is None
