import pytest

from openaudit.report.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", r"\x1b[2J\x1b]0;owned\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("MIT\x7f\x08", r"MIT\x7f\x08"),
        ("not \u202eelbatsnu\u202c", r"not \u202eelbatsnu\u202c"),
        ("\u2066open\u2069", r"\u2066open\u2069"),
        ("o\u200bpen s\u00adource", r"o\u200bpen s\xadource"),
        ("ok\U000e0041\U000e0042", r"ok\U000e0041\U000e0042"),
        ("a\u2028b", r"a\u2028b"),
        ("\ue000", r"\ue000"),
        ("\ud800", r"\ud800"),
        ("\ufeffMIT", r"\ufeffMIT"),
        ("open\u3164source", r"open\u3164source"),
        ("over\rwritten", r"over\rwritten"),
    ],
)
def test_what_acts_or_hides_is_escaped(text: str, shown: str) -> None:
    """Escape sequences, bidirectional overrides and invisible characters are shown, not obeyed."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "本模型仅供研究使用\u3000",
        "מודל פתוח",
        "می\u200cخواهم",
        "क्\u200dष",
        "naïve “quoted” — 100\xa0%",
        "❤\ufe0f 1\ufe0f",
        "e\u0301",
    ],
)
def test_every_script_is_left_alone(text: str) -> None:
    """Chinese, Hebrew, Persian and Indic words, with the joiners they need, and emoji come out unchanged."""
    assert printable(text) == text


def test_lines_are_joined_or_kept() -> None:
    """Newlines of either kind and tabs become spaces; with `keep_newlines`, newlines stay."""
    assert printable("a\r\nb\tc\nd") == "a b c d"
    assert printable("a\r\nb\tc\nd", keep_newlines=True) == "a\nb c\nd"


def test_a_tower_of_marks_is_cut() -> None:
    """The ninth combining mark in a row and those behind it are escaped."""
    assert printable("o" + "\u0336" * 10) == "o" + "\u0336" * 8 + r"\u0336\u0336"
