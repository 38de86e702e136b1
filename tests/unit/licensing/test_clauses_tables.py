"""The phrase tables: every wording reads its own example, and not its counter-example."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from openaudit.licensing import phrases
from openaudit.licensing.clauses import read_clauses
from openaudit.licensing.clauses_rules import TABLES, Rule, rules
from openaudit.licensing.matchers import stands
from openaudit.licensing.structure import read_structure
from openaudit.record import ObligationKind, RestrictionKind

RULES = [pytest.param(rule, id=f"{rule.sort}-{rule.kind}-{i}") for i, rule in enumerate(rules().rules)]
FOLDER = Path(phrases.__file__).parent


def says(rule: Rule, text: str) -> bool:
    """Whether the rule, and nothing but the rule, speaks of a sentence of the text."""
    book = rules()
    for sentence in read_structure(text).sentences:
        full = sentence.full.encode()
        fires = rule in book.candidates(full) and stands(rule.match, full, default=True)
        fires = fires and stands(rule.also, full, default=True) and not stands(rule.unless, full, default=False)
        fires = fires and stands(rule.title, sentence.title.encode(), default=True)
        if fires and not book.moods.of(full) - rule.despite:
            return True
    return False


@pytest.mark.parametrize("rule", RULES)
def test_a_wording_reads_its_example(rule: Rule) -> None:
    """The example of each wording is read by that wording."""
    assert says(rule, rule.example)


@pytest.mark.parametrize("rule", RULES)
def test_a_wording_does_not_read_its_counter_example(rule: Rule) -> None:
    """The counter-example, which looks like it, is not."""
    assert rule.counter
    assert not says(rule, rule.counter)


@pytest.mark.parametrize("rule", [p for p in RULES if p.values[0].sort == "restriction"])  # type: ignore[union-attr]
def test_nothing_else_reads_the_counter_example_as_that_restriction(rule: Rule) -> None:
    """No other wording of the kind finds the restriction in the counter-example."""
    assert rule.kind not in {find.kind for find in read_clauses(rule.counter, fragment=True).restrictions}


def test_kinds_are_the_records() -> None:
    """Restrictions, obligations and permissions name kinds that the record has."""
    kinds = {"restriction": set(get_args(RestrictionKind)), "obligation": set(get_args(ObligationKind))}
    kinds["permission"] = kinds["restriction"]
    assert [r.kind for r in rules().rules if r.sort in kinds and r.kind not in kinds[r.sort]] == []


def test_every_kind_has_words_of_ours() -> None:
    """`says.toml` has a sentence for every kind that the record has."""
    said = phrases.table("says")["says"]
    assert set(said) == set(get_args(RestrictionKind)) | set(get_args(ObligationKind))


def test_plain_wordings_read_their_examples() -> None:
    """Each wording of what every licence has reads its example and not its counter-example."""
    plain = rules().plain
    for row in phrases.table("plain")["rule"]:
        assert row["kind"] in plain.of(row["example"].lower().encode()), row["kind"]
        assert row["kind"] not in plain.of(row["counter"].lower().encode()), row["kind"]


def test_every_table_is_used() -> None:
    """No file lies in the folder that nothing reads."""
    named = {name for _, names in TABLES for name in names}
    named |= {"conclusion", "headings", "moods", "plain", "says", "scopes", "units", "words"}
    assert {path.stem for path in FOLDER.glob("*.toml")} == named
    for path in FOLDER.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", phrases.table("headings")["heading"], ids=lambda row: row["head"])
def test_a_heading_carries_the_verb_of_bare_items(row: dict[str, str]) -> None:
    """Each heading is read in its example and not in its counter-example, and its head becomes the item's."""
    assert stands(row["match"], row["example"].lower().encode(), default=False)
    assert not stands(row["match"], row["counter"].lower().encode(), default=False)
