"""A bill of materials with the AI profile of SPDX 3.0.1, as JSON-LD.

Each model is an AI package with exactly one declared and one concluded licence, as the profile demands: NoAssertion
where nothing is known, None where nothing declares one and all was seen. The profile also demands a release time; a
record does not hold one, so it is left out and said to be missing. Ids come from the content, times from the records:
the same records give the same bytes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from cyclonedx.spdx import fixup_id
from spdx_python_model.bindings import v3_0_1 as spdx

from openaudit.record import AuditRecord, Dataset, LineageLink
from openaudit.record.json import indented
from openaudit.report import wording
from openaudit.report.bom import (
    NOASSERTION,
    content_id,
    made_of,
    newest,
    owner_and_name,
    retrieved,
    standing,
    weights_license,
)
from openaudit.report.printable import printable
from openaudit.report.spdx_licenses import Licenses, as_reference

_RELATION = spdx.RelationshipType
_COMPLETENESS = spdx.RelationshipCompleteness
_PURPOSE = spdx.software_SoftwarePurpose
_PROFILES = ("core", "software", "simpleLicensing", "expandedLicensing", "ai", "dataset")
_NO_TIME = "The audit record holds no release time: it is left out, not guessed."


class SpdxFormatter:
    """One document for all records; the models are its root elements."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The JSON-LD, ending with a newline. Raises RecordsInvalid when a record's time is none."""
        return indented(_Document(records).whole())


