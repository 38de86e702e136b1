import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from openaudit.record import AuditRecord
from openaudit.report.formats import formatter
from tests.support import records
from tests.support.hostile import hostile

VERSIONS = {"cyclonedx": SchemaVersion.V1_6, "cyclonedx-1.7": SchemaVersion.V1_7}
KINDS = [[r] for r in (*records.all_kinds(), hostile())] + [[*records.all_kinds(), hostile()], [records.closed()] * 2]


def written(*of: AuditRecord, name: str = "cyclonedx") -> str:
    text = formatter(name).format(of)
    assert isinstance(text, str)
    return text


def model(record: AuditRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(record))["metadata"]["component"]
    return found


def licenses(record: AuditRecord) -> dict[str, str]:
    found = [entry["license"] for entry in model(record)["licenses"]]
    assert len(found) == len({entry["acknowledgement"] for entry in found})
    return {entry["acknowledgement"]: entry.get("id") or entry["name"] for entry in found}


def with_license(**changes: Any) -> AuditRecord:
    record = records.open_weights()
    return records.change(record, licenses=tuple(records.change(c, **changes) for c in record.licenses[:1]))


@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("of", KINDS)
def test_it_passes_the_strict_validator(name: str, of: list[AuditRecord]) -> None:
    """Every kind of record, alone and together, is valid by the library's strict schema of that version."""
    text = written(*of, name=name)
    assert JsonStrictValidator(VERSIONS[name]).validate_str(text) is None
    assert json.loads(text)["specVersion"] == VERSIONS[name].to_version()


@pytest.mark.parametrize("of", KINDS)
def test_every_reference_is_made_once_and_every_pointer_finds_one(of: list[AuditRecord]) -> None:
    """References are unique in the document, and whatever points somewhere points at one of them."""
    made: list[str] = []
    pointers: list[str] = []
    walk(json.loads(written(*of)), made, pointers)
    assert len(set(made)) == len(made)
    assert set(pointers) <= set(made)


def walk(value: Any, made: list[str], pointers: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            walk(item, made, pointers)
    if isinstance(value, dict):
        made += [value["bom-ref"]] if "bom-ref" in value else []
        pointers += [value[key] for key in ("ref", "target") if key in value]
        pointers += [
            p for key in ("subjects", "dependsOn", "counterEvidence", "assemblies") for p in value.get(key, ())
        ]
        for item in value.values():
            walk(item, made, pointers)


def test_declared_and_concluded_stand_apart() -> None:
    """The weights' licence is told twice: as declared and as concluded, by SPDX id where there is one."""
    assert licenses(records.open_weights()) == {"declared": "Apache-2.0", "concluded": "Apache-2.0"}
    both = with_license(concluded_expression="Apache-2.0 AND LicenseRef-x")
    assert licenses(both) == {"declared": "Apache-2.0", "concluded": "Apache-2.0 AND LicenseRef-x"}


def test_what_is_unknown_is_noassertion() -> None:
    """Nothing concluded is NOASSERTION; what was declared stands as written; a failed audit knows neither."""
    assert licenses(records.undetermined()) == {"declared": "other", "concluded": "NOASSERTION"}
    assert licenses(records.failed()) == {"declared": "NOASSERTION", "concluded": "NOASSERTION"}


def test_a_complete_audit_without_a_declaration_declares_nothing() -> None:
    """Where all was seen and nothing declares a licence, there is no declared one."""
    assert licenses(records.change(records.closed(), licenses=())) == {"concluded": "NOASSERTION"}


def test_the_model_is_described() -> None:
    """Type, package URL, ancestors, datasets and files are where CycloneDX has them."""
    record = records.open_weights()
    bom = json.loads(written(record))
    found = bom["metadata"]["component"]
    assert found["type"] == "machine-learning-model"
    assert found["purl"] == f"pkg:huggingface/example/Finch-7B@{record.subject.revision}"
    assert [a["name"] for a in found["pedigree"]["ancestors"]] == ["Finch-base"]
    assert found["pedigree"]["ancestors"][0]["licenses"][0]["license"]["id"] == "Apache-2.0"
    dataset = bom["components"][0]
    assert (dataset["type"], dataset["data"][0]["type"]) == ("data", "dataset")
    assert found["modelCard"]["modelParameters"]["datasets"] == [{"ref": dataset["bom-ref"]}]
    assert {f["hashes"][0]["content"] for f in found["components"]} == {records.README, records.LICENSE}


def test_a_claim_has_its_words_and_what_speaks_against_them() -> None:
    """The claim cites the card; the evidence of the finding that contradicts it is counter-evidence, both quoted."""
    declarations = json.loads(written(records.restricted()))["declarations"]
    claim = declarations["claims"][0]
    quotes = {e["bom-ref"]: e["data"][0]["contents"]["attachment"]["content"] for e in declarations["evidence"]}
    assert claim["predicate"] == "open-source"
    assert [quotes[ref] for ref in claim["evidence"]] == ["Lark 3.1 is our most capable open source model yet."]
    assert [quotes[ref][:19] for ref in claim["counterEvidence"]] == ["2. Large operators."]
    assert "OA101" in claim["reasoning"]


def test_a_claim_that_nothing_contradicts_has_no_counter_evidence() -> None:
    """Findings about other things do not speak against a claim."""
    record = records.restricted()
    calm = records.change(record, findings=tuple(f for f in record.findings if f.rule != "OA101"))
    assert "counterEvidence" not in json.loads(written(calm))["declarations"]["claims"][0]


def test_verdict_findings_and_gaps_are_told() -> None:
    """The verdict and each finding are annotations of the model; a partial or failed audit is an open composition."""
    notes = [a["text"] for a in json.loads(written(records.restricted()))["annotations"]]
    assert notes[0].startswith("Restricted weights.")
    assert [n[:5] for n in notes[1:]] == ["OA305", "OA506", "OA101"]
    for record, aggregate in ((records.undetermined(), "incomplete"), (records.failed(), "unknown")):
        bom = json.loads(written(record))
        assert [c["aggregate"] for c in bom["compositions"]] == [aggregate]
    assert bom["annotations"][0]["text"].startswith("Not audited.")


def test_parts_under_other_licences_are_told() -> None:
    """The licence of the code stands among the properties."""
    found = {p["name"]: p["value"] for p in model(records.open_weights())["properties"]}
    assert found["openaudit:license:code:concluded"] == "Apache-2.0"


def test_the_serial_number_is_the_contents() -> None:
    """The same record has the same serial number, another record and another version of the format another one."""
    numbers = [
        json.loads(written(record, name=name))["serialNumber"]
        for record in (records.closed(), records.closed(), records.failed())
        for name in VERSIONS
    ]
    assert numbers[:2] == numbers[2:4]
    assert len(set(numbers)) == 4
