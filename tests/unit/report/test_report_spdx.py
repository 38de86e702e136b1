import json
from collections import Counter
from typing import Any

import pytest
import spdx_python_model

from openaudit.record import AuditRecord
from openaudit.report.spdx import SpdxFormatter
from tests.support import records
from tests.support.hostile import hostile

KINDS = [[r] for r in (*records.all_kinds(), hostile())] + [[*records.all_kinds(), hostile()], [records.closed()] * 2]
PACKAGES = {"ai_AIPackage", "dataset_DatasetPackage"}
# What the AI and Dataset profiles ask of a package beyond its class ("external properties" of AIPackage and
# DatasetPackage in SPDX 3.0.1), but for times, which a record does not hold.
DEMANDED = {
    "ai_AIPackage": {"suppliedBy", "software_packageVersion", "software_downloadLocation", "software_primaryPurpose"},
    "dataset_DatasetPackage": {"originatedBy", "software_downloadLocation", "software_primaryPurpose"},
}


def graph(*of: AuditRecord) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SpdxFormatter().format(of))["@graph"]
    return found


def license_of(record: AuditRecord, relation: str) -> str:
    """The expression, or the individual, that the model's own package is related to."""
    elements = {e.get("spdxId", e.get("@id")): e for e in graph(record)}
    root = next(e for e in elements.values() if e["type"] == "SpdxDocument")["rootElement"][0]
    ends = [e["to"] for e in elements.values() if e.get("relationshipType") == relation and e["from"] == root]
    assert len(ends) == 1
    assert len(ends[0]) == 1
    end: str = ends[0][0]
    expression: str = elements.get(end, {}).get("simplelicensing_licenseExpression", end.rpartition("_")[2])
    return expression


@pytest.mark.parametrize("of", KINDS)
def test_the_published_model_reads_it(of: list[AuditRecord]) -> None:
    """The bindings made from SPDX's own model accept every value and cardinality, and every reference finds its end."""
    _, objects = spdx_python_model.load_data(json.loads(SpdxFormatter().format(of)))
    assert objects.link() == set()


@pytest.mark.parametrize("of", KINDS)
def test_each_package_has_one_declared_and_one_concluded_licence(of: list[AuditRecord]) -> None:
    """The AI profile's demand holds for models, ancestors and datasets alike."""
    elements = graph(*of)
    packages = [e["spdxId"] for e in elements if e["type"] in PACKAGES]
    for relation in ("hasDeclaredLicense", "hasConcludedLicense"):
        assert Counter(e["from"] for e in elements if e.get("relationshipType") == relation) == Counter(packages)


@pytest.mark.parametrize("of", KINDS)
def test_each_package_has_what_its_profile_demands(of: list[AuditRecord]) -> None:
    """Supplier, version, place and purpose are there; the time that is not known is said to be missing."""
    for element in graph(*of):
        assert DEMANDED.get(element["type"], set()) <= set(element)
        assert element["type"] not in PACKAGES or "no release time" in element["comment"]


def test_unknown_is_noassertion_and_absent_is_none() -> None:
    """Unknown is NoAssertion; None only where all was seen and nothing declares a licence; concluded is never None."""
    assert license_of(records.open_weights(), "hasConcludedLicense") == "Apache-2.0"
    assert license_of(records.undetermined(), "hasDeclaredLicense") == "NoAssertionLicense"
    assert license_of(records.failed(), "hasDeclaredLicense") == "NoAssertionLicense"
    assert license_of(records.closed(), "hasDeclaredLicense") == "NoneLicense"
    assert license_of(records.closed(), "hasConcludedLicense") == "NoAssertionLicense"


def test_a_licence_that_spdx_does_not_list_is_a_custom_one() -> None:
    """Every LicenseRef of an expression points at a custom licence, whose text is the words that the record quotes."""
    elements = {e.get("spdxId"): e for e in graph(records.restricted())}
    expression = next(e for e in elements.values() if e["type"] == "simplelicensing_LicenseExpression")
    entry = expression["simplelicensing_customIdToUri"][0]
    assert entry["key"] == "LicenseRef-example-lark-3.1"
    custom = elements[entry["value"]]
    assert custom["type"] == "expandedlicensing_CustomLicense"
    assert "2. Large operators." in custom["simplelicensing_licenseText"]
    assert records.LICENSE in custom["simplelicensing_licenseText"]


def test_lineage_and_datasets_are_related() -> None:
    """The model descends from its base, under the licence said of it, and was trained on its datasets."""
    elements = {e.get("spdxId"): e for e in graph(records.open_weights())}
    relations = {e["relationshipType"]: e for e in elements.values() if "relationshipType" in e}
    assert elements[relations["descendantOf"]["to"][0]]["name"] == "example/Finch-base"
    assert elements[relations["trainedOn"]["to"][0]]["name"] == "example/birdsong"
    assert relations["trainedOn"]["completeness"] == "noAssertion"


def test_verdict_findings_and_gaps_are_annotations() -> None:
    """What was found and what could not be seen is said of the package."""
    said = [e["statement"] for e in graph(records.undetermined()) if e["type"] == "Annotation"]
    assert said[0].startswith("Undetermined.")
    assert said[1].startswith("OA210")
    assert said[2].startswith("Could not be seen: https://wren.example/license (network)")
    assert next(e["statement"][:12] for e in graph(records.failed()) if e["type"] == "Annotation") == "Not audited."


def test_ids_are_the_contents() -> None:
    """The same record has the same ids, another one others."""
    ids = [graph(record)[1]["spdxId"] for record in (records.closed(), records.closed(), records.failed())]
    assert ids[0] == ids[1] != ids[2]