class _Document:
    """The document as it is put together; elements stand in the order in which they are made."""

    def __init__(self, records: Sequence[AuditRecord]) -> None:
        self._records = records
        self._base = f"urn:uuid:{content_id(records, 'spdx/3.0.1')}"
        self._elements: list[Any] = []
        self._suppliers: dict[str | None, Any] = {}
        self._creation = spdx.CreationInfo(_id="_:creation", specVersion="3.0.1", created=newest(records))
        self._agent = self._add(spdx.SoftwareAgent, name="openaudit")
        self._creation.createdBy = [self._agent]
        used = sorted({(r.tool.name, r.tool.version) for r in records})
        self._creation.createdUsing = [self._add(spdx.Tool, name=f"{name} {version}") for name, version in used]
        self._licenses = Licenses(self._add, records)

    def whole(self) -> Any:
        roots = [self._model(record) for record in self._records]
        document = spdx.SpdxDocument(
            _id=f"{self._base}#document",
            name="Openness audit",
            creationInfo=self._creation,
            rootElement=roots,
            profileConformance=[getattr(spdx.ProfileIdentifierType, name) for name in _PROFILES],
        )
        return spdx.JSONLDSerializer().serialize_data(spdx.SHACLObjectSet([document, *self._elements]), True)

    def _add(self, kind: Any, **values: Any) -> Any:
        number = len(self._elements) + 1
        made = kind(_id=f"{self._base}#{number}", creationInfo=self._creation, **values)
        self._elements.append(made)
        return made

    def _relate(self, start: Any, kind: str, ends: list[Any], comment: str | None = None, whole: str = "") -> None:
        values: dict[str, Any] = {"from_": start, "relationshipType": getattr(_RELATION, kind), "to": ends}
        if comment:
            values["comment"] = printable(comment)
        if whole:
            values["completeness"] = getattr(_COMPLETENESS, whole)
        self._add(spdx.Relationship, **values)

    def _supplier(self, owner: str | None) -> Any:
        if owner not in self._suppliers:
            kind = spdx.Organization if owner is not None else spdx.Agent
            self._suppliers[owner] = self._add(kind, name=NOASSERTION if owner is None else printable(owner))
        return self._suppliers[owner]

    def _package(self, kind: Any, name: str, **values: Any) -> Any:
        return self._add(kind, name=printable(name), **values)

    def _model(self, record: AuditRecord) -> Any:
        subject = record.subject
        owner = owner_and_name(subject.id)[0] if subject.source != "local" else None
        web = subject.url is not None and subject.url.startswith(("https://", "http://"))
        package = self._package(
            spdx.ai_AIPackage,
            subject.id,
            summary=printable(record.verdict.summary),
            comment=_NO_TIME,
            suppliedBy=self._supplier(owner),
            software_packageVersion=subject.revision or NOASSERTION,
            software_downloadLocation=printable(subject.url) if web and subject.url else NOASSERTION,
            software_primaryPurpose=_PURPOSE.model,
        )
        self._model_licenses(package, record)
        self._files(package, record)
        self._ancestors(package, record)
        if record.datasets:
            sets = [self._dataset(d) for d in record.datasets]
            self._relate(package, "trainedOn", sets, "Named by the model's card.", "noAssertion")
        for said in _notes(record):
            self._add(
                spdx.Annotation,
                annotationType=spdx.AnnotationType.review,
                subject=package,
                statement=printable(said),
                contentType="text/plain",
                comment=f"openaudit, {retrieved(record):%Y-%m-%dT%H:%M:%SZ}",
            )
        return package

    def _model_licenses(self, package: Any, record: AuditRecord) -> None:
        found = weights_license(record)
        declared = self._licenses.none if found.none else self._licenses.expression(found.declared)
        written = f"Declared as written: {found.written}" if found.written else None
        self._relate(package, "hasDeclaredLicense", [declared], written)
        self._relate(package, "hasConcludedLicense", [self._licenses.expression(found.concluded)])

    def _files(self, package: Any, record: AuditRecord) -> None:
        made = []
        for file in record.files:
            hashes = [spdx.Hash(algorithm=spdx.HashAlgorithm.sha256, hashValue=file.sha256)] if file.sha256 else []
            made.append(self._add(spdx.software_File, name=printable(file.path), verifiedUsing=hashes))
        if made:
            whole = "complete" if record.status == "complete" else "noAssertion"
            self._relate(package, "contains", made, whole=whole)

    def _ancestors(self, package: Any, record: AuditRecord) -> None:
        """A package for each ancestor, related to what was made of it: this model, or another of its ancestors."""
        ancestors = [(link, self._ancestor(link)) for link in record.lineage]
        known = {link.id: ancestor for link, ancestor in reversed(ancestors)} | {record.subject.id: package}
        for link, ancestor in ancestors:
            for made in made_of(link, record.subject.id):
                said = f"{wording.RELATION[made.relation]}; {link.status}"
                self._relate(known.get(made.id, package), "descendantOf", [ancestor], said, "noAssertion")

    def _ancestor(self, link: LineageLink) -> Any:
        ancestor = self._package(
            spdx.ai_AIPackage,
            link.id,
            comment=_NO_TIME,
            suppliedBy=self._supplier(owner_and_name(link.id)[0]),
            software_packageVersion=NOASSERTION,
            software_downloadLocation=NOASSERTION,
            software_primaryPurpose=_PURPOSE.model,
        )
        self._said_license(ancestor, link.license)
        return ancestor

    def _dataset(self, dataset: Dataset) -> Any:
        package = self._package(
            spdx.dataset_DatasetPackage,
            dataset.id,
            comment=printable(f"{dataset.status}. {_NO_TIME}"),
            originatedBy=[self._supplier(owner_and_name(dataset.id)[0])],
            software_downloadLocation=NOASSERTION,
            software_primaryPurpose=_PURPOSE.data,
            dataset_datasetType=[spdx.dataset_DatasetType.noAssertion],
        )
        self._said_license(package, dataset.license)
        return package

    def _said_license(self, package: Any, license_id: str | None) -> None:
        """The licence said of what was not audited itself: declared; nothing is concluded."""
        known = None if license_id is None else fixup_id(license_id) or as_reference(license_id)
        self._relate(package, "hasDeclaredLicense", [self._licenses.expression(known)])
        self._relate(package, "hasConcludedLicense", [self._licenses.expression(None)])


def _notes(record: AuditRecord) -> Iterator[str]:
    """The verdict, then each finding, then what could not be seen."""
    yield standing(record)
    for found in record.findings:
        yield f"{found.rule} ({found.severity}, confidence {found.confidence}): {found.title}. {found.message}"
    for missing in record.unavailable:
        yield f"Could not be seen: {missing.what} ({missing.reason}). {missing.detail}".rstrip()
