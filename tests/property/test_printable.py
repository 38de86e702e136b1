import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from openaudit.report.printable import MAX_MARKS, printable

# Surrogates included: file names that are no UTF-8 hold them.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"]),
        st.sampled_from("\x1b\x9b\x7f\r\n\t\u200c\u200d\u202e\u2066\u3164\ufe0f\ufeff\U000e0041\u0301a क"),
    )
)


@given(HOSTILE)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    """No control, format, surrogate, private, unassigned or separator character comes out, joiners in words apart."""
    shown = printable(text)
    for before, char, after in zip(" " + shown, shown, shown[1:] + " ", strict=False):
        if char in "\u200c\u200d":
            assert unicodedata.category(before)[0] in "LM"
            assert unicodedata.category(after)[0] == "L"
        else:
            assert unicodedata.category(char)[0] != "C"
            assert unicodedata.category(char) not in {"Zl", "Zp"}


@given(HOSTILE)
def test_marks_do_not_pile_up(text: str) -> None:
    """No letter carries more combining marks than any script needs."""
    run = 0
    for char in printable(text):
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        assert run <= MAX_MARKS


@given(HOSTILE)
def test_what_was_made_printable_stays_as_it_is(text: str) -> None:
    """Making a text printable twice is making it printable once, newlines kept or not."""
    assert printable(printable(text)) == printable(text)
    kept = printable(text, keep_newlines=True)
    assert printable(kept, keep_newlines=True) == kept


@given(HOSTILE)
def test_newlines_come_through_only_when_asked_for(text: str) -> None:
    """A newline is a space by default; kept, each is where it was."""
    assert "\n" not in printable(text)
    assert printable(text, keep_newlines=True).count("\n") == text.count("\n")


@given(st.text(st.characters(categories=["L", "Nd", "P", "Sm", "Sc", "Zs"])))
def test_plain_writing_is_untouched(text: str) -> None:
    """Letters, digits, punctuation and spaces of any script come out as they went in, invisible letters apart."""
    plain = re.sub("[\u115f\u1160\u3164\uffa0]", "", text)
    assert printable(plain) == plain
