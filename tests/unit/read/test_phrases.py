import pytest
import re2

from openaudit.read.phrases import kinds, may_say, says


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_kind_knows_its_example_from_its_counter_example(kind: str) -> None:
    """A kind of wording matches its example and not its counter-example."""
    assert says(kind, kinds()[kind].example)
    assert not says(kind, kinds()[kind].counter)


@pytest.mark.parametrize("kind", list(kinds()))
def test_what_a_line_says_its_text_may_say(kind: str) -> None:
    """A text that holds a line of a kind is never passed over for that kind."""
    assert may_say(kind, f"# A title\n{kinds()[kind].example}\nAnd more.")


@pytest.mark.parametrize("kind", list(kinds()))
def test_patterns_stay_small(kind: str) -> None:
    """A kind's patterns together stay within what RE2 matches without falling back to its slow engine."""
    phrases = kinds()[kind]
    assert re2.compile("|".join(f"(?:{p})" for p in phrases.any)).programsize < 3_000
