"""Identification under texts that nobody wrote for it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.licensing.identify import Identification, identify
from openaudit.licensing.words import Words

PIECES = st.sampled_from(
    [
        "copyright (c) ",
        "2024 ",
        '<a href="',
        "&quot;",
        "](",
        "http://x",
        "1.",
        "(a) ",
        "iv) ",
        "-\n",
        "\\par ",
        "section\n",
        "all rights reserved",
        "\u200b",
        "İ",
        "许可",
        "\r\n",
        "\0",
        "\ud800",
        "<del>",
        "<!--",
        "-->",
        "~~",
        "\u24d4",
        "\U0001f150",
        "permission is hereby granted ",
        "the software ",
        "<",
        "§",
        "\n\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=60).map("".join)


def held(text: str, answer: Identification) -> None:
    assert 0.0 <= answer.coverage <= 1.0
    assert (answer.match == "none") == (answer.expression is None) == (not answer.matches)
    lines = text.count("\n") + text.count("\r") + 1
    for span in answer.added:
        assert 0 <= span.start < span.end <= len(text)
        assert 1 <= span.line_first <= span.line_last <= lines
    for one in answer.matches:
        assert 0.0 < one.share <= 1.0
        assert all(removal.words > 0 and 0 <= removal.after_line <= lines for removal in one.removed)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever the text, the answer is well formed and its places lie in the text."""
    held(text, identify(text, role="license-file"))


@given(TEXTS)
@settings(deadline=None)
def test_blanking_keeps_every_place(text: str) -> None:
    """Words come in order, and each lies inside the text."""
    words = Words(text)
    places = [words.span(n, n + 1) for n in range(words.count)]
    assert all(a < b <= len(text) for a, b in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    assert all(0 <= start < end <= last <= len(text) for start, end, last in words.struck)
    assert all(0 <= start < end <= len(text) for start, end in words.owners)


@pytest.mark.parametrize(
    "piece",
    [
        "license ",
        "a",
        "\n",
        "\n ",
        "<",
        '<a x="',
        "&",
        "copyright (c) ",
        "copyright [a] [b] ",
        "a-",
        "a-\n",
        "ivx.",
        "(a)",
        "section\n1. ",
        "许",
        "a\u200b",
        "İ",
        "\ud800",
        "all rights ",
        "](",
        "](http:x",
        "\\par",
        "1.",
        ".  \n\n  ",
        "_-",
        "<s>",
        "<del></del>",
        "<!--",
        "~~a",
        "\u24d4",
        "copyright 2024 foo\n",
    ],
)
def test_a_long_text_of_one_piece_has_an_answer(piece: str) -> None:
    """A piece repeated a hundred thousand characters long is answered; a pattern that backtracks would hang here."""
    text = piece * (100_000 // len(piece))
    held(text, identify(text, role="license-file"))
