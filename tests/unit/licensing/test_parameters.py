"""Numbers, money, units, periods, places and quoted names in a clause's words."""

import pytest

from openaudit.licensing import parameters


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("700 million", 700_000_000), ("1,000,000", 1_000_000), ("one million", 1_000_000), ("1.5m", 1_500_000),
        ("two hundred thousand", 200_000), ("3亿", 300_000_000), ("一千万", 10_000_000),
        ("20bn", 20_000_000_000), ("5000", 5_000),
    ],
)  # fmt: skip
def test_numbers_in_every_form(words: str, value: int) -> None:
    """Digits, grouped digits, words, scales, Chinese scales."""
    assert [n.value for n in parameters.numbers(words)] == [value]


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("usd $1,000,000 in revenue", (1_000_000, "USD")),
        ("20 million us dollars", (20_000_000, "USD")),
        ("rmb 1 billion", (1_000_000_000, "CNY")),
        ("€10m", (10_000_000, "EUR")),
        ("20 million rub (~$200k usd)", (20_000_000, "RUB")),
        ("one million united states dollars ($1,000,000 usd)", (1_000_000, "USD")),
        ("700 million users", None),
    ],
)
def test_amounts_have_their_currency(words: str, amount: tuple[int, str] | None) -> None:
    """Sign before, word after; a sum in brackets only translates; without a currency it is no money."""
    assert parameters.amount(words) == amount


def test_a_threshold_is_the_count_nearest_its_unit() -> None:
    """The users' number, not the money's nor the clause's."""
    words = "more than 100 million monthly active users, or more than 20 million us dollars, see paragraph 5"
    assert parameters.threshold(words, "users") == (100_000_000, "monthly-active-users")
    assert parameters.threshold("subsequent users of it, see paragraph 5", "users") is None
    assert parameters.threshold("users since october 2008", "users") is None
    assert parameters.threshold("8 or more employees", "size") == (8, "employees")


def test_periods() -> None:
    """Year, month, or unsaid."""
    assert parameters.period("annual revenue") == "year"
    assert parameters.period("consolidated monthly revenue") == "month"
    assert parameters.period("revenue") is None


def test_places_in_the_order_of_the_text() -> None:
    """Names of places, each once."""
    assert parameters.places("the united kingdom, the eu and the uk") == ("United Kingdom", "European Union")


def test_quoted_words() -> None:
    """What stands in quotation marks, marks left out."""
    assert parameters.quoted('display "built with x" there') == (9, 21)
    assert parameters.quoted("display it") is None


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    """LF, CRLF and CR each end one line."""
    starts = [0, *parameters.line_breaks("a\r\nb\rc\nd")]
    assert [parameters.line_at(starts, i) for i in (0, 3, 5, 7)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "figure", "bound"),
    [
        ("has more than 5 million monthly active users", 5_000_000, "above"),
        ("yearly sales of at least $10,000,000", 10_000_000, "from"),
        ("annual revenue of 10 million united states dollars ($10,000,000) or more", 10_000_000, "from"),
        ("revenue of less than one million united states dollars ($1,000,000 usd)", 1_000_000, "from"),
        ("no more than 1 million visits a month", 1_000_000, "above"),
        ("revenues that meet or exceed $1,000,000", 1_000_000, "from"),
        ("if it is not less than 40 employees", 40, "from"),
        ("not more than $3,000 a month", 3_000, "above"),
        ("greater than or equal to 700 million users", 700_000_000, "from"),
        ("equal to or greater than 100 users", 100, "from"),
        ("organisations of 40 or more employees", 40, "from"),
        ("organisations of 40 or fewer employees", 40, "above"),
        ("revenue over $3 million", 3_000_000, "above"),
        ("revenue under us$3 million", 3_000_000, "from"),
        ("the rights under this agreement end with 5 million users", 5_000_000, None),
        ("more than 5 users and 7 servers", 9, None),
    ],
)
def test_which_side_exactly_the_figure_is_on(words: str, figure: int, bound: str | None) -> None:
    """Exactly the figure is free after "more than" and caught after "at least"; permissions put it the other way."""
    assert parameters.bound(words, figure) == bound
