"""The card as its readers use it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    """What the gate tells and what has to be ticked are sentences with the lines of the metadata, and no others are."""
    read = card(
        "---\nlicense: mit\nextra_gated_heading: Please agree\nextra_gated_prompt: >-\n  ### Terms\n\n  You **must**\n"
        "  agree. Now.\nextra_gated_fields:\n  Name: text\n  I use it for research only: checkbox\n---\nText.\n"
    )
    assert [(s.text, s.lines) for s in read.gate.sentences] == [
        ("Please agree", (3, 3)),
        ("Terms", (5, 5)),
        ("You must agree.", (7, 8)),
        ("Now.", (8, 8)),
        ("I use it for research only: checkbox", (11, 11)),
    ]
    assert read.gate.sentences[2].quote == "You **must**\n  agree."
    assert card("Text.").gate.sentences == ()


FORM = """---
license: mit
extra_gated_prompt: |-
  ### Prohibited uses
  You will not use it for harm.
extra_gated_fields:
  Explain your research use only: text
  Job title:
    type: select
    options:
    - Non-commercial researcher
    - label: Student, for research only
      value: student
  I will use it for research only: CHECKBOX
  I have read it:
    type: checkbox
  ? By pressing Send here I agree to the terms
    of the license
  : checkbox
extra_gated_description: What you tell is kept.
---
Text.
"""


def test_a_form_states_only_what_is_to_be_ticked() -> None:
    """Names of fields, their types and their options ask who somebody is; a box to tick is agreed to."""
    said = [" ".join(s.text.split()) for s in card(FORM).gate.sentences]
    assert said[:2] == ["Prohibited uses", "You will not use it for harm."]
    assert said[-2:] == ["By pressing Send here I agree to the terms of the license", "What you tell is kept."]
    assert any("I will use it for research only" in words for words in said)
    assert not any(word in words for words in said for word in ("Explain", "Job", "options", "researcher", "Student"))


def test_a_heading_in_one_key_of_the_gate_does_not_span_the_others() -> None:
    """What the prompt lists as forbidden says nothing of a box that is ticked."""
    sections = {s.text: s.section for s in card(FORM).gate.sentences}
    assert sections["You will not use it for harm."] == ("Prohibited uses",)
    assert sections["What you tell is kept."] == ()
    assert sections["By pressing Send here I agree to the terms of the license"] == ()


def test_a_form_whose_yaml_is_broken_still_states_its_boxes() -> None:
    """Where the form can't be read as YAML, the boxes that stand on one line are kept, and nothing else is."""
    form = "  A: [\n  - Student\n  B:\n    type: checkbox\n  I use it for research only: checkbox\n"
    read = card(f"---\nextra_gated_fields:\n{form}---\nText.\n")
    assert [s.text for s in read.gate.sentences] == ["I use it for research only: checkbox"]


@given(st.text(alphabet="ab :-?|>[]{}'\"\n&*!", max_size=80))
def test_any_form_is_read_without_raising(words: str) -> None:
    """Whatever stands in the form, each sentence of the gate lies in the lines of the metadata."""
    text = "---\nextra_gated_fields:\n" + "".join(f"  {line}\n" for line in words.split("\n")) + "---\nText.\n"
    read = card(text)
    assert all(1 < s.lines[0] <= s.lines[1] < text.count("\n") for s in read.gate.sentences)


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
