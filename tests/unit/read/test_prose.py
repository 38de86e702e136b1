"""Markdown and HTML as sentences, links, headings and code."""

import pytest

from openaudit.read.prose import Prose, read_prose
from openaudit.read.text import read_text
from openaudit.snapshot import TextFile


def prose(text: str) -> Prose:
    return read_prose(read_text(TextFile("README.md", text.encode())))


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in prose(text).sentences]


def test_plain_words_and_quote() -> None:
    """A sentence is plain words; its quote is what stands in the file."""
    (sentence,) = prose('\nWe *release* **the `model`** under [MIT &amp; more](LICENSE "t").\n').sentences
    assert sentence.text == "We release the model under MIT & more."
    assert sentence.quote == 'We *release* **the `model`** under [MIT &amp; more](LICENSE "t").'
    assert (sentence.lines, sentence.kind, sentence.section) == ((2, 2), "paragraph", ())


def test_lines_and_quotes_of_sentences_in_a_wrapped_paragraph() -> None:
    """Each sentence of a wrapped paragraph has its own lines and its own quote, also inside a quotation in a list."""
    found = prose("- > One is\n  > here. **Two**\n  > is there.\n").sentences
    assert [(s.text, s.lines) for s in found] == [("One is here.", (1, 2)), ("Two is there.", (2, 3))]
    assert [s.quote for s in found] == ["One is\n  > here.", "**Two**\n  > is there."]
    assert [s.kind for s in found] == ["quote", "quote"]


def test_lines_survive_markup_that_hides_line_ends() -> None:
    """Line ends inside code, tags and link titles do not shift the lines of what follows."""
    found = prose('A `code\nspan` and <b\nclass="x">tag</b> and [link](url\n"title"). Then\nthis.\n').sentences
    assert [(s.text, s.lines) for s in found] == [("A code span and tag and link.", (1, 4)), ("Then this.", (4, 5))]


def test_kinds_and_sections() -> None:
    """Headings, list items, cells and paragraphs are told apart, each under its path of headings."""
    found = prose("# A\n\ntext\n\n## B\n\n- item\n\n| h | i |\n|---|---|\n| c | d |\n\nC\n=\n\nend\n").sentences
    assert [(s.text, s.kind, s.section) for s in found] == [
        ("A", "heading", ("A",)),
        ("text", "paragraph", ("A",)),
        ("B", "heading", ("A", "B")),
        ("item", "list-item", ("A", "B")),
        ("h", "table-cell", ("A", "B")),
        ("i", "table-cell", ("A", "B")),
        ("c", "table-cell", ("A", "B")),
        ("d", "table-cell", ("A", "B")),
        ("C", "heading", ("C",)),
        ("end", "paragraph", ("C",)),
    ]
    assert [s.lines for s in found if s.kind == "table-cell"] == [(9, 9), (9, 9), (11, 11), (11, 11)]


def test_code_is_no_sentence() -> None:
    """Code blocks are kept apart, with language and lines; inline code stays in its sentence."""
    found = prose("Use `mit`.\n\n```python title=x\nlicense = 'MIT.'\n```\n\n    indented. code\n\nEnd.\n")
    assert [s.text for s in found.sentences] == ["Use mit.", "End."]
    assert [(c.language, c.lines, c.text) for c in found.code] == [
        ("python", (3, 5), "license = 'MIT.'\n"),
        ("", (7, 7), "indented. code\n"),
    ]


def test_html_blocks() -> None:
    """HTML gives its visible words, cut at its blocks, and its links; comments, styles and scripts are dropped."""
    found = prose(
        "<!-- no. -->\n<div align='center'>\n<h2>Head</h2>\n<p>One <b>bold</b>\nword.</p><p>Two<br>Three</p>\n"
        '<a href="https://x.y/?a=1&amp;b=2"><img src="i.png" alt="Logo"></a>\n'
        "<style>p { color: red. }</style>\n</div>\n"
    )
    assert [(s.text, s.kind, s.lines, s.section) for s in found.sentences] == [
        ("Head", "heading", (3, 3), ("Head",)),
        ("One bold word.", "html", (4, 5), ("Head",)),
        ("Two", "html", (5, 5), ("Head",)),
        ("Three", "html", (5, 5), ("Head",)),
    ]
    assert [(link.text, link.url, link.image, link.lines) for link in found.links] == [
        ("Logo", "i.png", True, (6, 6)),
        ("Logo", "https://x.y/?a=1&b=2", False, (6, 6)),
    ]
    assert [(h.level, h.text) for h in found.headings] == [(2, "Head")]


