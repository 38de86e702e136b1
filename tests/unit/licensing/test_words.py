"""Words: what is one, what is none, and where it stands."""

import pytest

from openaudit.licensing.words import WORD_BYTES, Words, canonical, window_hashes


def same(a: str, b: str) -> bool:
    return Words(a).hashes == Words(b).hashes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The licence is GRANTED.", "the license is granted"),
        ("an organisation's favourite colour", "an organization's favorite color"),
        ("without limi-\ntation of rights", "without limitation of rights"),
        ("non-\n_exclusive_ grant", "non-exclusive grant"),
        ("“AS IS”, without ‘warranty’", "\"AS IS\", without 'warranty'"),
        ("<p>You may<br/>\nuse it.</p>", "You may use it."),
        ("see [the site](https://example.org/a) now", "see [the site] now"),
        ("&quot;You&quot; &amp; they", '"You" they'),
        ("# You may\n# use it.", "You may use it."),
        (" * You may\n * use it.", "You may use it."),
        ("ﬁnal ｗｏｒｄｓ", "final words"),
        ("for\u200bever", "forever"),
        ("Ⓝⓞ 🅰🅲🆃🅸🅾🅽 🄽⒪", "no action no"),
        ("𝐍𝐨 ｕｓｅ", "no use"),
    ],
)
def test_layout_is_no_wording(one: str, other: str) -> None:
    """Case, spelling, hyphenation, quotes, markup and comment signs make no difference."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("are met:\n\n1. Keep this.\n2. Pay nothing.", "are met:\n\n* Keep this.\n* Pay nothing."),
        ("as follows: (a) copy and (b) sell", "as follows: copy and sell"),
        ("General\n\n10.1 If any part", "General\n\nIf any part"),
        ("this; and\nvii. that", "this; and that"),
    ],
)
def test_list_markers_are_no_words(one: str, other: str) -> None:
    """Numerals and letters that only count a list are left out, however the list is wrapped."""
    assert same(one, other)


@pytest.mark.parametrize(
    "reference", ["Section\n2. The", "more than\n10. The", "v. 3.0 of", "thirty (30) days", "Llama 3.1 terms"]
)
def test_numbers_that_mean_something_are_words(reference: str) -> None:
    """A reference, an amount and a version keep their number."""
    digits = [word for word in Words(reference).canonical(0, Words(reference).count) if word.isdigit()]
    assert digits


def test_wrapping_does_not_change_a_reference() -> None:
    """A number that wrapping puts at the start of a line is what it was."""
    assert same("the obligations of Section\n3.2. The notice", "the obligations of Section 3.2. The notice")


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) 2024 Jane Doe",
        "© 2019-2024 Foo GmbH. All rights reserved.",
        "Copyright [yyyy] [name of copyright owner]",
        "Copyright <year> <owner>",
        "# Copyright (C) 2020 The Foo Authors",
        "Copyright 2020 Juana Pérez. Todos los derechos reservados.",
    ],
)
def test_owners_are_no_words(line: str) -> None:
    """A line that only names years and owners is left out."""
    assert Words(line).count == 0


def test_what_was_left_out_as_owner_can_be_read() -> None:
    """A copyright line keeps its place and its words, but for the rights that all reserve."""
    text = "x\n# Copyright (c) 2024 Foo LABOUR, all rights reserved\ny"
    words = Words(text)
    ((start, end),) = words.owners
    assert text[start:end] == "Copyright (c) 2024 Foo LABOUR, all rights reserved"
    assert words.owner_words(start, end)[2:] == [("2024", "2024"), ("foo", "Foo"), ("labor", "LABOUR")]


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("a <del>b</del> c", ["<del>b</del>"]),
        ("a <s class='x'>b</S> <STRIKE>c</strike>", ["<s class='x'>b</S>", "<STRIKE>c</strike>"]),
        ("a <!-- b --> c <!-- d", ["<!-- b -->", "<!-- d"]),
        ("a ~~b c~~ d ~~ e", ["~~b c~~"]),
        ("~~~\ncode\n~~~\nTitle\n~~~~~\n", []),
        ("<span>a</span> <strong>b</strong> ~~", []),
    ],
)
def test_struck_parts_are_found(text: str, struck: list[str]) -> None:
    """Comments and strikes are told from their sign to their end, or to the text's; fences and rules are none."""
    assert [text[start:last] for start, _, last in Words(text).struck] == struck


@pytest.mark.parametrize(
    "line",
    [
        "(c) You must pay the licensor.",
        "Copyright (c) 2024 Foo. You may not sell this.",
        "Copyright 2024 no commercial use",
        "copyright notice, this list of conditions",
        "Copyright <you must pay 100 dollars>",
        "<You must pay>",
    ],
)
def test_no_clause_hides_beside_a_copyright_sign(line: str) -> None:
    """What could bind anybody stays, even where a copyright line or a tag is expected."""
    words = Words(line)
    assert {"must", "may", "no", "notice"} & set(words.canonical(0, words.count))


def test_places_are_those_of_the_original() -> None:
    """Offsets and lines count in the text as it came, markup, line ends and wide characters included."""
    text = "<b>İ</b> “One”\r\n\r\n(a) two\rthree"
    words = Words(text)
    start, end = words.span(words.count - 2, words.count)
    assert text[start:end] == "two\rthree"
    assert words.line(start) == 3
    assert words.line(end - 1) == 4


def test_each_character_of_a_script_without_spaces_is_a_word() -> None:
    """Chinese, Japanese and Korean are compared character by character."""
    assert Words("许可证 License").count == 4


def test_canonical_leaves_short_words_alone() -> None:
    """`our`, `four` and `hours` are no British spellings."""
    assert [canonical(word) for word in ("our", "four", "hours", "honour")] == ["our", "four", "hours", "honor"]


def test_windows_cover_consecutive_words() -> None:
    """There is one window for every word that has four after it, and equal words give equal windows."""
    windows = window_hashes(Words("a1 b1 c1 d1 e1 a1 b1 c1 d1 e1").hashes, 5)
    assert len(windows) == 6
    assert windows[0] == windows[5] != windows[1]
    assert len(Words("one two").hashes) == 2 * WORD_BYTES
    assert window_hashes(Words("one two").hashes, 5) == []
