"""The data that a card names, and the terms that are known of them."""

import pytest
from msgspec.structs import replace

from openaudit.licensing import knowledge
from openaudit.read.card import read_card
from openaudit.read.datasets import card_path, dataset_ids, known_sets, read_datasets
from openaudit.read.readings import NamedDataset
from openaudit.read.text import read_text
from openaudit.record import Unavailable
from openaudit.snapshot import Snapshot
from tests.support.snapshots import card, snapshot


def datasets(found: Snapshot) -> tuple[NamedDataset, ...]:
    readme = found.text("README.md")
    return read_datasets(found, read_card(readme) if readme else None, read_text(found.repository_text))


def names(body: str, **metadata: str) -> list[str]:
    return [d.id for d in datasets(snapshot(card(body, **metadata)))]


def test_loose_words_are_no_dataset() -> None:
    """A new mix, a dataset without a name: no name is made up from the words beside it."""
    assert names("It was trained on a new mix of Korean online data.") == []
    assert names("It was trained on a dataset of 10 million documents.") == []
    assert names("Trained on the following: a, an, the.") == []


def test_metadata_and_links_on_training_name_datasets() -> None:
    """What the front matter names comes first; then links in sentences on the training, each once."""
    link = "It was fine-tuned on the dataset [Songs](https://huggingface.co/datasets/acme/songs)."
    assert names(link, datasets="[acme/poems, acme/songs]") == ["acme/poems", "acme/songs"]
    assert names(link) == ["acme/songs"]


@pytest.mark.parametrize(
    "body",
    [
        "It was evaluated on the dataset [Tests](https://huggingface.co/datasets/acme/tests).",
        "## Evaluation\n\nThe data are [here](https://huggingface.co/datasets/acme/tests).",
        "Details: https://huggingface.co/datasets/open-llm-leaderboard/details_acme",
        "## Models finetuned from it\n\nTrained on data of [Tests](https://huggingface.co/datasets/acme/tests).",
        "It is compared with models trained on ShareGPT data.",
        "It uses the Alpaca prompt template for all data.",
    ],
)
def test_what_it_was_tested_or_compared_on_is_not_its_data(body: str) -> None:
    """Evaluation sets, leaderboards, prompt formats and other models' data are none of this model's."""
    assert names(body) == []


def test_a_well_known_set_is_known_by_its_name() -> None:
    """Conversations from ShareGPT are outputs of somebody's models, and the file that knows it is cited."""
    (found,) = datasets(snapshot(card("It was trained on 70K conversations collected from ShareGPT.com.")))
    assert (found.id, found.on_hub, found.outputs) == ("ShareGPT", False, "OpenAI")
    assert found.outputs_citation is not None
    assert found.outputs_citation.file == "openaudit/read/datasets.toml"


def test_a_datasets_own_card_tells_its_licence() -> None:
    """The card that was fetched decides, with its line; without one, why it could not be had is told."""
    found = snapshot(
        card("A model.", datasets="[acme/songs, acme/gone]"),
        texts={card_path("acme/songs"): "---\nlicense: cc-by-nc-4.0\n---\n"},
        unavailable=[Unavailable(what=card_path("acme/gone"), reason="not-found", detail="")],
    )
    songs, gone = datasets(found)
    assert [(t.written, t.citation.file, t.citation.lines) for t in songs.terms] == [
        ("cc-by-nc-4.0", "hf://datasets/acme/songs/README.md", (2, 2))
    ]
    assert songs.card_read
    assert (gone.card_read, gone.terms, gone.missing) == (False, (), "not-found")


def test_a_set_that_is_known_has_its_licence_where_its_card_is_not_at_hand() -> None:
    """The facts stand in only for a card that was not read; a card without a licence is not overruled."""
    (known,) = datasets(snapshot(card("A model.", datasets="[tatsu-lab/alpaca]")))
    assert [t.written for t in known.terms] == ["cc-by-nc-4.0"]
    path = card_path("tatsu-lab/alpaca")
    (read,) = datasets(snapshot(card("A model.", datasets="[tatsu-lab/alpaca]"), texts={path: "# Alpaca\n"}))
    assert read.terms == ()


def test_words_ask_nothing_of_the_hub() -> None:
    """Only ids are asked for: a set that is known by its name has no page."""
    body = card("Trained on conversations collected from ShareGPT.", datasets="[acme/songs]")
    found = snapshot(body)
    readme = found.text("README.md")
    assert readme is not None
    listing = read_text(found.repository_text)
    assert dataset_ids(read_card(readme), found.repository, listing) == ("acme/songs",)


def test_known_sets_are_sound() -> None:
    """Every set says where its facts are stated, under a licence that is known, and has something to tell."""
    for known in known_sets():
        assert known.source.startswith("https://")
        assert known.license is not None or known.outputs is not None
        assert known.ids or known.written
        if known.license is not None:
            assert knowledge.entry(known.license).license.id == known.license


@pytest.mark.parametrize(
    "address",
    [
        "[Songs](https://huggingface.co/datasets/acme/songs)",
        "[Songs](https://huggingface.co/%64atasets/acme/songs)",
        "[Songs](https://huggingface.co/&#100;atasets/acme/songs)",
        '<a href="https://huggingface.co/data\nsets/acme/songs">Songs</a>',
    ],
)
def test_a_sets_address_is_understood_however_it_is_written(address: str) -> None:
    """Letters that are escaped, or parted by a line end that no browser minds, hide no set from the audit."""
    found = snapshot(card(f"It was fine-tuned on the dataset {address}."))
    assert [d.id for d in datasets(found)] == ["acme/songs"]
    readme = found.text("README.md")
    assert readme is not None
    assert dataset_ids(read_card(readme), found.repository, read_text(found.repository_text)) == ("acme/songs",)


def test_a_set_that_words_name_takes_the_place_of_a_tag_of_its_name() -> None:
    """A well-known set is asked for under no id, not even where a tag of the Hub has the same word."""
    plain = snapshot(card("It was trained on 70K conversations collected from ShareGPT."))
    found = replace(plain, repository=replace(plain.repository, tags=("dataset:sharegpt",)))
    readme = found.text("README.md")
    assert readme is not None
    assert dataset_ids(read_card(readme), found.repository, read_text(found.repository_text)) == ()


def test_cards_that_can_lead_to_no_set_are_not_parsed_for_one() -> None:
    """While a batch fetches, the Markdown of a card without links to sets is left to those who audit it."""
    found = snapshot(card("It was trained on ShareGPT.", license="mit"))
    readme = found.text("README.md")
    assert readme is not None
    read = read_card(readme)
    assert dataset_ids(read, found.repository, read_text(found.repository_text)) == ()
    assert "prose" not in vars(read)
