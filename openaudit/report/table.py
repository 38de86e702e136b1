"""One row a model: what CSV and Parquet hold.

A row says what the record says in values of one kind a column. Of a model that could not be audited only what was
asked for, its status and the reason are told: every other value is missing, so that no count takes it for clean.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from openaudit.record import AuditRecord, ComponentLicense
from openaudit.report.frameworks import standing
from openaudit.report.policy_results import unmet
from openaudit.report.printable import printable

Texts = tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The columns in their order. Texts are safe to print; lists keep the record's order, each value once."""

    id: str
    status: str
    tier: str | None = None
    reasons: Texts | None = None
    full_pipeline: bool | None = None
    summary: str
    license_declared: str | None = None
    license_detected: str | None = None
    license_concluded: str | None = None
    license_match: str | None = None
    weights: str | None = None
    weight_formats: Texts | None = None
    checkpoints: str | None = None
    code: str | None = None
    data: str | None = None
    use: str | None = None
    study: str | None = None
    modify: str | None = None
    share: str | None = None
    commercial: str | None = None
    restrictions: Texts | None = None
    obligations: Texts | None = None
    claims: Texts | None = None
    findings: Texts | None = None
    findings_high: int | None = None
    findings_medium: int | None = None
    mof_class: str | None = None
    osaid_conforms: str | None = None
    osai_score: float | None = None
    eu_exempt: str | None = None
    policy_verdict: str | None = None
    policy_reasons: Texts | None = None
    base_models: Texts | None = None
    datasets: Texts | None = None
    unavailable: Texts
    revision: str | None
    source: str
    url: str | None
    gated: bool | None
    retrieved_at: str
    openaudit_version: str
    knowledge_base: str


COLUMNS = Row.__struct_fields__


def row(record: AuditRecord) -> Row:
    """The row of one record."""
    return Row(**_asked(record), **({} if record.status == "failed" else _seen(record)))


def _asked(record: AuditRecord) -> dict[str, Any]:
    subject = record.subject
    return {
        "id": printable(subject.id),
        "status": record.status,
        "summary": printable(record.verdict.summary),
        "unavailable": _texts([f"{u.what}: {u.reason}" for u in record.unavailable]),
        "revision": _text(subject.revision),
        "source": subject.source,
        "url": _text(subject.url),
        "gated": subject.gated,
        **_policy(record),
        "retrieved_at": printable(subject.retrieved_at),
        "openaudit_version": printable(record.tool.version),
        "knowledge_base": printable(record.tool.knowledge_base),
    }


def _seen(record: AuditRecord) -> dict[str, Any]:
    severities = [f.severity for f in record.findings]
    return {
        "tier": record.verdict.tier,
        "reasons": _texts(record.verdict.reasons),
        "full_pipeline": record.verdict.full_pipeline,
        **_license(next((c for c in record.licenses if c.component == "weights"), None)),
        **_axes(record),
        "commercial": next((q.answer for q in record.questions if q.id == "commercial"), None),
        "claims": _texts([c.kind for c in record.claims if c.about == "self"]),
        "findings": _texts([f.rule for f in record.findings]),
        "findings_high": severities.count("high"),
        "findings_medium": severities.count("medium"),
        **standing(record.frameworks),
        "base_models": _texts([link.id for link in record.lineage]),
        "datasets": _texts([dataset.id for dataset in record.datasets]),
    }


def _license(found: ComponentLicense | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "license_declared": _text(found.declared),
        "license_detected": _text(found.detected_expression),
        "license_concluded": _text(found.concluded_expression),
        "license_match": found.match,
    }


def _axes(record: AuditRecord) -> dict[str, Any]:
    axes = record.axes
    if axes is None:
        return {}
    return {
        "weights": axes.weights.level,
        "weight_formats": _texts(axes.weights.formats),
        "checkpoints": axes.weights.checkpoints,
        "code": axes.code.level,
        "data": axes.data.level,
        "use": axes.freedoms.use,
        "study": axes.freedoms.study,
        "modify": axes.freedoms.modify,
        "share": axes.freedoms.share,
        "restrictions": _texts([r.kind for r in axes.restrictions]),
        "obligations": _texts([o.kind for o in axes.obligations]),
    }


def _policy(record: AuditRecord) -> dict[str, Any]:
    """The policy's verdict, of a model that could not be audited too: it is one on what is known, which is nothing."""
    if isinstance(record.policy, msgspec.UnsetType):
        return {}
    reasons = _texts([f"{check.rule}: {check.message}" for check in unmet(record)])
    return {"policy_verdict": record.policy.verdict, "policy_reasons": reasons}


def _text(value: str | None) -> str | None:
    return None if value is None else printable(value)


def _texts(values: Sequence[str]) -> Texts:
    return tuple(dict.fromkeys(map(printable, values)))
