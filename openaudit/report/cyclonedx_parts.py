"""The parts of a CycloneDX ML-BOM that the library can't write: model card, datasets, declarations, annotations.

Names and nesting after the JSON schemas of CycloneDX 1.6 and 1.7, which are alike in these parts.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from openaudit.record import AuditRecord, Claim, Evidence
from openaudit.report.bom import retrieved, standing
from openaudit.report.places import address, with_lines
from openaudit.report.printable import printable

_ASSESSOR = "assessor"
# The family of rules that hold a claim against what is released.
_CLAIM_RULES = "OA1"


def model_ref(number: int) -> str:
    """The reference of the n-th model."""
    return f"model-{number}"


def dataset_ref(number: int, place: int) -> str:
    """The reference of a model's dataset."""
    return f"{model_ref(number)}/dataset-{place}"


def file_ref(number: int, place: int) -> str:
    """The reference of a model's file."""
    return f"{model_ref(number)}/file-{place}"


def complete(bom: dict[str, Any], records: Sequence[AuditRecord]) -> dict[str, Any]:
    """The library's output with the parts that it lacks."""
    main = bom["metadata"].get("component")
    components = {c["bom-ref"]: c for c in (*bom.get("components", ()), *([main] if main else ()))}
    claims, evidence, annotations, compositions = [], [], [], []
    for number, record in enumerate(records, 1):
        components[model_ref(number)]["modelCard"] = _model_card(number, record)
        for place, dataset in enumerate(record.datasets, 1):
            data = {"type": "dataset", "name": printable(dataset.id)}
            components[dataset_ref(number, place)]["data"] = [data]
        made = list(_claims(number, record))
        claims += made
        cited = {ref for claim in made for ref in (*claim["evidence"], *claim.get("counterEvidence", ()))}
        evidence += [e for e in _evidence(number, record) if e["bom-ref"] in cited]
        annotations += list(_annotations(number, record))
        if record.status != "complete":
            aggregate = "unknown" if record.status == "failed" else "incomplete"
            compositions.append({"aggregate": aggregate, "assemblies": [model_ref(number)]})
    if claims:
        assessor = {"bom-ref": _ASSESSOR, "thirdParty": True, "organization": {"name": "openaudit"}}
        bom["declarations"] = {"assessors": [assessor], "claims": claims, "evidence": evidence}
    return bom | {"annotations": annotations} | ({"compositions": compositions} if compositions else {})


def _model_card(number: int, record: AuditRecord) -> dict[str, Any]:
    card: dict[str, Any] = {"bom-ref": f"{model_ref(number)}/card"}
    if record.datasets:
        refs = [{"ref": dataset_ref(number, place)} for place in range(1, len(record.datasets) + 1)]
        card["modelParameters"] = {"datasets": refs}
    if record.axes is not None:
        axes = record.axes
        levels = {
            "weights": axes.weights.level,
            "code": axes.code.level,
            "data": axes.data.level,
            **{name: getattr(axes.freedoms, name) for name in ("use", "study", "modify", "share")},
        }
        card["properties"] = [{"name": f"openaudit:axis:{name}", "value": level} for name, level in levels.items()]
    return card


def _claims(number: int, record: AuditRecord) -> Iterator[dict[str, Any]]:
    """What the card claims of its own model; against it speaks what the findings cite beside the claim's words."""
    for place, claim in enumerate((c for c in record.claims if c.about == "self"), 1):
        against, reasons = _against(record, claim)
        yield {
            "bom-ref": f"{model_ref(number)}/claim-{place}",
            "target": model_ref(number),
            "predicate": claim.kind,
            **({"reasoning": " ".join(reasons)} if reasons else {}),
            "evidence": [_evidence_ref(number, i) for i in claim.evidence],
            **({"counterEvidence": [_evidence_ref(number, i) for i in against]} if against else {}),
        }


def _against(record: AuditRecord, claim: Claim) -> tuple[list[str], list[str]]:
    own = {_words(e) for e in record.evidence if e.id in claim.evidence}
    by_id = {e.id: e for e in record.evidence}
    gaps = [f for f in record.findings if f.rule.startswith(_CLAIM_RULES)]
    findings = [f for f in gaps if own & {_words(by_id[i]) for i in f.evidence}]
    claimed = {_words(by_id[i]) for c in record.claims for i in c.evidence}
    others = dict.fromkeys(i for f in findings for i in f.evidence if _words(by_id[i]) not in claimed)
    return list(others), [f"{f.rule}: {printable(f.message)}" for f in findings]


def _words(evidence: Evidence) -> tuple[str, tuple[int, int] | None]:
    return evidence.file, evidence.lines


def _evidence_ref(number: int, identity: str) -> str:
    return f"{model_ref(number)}/evidence/{identity}"


def _evidence(number: int, record: AuditRecord) -> Iterator[dict[str, Any]]:
    for found in record.evidence:
        link = address(record, found)
        where = f"{found.file}, lines {found.lines[0]} to {found.lines[1]}" if found.lines else found.file
        contents: dict[str, Any] = {
            "attachment": {"contentType": "text/plain", "content": printable(found.quote, keep_newlines=True)}
        }
        if link is not None:
            contents["url"] = with_lines(link, found.lines)
        yield {
            "bom-ref": _evidence_ref(number, found.id),
            "description": printable(f"{where}; SHA-256 of the file: {found.sha256}"),
            "data": [{"name": printable(found.file), "contents": contents}],
        }


def _annotations(number: int, record: AuditRecord) -> Iterator[dict[str, Any]]:
    """The verdict, then each finding, said of the model by openaudit when its evidence was retrieved."""
    said = [standing(record)]
    said += [f"{f.rule} ({f.severity}, confidence {f.confidence}): {f.title}. {f.message}" for f in record.findings]
    for place, text in enumerate(said):
        yield {
            "bom-ref": f"{model_ref(number)}/note-{place}",
            "subjects": [model_ref(number)],
            "annotator": {"organization": {"name": "openaudit"}},
            "timestamp": retrieved(record).isoformat().replace("+00:00", "Z"),
            "text": printable(text),
        }
