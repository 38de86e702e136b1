"""Freedoms, openness, what a licence is, languages."""

import pytest

from openaudit.licensing.clauses import read_clauses
from openaudit.licensing.conclusion import language_of

GRANT = "We grant you a worldwide licence to use, copy, modify and distribute the Model. "


def freedoms(text: str) -> str:
    found = read_clauses(text).freedoms
    return "".join(value[0] for value in (found.use, found.study, found.modify, found.share))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", "yyyy"),
        ("You may not use the Model for any commercial purpose.", "cycc"),
        ("You may not use the Model for military purposes.", "cyyy"),
        ("You may not modify the Model.", "yyny"),
        ("Redistribution of the weights is prohibited.", "yyyn"),
        ("You may not offer the Model to third parties as a hosted service.", "cyyc"),
    ],
)
def test_freedoms_follow_from_grant_and_limits(clause: str, expected: str) -> None:
    """Each restriction makes conditional, or takes, the freedoms that it limits."""
    assert freedoms(GRANT + clause) == expected


def test_what_is_not_granted_is_unknown() -> None:
    """A grant to use alone says nothing of modifying and sharing, and so is not open."""
    reading = read_clauses("We grant you a licence to use the Model. This licence is governed by the law.")
    assert (reading.freedoms.modify, reading.freedoms.share, reading.is_open) == ("unknown", "unknown", None)


def test_a_ban_alone_grants_nothing() -> None:
    """A text that only forbids is not open, and what it does not speak of is unknown, not allowed."""
    reading = read_clauses("License\n\nYou may not use the Model for military purposes.\n")
    assert reading.is_open is False
    assert (reading.freedoms.use, reading.freedoms.modify, reading.freedoms.share) == ("conditional", *["unknown"] * 2)
    assert reading.commercial == "conditional"


def test_a_comparison_of_licences_is_no_licence() -> None:
    """A text that speaks of many licences is none of them."""
    text = (
        "# Which license to choose\n\nThis guide compares licenses.\n\nThe MIT license allows you to do anything.\n\n"
        "The Apache license requires notices.\n\nThe GPL license requires you to share source code.\n\n"
        "The BSD license is permissive.\n\nLlama is not for 700 million users.\n\nThis is not legal advice.\n"
    )
    assert not read_clauses(text).is_license


def test_a_fragment_is_a_licences_part() -> None:
    """What was added to a standard licence is read whatever it grants."""
    reading = read_clauses("Our company's model may not be used for weapons.", fragment=True)
    assert reading.is_license
    assert {f.kind for f in reading.restrictions} == {"field-of-use"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You may use the model for any purpose and share it with others under this license.", "en"),
        ("您可以将本模型用于任何目的。", "zh"),
        ("You may use the model for any purpose under these terms. 您可以将本模型用于任何目的,并可分发。", "mixed"),
        ("Vous pouvez utiliser le modèle dans un but de recherche et pour les autres.", "fr"),
        ("このモデルは研究のために使うことができます。", "ja"),
        ("12345 67890", "unknown"),
    ],
)
def test_languages(text: str, code: str) -> None:
    """By script, or by each language's commonest words."""
    assert language_of(text) == code


def test_an_empty_text_says_nothing() -> None:
    """No words: no licence, nothing known, no error."""
    reading = read_clauses("")
    assert (reading.is_license, reading.is_open, reading.language, reading.understood) == (False, None, "unknown", 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "THE OWL LICENCE\n\nThe owl flies at night and the mice know it.\n",
        "MODEL TERMS\n\nThese Terms are an agreement between you and Owl Inc. Owls sleep by day.\n",
        "猫头鹰模型许可协议\n\n猫头鹰在夜里飞行。\n",
    ],
)
def test_a_text_that_calls_itself_terms_is_taken_at_its_word(text: str) -> None:
    """Titled as a licence, and not understood: terms of which nothing is known, never said to be none, never open."""
    reading = read_clauses(text)
    assert (reading.is_license, reading.is_open, reading.freedoms.use) == (True, None, "unknown")


@pytest.mark.parametrize("title", ["How to choose a licence", "Licence comparison", "Which licence?"])
def test_a_title_about_licences_makes_no_licence(title: str) -> None:
    """A text about licences is none by its title."""
    text = f"# {title}\n\nThe owls of the wood fly at night, and the mice that know it do not go to the barn.\n"
    assert not read_clauses(text).is_license


@pytest.mark.parametrize(
    "limit",
    [
        "Weights may be had by firms against payment.",
        "Firms get nothing out of all this.",
        "Outsiders are off limits here.",
    ],
)
def test_a_plain_limit_that_was_not_read_leaves_it_not_open(limit: str) -> None:
    """One plain limiting sentence is enough, however long the rest."""
    reading = read_clauses("# Licence\n\n" + GRANT + "The Model works well. " * 40 + limit)
    assert reading.is_open is not True


def test_what_is_granted_for_commerce_too_is_no_ban() -> None:
    """Chinese words that include commerce, and uses of derivatives, are read as what they are."""
    reading = read_clauses(
        "示例许可协议\n\n我方授予您全球范围内、不可转让的权利,以使用、复制、修改、分发模型,包括商业使用。\n\n"
        "您不得将模型、衍生模型用于下列用途:\n\n(一)武器的研发;\n"
    )
    assert {f.kind for f in reading.restrictions} == {"field-of-use"}


def test_bare_items_under_a_heading_are_read_with_it() -> None:
    """A heading of what one can't do makes a ban of each item; a sentence of its own is left as it is."""
    text = (
        "# Licence\n\n"
        + GRANT
        + "\n\n## What you can't do\n\n- distribute the weights to others\n- Weapons are nice.\n"
    )
    assert [f.kind for f in read_clauses(text).restrictions] == ["no-redistribution"]


def test_advice_that_says_so_is_no_term() -> None:
    """What stands under a heading that says it is not part of the licence binds nobody."""
    text = (
        "# Licence\n\n" + GRANT + "\n\n## Guidelines (not part of the licence)\n\nDo not use the Model for weapons.\n"
    )
    assert read_clauses(text).restrictions == ()
