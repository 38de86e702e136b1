"""The card as its readers use it."""

import pytest

from openaudit.read.card import Card, read_card
from openaudit.snapshot import TextFile


def card(text: str | bytes) -> Card:
    return read_card(TextFile("README.md", text.encode() if isinstance(text, str) else text))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (" mit", ("mit",)),
        (" [mit, apache-2.0]", ("mit", "apache-2.0")),
        ("\n- [a, [b]]\n- {x: y}\n- \n- 2\n- ' '", ("a", "b", "2")),
        (" {a: b}", ()),
        ("", ()),
        (" no", ("no",)),
        (" true", ("true",)),
        (" 1.10", ("1.10",)),
    ],
)
def test_strings(written: str, words: tuple[str, ...]) -> None:
    """A key gives clean words however its author nested them."""
    assert card(f"---\nlicense:{written}\n---\n").strings("license") == words


def test_cite_key() -> None:
    """A key is cited with its own lines and words as they stand in the file."""
    read = card("---\ntags: [a]\nbase_model:\n  - a/b\n---\n")
    cited = read.cite_key("base_model")
    assert cited is not None
    assert (cited.lines, cited.quote) == ((3, 4), "base_model:\n  - a/b")
    assert read.cite_key("license") is None
    assert read.metadata("tags") == ["a"]


def test_gated_prompt() -> None:
    """What must be agreed to is read with its lines; an empty prompt is none."""
    read = card("---\nextra_gated_prompt: |-\n  Agree to\n  this.\nextra_gated_description: ''\n---\n")
    (prompt,) = read.gated_prompt
    assert (prompt.text, prompt.lines) == ("Agree to\nthis.", (2, 4))


def test_gate_is_read_as_sentences() -> None:
    """Prompt and fields of the gate are sentences with the lines of the metadata, and no others are."""
    read = card(
        "---\nlicense: mit\nextra_gated_heading: Please agree\nextra_gated_prompt: >-\n  ### Terms\n\n  You **must**\n"
        "  agree. Now.\nextra_gated_fields:\n  Name: text\n  I use it for research only: checkbox\n---\nText.\n"
    )
    assert [(s.text, s.lines) for s in read.gate.sentences] == [
        ("Please agree", (3, 3)),
        ("Terms", (5, 5)),
        ("You must agree.", (7, 8)),
        ("Now.", (8, 8)),
        ("Name: text", (10, 10)),
        ("I use it for research only: checkbox", (11, 11)),
    ]
    assert read.gate.sentences[2].quote == "You **must**\n  agree."
    assert card("Text.").gate.sentences == ()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\nlicense: mit\n---\n## About\n# Model\n", "Model"),
        ("## About\n## More\n", "About"),
        ('<h1 align="center">A <b>model</b></h1>\n', "A model"),
        ("text", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    """The title is the first heading of level 1, in Markdown or HTML, else the first heading."""
    assert card(text).title == title


def test_prose_leaves_the_metadata_out_and_keeps_line_numbers() -> None:
    """No sentence comes from the metadata, wherever they stand, and lines are those of the file."""
    read = card("# Title\n---\nlicense: mit\n---\nText here.\n")
    assert [(s.text, s.lines) for s in read.prose.sentences] == [("Title", (1, 1)), ("Text here.", (5, 5))]


def test_binary_is_unreadable_and_raises_nothing() -> None:
    """A card that is no text has no sentences, no metadata, and says why."""
    read = card(bytes(range(256)) * 10)
    assert read.unreadable
    assert read.problems == ("is no text",)
    assert read.prose.sentences == ()
    assert not card("").unreadable
