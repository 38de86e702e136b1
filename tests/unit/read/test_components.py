import pytest

from openaudit.read.card import read_card
from openaudit.read.components import read_components
from openaudit.read.readings import PartName, Presence, Released
from openaudit.read.text import read_text
from openaudit.record import Subject
from openaudit.snapshot import ListedFile, Repository, Snapshot, TextFile


def _read(card: str | None, *paths: str, model: str = "org/foo-7b") -> Released:
    """What is read of a model with this card and these files; every citation must stand in the file it names."""
    files = tuple(ListedFile(path=path) for path in paths)
    snapshot = Snapshot(
        subject=Subject(id=model, revision=None, source="local", url=None, gated=None, retrieved_at="2026-01-01"),
        repository=Repository(id=model, files=files),
        texts=(),
    )
    read = read_card(TextFile("README.md", card.encode())) if card is not None else None
    released = read_components(snapshot, read, read_text(snapshot.repository_text))
    texts = {"README.md": card or "", "@repository.json": snapshot.repository_text.data.decode()}
    for part in released.parts.values():
        assert all(citation.quote in texts[citation.file] for citation in part.citations)
    return released


@pytest.mark.parametrize(
    ("card", "level"),
    [
        ("The training code is at [our repository](https://github.com/org/foo).", "training"),
        ("The script used for training is [here](https://colab.research.google.com/drive/1).", "training"),
        ("We trained it with a modified copy of the [original code](https://github.com/other/code).", "training"),
        ("See the [training script](https://github.com/huggingface/trl/blob/main/examples/sft.py).", "training"),
        ("We release all code and logs. [GitHub](https://github.com/org/foo)", "training"),
        ("Please refer to [training/README.md](training/README.md).", "training"),
        ("The codes for the pretraining are available at [GitHub](https://github.com/org/foo).", "training"),
        ("To train the model from scratch, see our tutorial [here](https://github.com/org/foo).", "training"),
        (
            "Steps to train it from scratch:\n\n```\ngit clone https://x/toolkit\n```\n\n```\npython train_x.py\n```",
            "training",
        ),
        ("It was not trained from scratch.\n\n```\ngit clone x\npython train_foo.py\n```", "partial"),
        ("The training code will be released soon at [GitHub](https://github.com/org/foo).", "inference"),
        ("It was trained with [TRL](https://github.com/huggingface/trl).", "partial"),
        ("It was built with Axolotl in two days.", "partial"),
        ("Tuning of it (TODO): tools like Axolotl.", "none"),
        (
            "## Fine-tuning\n\nTo tune it on your data see [this guide](https://github.com/org/foo/tree/main/x).",
            "partial",
        ),
        ("```yaml\nslices:\n  - sources:\n      - model: a/b\nmerge_method: slerp\n```", "partial"),
        ("Repository: https://github.com/org/foo", "inference"),
        ("```python\nfrom transformers import pipeline\n```", "inference"),
        ("It runs with [the library](https://github.com/huggingface/transformers).", "none"),
        ("It is quantised with llama.cpp, see [its code](https://github.com/ggml-org/llama.cpp).", "none"),
        ("## Prompt\n\n```\n### Instruction:\n{prompt}\n```", "none"),
        ("```bibtex\n@misc{foo, title={Code to train models}}\n```", "none"),
        ("> The training code is at [our repository](https://github.com/org/foo).", "none"),
        ("## Limitations\n\nThe training code of [others](https://github.com/a/b) has bugs.", "none"),
    ],
)
def test_code_levels(card: str, level: str) -> None:
    """Own training code is told from frameworks, tools for users, snippets, libraries, plans and quotations."""
    assert _read(card).code == level


@pytest.mark.parametrize(
    ("paths", "level"),
    [
        (("train.py", "model.safetensors"), "training"),
        (("finetune.py",), "partial"),
        (("modeling_foo.py",), "inference"),
        (("model.safetensors",), "none"),
    ],
)
def test_shipped_programs(paths: tuple[str, ...], level: str) -> None:
    """A training script in the listing is training code; another program is code to run the model."""
    assert _read("# Foo", *paths).code == level
    assert _read(None, *paths).code == level


