"""What a model was made from, as its card, configuration, tags and name tell; cards and names are made up."""

import json

import pytest

from openaudit.audit import audit
from openaudit.read.card import read_card
from openaudit.read.lineage import read_mentions, repositories
from openaudit.read.readings import Mention
from openaudit.read.text import read_text
from openaudit.snapshot import Repository, Snapshot
from tests.support.snapshots import card, snapshot


def mentions(found: Snapshot) -> tuple[Mention, ...]:
    readme = found.text("README.md")
    documents = [read_text(found.repository_text), *(read_text(t) for t in found.texts if t is not readme)]
    return read_mentions(read_card(readme) if readme is not None else None, documents, found.repository)


def named(body: str, model_id: str = "acme/lyre", **metadata: str) -> list[tuple[str, str]]:
    return [(m.by, m.named) for m in mentions(snapshot(card(body, **metadata), model_id=model_id))]


@pytest.mark.parametrize(
    "body",
    [
        "It is based on LLaMA 2 and contains 13 billion parameters.",
        "Lyre is a Llama2 7B model finetuned on our dataset.",
        "Lyre is fine-tuned from Llama-2 with supervised instruction tuning.",
        "Lyre is a chatbot trained by fine-tuning Llama 2 on conversations.",
        "This is a full fine-tune of the **Llama v2 Base** model.",
        "We continued pre-training Llama-2-7b on Korean text.",
        "We use Llama 2 models as the pre-trained weights.",
        "Our model, built upon the Llama 2 model family, is small.",
        "| | |\n|---|---|\n| Base model | Llama-2-13b |\n",
        "Lyre 是基于 Llama2 微调的模型。",
        "Llama 2 is licensed under the LLAMA 2 Community License.",
        "Merge of Llama-2-13b-chat and a private LoRA.",
    ],
)
def test_a_family_named_as_the_base_is_found(body: str) -> None:
    """Words of descent right before a family's name, or right behind it, tell the base."""
    assert ("family", "meta-llama/llama-2") in named(body)


@pytest.mark.parametrize(
    "body",
    [
        "It outperforms Llama 2 on every benchmark.",
        "Compared to models based on Llama 2, it is smaller.",
        "It was trained on data generated with Llama 2.",
        "The dataset is derived from Llama 2 outputs.",
        "Similar to Llama 2, it is a decoder.",
        "The parameters are the same as in the small version of the original Llama 2.",
        "It uses the Llama 2 tokenizer and was trained from scratch.",
        "It is based on the Llama 2 architecture.",
        "You can fine-tune Llama 2 with the same script.",
        "> It is based on Llama 2.",
        "We also release other models fine-tuned from Llama 2.",
        "```\nbased on Llama 2\n```",
        "# Lyre\n\n## Benchmarks\n\n### Others\n\nWizard is based on Llama 2.",
        "LLMs such as those based on Llama 2 are large.",
    ],
)
def test_a_family_that_is_only_mentioned_is_no_base(body: str) -> None:
    """Comparisons, data, tools, architectures, quotations and other models are no descent."""
    assert named(body) == []


def test_a_sister_is_not_the_model() -> None:
    """What another size, or a model with a longer name, was made from, is not what this one was."""
    assert named("Lyre-13B-v1 is based on Llama 2.", "acme/Lyre-34B-v1") == []
    assert named("Lyre-Distill-8B is derived from Llama 2.", "acme/Lyre") == []
    assert named("Lyre-34B-v1 is based on Llama 2.", "acme/Lyre-34B-v1") == [("family", "meta-llama/llama-2")]


def test_a_name_without_a_version_means_nothing_where_a_version_is_named() -> None:
    """LLaMA alone is the first one; where the card has another version of it, it can't be told."""
    assert named("It is based on LLaMA.") == [("family", "meta-llama/llama-1")]
    assert named("It is based on LLaMA.\n\nWe used Llama 2.") == []
    assert named("It is based on LLaMA.", "acme/lyre-llama-3-8b") != [("family", "meta-llama/llama-1")]


def test_a_linked_data_set_is_no_base() -> None:
    """What a model was trained on is its data, though the link's words look like a model's id."""
    body = "This model was trained on [acme/chat-prompts-2](https://huggingface.co/datasets/acme/chat-prompts-2)."
    assert named(body) == []


