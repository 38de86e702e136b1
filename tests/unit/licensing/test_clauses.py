"""The clause reader on texts of our own: meaning, not keywords."""

import pytest

from openaudit.licensing.clauses import ClauseReading, Find, read_clauses

GRANT = "We grant you a worldwide licence to use, copy, modify and distribute the Model.\n\n"
COMMUNITY = """# Example Community License

By using the Model you agree to be bound by this Agreement.

1. Grant. We grant you a worldwide, royalty-free licence to use, reproduce, modify and distribute the Model.

2. Conditions.
   a. If you distribute the Model, you must:
      i. provide a copy of this Agreement to every recipient;
      ii. prominently display “Built with Example” on a related website or user interface.
   b. You shall not use the Model:
      (i) for military purposes;
      (ii) to harm or exploit minors.

3. Scale. If your products have more than 5 million monthly active users in the calendar month before the release date,
you must request a licence from us.

4. Policy. We reserve the right to update this Agreement from time to time.
"""


def restrictions(text: str) -> set[str]:
    return {find.kind for find in read_clauses(text, fragment=True).restrictions}


def obligations(text: str) -> set[str]:
    return {find.kind for find in read_clauses(text, fragment=True).obligations}


def only(reading: ClauseReading, kind: str) -> Find:
    (find,) = (f for f in (*reading.restrictions, *reading.obligations) if f.kind == kind)
    return find


def test_a_community_licence_is_read_whole() -> None:
    """Restrictions, duties, freedoms and openness of a licence as new ones are written."""
    reading = read_clauses(COMMUNITY)
    assert {f.kind for f in reading.restrictions} == {"user-cap", "field-of-use", "mutable-policy"}
    assert {f.kind for f in reading.obligations} >= {"notice", "display", "acceptance"}
    assert (reading.is_license, reading.is_open, reading.language) == (True, False, "en")
    assert (reading.freedoms.use, reading.freedoms.study, reading.commercial) == ("conditional", "yes", "conditional")


def test_each_find_has_clause_lines_words_and_parameters() -> None:
    """A find cites the clause's number as the text writes it, its lines and its words."""
    reading = read_clauses(COMMUNITY)
    cap = only(reading, "user-cap")
    assert (cap.clause, cap.threshold, cap.metric) == ("3", 5_000_000, "monthly-active-users")
    assert COMMUNITY[cap.start : cap.end].startswith("If your products have")
    assert (cap.line_first, cap.line_last) == (15, 16)
    assert only(reading, "display").text == "Built with Example"
    assert only(reading, "display").clause == "2.a.ii"
    assert [f.clause for f in reading.restrictions if f.kind == "field-of-use"] == ["2.b.i", "2.b.ii"]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing in this licence limits commercial use.",
        "You may use the Output for any purpose, including commercial purposes.",
        "The rights include commercial use and exclude no field of endeavour.",
        "IN NO EVENT SHALL WE BE LIABLE FOR COMMERCIAL DAMAGES OR LOST REVENUE OVER $1,000,000.",
        "No trademark licence is granted: you may not use our name for commercial purposes.",
        "The licence is irrevocable, for commercial and non-commercial use.",
        "We may terminate this Agreement if you are in breach of it.",
        "You may provide additional or different terms for your own modifications.",
        "You are encouraged to refrain from military use.",
        "You must comply with applicable laws and regulations.",
        "The courts of the European Union shall have exclusive jurisdiction.",
        '"Derivative" means a model trained on synthetic data by the Model so that the other model performs similarly.',
        "Reverse engineering is always allowed.",
    ],
)
def test_what_only_looks_like_a_restriction_is_none(text: str) -> None:
    """Negation, outputs, disclaimers, marks, breach, definitions, wishes and plain law restrict nothing."""
    assert restrictions(text) == set()


def test_a_display_duty_above_a_size_is_no_cap() -> None:
    """Above the figure the name must be shown: a duty with a threshold, and the licence stays open."""
    text = (
        "If your product has more than 20 million monthly active users, you shall prominently display “Example 7” "
        "on its user interface."
    )
    reading = read_clauses(text, fragment=True)
    assert reading.restrictions == ()
    duty = only(reading, "display")
    assert (duty.threshold, duty.metric, duty.text) == (20_000_000, "monthly-active-users", "Example 7")
    assert read_clauses(f"{GRANT}\n{text}").is_open


def test_a_revenue_cap_has_amount_currency_and_period() -> None:
    """The first sum counts, not its translation in brackets."""
    cap = only(
        read_clauses(
            "Companies with annual revenue of EUR 3 million (~$3.5m) or more need a paid licence.", fragment=True
        ),
        "revenue-cap",
    )
    assert (cap.amount, cap.currency, cap.period) == (3_000_000, "EUR", "year")


def test_no_training_and_no_compete_are_told_apart() -> None:
    """Improving any other model, and building what competes, are two restrictions."""
    assert restrictions("You will not use the outputs to improve any other language model.") == {"no-model-training"}
    assert restrictions("You may not use the Model to develop a product that competes with ours.") == {"no-compete"}


def test_places_excluded_are_named() -> None:
    """A territory clause names what it excludes."""
    find = only(
        read_clauses("This Agreement does not apply in the European Union and South Korea.", fragment=True), "territory"
    )
    assert find.places == ("European Union", "South Korea")


def test_a_list_head_carries_its_verb() -> None:
    """The same item is a ban under "may not" and a grant under "may"."""
    assert restrictions("You may not use the Model:\n\n- for surveillance of workers\n- for weapons\n") == {
        "field-of-use"
    }
    assert restrictions("You may use the Model:\n\n- for surveillance of wildlife\n- for studies of weapons\n") == set()


