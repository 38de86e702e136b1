"""Decoding, lines and citations."""

import pytest

from openaudit.read.text import QUOTE_LIMIT, Document, read_text
from openaudit.snapshot import TextFile


def document(data: bytes | str) -> Document:
    return read_text(TextFile("README.md", data.encode() if isinstance(data, str) else data))


@pytest.mark.parametrize(
    "data",
    [
        "Grüße\nwelt".encode(),
        b"\xef\xbb\xbf" + "Grüße\nwelt".encode(),
        "Grüße\nwelt".encode("utf-16"),
        b"\xfe\xff" + "Grüße\nwelt".encode("utf-16-be"),
    ],
)
def test_byte_order_marks(data: bytes) -> None:
    """UTF-8 and UTF-16 with a byte order mark read alike, and the mark is no part of the text."""
    read = document(data)
    assert read.lines == ("Grüße", "welt")
    assert read.problems == ()


def test_lines_are_those_of_an_editor() -> None:
    """LF, CRLF and CR end a line; U+2028, U+0085, form feed and vertical tab do not."""
    read = document("a\r\nb\rc\nd\u2028e\u0085f\fg\vh\n")
    assert read.lines == ("a", "b", "c", "d\u2028e\u0085f\fg\vh", "")
    assert read.text == "\n".join(read.lines)


def test_invalid_bytes_are_replaced_and_told() -> None:
    """What is not UTF-8 reads as U+FFFD, and a problem says where the first of it is."""
    read = document(b"fine text here\nbad \xff byte\n")
    assert read.lines[1] == "bad \ufffd byte"
    assert "line 2" in read.problems[0]
    assert not read.binary


def test_nul_never_reaches_the_text() -> None:
    """NUL characters are replaced, and counted."""
    read = document(b"license: mit\x00\n")
    assert "\x00" not in read.text
    assert "1 NUL" in read.problems[0]


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x80\x81\x82\x83" * 50, b"\x00" * 100])
def test_binary_is_said_to_be_no_text(data: bytes) -> None:
    """Bytes that are no text are marked as such instead of being read as words."""
    read = document(data)
    assert read.binary
    assert read.problems == ("is no text",)


def test_cite_quotes_the_lines_as_they_stand() -> None:
    """A citation without a quote holds the lines themselves, outer blanks left out."""
    cited = document("one\n  two **bold**\nthree\n").cite(2, 3)
    assert cited.lines == (2, 3)
    assert cited.quote == "two **bold**\nthree"
    assert cited.file == "README.md"
    assert hash(cited)


def test_cite_cuts_long_quotes_between_words() -> None:
    """A quote never grows beyond its limit, and ends with a whole word and an ellipsis."""
    quote = document("word " * 500).cite(1).quote
    assert len(quote) <= QUOTE_LIMIT
    assert quote.endswith("word …")
    assert len(document("字" * 5000).cite(1).quote) == QUOTE_LIMIT


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 9)])
def test_cite_refuses_lines_that_are_not_there(first: int, last: int) -> None:
    """Citing lines that the file does not have is an error of the caller."""
    with pytest.raises(ValueError, match="no lines"):
        document("a\nb").cite(first, last)


def test_cite_words_finds_the_lines_of_a_span() -> None:
    """A span of characters is cited with the lines of its words, not of the blanks around them."""
    read = document("ab\n\ncd ef\ngh\n")
    cited = read.cite_words(2, read.text.index("gh"))
    assert (cited.lines, cited.quote) == ((3, 3), "cd ef")
    assert read.cite_words(0, len(read.text)).lines == (1, 4)
    with pytest.raises(ValueError, match="no words"):
        read.cite_words(2, 4)


def test_an_empty_file_has_one_empty_line() -> None:
    """An empty file can be cited like any other."""
    assert document(b"").lines == ("",)
    assert document(b"").cite(1).quote == ""