def test_any_llama_is_a_llama() -> None:
    """A Llama of a size and of no version is one of Meta's, whichever: what all their licences forbid binds."""
    assert named("The outcome is an improved Llama 13b model.") == [("family", "meta-llama/llama")]
    assert named("It was finetuned from LLama 13B.\n\nLlama 2 is out now.") == []
    record = audit(snapshot(card("It was finetuned from LLama 13B.", license="gpl-3.0")))
    assert record.verdict.tier == "restricted-weights"
    assert "OA401" in {f.rule for f in record.findings}
    assert next(q.answer for q in record.questions if q.id == "commercial") == "unknown"
    # What else its version imposes is not known, so no policy passes it.
    assert [(link.license, link.audited) for link in record.lineage] == [("llama-unversioned", False)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We took Yi-34B-base as the base for all stages.",
        "本模型以Yi-34B-base为底座训练。",
        "License for base weights: License for the base Yi-34B model's weights is its own.",
    ],
)
def test_further_wordings_of_descent(sentence: str) -> None:
    """A base is named as the base of the model, in Chinese too, or by the licence of the base."""
    assert named(sentence) == [("family", "01-ai/yi")]


def test_links_to_the_base_are_followed_and_links_to_copies_are_not() -> None:
    """The link behind the words of descent counts; quantised copies of this model are no bases."""
    base = "It is a fine-tune of [Harp](https://huggingface.co/acme/harp-7b)."
    copies = "Quantized versions by [@someone](https://huggingface.co/someone/lyre-GGUF)."
    assert named(f"{base}\n\n{copies}") == [("repository", "acme/harp-7b")]
    assert named("Weights trained on [Harp](https://huggingface.co/acme/harp-7b).") == [("repository", "acme/harp-7b")]
    assert named("It was trained on [Songs](https://huggingface.co/datasets/acme/songs).") == []
    assert named("**Base Model** [acme/harp-7b](https://huggingface.co/acme/harp-7b)") == [
        ("repository", "acme/harp-7b")
    ]
    assert named("The [demo](https://huggingface.co/spaces/acme/demo) is based on it.") == []


def test_the_models_of_a_merge_are_found() -> None:
    """The links under "Models used", and the models of a recipe, went into the merge."""
    body = "## Models used\n\n- [a](https://huggingface.co/acme/harp-7b)\n- [b](https://huggingface.co/acme/lute-7b)\n"
    assert named(body) == [("repository", "acme/harp-7b"), ("repository", "acme/lute-7b")]
    recipe = "```yaml\nmodels:\n  - model: acme/harp-7b\nmerge_method: slerp\nbase_model: acme/lute-7b\n```"
    assert named(recipe) == [("repository", "acme/harp-7b"), ("repository", "acme/lute-7b")]


def test_a_copy_keeps_its_originals_name() -> None:
    """A repository whose name is that of a linked model with a quantisation behind it is a copy of that."""
    found = named("Thanks: https://huggingface.co/acme/Lyre-7B", "someone/Lyre-7B-GGUF")
    assert found == [("repository", "acme/Lyre-7B")]


def test_a_name_alone_is_a_hint_and_with_a_tag_more() -> None:
    """What only the model's own name tells is marked so; a tag, or a sentence, that agrees makes a family of it."""
    (hint,) = mentions(snapshot(card("A model."), model_id="acme/Lyre-Llama2-13b"))
    assert (hint.by, hint.named, hint.confidence) == ("name", "meta-llama/llama-2", "low")
    (told,) = mentions(snapshot(card("A model.", tags="[llama-2]"), model_id="acme/Lyre-Llama2-13b"))
    assert (told.by, told.named, told.confidence) == ("family", "meta-llama/llama-2", "low")
    (short,) = mentions(snapshot(card("My favourite 70B L2 model, trained further."), model_id="acme/Lyre-L2-70B"))
    assert (short.by, short.named, short.confidence) == ("family", "meta-llama/llama-2", "low")


def test_a_name_does_not_back_itself() -> None:
    """The model's own name in its card's text, or another's in a table of results, is no second witness."""
    own = "Lyre-Llama2-13b is small.\n\n| Model | Score |\n|---|---|\n| Llama-2-13b | 3 |\n"
    (hint,) = mentions(snapshot(card(own), model_id="acme/Lyre-Llama2-13b"))
    assert hint.by == "name"


