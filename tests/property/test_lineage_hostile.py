"""Lineage and data out of cards that a stranger wrote to do harm."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.read.card import read_card
from openaudit.read.datasets import read_datasets
from openaudit.read.lineage import read_mentions
from openaudit.read.text import read_text
from openaudit.snapshot import Snapshot
from tests.support.snapshots import card, snapshot

WORDS = ("fine-tuned from ", "based on ", "trained on ", "base_model: ", "- model: ", "merge_method: slerp\n")
NAMES = ("Llama 2", "LLaMA", " Llama-3.1-8B", "](https://huggingface.co/acme/x)", "https://hf.co/datasets/acme/d")
MARKS = ("```\n", "\n\n", "| Base model | ", " |\n|--|--|\n", "/", "[a", "## Models used\n", "(", "\u0000", "\u202e")
PIECES = st.sampled_from([*WORDS, *NAMES, *MARKS])
BODIES = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join)


def read(found: Snapshot) -> int:
    """How many places are cited; every one of them stands in the card or the listing."""
    readme = found.text("README.md")
    assert readme is not None
    listing = read_text(found.repository_text)
    parsed = read_card(readme)
    mentions = read_mentions(parsed, [listing], found.repository)
    datasets = read_datasets(found, parsed, listing)
    for place in (*(m.citation for m in mentions), *(d.citation for d in datasets)):
        document = {"README.md": parsed.document, listing.path: listing}[place.file]
        assert place.lines is not None
        assert 1 <= place.lines[0] <= place.lines[1] <= len(document.lines)
    assert sum(m.by == "repository" for m in mentions) <= 8
    return len(mentions) + len(datasets)


@given(BODIES)
def test_any_prose_is_read(body: str) -> None:
    """Whatever stands in a card, reading it ends, and what it cites is there."""
    read(snapshot(card(body), model_id="acme/Lyre-Llama2-7b"))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), st.lists, max_leaves=8))
def test_any_metadata_are_read(value: object) -> None:
    """`base_model` and `datasets` of any type are read without an error."""
    read(snapshot(card(base_model=json.dumps(value), datasets=json.dumps(value))))


@pytest.mark.parametrize(
    "body",
    [
        "based on " * 20_000,
        "Llama 2 " * 20_000,
        "fine-tuned from the the the " * 5_000 + "Llama 2",
        "[a](https://huggingface.co/acme/x) " * 5_000,
        "A-" * 50_000 + "7B",
        "ShareGPT data. " * 10_000,
    ],
)
def test_repetition_is_read(body: str) -> None:
    """Long repetitive cards are read like others: what is found in them is bounded, and its places are there."""
    assert read(snapshot(card(body))) < 50
