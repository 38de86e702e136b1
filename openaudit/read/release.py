"""What is released: weights, their formats and gaps, from the listing and the configuration files."""

import json
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from openaudit.patterns import lazy
from openaudit.read.card import Card
from openaudit.read.phrases import says
from openaudit.read.readings import WeightsReading
from openaudit.read.text import Citation, Document
from openaudit.record import WeightsLevel
from openaudit.snapshot import LISTING, Snapshot

# File endings of weights and the format that they mean; `pickle` covers every format that runs code when loaded.
_FORMATS = {
    ".safetensors": "safetensors",
    ".gguf": "gguf",
    ".ggml": "ggml",
    ".onnx": "onnx",
    ".h5": "keras",
    ".keras": "keras",
    ".msgpack": "flax",
    ".tflite": "tflite",
    ".mlmodel": "coreml",
    ".mlpackage": "coreml",
    ".nemo": "nemo",
    ".npz": "numpy",
    ".pdparams": "paddle",
    ".pb": "tensorflow",
    ".index": "tensorflow",
    ".bin": "pickle",
    ".pt": "pickle",
    ".pth": "pickle",
    ".ckpt": "pickle",
    ".pkl": "pickle",
    ".distcp": "pickle",
}
_QUANTIZED_ONLY_FORMATS = frozenset({"gguf", "ggml"})
MODEL_CODE = lazy(r"(?:^|/)(?:modell?ing_\w+|modell?ing|model)\.py$", re.IGNORECASE)
"""Files that hold a model's architecture, by the names that libraries load it by."""

# Files with a weight's ending that hold no weights: the state of a training run, tokenizers, voices.
_NOT_WEIGHTS = lazy(
    r"(?:^|/)(?:training_args|optimizer|scheduler|rng_state|random_states|scaler|tokenizer|vocab|merges|spiece|sentencepiece|"
    r"arguments|events|saved_model_metadata|keras_metadata|fingerprint|imatrix|stats|norm)[^/]*$",
    re.IGNORECASE,
)
# Checkpoints written as a folder of array chunks, whose files have no endings of their own.
_SHARDED_FOLDER = lazy(r"(?:^|/)model_weights/.+")
_FULL_PRECISION = lazy(r"(?:^|[-_.])(?:f16|fp16|f32|fp32|bf16)(?:[-_.]|$)", re.IGNORECASE)
_MOST_GAPS = 1000  # told by name; the numbers in file names are a stranger's
_SHARD = lazy(r"^(.*?)-(\d{5})-of-(\d{5})(\.\w+)$")
_DELTA = lazy(r"(?:^|[-_.])(?:delta|diff)(?:[-_.]|$)", re.IGNORECASE)
# Methods that quantise weights after training; a method that a model was trained in is not among them.
_QUANTIZING = frozenset(
    {"gptq", "awq", "bitsandbytes", "exl2", "exl3", "hqq", "aqlm", "quip", "quanto", "eetq", "vptq", "higgs"}
)
# What the weights of adapters are tagged with; `lora` alone may tell how full weights were trained.
_ADAPTER_TAGS = frozenset({"controlnet", "ip-adapter", "peft", "t2i-adapter"})
# Names of repositories whose weights were quantised after training: by method, or by bits a weight.
_QUANTIZED_NAME = lazy(r"[-_.](?:gptq|awq|exl[23]|hqq|aqlm|nf4|\d(?:\.\d+)?bpw|[2-8]bits?)(?=$|[-_.])", re.IGNORECASE)
_MULTIMODAL_TASKS = frozenset(
    {
        "any-to-any",
        "audio-text-to-text",
        "document-question-answering",
        "image-text-to-text",
        "image-to-image",
        "image-to-text",
        "image-to-video",
        "text-to-image",
        "text-to-video",
        "video-text-to-text",
        "visual-question-answering",
    }
)


def weight_format(path: str) -> str | None:
    """The format of a weight file by its name, None when it is no weight file."""
    name = path.rsplit("/", 1)[-1]
    if _SHARDED_FOLDER.search(path):
        return "distributed"
    if _NOT_WEIGHTS.search(path) or name.endswith(".index.json"):
        return None
    suffix = PurePosixPath(name).suffix.lower()
    return _FORMATS.get(suffix)