def test_the_makers_own_models_descend_from_no_family_of_theirs() -> None:
    """Whoever made a family is not bound by it, and its models are not its descendants."""
    assert named("Llama 2 is based on Llama 2.", "meta-llama/Llama-2-7b-hf") == []


def test_what_is_declared_comes_first_and_the_prose_is_a_fallback() -> None:
    """A declared base counts; a family in prose, or in that base's own id, only where it can't be had."""
    found = mentions(snapshot(card("It is based on Llama 2.", base_model="acme/harp-mistral-7b")))
    assert [(m.by, m.named, m.fallback) for m in found] == [
        ("repository", "acme/harp-mistral-7b", False),
        ("family", "meta-llama/llama-2", True),
        ("family", "mistralai/mistral-7b", True),
    ]


def test_an_adapters_path_leads_to_no_model() -> None:
    """A path of the maker's own machine names no repository: a family if it has one's name, else only words."""
    for path, expected in (
        ("/home/me/base", ("words", "/home/me/base")),
        ("./models/llama-2-7b", ("family", "meta-llama/llama-2")),
    ):
        config = json.dumps({"base_model_name_or_path": path}, indent=1)
        found = mentions(snapshot(None, texts={"adapter_config.json": config}))
        assert [(m.by, m.named) for m in found] == [expected]


def test_a_base_of_unknown_name_is_kept_in_words() -> None:
    """A name that leads nowhere is told as words; the model's own name is none."""
    assert named("It is a fine-tune of Harpsichord-30B.") == [("words", "Harpsichord-30B")]
    assert named("Lyre-30B is fine-tuned on Lyre-30B data.", "acme/Lyre-30B") == []


def test_tags_name_the_base() -> None:
    """The Hub's tags tell the base and the kind of descent."""
    found = snapshot(card("A model."))
    repository = Repository(id="acme/lyre", files=(), tags=("base_model:acme/harp", "base_model:quantized:acme/harp"))
    documents = [read_text(Snapshot(subject=found.subject, repository=repository, texts=()).repository_text)]
    assert [m.named for m in read_mentions(None, documents, repository)] == ["acme/harp"]


def test_a_well_known_repository_is_told_by_its_id_or_link_without_an_owner() -> None:
    """An id of the families' file needs no digit to be one; an address of one part is a model where it is known."""
    assert named("It is fine-tuned from facebook/bart-large on our data.") == [("repository", "facebook/bart-large")]
    assert named("A fine-tuned version of [t5-small](https://huggingface.co/t5-small).") == [("repository", "t5-small")]
    assert named("A fine-tuned version of [our model](https://huggingface.co/acme-research).") == []
    assert named("It compares with [t5-small](https://huggingface.co/t5-small).") == []


def test_another_languages_model_is_not_the_familys() -> None:
    """A base that only begins with an architecture's name was trained by somebody else, under terms of his own."""
    assert named("", base_model="somebody/bert-base-klingon-cased") == [
        ("repository", "somebody/bert-base-klingon-cased")
    ]
    assert named("It was fine-tuned from klingon-gpt2-small.") == []
    assert named("It is based on the small OpenAI GPT-2.") == [("family", "openai-community/gpt-2")]
    assert named("Its parameters are the same as the small version of the original OpenAI GPT-2.") == []


@pytest.mark.parametrize(
    "text",
    [
        card("Fine-tuned from [Base](https://huggingface.co/acme/base).", base_model="acme/harp"),
        card("Fine-tuned from [Base](https://huggingface.co/acme/base) and Llama 2."),
        card("Fine-tuned from Llama 2."),
        card("Fine-tuned from acme/harp-7b-v1.", base_model="Llama 2"),
        card("# Foo"),
    ],
)
def test_what_is_asked_for_are_the_mentions_that_name_repositories(text: str) -> None:
    """Who fetches and who audits read the same bases, though the one parses no Markdown where a base is declared."""
    found = snapshot(text)
    readme = found.text("README.md")
    assert readme is not None
    documents = [read_text(found.repository_text)]
    asked = repositories(read_card(readme), documents, found.repository)
    mentions = read_mentions(read_card(readme), documents, found.repository)
    assert asked == tuple(m for m in mentions if m.by == "repository")
