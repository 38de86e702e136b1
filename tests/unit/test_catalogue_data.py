"""The catalogue's files: every one is sound, and people's names for models lead to the right one."""

import datetime
import importlib.util
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from openaudit.licensing.knowledge import normal_name
from openaudit.read.catalogue import LEVELS, CatalogueEntry, fact_lines, key_line, parse

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "openaudit" / "catalogue"
FILES = {path.relative_to(CATALOGUE).as_posix(): path.read_bytes() for path in sorted(CATALOGUE.rglob("*.toml"))}
INDEX: dict[str, dict[str, str]] = json.loads((CATALOGUE / "index.json").read_text())["names"]
API_TOPICS = {"access", "data-path", "customisation", "published", "withdrawal", "terms", "weights"}
OPEN_TOPICS = {"weights", "license", *LEVELS} - {"claim", "checkpoints"}

# As people type them; each with the file that it must lead to.
NAMES = {
    "openai/gpt-5": ("openai/gpt-5", "OpenAI GPT-5", "GPT 5", "gpt5", "gpt-5-mini", "openai/gpt-5-mini"),
    "openai/gpt-4o": ("openai/gpt-4o", "GPT-4o", "gpt 4o", "gpt-4o-mini"),
    "openai/chatgpt": ("ChatGPT", "OpenAI ChatGPT", "openai/chatgpt", "chat gpt"),
    "openai/o1": ("o1", "openai/o1", "OpenAI o1", "o1-preview"),
    "openai/o3": ("o3", "openai/o3", "o3-mini"),
    "anthropic/claude": (
        "Claude",
        "Claude 3",
        "Claude 3.5",
        "anthropic/claude-3.7",
        "Claude 4",
        "Claude 4.1",
        "Claude 4.5",
    ),
    "anthropic/claude-haiku": ("Claude Haiku", "Claude 3 Haiku", "claude-3-5-haiku", "Claude Haiku 4.5"),
    "anthropic/claude-sonnet": (
        "Claude Sonnet",
        "anthropic/claude-3.5-sonnet",
        "anthropic/claude-3-5-sonnet",
        "claude-3-5-sonnet-20241022",
        "Claude 3.7 Sonnet",
        "Claude Sonnet 4",
        "claude-sonnet-4-5",
        "Anthropic Claude Sonnet 4.5",
    ),
    "anthropic/claude-opus": ("Claude Opus", "Claude 3 Opus", "claude-opus-4", "Claude Opus 4.1", "claude-4.5-opus"),
    "google/gemini": ("Gemini", "Google Gemini", "google/gemini"),
    "google/gemini-1.5": ("Gemini 1.5", "gemini-1.5-pro", "Gemini 1.5 Flash"),
    "google/gemini-2.0": ("Gemini 2.0", "google/gemini-2.0-flash"),
    "google/gemini-2.5": ("Gemini 2.5", "google/gemini-2.5-pro", "Gemini 2.5 Flash", "gemini-2-5-pro"),
    "google/gemini-3": ("Gemini 3", "Gemini 3 Pro"),
    "mistralai/mistral-medium": ("mistral-medium", "Mistral Medium 3", "mistralai/mistral-medium-2508"),
    "mistralai/mistral-large-2402": ("Mistral Large API", "mistral-large-2402"),
    "mistralai/codestral-api": ("Codestral API", "codestral-2508"),
    "xai/grok": ("Grok", "xAI Grok", "Grok 4", "x-ai/grok-4", "xai/grok-3"),
    "cohere/command": ("Command", "Cohere Command", "command-light"),
    "amazon/nova": ("Amazon Nova", "Nova Pro", "amazon/nova-pro", "AWS Nova"),
    "amazon/titan": ("Amazon Titan", "amazon/titan-text-express"),
    "meta-llama/llama-2": ("Llama 2", "meta-llama/Llama-2-7b-hf", "Llama-2-70b-chat-hf"),
    "meta-llama/llama-2-original": ("meta-llama/Llama-2-13b",),
    "meta-llama/llama-3": ("Llama 3", "Meta Llama 3", "meta-llama/Meta-Llama-3-8B", "Meta-Llama-3-70B-Instruct"),
    "meta-llama/llama-3.1": (
        "Llama 3.1",
        "Llama 3.1 405B",
        "meta-llama/Llama-3.1-8B-Instruct",
        "meta-llama/Meta-Llama-3.1-8B-Instruct",
        "Llama 3.1 8B Instruct",
    ),
    "meta-llama/llama-3.2": ("Llama 3.2", "meta-llama/Llama-3.2-1B"),
    "meta-llama/llama-3.2-vision": ("Llama 3.2 Vision", "meta-llama/Llama-3.2-11B-Vision-Instruct"),
    "meta-llama/llama-3.3": ("Llama 3.3", "meta-llama/Llama-3.3-70B-Instruct"),
    "meta-llama/llama-4": ("Llama 4", "Llama 4 Scout", "Llama 4 Maverick", "meta-llama/Llama-4-Scout-17B-16E-Instruct"),
    "compvis/stable-diffusion-v1": ("Stable Diffusion", "Stable Diffusion 1.4", "CompVis/stable-diffusion-v1-4"),
    "stable-diffusion-v1-5/stable-diffusion-v1-5": ("Stable Diffusion 1.5", "runwayml/stable-diffusion-v1-5"),
    "stabilityai/stable-diffusion-2": ("Stable Diffusion 2.1", "stabilityai/stable-diffusion-2-1"),
    "stabilityai/stable-diffusion-xl": ("SDXL", "Stable Diffusion XL", "stabilityai/stable-diffusion-xl-base-1.0"),
    "eleutherai/gpt-j": ("GPT-J", "EleutherAI/gpt-j-6b", "EleutherAI/gpt-j-6B", "GPT-J 6B"),
    "openai-community/gpt-2": ("gpt2", "GPT-2", "openai-community/gpt2", "gpt2-xl"),
    "deepseek-ai/deepseek-r1": ("DeepSeek-R1", "DeepSeek R1", "deepseek-ai/DeepSeek-R1"),
    "deepseek-ai/deepseek-r1-distill-qwen-32b": ("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "R1 Distill Qwen 32B"),
    "deepseek-ai/deepseek-r1-distill-llama-8b": ("DeepSeek-R1-Distill-Llama-8B",),
    "deepseek-ai/deepseek-v3": ("DeepSeek-V3", "deepseek-ai/DeepSeek-V3"),
    "qwen/qwen3": ("Qwen3", "Qwen 3", "Qwen/Qwen3-8B", "Qwen3-235B-A22B"),
    "qwen/qwen3.5": ("Qwen3.5", "Qwen/Qwen3.5-397B-A17B"),
    "qwen/qwen2.5": ("Qwen2.5", "Qwen/Qwen2.5-7B-Instruct"),
    "mistralai/mistral-7b": ("Mistral-7B", "Mistral 7B", "mistralai/Mistral-7B-Instruct-v0.2"),
    "mistralai/mixtral": ("Mixtral", "Mixtral 8x7B", "mistralai/Mixtral-8x7B-Instruct-v0.1"),
    "ibm-granite/granite-3": ("IBM Granite", "Granite 3.1", "ibm-granite/granite-3.1-8b-instruct"),
    "ibm-granite/granite-4.0": ("Granite 4.0", "IBM Granite 4.0", "ibm-granite/granite-4.0-h-small"),
    "allenai/olmo-2": ("OLMo 2", "OLMo2", "allenai/OLMo-2-1124-7B"),
    "allenai/olmo-2-instruct": ("allenai/OLMo-2-1124-13B-Instruct",),
    "allenai/olmo-1": ("OLMo", "allenai/OLMo-7B"),
    "allenai/olmo-3": ("OLMo 3", "allenai/Olmo-3-1125-32B"),
    "eleutherai/pythia": ("Pythia", "EleutherAI/pythia-12b", "pythia-6.9b-deduped"),
    "bigscience/bloom": ("BLOOM", "bigscience/bloom", "bloom-7b1"),
    "google/gemma-1": ("Gemma", "google/gemma-7b-it"),
    "google/gemma-2": ("Gemma 2", "google/gemma-2-9b-it"),
    "google/gemma-3": ("Gemma 3", "google/gemma-3-12b-it"),
    "google/gemma-4": ("Gemma 4", "google/gemma-4-31B-it"),
    "openai/gpt-oss": ("gpt-oss", "openai/gpt-oss-20b", "gpt-oss-120b"),
    "microsoft/phi-2": ("Phi-2", "microsoft/phi-2"),
    "microsoft/phi-3": ("Phi-3", "microsoft/Phi-3-mini-128k-instruct"),
    "microsoft/phi-4": ("Phi-4", "microsoft/phi-4"),
    "tiiuae/falcon-1": ("Falcon", "tiiuae/falcon-40b"),
    "bigcode/starcoder2": ("StarCoder2", "bigcode/starcoder2-15b"),
    "mosaicml/mpt": ("MPT", "mosaicml/mpt-7b"),
    "swiss-ai/apertus": ("Apertus", "swiss-ai/Apertus-8B-2509"),
    "huggingfacetb/smollm2": ("SmolLM2", "HuggingFaceTB/SmolLM2-1.7B-Instruct"),
    "huggingfacetb/smollm3": ("SmolLM3", "HuggingFaceTB/SmolLM3-3B"),
    "moonshotai/kimi-k2": ("Kimi K2", "moonshotai/Kimi-K2-Instruct"),
    "zai-org/glm-4.5": ("GLM-4.5", "zai-org/GLM-4.5-Air"),
    "01-ai/yi": ("Yi", "01-ai/Yi-34B"),
    "google-bert/bert": ("BERT", "google-bert/bert-base-uncased", "bert-base-uncased"),
    "facebookai/roberta": ("RoBERTa", "FacebookAI/roberta-base", "roberta-base"),
}


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("index_catalogue", ROOT / "tools" / "index_catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=sorted(FILES))
def raw(request: pytest.FixtureRequest) -> bytes:
    data = FILES[request.param]
    assert isinstance(data, bytes)
    return data


@pytest.fixture
def entry(raw: bytes) -> CatalogueEntry:
    return parse(raw, "entry.toml")


def test_every_fact_says_where_and_when(entry: CatalogueEntry) -> None:
    """A fact is one plain sentence or more, from an address, on a date not after the entry's."""
    for fact in entry.facts:
        assert fact.says.endswith("."), fact.says
        assert fact.source.startswith(("https://", "http://")), fact.source
        assert datetime.date.fromisoformat(fact.read) <= datetime.date.fromisoformat(entry.date)


def test_every_kind_has_its_topics(entry: CatalogueEntry) -> None:
    """A system behind an API tells all that an audit of it needs; a release tells what the axes need."""
    topics = {fact.topic for fact in entry.facts}
    assert topics >= (API_TOPICS if entry.kind == "api" else OPEN_TOPICS)
    assert entry.kind == "open" or topics == API_TOPICS


def test_no_topic_has_two_levels(entry: CatalogueEntry) -> None:
    """Only claims may come in several kinds; for every other topic one level holds."""
    levelled = [fact.topic for fact in entry.facts if fact.topic in LEVELS and fact.topic != "claim"]
    assert len(levelled) == len(set(levelled))


def test_weights_agree_with_kind_and_gate(entry: CatalogueEntry) -> None:
    """An API has no weights and none of a release's keys; a gate and the word for it go together."""
    (level,) = (fact.level for fact in entry.facts if fact.topic == "weights")
    if entry.kind == "api":
        assert level == "none"
        assert (entry.license, entry.gated, entry.formats, entry.base_model) == (None, None, (), None)
    else:
        assert (level == "gated") == (entry.gated is not None)
        assert entry.license is not None
        assert entry.covers


def test_claims_open_with_the_words_claimed(entry: CatalogueEntry) -> None:
    """What a maker claims is quoted."""
    assert all(fact.says.startswith('"') for fact in entry.facts if fact.topic == "claim")


def test_licences_are_in_the_knowledge_base(entry: CatalogueEntry) -> None:
    """The licence of the weights is an entry of the knowledge base."""
    if entry.license is not None:
        assert (resources.files("openaudit") / "licenses" / f"{entry.license}.toml").is_file()


def test_lines_cut_out_their_facts(raw: bytes, entry: CatalogueEntry) -> None:
    """The lines given for a fact, read alone, are that fact, and the licence's line names the licence."""
    lines = raw.decode().split("\n")
    for fact, (first, last) in zip(entry.facts, fact_lines(raw), strict=True):
        (table,) = tomllib.loads("\n".join(lines[first - 1 : last]))["facts"]
        assert (table["topic"], table["says"], table["source"]) == (fact.topic, fact.says, fact.source)
    line = key_line(raw, "license")
    assert (line is None) == (entry.license is None)
    assert line is None or f'"{entry.license}"' in lines[line - 1]


def test_the_index_is_fresh() -> None:
    """`tools/index_catalogue.py` would write the index as it stands."""
    tool = _tool()
    assert tool.render(tool.build(FILES)) == (CATALOGUE / "index.json").read_text()


def test_covered_ids_lead_to_themselves(entry: CatalogueEntry) -> None:
    """An id stands for itself, a family's name for the family."""
    assert all(INDEX[normal_name(covered)]["id"] == covered for covered in entry.covers)
    assert all(INDEX[normal_name(name)]["id"] == entry.id for name in (entry.id, entry.name, *entry.names))


@pytest.mark.parametrize(("file", "name"), [(file, name) for file, names in NAMES.items() for name in names])
def test_names_as_people_type_them(file: str, name: str) -> None:
    """With and without the provider, with spaces or hyphens, a known model is found."""
    assert INDEX[normal_name(name)]["file"] == f"{file}.toml"


@pytest.mark.parametrize("name", ["Mistral Large", "DeepSeek", "nobody/nothing"])
def test_ambiguous_and_unknown_names_mean_nothing(name: str) -> None:
    """A name under which some versions have weights and some have none is not guessed at."""
    assert normal_name(name) not in INDEX


def test_a_name_with_two_meanings_fails_the_index() -> None:
    """Two files may not spell out the same name."""
    twin = FILES["openai/o1.toml"].replace(b'id = "openai/o1"', b'id = "elsewhere/o1"')
    with pytest.raises(ValueError, match="two meanings"):
        _tool().build({"openai/o1.toml": FILES["openai/o1.toml"], "elsewhere/o1.toml": twin})


def test_names_without_their_organisation_are_given_only_where_clear() -> None:
    """Two organisations' models of one name have the full ids only."""
    source = FILES["xai-org/grok-1.toml"].decode()
    other = source.replace("xai-org", "other").replace('name = "Grok-1"', 'name = "Other"')
    other = other.replace('names = ["Grok 1"]\n', "")
    alone = source.replace('name = "Grok-1"', 'name = "First"').replace('names = ["Grok 1"]\n', "")
    names = _tool().build({"a.toml": alone.encode(), "b.toml": other.encode()})["names"]
    assert "grok-1" not in names
    assert names["other-grok-1"]["id"] == "other/grok-1"
