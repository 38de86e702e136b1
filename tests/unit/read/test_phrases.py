import pytest

from openaudit.read.phrases import kinds, says


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_kind_knows_its_example_from_its_counter_example(kind: str) -> None:
    """A kind of wording matches its example and not its counter-example."""
    assert says(kind, kinds()[kind].example)
    assert not says(kind, kinds()[kind].counter)


@pytest.mark.parametrize(
    "sentence",
    [
        "Foo is an open-source language model.",
        "We open-source the 7B and 13B models.",
        "Foo is a fully open model.",
        "It is permissively licensed.",
        "Foo-7B is free for research and commercial use.",
    ],
)
def test_statements_of_openness(sentence: str) -> None:
    """Sentences that call this model open."""
    assert says("open-source", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Foo surpasses other open-source models.",
        "We thank the open-source community.",
        "The code is open-sourced on GitHub.",
        "We will open-source the model soon.",
        "Foo is built with the open-source library Bar.",
        "It is not open source.",
        "Closed-source models do better.",
    ],
)
def test_statements_about_others_plans_and_negations(sentence: str) -> None:
    """Comparisons, thanks, plans, code and negations are no claims about this model."""
    assert not says("open-source", sentence)
