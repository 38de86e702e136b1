"""Numbers in words."""

import pytest

from openaudit.licensing.numerals import worded
from openaudit.licensing.parameters import amount, numbers, threshold


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("five hundred million users", 500_000_000),
        ("two hundred and fifty employees", 250),
        ("half a million dollars", 500_000),
        ("a hundred people", 100),
        ("more than twenty-five people", 25),
        ("五千万个账号", 50_000_000),
        ("三百五十人", 350),
        ("一千五百万元", 15_000_000),
        ("一亿二千万", 120_000_000),
    ],
)
def test_numbers_in_words_are_read(words: str, value: int) -> None:
    """English and Chinese numerals have the value that a reader gives them."""
    assert value in {found[0] for found in worded(words)}


@pytest.mark.parametrize("words", ["第二十条 员工", "三十日内", "one of a kind", "a million", "thirty days"])
def test_places_in_a_row_and_days_are_no_counts(words: str) -> None:
    """The number of an article, of days, or a lone small word counts nobody."""
    assert threshold(words, "users") is None


def test_digits_in_groups_of_three_are_one_number() -> None:
    """Blanks between groups of three digits belong to the number."""
    assert [n.value for n in numbers("over 750 000 people in a month")] == [750_000]
    assert threshold("over 750 000 people in a month", "users") == (750_000, "monthly-active-users")


def test_digits_after_chinese_words_are_read() -> None:
    """A figure need not be set apart from the Chinese words before it."""
    assert amount("营业收入高于5000万元") == (50_000_000, "CNY")
