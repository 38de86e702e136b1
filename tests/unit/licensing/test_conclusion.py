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
