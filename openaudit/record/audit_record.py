"""The audit record, schema 1.0: what programs outside rely on.

The types below are the record. `json_schema()` derives the published JSON Schema from them, so that the two
cannot drift apart; `docs/schema/record-1.0.json` is that output, and a test holds it there.
"""

from typing import Any, Literal

import msgspec

from openaudit.errors import Reason
from openaudit.record.frameworks import Frameworks
from openaudit.record.policy import PolicyVerdict
from openaudit.record.use import Bound, Concern, Purpose, Use
from openaudit.record.value import Value

SCHEMA_VERSION = "1.0"

Source = Literal["hub", "local", "snapshot", "catalogue"]
Status = Literal["complete", "partial", "failed"]
Tier = Literal["closed", "undetermined", "restricted-weights", "open-weights", "open-source", "open-science"]
WeightsLevel = Literal["unknown", "none", "gated", "partial", "full"]
Checkpoints = Literal["none", "intermediate"]
CodeLevel = Literal["none", "inference", "partial", "training"]
DataLevel = Literal["none", "described", "documented", "released"]
Freedom = Literal["yes", "conditional", "no", "unknown"]
Component = Literal["weights", "code", "data", "documentation"]
Match = Literal["exact", "modified", "partial", "none"]
Severity = Literal["info", "low", "medium", "high"]
Confidence = Literal["low", "medium", "high"]
ClaimKind = Literal["open-source", "open-weights", "open-data", "license", "restriction", "not-open"]
Relation = Literal["finetune", "quantized", "adapter", "merge", "base"]
LinkTerms = Literal["open", "restricted", "unknown"]
QuestionId = Literal[
    "download",
    "self-host",
    "inspect",
    "built-how",
    "modify",
    "share",
    "commercial",
    "train-others",
    "eu",
    "keep",
]
RestrictionKind = Literal[
    "user-cap",
    "revenue-cap",
    "non-commercial",
    "research-only",
    "field-of-use",
    "mutable-policy",
    "no-model-training",
    "no-compete",
    "territory",
    "no-redistribution",
    "no-derivatives",
    "no-hosting",
    "royalty",
    "individuals-only",
    "discretionary-gate",
    "remote-disable",
    "termination-at-will",
    "size-cap",
    "excluded-licensees",
    "non-production",
    "fixed-term",
    "tied-product",
    "confidentiality",
    "no-reverse-engineering",
    "guardrail-duty",
]
ObligationKind = Literal[
    "attribution",
    "notice",
    "state-changes",
    "share-alike",
    "network-copyleft",
    "display",
    "naming",
    "pass-on-restrictions",
    "patent-retaliation",
    "acceptance",
    "disclosure",
    "indemnity",
]


class Tool(Value, frozen=True, kw_only=True):
    """Which program and which facts made the record; `fingerprints` where a licence text was identified by them."""

    name: str
    version: str
    knowledge_base: str
    fingerprints: str | None = None


class Subject(Value, frozen=True, kw_only=True):
    """What was audited, at which revision, seen where and when."""

    id: str
    kind: Literal["model"] = "model"
    revision: str | None
    source: Source
    url: str | None
    gated: bool | None
    retrieved_at: str


class Unavailable(Value, frozen=True, kw_only=True):
    """Something that mattered and could not be seen."""

    what: str
    reason: Reason
    detail: str


class Verdict(Value, frozen=True, kw_only=True):
    """Where the model stands on the spectrum; `reasons` are the restriction kinds that put it there."""

    tier: Tier
    reasons: tuple[str, ...]
    full_pipeline: bool
    summary: str
    evidence: tuple[str, ...]


class Weights(Value, frozen=True, kw_only=True):
    """What of the weights can be downloaded; `unknown` only where nobody saw which files the model has."""

    level: WeightsLevel
    formats: tuple[str, ...]
    checkpoints: Checkpoints
    evidence: tuple[str, ...]


class Code(Value, frozen=True, kw_only=True):
    """How much of the model's code is released."""

    level: CodeLevel
    evidence: tuple[str, ...]


class Data(Value, frozen=True, kw_only=True):
    """How much is known of the training data."""

    level: DataLevel
    evidence: tuple[str, ...]


class Freedoms(Value, frozen=True, kw_only=True):
    """The four freedoms that the concluded licence of the weights gives."""

    use: Freedom
    study: Freedom
    modify: Freedom
    share: Freedom
    evidence: tuple[str, ...]


