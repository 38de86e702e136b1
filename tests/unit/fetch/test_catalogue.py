"""The catalogue as a source."""

import hashlib
from importlib import resources

import pytest

from openaudit.errors import NoSuchModel
from openaudit.fetch import catalogue
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference


@pytest.mark.parametrize("name", ["openai/gpt-5", "OpenAI GPT-5", "gpt 5"])
def test_an_api_only_system(name: str) -> None:
    """A system without weights is one text, the entry's own bytes, of the entry's date, at no address of the Hub."""
    seen = CatalogueFetcher().fetch(Reference("catalogue", name))
    assert (seen.subject.id, seen.subject.source) == ("openai/gpt-5", "catalogue")
    assert (seen.subject.url, seen.subject.revision, seen.subject.gated) == (None, None, None)
    assert len(seen.subject.retrieved_at) == 20
    assert seen.subject.retrieved_at.endswith("T00:00:00Z")
    raw = (resources.files("openaudit") / "catalogue" / "openai" / "gpt-5.toml").read_bytes()
    assert seen.texts[0].path == "@catalogue/openai/gpt-5.toml"
    assert seen.texts[0].sha256 == hashlib.sha256(raw).hexdigest()
    assert seen.repository.files == ()


def test_a_covered_model() -> None:
    """A model on the Hub keeps its own id and address, and the gating that the entry tells."""
    seen = CatalogueFetcher().fetch(Reference("catalogue", "meta-llama/Llama-3.1-8B-Instruct"))
    assert seen.subject.id == "meta-llama/Llama-3.1-8B-Instruct"
    assert seen.subject.url == "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct"
    assert seen.subject.gated is True
    assert seen.repository.gated == "manual"


def test_an_unknown_name() -> None:
    """What the catalogue does not have is no model of its."""
    assert catalogue.find("acme/none") is None
    with pytest.raises(NoSuchModel):
        CatalogueFetcher().fetch(Reference("catalogue", "acme/none"))


def test_every_name_leads_to_an_entry() -> None:
    """The index and the files agree: each entry can be read, and a family is not taken for a repository."""
    index = catalogue._index()
    for hit in set(index.names.values()):
        found = catalogue.entry(hit)
        assert found.head.date
        assert not (found.on_hub and found.head.kind == "api")
