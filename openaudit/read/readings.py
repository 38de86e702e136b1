"""What reading gives: the facts of one model by subject, each with its place. Types only, light to import."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import msgspec

from openaudit.licensing import knowledge
from openaudit.read.text import Citation, Document
from openaudit.record import (
    Checkpoints,
    ClaimKind,
    CodeLevel,
    Component,
    Confidence,
    DataLevel,
    Reason,
    RestrictionKind,
    WeightsLevel,
)

if TYPE_CHECKING:
    from openaudit.licensing.identify import Identification
    from openaudit.read.text_terms import TextTerms

Relation = Literal["finetune", "quantized", "adapter", "merge", "base"]
Naming = Literal["repository", "family", "name", "words"]
Openness = Literal["open-source", "open"]
Presence = Literal["yes", "partial", "no", "unknown"]
PartName = Literal[
    "training-code",
    "data-code",
    "inference-code",
    "evaluation-code",
    "evaluation-results",
    "technical-report",
    "paper",
    "data-card",
    "checkpoints",
]
DocumentName = Literal[
    "architecture",
    "architecture-code",
    "setup",
    "training",
    "capabilities",
    "limitations",
    "modalities",
    "integration",
    "libraries",
    "elsewhere",
    "publication",
    "reviewed",
    "data-summary",
    "copyright-policy",
    "price",
]
StatedIn = Literal["metadata", "file", "gate", "prose", "catalogue"]


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One licence said to hold for one component.

    `written` is the name as it stands there; `entry` the licence that it means, None when nothing known goes by it;
    `identification` what reading the text itself gave, for files; `named` is False when what stands there names no
    licence at all (a placeholder such as `other`, an unknown text); `expression` the SPDX expression that
    was written, where it is more than one name; `custom_name` where only `license_name` names it;
    `inherited_from` the ancestor whose licence it is, and `confidence` how sure it is that it is one;
    `terms` what was read clause by clause in a text that no entry holds;
    `places` where the entry's restrictions stand in the text, each or None;
    `label` where prose names it in a label by itself ("License: MIT"), not in a sentence.
    """

    stated_in: StatedIn
    component: Component
    written: str
    entry: knowledge.Entry | None
    citation: Citation
    named: bool = True
    valid: bool = True
    expression: str | None = None
    custom_name: bool = False
    inherited_from: str | None = None
    confidence: Confidence = "high"
    identification: "Identification | None" = None
    document: Document | None = None
    terms: "TextTerms | None" = None
    places: tuple[Citation | None, ...] = ()
    label: bool = False


class WeightsReading(msgspec.Struct, frozen=True, kw_only=True):
    """What of the weights is there. `missing` are shards that the others' names call for."""

    level: WeightsLevel
    formats: tuple[str, ...]
    adapter: bool = False
    quantized_only: bool = False
    missing: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class Part(msgspec.Struct, frozen=True):
    """Whether one part of the making is released, and the places that say so.

    `no` is that nothing read shows it; `unknown` that it could not be told: no card, or a linked project not read.
    """

    presence: Presence
    citations: tuple[Citation, ...] = ()


class Compute(msgspec.Struct, frozen=True):
    """The training compute that the card states, in floating-point operations."""

    flop: float
    citation: Citation


class Documented(msgspec.Struct, frozen=True, kw_only=True):
    """What the card and the files document beside the parts of the making; `compute` where a figure is stated."""

    parts: dict[DocumentName, Part] = {}
    compute: Compute | None = None


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """The levels of what is released beside the weights, the places that show them, and every part by itself."""

    code: CodeLevel = "none"
    code_citations: tuple[Citation, ...] = ()
    data: DataLevel = "none"
    data_citations: tuple[Citation, ...] = ()
    data_code: bool = False
    data_code_citations: tuple[Citation, ...] = ()
    evaluation: bool = False
    evaluation_citations: tuple[Citation, ...] = ()
    checkpoints: Checkpoints = "none"
    checkpoint_citations: tuple[Citation, ...] = ()
    paper: bool = False
    parts: dict[PartName, Part] = {}
    documented: Documented = Documented()