class Restriction(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One limit on what may be done; parameters that a kind does not have are left out.

    `threshold` counts `metric`; `amount` is in `currency` per `period`; `bound` says whether exactly the figure is
    caught ("from") or still free ("above"); `counted` is "release" where it counts once, in the month before the
    release; `uses` are the only purposes that it binds, `concerns` whom or what alone it binds (all where empty);
    `places` are those excluded; `basis` is the licence, or the file, that imposes it; `model card` where only the
    card's own words do.
    """

    kind: RestrictionKind
    component: Component
    evidence: tuple[str, ...]
    clause: str | None = None
    threshold: int | None = None
    metric: str | None = None
    amount: int | None = None
    currency: str | None = None
    period: str | None = None
    bound: Bound | None = None
    counted: Literal["release"] | None = None
    uses: tuple[Purpose, ...] = ()
    concerns: tuple[Concern, ...] = ()
    places: tuple[str, ...] = ()
    scope: str | None = None
    says: str | None = None
    basis: str | None = None
    confidence: Confidence = "high"


class Obligation(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One duty that comes with use or redistribution; with `threshold` or `amount`, due only beyond either."""

    kind: ObligationKind
    component: Component
    evidence: tuple[str, ...]
    clause: str | None = None
    text: str | None = None
    threshold: int | None = None
    metric: str | None = None
    amount: int | None = None
    currency: str | None = None
    period: str | None = None
    bound: Bound | None = None
    says: str | None = None
    basis: str | None = None


class Axes(Value, frozen=True, kw_only=True):
    """The five axes of the spectrum, and the duties beside them."""

    weights: Weights
    code: Code
    data: Data
    freedoms: Freedoms
    restrictions: tuple[Restriction, ...]
    obligations: tuple[Obligation, ...]


class ComponentLicense(Value, frozen=True, kw_only=True):
    """What is declared, detected and concluded for one component, each kept apart."""

    component: Component
    declared: str | None
    declared_expression: str | None
    detected_expression: str | None
    concluded_expression: str | None
    match: Match
    coverage: float | None
    added: tuple[str, ...]
    evidence: tuple[str, ...]


class Claim(Value, frozen=True, kw_only=True):
    """A statement of openness found in the card, and whether it is about this model."""

    kind: ClaimKind
    about: Literal["self", "other"]
    language: str
    evidence: tuple[str, ...]


class Finding(Value, frozen=True, kw_only=True):
    """A rule that fired; `evidence` shows both sides where there are two."""

    rule: str
    severity: Severity
    confidence: Confidence
    title: str
    message: str
    evidence: tuple[str, ...]


class Question(Value, frozen=True, kw_only=True):
    """A plain question and its answer."""

    id: QuestionId
    answer: Freedom
    because: str
    evidence: tuple[str, ...]


class Made(Value, frozen=True, kw_only=True):
    """A model that was made of another one, and how."""

    id: str
    relation: Relation


class LineageLink(Value, frozen=True, kw_only=True):
    """A model that this one descends from, as far as it was followed.

    `audited` says whether its terms are part of the audit; `terms` what those are, what it inherits included; `made`
    which models name it as what they were made of: this one, or others of its ancestors. Records of before these were
    told do not have them.
    """

    id: str
    relation: Relation
    license: str | None
    status: str
    audited: bool | msgspec.UnsetType = msgspec.UNSET
    terms: LinkTerms | msgspec.UnsetType = msgspec.UNSET
    made: tuple[Made, ...] | msgspec.UnsetType = msgspec.UNSET


class Dataset(Value, frozen=True, kw_only=True):
    """A dataset named by the card, as far as it was followed."""

    id: str
    license: str | None
    status: str


class SuppliedFact(Value, frozen=True, kw_only=True):
    """What the user says of a component that lies outside of what was read; `license` as he wrote it. Nobody saw it."""

    component: str
    license: str | None
    url: str | None
    note: str | None
    evidence: tuple[str, ...]


class Evidence(Value, frozen=True, kw_only=True):
    """A place in a file: its path, the SHA-256 of its bytes, lines (1-based, inclusive), the words there."""

    id: str
    file: str
    sha256: str
    lines: tuple[int, int] | None
    quote: str


class File(Value, frozen=True, kw_only=True):
    """A file of the release; `sha256` is null where neither its bytes nor a digest were to be had."""

    path: str
    size: int | None
    sha256: str | None


class AuditRecord(Value, frozen=True, kw_only=True):
    """The whole audit of one model. `axes` is null only when `status` is `failed`; no verdict rests on `supplied`.

    `use` answers for one user, where a profile was given.
    `policy` is there when the audit was held against a policy, `digest` when the record was written: `sha256:` and the
    SHA-256 of its canonical form (`openaudit.record.digest`).
    """

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    subject: Subject
    status: Status
    unavailable: tuple[Unavailable, ...]
    verdict: Verdict
    axes: Axes | None
    licenses: tuple[ComponentLicense, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    frameworks: Frameworks
    questions: tuple[Question, ...]
    lineage: tuple[LineageLink, ...]
    datasets: tuple[Dataset, ...]
    evidence: tuple[Evidence, ...]
    files: tuple[File, ...]
    supplied: tuple[SuppliedFact, ...] = ()
    use: Use | msgspec.UnsetType = msgspec.UNSET
    policy: PolicyVerdict | msgspec.UnsetType = msgspec.UNSET
    digest: str | msgspec.UnsetType = msgspec.UNSET


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `AuditRecord`."""
    schema = msgspec.json.schema(AuditRecord)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://openaudit.dev/schema/record-{SCHEMA_VERSION}.json",
        "title": f"openaudit audit record {SCHEMA_VERSION}",
        **schema,
    }
