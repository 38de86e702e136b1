"""Families of models by name: the data file is sound, and names are told from what only looks like them."""

import pytest

from openaudit.datafiles import read_data
from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import normal_name
from openaudit.read import catalogue
from openaudit.read.families import families, find_named, in_name, of_repository, siblings


def _names(text: str) -> list[str]:
    return [n.family.name for n in find_named(text)]


def test_every_family_is_under_licences_that_are_known() -> None:
    """Every licence of a family is an entry of the knowledge base, and its line in the file names it."""
    lines = read_data("read", "families.toml").decode().splitlines()
    for family in families():
        assert all(entry.license.id == name for entry, name in zip(family.entries, family.license, strict=True))
        assert all(f'"{name}"' in lines[family.line - 1] for name in family.license)


def test_a_family_that_the_catalogue_has_is_under_the_same_licence() -> None:
    """Facts that stand in two files are the same; a family that only this file has says where its licence is stated."""
    index = knowledge.parse(read_data("catalogue", "index.json"), dict, "index.json")["names"]
    for family in families():
        hit = index.get(normal_name(family.id))
        if hit is None:
            assert family.source is not None, family.id
            continue
        entry = catalogue.parse(read_data("catalogue", *hit["file"].split("/")), hit["file"])
        assert entry.license == family.license[0], family.id


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is made from Llama 2.", ["Llama 2"]),
        ("llama-2-70b-hf and LLaMA2-13B", ["Llama 2", "Llama 2"]),
        ("Meta-Llama-3.1-8B", ["Llama 3.1"]),
        ("Llama 3, not 3.1", ["Llama 3"]),
        ("CodeLlama-34b and Code Llama", ["Code Llama", "Code Llama"]),
        ("LLaMA 30B", ["LLaMA (2023)"]),
        ("OpenLLaMA 3B and TinyLlama", ["OpenLLaMA", "TinyLlama"]),
        ("llama.cpp, a llama, llamas, Llama 2.5, Llama 32", []),
        ("gemma-4-E2B-it and gemma 2 9b", ["Gemma 4", "Gemma 2"]),
        ("Yi-34B and Yi-1.5-9B", ["Yi", "Yi-1.5"]),
        ("optimal-13b, opt-in", []),
        ("GPT-2, a GPT2-based writer, gpt2-medium-finetuned-poems", ["GPT-2", "GPT-2", "GPT-2"]),
        ("bert-base-uncased-sentiment and BERT base", ["BERT", "BERT"]),
        ("bert-base-turkish-cased, kobigbird-bert-base, legal-bert-base-uncased", []),
        ("japanese-gpt2-small, gpt2-spanish, twitter-roberta-base, roberta-base-bne", []),
        ("a T5 base, BART-like, Whisper small, a ViT, t5-small, mT5, distilbert-base-uncased", []),
    ],
)
def test_names_with_their_versions_are_found(text: str, names: list[str]) -> None:
    """A name means the version that is written, and no other; a longer number is another name."""
    assert _names(text) == names


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("acme/Lyre-Llama2-13b", "Llama 2"),
        ("acme/Lyre-L2-70B", "Llama 2"),
        ("acme/Lyre-70B-L2", "Llama 2"),
        ("acme/L3-8B-Lyre", "Llama 3"),
        ("acme/lyre_l2_7b_gguf", "Llama 2"),
        ("acme/Lyre-L2", None),
        ("acme/Lyre-L2-8B", None),
        ("acme/lyre-70b", None),
        ("acme/LLaMA-lyre", None),
    ],
)
def test_a_repositorys_name_tells_its_family(name: str, family: str | None) -> None:
    """By the family's own name, or by an abbreviation beside one of its sizes; neither a size nor L2 alone tells."""
    found = in_name(name)
    assert (found.name if found else None) == family


def test_only_the_makers_own_repository_is_the_family() -> None:
    """Another's copy may have other terms: its id is not taken for the family itself."""
    found = of_repository("meta-llama/Llama-2-13b-chat-hf")
    assert found is not None
    assert found.name == "Llama 2"
    assert of_repository("someone/Llama-2-13b-chat-hf") is None
    assert of_repository("Llama-2-13b-chat-hf") is None


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("facebook/wav2vec2-base", "wav2vec 2.0"),
        ("OpenAI/Whisper-Small", "Whisper"),
        ("t5-small", "T5"),
        ("google-t5/t5-small", "T5"),
        ("someone/t5-small", None),
        ("someone/whisper-small", None),
        ("openai/whisper-small-made-up", None),
        ("facebook/wav2vec2-base-made-up-voxpopuli", None),
        ("t5", None),
    ],
)
def test_a_repository_is_known_by_its_whole_id(name: str, family: str | None) -> None:
    """Ids of the file, with the owner, and those that the Hub once had without one; no part of an id, nobody else's."""
    found = of_repository(name)
    assert (found.name if found else None) == family


def test_every_family_is_told_by_something_and_every_id_by_one() -> None:
    """Each has names or ids; no id stands in two families, whose licences would contradict each other."""
    assert all(family.written or family.repositories for family in families())
    ids = [name.casefold() for family in families() for name in family.repositories]
    assert len(ids) == len(set(ids))
    assert all(name.count("/") <= 1 and name == name.strip() for name in ids)


def test_versions_have_terms_of_their_own() -> None:
    """A licence that changed with the version is told by the version: later ones that are open are not restricted."""
    by_name = {f.name: f for f in families()}
    assert not by_name["Gemma 3"].is_open
    assert by_name["Gemma 4"].is_open
    assert by_name["Yi"].is_open
    assert not by_name["Llama 2"].is_open
    assert by_name["Llama 2"].id in siblings(by_name["LLaMA (2023)"])
    assert by_name["LayoutLM"].is_open
    assert not by_name["LayoutLMv3"].is_open
    assert by_name["wav2vec 2.0"].is_open
    assert not by_name["wav2vec 2.0 VoxPopuli"].is_open
