"""Hostile texts: the clause reader never raises, and what it cites stands in the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.licensing.clauses import read_clauses
from openaudit.licensing.structure import read_structure

WORDS = [
    "You may not ",
    "use the Model ",
    "for commercial purposes",
    "700 million ",
    "monthly active users",
    "must display ",
]
MONEY = ["$1,000,000 ", "annual revenue ", "European Union ", "您不得", "用于", "军事目的", "。"]
MARKS = [". ", "; ", ":\n", "\n\n", "(a) ", "1. ", "- ", "# ", "§ 2 ", "“", "”", "\r\n", "\r", "*", "`", "```\n"]
ODD = ["İ", "\u200b", "ſ", "\ud800", "e\u0301", "com-\n", "x" * 50, "\x00", "<b>"]
PIECES = st.sampled_from(WORDS + MONEY + MARKS + ODD)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_cited_where_it_stands(text: str, fragment: bool) -> None:
    """Offsets and lines lie in the text, in order, around words; shares lie between 0 and 1."""
    reading = read_clauses(text, fragment=fragment)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for find in (*reading.restrictions, *reading.obligations):
        assert 0 <= find.start < find.end <= len(text)
        assert text[find.start : find.end].strip()
        assert 1 <= find.line_first <= find.line_last <= lines
        assert find.says
    assert 0.0 <= reading.understood <= 1.0
    assert reading.is_open is not True or not reading.restrictions


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_sentences_lie_in_the_text_in_order(text: str) -> None:
    """Each sentence has words, and begins no earlier than the one before."""
    before = 0
    for sentence in read_structure(text).sentences:
        assert sentence.words.strip()
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.start >= before
        before = sentence.start


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_reading_is_deterministic(text: str) -> None:
    """The same text gives the same reading."""
    assert read_clauses(text) == read_clauses(text)