@pytest.mark.parametrize(
    ("card", "level"),
    [
        ("---\ndatasets:\n- a/b\n---\n# Foo", "released"),
        ("It was tuned on [chats](https://huggingface.co/datasets/org/chats).", "released"),
        ("Dataset: [ours](https://example.org/sets/foo)", "released"),
        ("[![Data](https://img.shields.io/x)](https://huggingface.co/datasets/org/chats)", "released"),
        ("## Training and evaluation data\n\nWe use [Foo](https://huggingface.co/datasets/a/foo) for it.", "released"),
        ("It was fine-tuned on the [FooQuAD](https://github.com/a/foo) dataset.", "released"),
        ("It was fine-tuned on [our](https://github.com/a/foo) servers with a dataset of texts.", "described"),
        ("It was finetuned by about 40,000 assorted high resolution pictures.", "described"),
        ("---\ndatasets:\n- a/b\n---\nThe model was trained on our internal dataset.", "described"),
        (
            "It was trained on [chats](https://huggingface.co/datasets/org/chats) and datasets to be released soon.",
            "documented",
        ),
        (
            "## Training data\n\n- 116,062 laws from [EU](https://eu.example)\n- 61,826 laws from [UK](https://uk.example)",
            "documented",
        ),
        ("It was trained on 300 billion tokens of web text and code.", "described"),
        ("该模型采用 2.6 万亿 Tokens 的高质量语料训练。", "described"),
        ("Le modèle est entraîné sur un corpus de textes juridiques.", "described"),
        ("Fine-tune it on your own data.", "none"),
        ("This model is a fine-tuned version of a/b on an unknown dataset.", "none"),
        ("This model is trained on a private dataset.", "none"),
        ("## Training data\n\nMore information needed", "none"),
        ("## Evaluation\n\nMeasured on [this](https://huggingface.co/datasets/a/benchmark).", "none"),
        ("## Limitations\n\nThe training data may contain errors.", "none"),
        ("Its training context length is extended to 1 million tokens.", "none"),
    ],
)
def test_data_levels(card: str, level: str) -> None:
    """Released, documented and described data are told apart, and from others' data, plans and boilerplate."""
    assert _read(card).data == level


@pytest.mark.parametrize(
    ("card", "name", "presence"),
    [
        ("The data processing scripts are [here](https://github.com/org/foo).", "data-code", "yes"),
        ("This repository contains functions for tokenizing and collating data.", "data-code", "yes"),
        ("See [GitHub](https://github.com/org/foo) for how to reproduce the training.", "data-code", "yes"),
        ("The evaluation code is [here](https://github.com/org/eval).", "evaluation-code", "yes"),
        ("Run with [a harness](https://github.com/EleutherAI/lm-evaluation-harness).", "evaluation-code", "partial"),
        ("## Results\n\n| Task | Score |\n|---|---|\n| MMLU | 61.2 |", "evaluation-results", "yes"),
        ("It achieves 57.3 pass@1.", "evaluation-results", "yes"),
        ("## Installation\n\n| Tool | Version |\n|---|---|\n| foo | 1.2 |", "evaluation-results", "no"),
        ("See our [technical report](https://example.org/report.html).", "technical-report", "yes"),
        ("Paper: [Foo](https://arxiv.org/abs/2401.00001)", "paper", "yes"),
        ("It uses [rotary embeddings](https://arxiv.org/abs/2104.09864).", "paper", "no"),
        ("See the [datasheet](https://example.org/sheet) of the data.", "data-card", "yes"),
        ("We provide 154 intermediate checkpoints per model.", "checkpoints", "yes"),
        ("Intermediate checkpoints will be released soon.", "checkpoints", "no"),
        ("Repository: https://github.com/org/foo", "training-code", "unknown"),
        ("Training code will be released soon.", "training-code", "no"),
    ],
)
def test_parts(card: str, name: PartName, presence: Presence) -> None:
    """Each part is there, partly there, not there, or not to be told from what was read."""
    assert _read(card).parts[name].presence == presence


def test_a_plan_is_cited() -> None:
    """That training code is only promised is shown by the line that promises it."""
    part = _read("# Foo\n\nTraining code will be released soon.").parts["training-code"]
    assert [c.lines for c in part.citations] == [(3, 3)]


def test_a_missing_card_leaves_its_parts_unknown() -> None:
    """Without a card nothing is said to be missing that only it could show."""
    parts = _read(None, "train.py").parts
    assert parts["training-code"].presence == "yes"
    assert parts["evaluation-code"].presence == "unknown"
    assert "paper" not in parts


def test_a_fork_is_not_the_framework() -> None:
    """A framework under its own name is `partial`, a model maker's fork of it is training code by its words."""
    card = "It was trained using the code of [Megatron-LM](https://github.com/{}/Megatron-LM)."
    assert _read(card.format("NVIDIA")).code == "partial"
    assert _read(card.format("org")).code == "training"
