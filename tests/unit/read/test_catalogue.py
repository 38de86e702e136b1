"""How catalogue entries are read, and how their lines are found."""

import pytest

from openaudit.errors import KnowledgeInvalid
from openaudit.read.catalogue import fact_lines, key_line, parse

ENTRY = b"""\
id = "acme/one"
name = "One"
provider = "Acme"
kind = "open"
date = "2026-01-02"
covers = [
    "acme/one-7b",
]
license = "mit"

[aliases]
"Uno" = "acme/one-7b"

[[facts]]
topic = "training-data"
level = "described"
says = "A sentence with [brackets]."
source = "https://acme.example/one"
read = "2026-01-02"
confidence = "low"

# a remark
[[facts]]
topic = "license"
says = "Stated as MIT."
source = "https://acme.example/one"
read = "2026-01-02"
confidence = "high"
"""


def test_an_entry_is_read_with_its_facts_in_order() -> None:
    """Keys that are left out have their defaults; facts keep the file's order."""
    entry = parse(ENTRY, "acme/one.toml")
    assert (entry.id, entry.covers, entry.license, entry.gated) == ("acme/one", ("acme/one-7b",), "mit", None)
    assert [(f.topic, f.level) for f in entry.facts] == [("training-data", "described"), ("license", None)]


def test_fact_lines_span_header_to_last_key() -> None:
    """Blank lines and remarks after a fact are not part of it."""
    assert fact_lines(ENTRY) == ((14, 20), (23, 28))


def test_lines_are_counted_alike_with_carriage_returns() -> None:
    """A checkout with CRLF line ends gives the same places."""
    crlf = ENTRY.replace(b"\n", b"\r\n")
    assert (fact_lines(crlf), key_line(crlf, "license")) == (fact_lines(ENTRY), 9)


@pytest.mark.parametrize(("key", "line"), [("id", 1), ("covers", 6), ("license", 9), ("gated", None), ("topic", None)])
def test_key_line_finds_top_level_keys_only(key: str, line: int | None) -> None:
    """A key of a table is no top-level key, and one that is left out has no line."""
    assert key_line(ENTRY, key) == line


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'kind = "open"', b'kind = "ajar"', "kind"),
        (b'kind = "open"', b'kind = "open"\ncolour = "red"', "colour"),
        (b'topic = "license"', b'topic = "rumour"', "facts[1].topic"),
        (b'level = "described"', b'level = "plenty"', "facts[0]"),
        (b'level = "described"\n', b"", "facts[0]"),
        (b'topic = "license"', b'topic = "license"\nlevel = "full"', "facts[1]"),
        (b'= "acme/one-7b"\n\n', b'= "acme/two"\n\n', "acme/two"),
        (b'date = "2026-01-02"', b"date = ", "line 5"),
        (b"One", b"\xff", "utf-8"),
    ],
)
def test_a_faulty_entry_is_refused_with_the_place(old: bytes, new: bytes, place: str) -> None:
    """Unknown keys and words, a level that the topic does not have, stray aliases, broken TOML: all are named."""
    with pytest.raises(KnowledgeInvalid) as caught:
        parse(ENTRY.replace(old, new, 1), "acme/one.toml")
    assert place in caught.value.why
    assert "acme/one.toml" in caught.value.what