def read_weights(
    snapshot: Snapshot, card: Card | None, repository: Document, documents: Sequence[Document]
) -> WeightsReading:
    """What weights the listing shows, and how: gated, sharded with gaps, quantised only, or an adapter only."""
    if any(u.what == LISTING for u in snapshot.unavailable):
        return WeightsReading(level="unknown", formats=())
    found = {f.path: fmt for f in snapshot.repository.files if (fmt := weight_format(f.path)) is not None}
    gated = snapshot.repository.gated is not False
    gate = cite_listing(repository, '"gated"') if gated else ()
    if not found:
        listing = cite_listing(repository, '"files"')
        return WeightsReading(level="none", formats=(), citations=(*gate, *listing))
    config, adapter_config = (_json(documents, name) for name in ("config.json", "adapter_config.json"))
    paths = list(found)
    name = snapshot.subject.id.rsplit("/", 1)[-1]
    adapter = (
        _adapter_only(paths, configured=adapter_config is not None and config is None)
        or _DELTA.search(name) is not None
        or _called_adapter(card, snapshot.repository.tags)
    )
    missing = missing_shards(paths)
    level: WeightsLevel = "gated" if gated else "partial" if adapter or missing else "full"
    first = cite_listing(repository, json.dumps(paths[0], ensure_ascii=False))
    return WeightsReading(
        level=level,
        formats=tuple(sorted(set(found.values()))),
        adapter=adapter,
        quantized_only=_quantized_only(found, config) or _QUANTIZED_NAME.search(name) is not None,
        missing=missing,
        citations=(*gate, *first),
    )


def cite_listing(repository: Document, needle: str) -> tuple[Citation, ...]:
    """The first line of the repository's facts that holds `needle`, () when none does."""
    at = next((n for n, line in enumerate(repository.lines, 1) if needle in line), None)
    return (repository.cite(at),) if at is not None else ()


def missing_shards(paths: Sequence[str]) -> tuple[str, ...]:
    """Shards that the numbering of the others calls for (`-00002-of-00003`) and that are missing."""
    groups: dict[tuple[str, str, str], set[int]] = {}
    for path in paths:
        if found := _SHARD.match(path):
            stem, number, total, suffix = found.groups()
            groups.setdefault((stem, total, suffix), set()).add(int(number))
    gaps = (
        f"{stem}-{n:05}-of-{total}{suffix}"
        for (stem, total, suffix), seen in groups.items()
        for n in range(1, int(total) + 1)
        if n not in seen
    )
    return tuple(islice(gaps, _MOST_GAPS))


def _adapter_only(paths: Sequence[str], *, configured: bool) -> bool:
    """Whether every weight file is an adapter's, by name, or because only an adapter is `configured`."""
    named = [p for p in paths if re.search(r"(?:^|[/_-])(?:adapter|lora)[^/]*$", p, re.IGNORECASE)]
    return configured or len(named) == len(paths)


def _called_adapter(card: Card | None, tags: Sequence[str]) -> bool:
    """Whether the metadata, or a sentence of the card, say that these are the weights of an adapter."""
    if any(tag.startswith("base_model:adapter:") for tag in tags) or set(tags) & _ADAPTER_TAGS:
        return True
    if card is None:
        return False
    declared = {*card.strings("library_name"), *card.strings("tags"), *card.strings("base_model_relation")}
    return bool(declared & (_ADAPTER_TAGS | {"adapter"})) or any(
        says("adapter-here", sentence.text) for sentence in card.prose.sentences
    )


def _quantized_only(found: dict[str, str], config: dict[str, Any] | None) -> bool:
    if set(found.values()) <= _QUANTIZED_ONLY_FORMATS:
        return not any(_FULL_PRECISION.search(path.rsplit("/", 1)[-1]) for path in found)
    quantization = (config or {}).get("quantization_config")
    method = quantization.get("quant_method") if isinstance(quantization, dict) else None
    return isinstance(method, str) and method.lower() in _QUANTIZING


def _json(documents: Sequence[Document], path: str) -> dict[str, Any] | None:
    """The JSON object in the file at `path`; None when it is not there or is no object."""
    document = next((d for d in documents if d.path == path), None)
    if document is None:
        return None
    try:
        loaded = json.loads(document.text)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None


def read_multimodal(snapshot: Snapshot, card: Card | None, documents: Sequence[Document]) -> bool | None:
    """Whether the model takes or gives more than text, by its task and configuration; None when neither tells."""
    declared = card.strings("pipeline_tag") if card is not None else ()
    task = next(iter(declared), snapshot.repository.pipeline_tag)
    if task in _MULTIMODAL_TASKS:
        return True
    config = _json(documents, "config.json")
    if config is not None:
        return any(key.startswith(("vision_", "audio_", "image_")) for key in config)
    return False if task is not None else None
