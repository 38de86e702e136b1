import pytest

from openaudit.read.phrases import kinds, says


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_kind_knows_its_example_from_its_counter_example(kind: str) -> None:
    """A kind of wording matches its example and not its counter-example."""
    assert says(kind, kinds()[kind].example)
    assert not says(kind, kinds()[kind].counter)
