"""A machine-learning bill of materials: CycloneDX 1.6 and 1.7 (ECMA-424), JSON.

The library writes what it knows; model card, datasets, declarations and annotations, which it can't write, are put into
its output (cyclonedx_parts.py). The serial number comes from the content, the time from the records: the same records
give the same bytes.
"""

import json
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence
from cyclonedx.model.license import DisjunctiveLicense, LicenseAcknowledgement
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.spdx import fixup_id
from packageurl import PackageURL

from openaudit.record import AuditRecord, File, LineageLink
from openaudit.record.json import indented
from openaudit.report import wording
from openaudit.report.bom import NOASSERTION, content_id, newest, owner_and_name, weights_license
from openaudit.report.cyclonedx_parts import complete, dataset_ref, file_ref, model_ref
from openaudit.report.cyclonedx_pedigree import pedigree
from openaudit.report.places import repository_file
from openaudit.report.printable import printable

_DECLARED, _CONCLUDED = LicenseAcknowledgement.DECLARED, LicenseAcknowledgement.CONCLUDED
_CARD = "README.md"


class CycloneDxFormatter(msgspec.Struct, frozen=True):
    """One bill of materials for all records; with a single one, the model is what the bill is about."""

    version: SchemaVersion

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The JSON, ending with a newline. Raises RecordsInvalid when a record's time is none."""
        bom = Bom(
            serial_number=content_id(records, f"cyclonedx/{self.version.to_version()}"),
            metadata=BomMetaData(timestamp=newest(records), tools=ToolRepository(components=_tools(records))),
        )
        models = [_model(n, record) for n, record in enumerate(records, 1)]
        if len(models) == 1:
            bom.metadata.component = models[0]
        else:
            bom.components.update(models)
        for number, record in enumerate(records, 1):
            sets = list(_datasets(number, record))
            bom.components.update(sets)
            bom.register_dependency(models[number - 1], sets)
        with warnings.catch_warnings():
            # A model that names no dataset has no dependency, which the library holds for an omission.
            warnings.simplefilter("ignore", UserWarning)
            written = json.loads(make_outputter(bom, OutputFormat.JSON, self.version).output_as_string())
        return indented(complete(written, records))


def version_1_6() -> CycloneDxFormatter:
    """CycloneDX 1.6, which most tools read."""
    return CycloneDxFormatter(SchemaVersion.V1_6)


def version_1_7() -> CycloneDxFormatter:
    """CycloneDX 1.7."""
    return CycloneDxFormatter(SchemaVersion.V1_7)


def _tools(records: Sequence[AuditRecord]) -> list[Component]:
    used = sorted({(r.tool.name, r.tool.version) for r in records})
    return [Component(type=ComponentType.APPLICATION, name=name, version=version) for name, version in used]


def _model(number: int, record: AuditRecord) -> Component:
    subject = record.subject
    owner, name = owner_and_name(subject.id) if subject.source != "local" else (None, subject.id)
    detected = sorted({c.detected_expression for c in record.licenses if c.detected_expression is not None})
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=model_ref(number),
        group=None if owner is None else printable(owner),
        publisher=None if owner is None else printable(owner),
        name=printable(name),
        version=subject.revision,
        description=printable(record.verdict.summary),
        licenses=_licenses(record),
        purl=_purl(record),
        external_references=_references(record),
        pedigree=pedigree(number, record, _ancestor),
        components=[_file(number, place, file) for place, file in enumerate(record.files, 1)],
        evidence=ComponentEvidence(licenses=[_license(e, None) for e in detected]) if detected else None,
        properties=list(_properties(record)),
    )


def _licenses(record: AuditRecord) -> list[DisjunctiveLicense]:
    found = weights_license(record)
    declared = found.declared or (printable(found.written) if found.written else NOASSERTION)
    concluded = _license(found.concluded or NOASSERTION, _CONCLUDED)
    return [concluded] if found.none else [_license(declared, _DECLARED), concluded]


def _license(expression: str, acknowledgement: LicenseAcknowledgement | None) -> DisjunctiveLicense:
    """The licence by its SPDX id; by name where it is an expression or none of SPDX's.

    CycloneDX 1.6 allows an expression only alone, not declared beside concluded.
    """
    known = fixup_id(expression)
    if known is not None:
        return DisjunctiveLicense(id=known, acknowledgement=acknowledgement)
    return DisjunctiveLicense(name=expression, acknowledgement=acknowledgement)


def _purl(record: AuditRecord) -> PackageURL | None:
    """The package URL, type `huggingface`, of a model that was seen on the Hub; its version is the commit."""
    subject = record.subject
    if subject.url is None or subject.revision is None or subject.source not in {"hub", "snapshot"}:
        return None
    owner, name = owner_and_name(subject.id)
    return PackageURL(type="huggingface", namespace=owner, name=name, version=subject.revision)


def _references(record: AuditRecord) -> Iterator[ExternalReference]:
    url = record.subject.url
    if url is not None and url.startswith(("https://", "http://")):
        yield ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(printable(url)))
    card = repository_file(record, _CARD) if any(f.path == _CARD for f in record.files) else None
    if card is not None:
        yield ExternalReference(type=ExternalReferenceType.MODEL_CARD, url=XsUri(card))


def _ancestor(ref: str, link: LineageLink) -> Component:
    return _named(ComponentType.MACHINE_LEARNING_MODEL, ref, link.id, link.license)


def _datasets(number: int, record: AuditRecord) -> Iterator[Component]:
    for place, dataset in enumerate(record.datasets, 1):
        found = _named(ComponentType.DATA, dataset_ref(number, place), dataset.id, dataset.license)
        found.properties.add(Property(name="openaudit:status", value=printable(dataset.status)))
        yield found


def _named(kind: ComponentType, ref: str, name: str, license_id: str | None) -> Component:
    """What is only named: by its id, with the licence that is said of it."""
    owner, rest = owner_and_name(name)
    declared = _license(printable(license_id) if license_id else NOASSERTION, _DECLARED)
    group = None if owner is None else printable(owner)
    return Component(type=kind, bom_ref=ref, group=group, name=printable(rest), licenses=[declared])


def _file(number: int, place: int, file: File) -> Component:
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=file.sha256)] if file.sha256 is not None else []
    return Component(type=ComponentType.FILE, bom_ref=file_ref(number, place), name=printable(file.path), hashes=hashes)


def _properties(record: AuditRecord) -> Iterator[Property]:
    for name, value in _facts(record):
        yield Property(name=f"openaudit:{name}", value=printable(value))


def _facts(record: AuditRecord) -> Iterator[tuple[str, Any]]:
    yield "id", record.subject.id
    yield "status", record.status
    yield "source", record.subject.source
    yield "retrieved_at", record.subject.retrieved_at
    yield "knowledge_base", record.tool.knowledge_base
    for missing in record.unavailable:
        yield "unavailable", f"{missing.what}: {wording.REASON[missing.reason]}"
    if record.status == "failed":
        return
    yield "tier", record.verdict.tier
    for found in record.licenses:
        if found.component != "weights":
            yield f"license:{found.component}:declared", found.declared or NOASSERTION
            yield f"license:{found.component}:concluded", found.concluded_expression or NOASSERTION
    if record.axes is None:
        return
    for restriction in record.axes.restrictions:
        figures = wording.limits(restriction)
        yield "restriction", restriction.kind + (f": {figures}" if figures else "")
    for duty in record.axes.obligations:
        yield "obligation", duty.kind + (f": {duty.text}" if duty.text else "")
