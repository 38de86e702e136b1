"""Cards that nobody wrote in good faith."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.read.card import Card, read_card
from openaudit.snapshot import TextFile

_PIECES = st.sampled_from(
    [
        "---\n", "---", "\n", "\r\n", "\r", "license: mit\n", "License: no\n", "tags:\n- a\n", "  - b\n", "\t", "  ",
        " ", "# ", "## H\n", "> ", "- ", "1. ", "*", "**", "_", "~~", "`", "```\n", "[", "](", ")", "![", "][", "<",
        ">", "&amp;", "&#10;", "<br>", "<a href='u'>", "</a>", "<img src=x alt=y>", "<div>", "</div>", "<h1>",
        "</h1>", "<style>", "<!--", "-->", "|", "|-|\n", "| a | b |\n", "\\", "http://x.y/z", "Word. ", "No. 3",
        "词。", "字", "…", "\x00", "\u2028", "\x85", "\v", "\f", "\x1b[31m", "\ufeff", "\ud7ff", "&a", "*a",
        "!!python/object:x ", "{", "}", ": ", "'", '"', "|\n", "=\n",
    ]
)  # fmt: skip
_CARDS = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(str.encode),
    st.lists(_PIECES, max_size=60).map(lambda pieces: "".join(pieces).encode()),
    st.lists(_PIECES, max_size=60).map(lambda pieces: ("---\n" + "".join(pieces) + "\n---\ntext").encode()),
)


def _read(data: bytes) -> Card:
    return read_card(TextFile("README.md", data))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


@settings(max_examples=400, deadline=None)
@given(_CARDS)
def test_nothing_raises_and_every_place_is_in_the_file(data: bytes) -> None:
    """Whatever the bytes, the card is read, and what is cited stands where the citation says."""
    card = _read(data)
    lines = card.document.lines
    assert card.document.text == "\n".join(lines)
    for sentence in (*card.prose.sentences, *card.gate.sentences):
        first, last = sentence.lines
        cited = card.document.cite(first, last, sentence.quote)
        assert _words(sentence.quote) in _words("\n".join(lines[first - 1 : last]))
        assert "\x00" not in cited.quote
        assert sentence.text == sentence.text.strip()
    for link in card.prose.links:
        assert 1 <= link.lines[0] <= link.lines[1] <= len(lines)
        assert link.sentence is None or 0 <= link.sentence < len(card.prose.sentences)
    for block in card.prose.code:
        assert 1 <= block.lines[0] <= block.lines[1] <= len(lines)
    for key in card.front_matter.values:
        assert card.cite_key(key) is not None
        card.strings(key)


@settings(max_examples=50, deadline=None)
@given(_CARDS)
def test_reading_is_deterministic(data: bytes) -> None:
    """The same bytes read twice give the same card."""
    one, two = _read(data), _read(data)
    assert one.front_matter == two.front_matter
    assert one.prose == two.prose


@pytest.mark.parametrize(
    "piece",
    [
        "[", "![", "[a](", "[a][", "[](<", "(", ">", "> - ", "- ", "1. ", "*", "**a", "_*", "`", "`a", "~~ ", "<",
        "<a ", '<a b="', "<a>", "<!--", "<div>", "<h1>", "<style>", "&", "&#", "&amp;", "&Tab;", "&#10;字", "\\", "|",
        "|-", "a|\n|-|\n", "a\n", "a\n---\n", "---\n", "---\nlicense: mit\n", "license:\n", "* a\n> b\n", "[a]: b\n",
        "```\n", " ", "字\n", ".", ". ", "...) ", "a. ", "http://", "http://a%20b ", "<http://a%20b> ", "[a](b) ",
        "[a](b). A", "<a href='b'>c</a>", "<td>", "\n", "\n\n", "\t", "\r", "key: [", "a: b\n", "- a: {", "&a [*a,",
        "\x85", "a  \nb", "<br>A",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("frame", "length"),
    [
        ("{}", 200_000),
        ("---\nlicense: mit\ntags: {}\n---\nText", 30_000),
        ("---\n{}", 30_000),
        ("<div>{}</div>", 30_000),
    ],
)
def test_repeated_markup_ends(piece: str, frame: str, length: int) -> None:
    """Tens of thousands of any one piece of markup are read to an end, in the text, in the metadata and in HTML."""
    card = _read(frame.replace("{}", piece * (length // len(piece))).encode())
    assert card.prose.problems or card.front_matter.values or len(card.prose.sentences) <= length