class ClaimReading(msgspec.Struct, frozen=True):
    """A statement about openness, a licence or a limit, of this model ("self") or of another thing.

    `openness` is what its words promise: "open-source" (or fully open), "open" for the wider words (open model,
    permissively licensed, free for commercial use), None where they promise neither. `license` is the id of the licence
    that it names; `restriction` the limit that it states, and `firm` that it states it as a term and not as an intent.
    """

    kind: ClaimKind
    citation: Citation
    text: str
    about: Literal["self", "other"] = "self"
    language: str = "en"
    openness: Openness | None = None
    license: str | None = None
    restriction: RestrictionKind | None = None
    firm: bool = False


class Mention(msgspec.Struct, frozen=True):
    """A model that a file names as one that this one was made from.

    `by` says what `named` is: the id of a repository, the id of a family, that of one which only the model's own name
    tells ("name"), or words that lead to neither. `fallback`: it counts only where the repositories that the files name
    could not be had; where it stands for one of them (`stands_for`), only where that one could not.
    """

    named: str
    relation: Relation
    citation: Citation
    by: Naming = "repository"
    confidence: Confidence = "high"
    fallback: bool = False
    stands_for: str | None = None


class Descendant(msgspec.Struct, frozen=True):
    """A model by its id, and how it came of an ancestor."""

    id: str
    relation: Relation


class Ancestor(msgspec.Struct, frozen=True):
    """A base model that a file names, how this model came of it, and its licence where it was `followed`.

    `generation` is 1 for what the model's own files name, 2 for what those name, and so on.
    `weights` and `data` are what was read of its own weights and training data, with the places that show it.
    `missing` is why its repository could not be had; `by` and `confidence` are how it is named, and how surely.
    `terms_known` is whether what was read of it tells in full whether its terms are open, `is_open` whether they are.
    `made` are the models on the way from it to this one that name it themselves, each once.
    """

    id: str
    relation: Relation
    citation: Citation
    license: str | None = None
    followed: bool = False
    generation: int = 1
    weights: WeightsLevel | None = None
    data: DataLevel | None = None
    weights_citations: tuple[Citation, ...] = ()
    data_citations: tuple[Citation, ...] = ()
    by: Naming = "repository"
    confidence: Confidence = "high"
    missing: Reason | None = None
    terms_known: bool = True
    is_open: bool | None = None
    made: tuple[Descendant, ...] = ()

    @property
    def audited(self) -> bool:
        """Whether what it imposes is a part of the audit: it was read, and its terms are known."""
        return self.followed and self.terms_known


class DatasetTerms(msgspec.Struct, frozen=True):
    """A licence of a dataset as it is `written`, the `entry` that it means, and where."""

    written: str
    entry: knowledge.Entry | None
    citation: Citation


class NamedDataset(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset that the model's files name.

    `terms` are its licences, out of its card where that was `card_read`; `missing` is why it could not be. `outputs`
    is the provider with whose models' outputs it was made, as far as that is known; `on_hub` that it goes by an id.
    """

    id: str
    citation: Citation
    terms: tuple[DatasetTerms, ...] = ()
    card_read: bool = False
    missing: Reason | None = None
    outputs: str | None = None
    outputs_citation: Citation | None = None
    on_hub: bool = True


class Supplied(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says of a component that lies outside of what was read: his word, with its place in his file.

    `component` is the Model Openness Framework's name; `license` the licence as he wrote it, None for none.
    """

    component: str
    license: str | None
    url: str | None
    note: str | None
    citation: Citation


class Said(msgspec.Struct, frozen=True):
    """One fact of the catalogue with its place."""

    says: str
    citation: Citation


def lowest(confidences: Iterable[Confidence]) -> Confidence:
    """The lowest of several, `high` when there is none."""
    order: tuple[Confidence, ...] = ("low", "medium", "high")
    return min(confidences, key=order.index, default="high")