def test_markdown_inside_html_is_read() -> None:
    """Markdown that its author left inside an HTML block is read as it was meant."""
    assert texts("<div>\n**License**: [MIT](LICENSE)\n</div>\n") == ["License: MIT"]


def test_links() -> None:
    """Links of every form are found, with their line and sentence; an address inside a link is not found twice."""
    found = prose(
        "One. See [a\nb](u1), <https://u2.x>, https://u3.x/p_q_r. And [r][ref].\n\n"
        "[![Code License](badge.svg)](LICENSE)\n\n[https://u4.x](https://u4.x)\n\n[ref]: u5\n"
    )
    assert [(link.text, link.url, link.image, link.lines[0], link.sentence) for link in found.links] == [
        ("a b", "u1", False, 1, 1),
        ("https://u2.x", "https://u2.x", False, 2, 1),
        ("r", "u5", False, 2, 2),
        ("https://u3.x/p_q_r", "https://u3.x/p_q_r", False, 2, 1),
        ("Code License", "badge.svg", True, 4, None),
        ("Code License", "LICENSE", False, 4, None),
        ("https://u4.x", "https://u4.x", False, 6, 3),
    ]


def test_struck_text_is_not_said() -> None:
    """Words that their author struck out are no longer said."""
    assert texts("It is ~~open source~~ closed. <del>No.</del> Yes.") == ["It is closed.", "Yes."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is MIT. See below! Really? Yes", ["It is MIT.", "See below!", "Really?", "Yes"]),
        ("Models, e.g. Llama, i.e. Meta's, vs. others et al. 2023 in Fig. 3.", None),
        ("Llama 2.0 is v. 3.1 of No. 5 at www.x.org/a.b and GPT-3.5.", None),
        ("Meta Platforms, Inc. All rights reserved.", None),
        ("By J. Doe and Dr. Smith.", None),
        ("Is it open? No. It is not.", ["Is it open?", "No.", "It is not."]),
        ('He said "it is open." Then he left.', ['He said "it is open."', "Then he left."]),
        ("Wait... what? Wait... What?", ["Wait... what?", "Wait...", "What?"]),
        ("1. First. Second.", ["First.", "Second."]),
        ("模型开源。可以商用！真的吗？是", ["模型开源。", "可以商用！", "真的吗？", "是"]),
        ("「公開します。」次の文。", ["「公開します。」", "次の文。"]),
        ("모델을 공개합니다. 상업적 이용이 가능합니다.", ["모델을 공개합니다.", "상업적 이용이 가능합니다."]),
        ("هل النموذج مفتوح؟ نعم. مفتوح.", ["هل النموذج مفتوح؟", "نعم.", "مفتوح."]),
        ("这是开源\n模型", ["这是开源模型"]),
        ("It is an open\nmodel", ["It is an open model"]),
        ("License: MIT\nAuthor: me", ["License: MIT", "Author: me"]),
        ("✅ Open\n❌ Not closed", ["✅ Open", "❌ Not closed"]),
        ("License MIT  \nAuthor me", ["License MIT", "Author me"]),
        ("Line one  \ngoes on", ["Line one goes on"]),
        ("a<br>B", ["a", "B"]),
        ("---", []),
        ("!!! *** ???", []),
    ],
)
def test_sentence_ends(text: str, sentences: list[str] | None) -> None:
    """Sentences end where a reader of that language sees an end, and not at abbreviations, versions or addresses."""
    assert texts(text) == ([text] if sentences is None else sentences)


def test_a_long_card_is_read_at_both_ends() -> None:
    """Of a card of megabytes the beginning and the end are read, and the lines between are named as not read."""
    found = prose("First sentence.\n\n" + "Filler words here.\n\n" * 100_000 + "Last sentence.\n")
    assert found.sentences[0].text == "First sentence."
    assert (found.sentences[-1].text, found.sentences[-1].lines) == ("Last sentence.", (200_003, 200_003))
    assert "are not read" in found.problems[0]


def test_a_line_of_data_is_cut() -> None:
    """A line too long for words is cut before the data, and a problem says so."""
    found = prose("Words before " + "x" * 200_000 + "\n\nAfter.\n")
    assert [s.text for s in found.sentences] == ["Words before", "After."]
    assert "line 1 has 200013 characters" in found.problems[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("|a" * 300 + "\n" + "|-" * 300 + "\n" + "|\n" * 500, "cells"),
        ("[" * 60_000, "markup"),
    ],
)
def test_more_markup_than_anybody_writes_is_read_as_plain_text(text: str, told: str) -> None:
    """What would take long to parse is read as plain text, and a problem says so."""
    assert any(told in problem for problem in prose(text).problems)
