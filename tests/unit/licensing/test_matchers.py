"""The matchers: what the loosened automaton lets through is decided by the exact pattern, and nothing is lost."""

import pytest
import re2

from openaudit.licensing.clauses_rules import rules
from openaudit.licensing.conclusion import language_of
from openaudit.licensing.matchers import automaton, first_match, pattern, stands

PARTS = ("match", "also", "unless", "elsewhere", "title")
CELLS = sorted({cell for rule in rules().rules for part in PARTS if (cell := getattr(rule, part))})
SENTENCES = [words.lower().encode() for rule in rules().rules for words in (rule.example, rule.counter)][::4]


@pytest.mark.parametrize("cell", CELLS[::5], ids=lambda cell: cell[:40])
def test_an_automaton_answers_as_the_pattern_does(cell: str) -> None:
    """Every pattern's automata compile within their memory, and tell of each sentence what a search would."""
    for words in SENTENCES:
        found = pattern(cell).search(words)
        assert stands(cell, words, default=False) == (found is not None)
        mine = first_match(cell, words)
        assert (mine and mine.span()) == (found and found.span())


def test_a_counted_repeat_counts() -> None:
    """Words further apart than the pattern allows are not found, though the loosened automaton finds them."""
    assert stands("must.{0,5}show", b"must xx show", default=False)
    assert not stands("must.{0,5}show", b"must at all times show", default=False)
    assert first_match("must.{0,5}show", b"must at all times show") is None


def test_no_pattern_stands_as_told() -> None:
    """Where a rule has no pattern, the answer is the one that its caller gave."""
    assert stands(None, b"words", default=True)
    assert not stands(None, b"words", default=False)


def test_an_automaton_beyond_its_memory_is_an_error() -> None:
    """A set that can't hold its states raises; it never goes on and finds nothing."""
    with pytest.raises(re2.error):
        automaton(*(f"{'(a|b)' * 30}.{{0,900}}{number}.{{0,900}}" for number in range(400)))


def test_a_language_is_told_by_whole_words_in_any_case() -> None:
    """Words are counted as they are written, capitals aside."""
    assert language_of("THE Licence Of The Model And Its Terms, To You Or Any") == "en"
    assert language_of("Die Lizenz und das Modell sind nicht für Sie") == "de"