def test_an_alternative_beside_it_lifts_non_commercial() -> None:
    """A list that grants non-commercial use and, beside it, commercial use, forbids neither."""
    text = "We grant you a licence:\n\n(a) for non-commercial use; and\n\n(b) for commercial use with the notices.\n"
    assert restrictions(text) == set()


def test_a_gate_belongs_to_the_cap() -> None:
    """To ask for more above the cap is part of the cap."""
    assert restrictions(COMMUNITY + "\nTo exceed it you must apply to us for a written authorisation.") == {
        "user-cap", "field-of-use", "mutable-policy",
    }  # fmt: skip


def test_an_open_licence_is_open() -> None:
    """Grant, freedoms and no restriction: open, with its duties."""
    text = (
        "Permission is granted to anybody to use, copy, modify and distribute the weights for any purpose.\n\n"
        "The above copyright notice shall be included in all copies.\n\n"
        'THE WEIGHTS ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND.\n'
    )
    reading = read_clauses(text)
    assert reading.is_open
    assert reading.restrictions == ()
    assert {f.kind for f in reading.obligations} == {"attribution", "notice"}
    assert reading.understood == 1.0


def test_a_limit_that_is_not_understood_leaves_openness_unsaid() -> None:
    """A sentence that forbids in words that no table knows: no restriction by kind, and not open either."""
    reading = read_clauses(GRANT + "3. The Model may be used only as part of the Gizmo Suite.")
    assert reading.is_open is None
    assert any("not understood" in note for note in reading.notes)


def test_a_text_that_grants_nothing_is_not_open() -> None:
    """Only bans: closed. Only notices: unsaid."""
    assert (
        read_clauses("You may not use the Model for commercial purposes. You may not redistribute the weights.").is_open
        is False
    )
    assert read_clauses("All rights reserved. This agreement is governed by the laws of nowhere.").is_open is None


def test_a_readme_is_no_licence() -> None:
    """A usage guide that mentions licences is said not to be one."""
    text = (
        "# Example 7B\n\nA small model for code. It was trained on two trillion tokens.\n\n## Usage\n\n"
        "```python\nimport example\nexample.load()\n```\n\nThe model reaches 61.2 on the benchmark. "
        "We thank our colleagues.\n\nWeights: Apache-2.0 license.\n"
    )
    reading = read_clauses(text)
    assert (reading.is_license, reading.is_open, reading.restrictions) == (False, None, ())


def test_chinese_is_read_for_the_main_kinds() -> None:
    """Non-commercial, training of other models, forbidden uses, notices."""
    text = (
        "我方授予您使用、复制和修改本模型的许可。您只能将本模型用于非商业目的。"
        "您不得使用本模型的输出改进任何其他大语言模型。"
        "您不得将本模型用于军事目的。您必须保留版权声明。"
    )
    reading = read_clauses(text)
    assert {f.kind for f in reading.restrictions} == {"non-commercial", "no-model-training", "field-of-use"}
    assert (reading.language, reading.is_open) == ("zh", False)
    assert "notice" in {f.kind for f in reading.obligations}


def test_another_language_is_unread_never_free() -> None:
    """German terms: unread, and nothing is concluded."""
    text = (
        "Die Lizenz: Sie dürfen das Modell und die Gewichte für jeden Zweck nutzen, ändern und weitergeben. "
        "Der Name ist nicht frei. Dies ist eine Lizenz."
    )
    reading = read_clauses(text)
    assert (reading.language, reading.is_open, reading.understood) == ("de", None, 0.0)
    assert reading.freedoms.use == "unknown"
    assert any("unread" in note for note in reading.notes)


def test_a_text_that_contradicts_itself_is_said_to() -> None:
    """Both sentences of a contradiction are given."""
    text = (
        GRANT + "Commercial use is permitted.\n\nThe licensee shall not use the weights for any commercial purpose.\n"
    )
    ((against, permission),) = read_clauses(text).contradictions
    assert "shall not use" in text[against.start : against.end]
    assert "is permitted" in text[permission.start : permission.end]


def test_offsets_hold_in_text_with_odd_characters() -> None:
    """Curly quotes, non-breaking blanks, emphasis, CRLF and broken words do not move the words that are cited."""
    text = "**2.**\u00a0You  shall\r\nnot use the “Model” for __any__ com-\nmercial   purpose.\r\nİ end.\r\n"
    find = only(read_clauses(text, fragment=True), "non-commercial")
    assert text[find.start : find.end].startswith("You  shall")
    assert text[find.start : find.end].endswith("purpose.")
    assert (find.clause, find.line_first, find.line_last) == ("2", 1, 3)


def test_duties_are_told_apart() -> None:
    """Naming, pass-on, share-alike, state-changes and retaliation, each by its own words."""
    assert obligations("You shall also include “Example” at the beginning of the name of any derivative model.") == {
        "naming"
    }
    assert obligations("You shall require all of your users to comply with the restrictions of this section.") == {
        "pass-on-restrictions"
    }
    assert obligations("Derivative works must be licensed as a whole under the terms of this License.") == {
        "share-alike"
    }
    assert obligations("If you institute patent litigation against us over the Model, your licence terminates.") == {
        "patent-retaliation"
    }


@pytest.mark.parametrize(
    "clause",
    [
        "You may not use the Model or its outputs for any commercial purpose.",
        "You agree not to use the Model, its Outputs or Derivatives for any commercial purpose.",
    ],
)
def test_ban_on_model_and_outputs_together(clause: str) -> None:
    """A ban on commercial use of the model and its outputs is one on the model; one on outputs alone is not."""
    grant = "We grant you a licence to use, copy, modify and distribute the Model.\n\n"
    assert {f.kind for f in read_clauses(grant + clause).restrictions} == {"non-commercial"}
