import json
from pathlib import Path

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.errors import EvidenceInvalid, SnapshotInvalid
from openaudit.fetch.supplied import LARGEST, with_supplied
from openaudit.read.mof import framework
from openaudit.read.supplied import read_supplied
from openaudit.record import AuditRecord
from openaudit.snapshot import MANIFEST, SUPPLIED, TextFile, load, manifest_sha256, save
from tests.support.mot import model_file
from tests.support.snapshots import card, snapshot
from tests.support.supplied import LIST, mof, with_evidence

MODEL = snapshot(card("# Foo\n\nA model.\n", license="mit"))
CHANGED = {"frameworks", "evidence", "supplied"}


def written(tmp_path: Path, text: str, name: str = "evidence.yml") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_supplied_facts_change_no_verdict() -> None:
    """Whatever the user supplies, tier, axes, licences, findings and answers stay as they are."""
    everything = model_file(dict.fromkeys(c.name for c in framework().components), distribution="MIT")
    without, given = (msgspec.to_builtins(audit(s)) for s in (MODEL, with_evidence(MODEL, everything)))
    # New evidence comes last, so that the ids of the rest stay too.
    assert given["evidence"][: len(without["evidence"])] == without["evidence"]
    assert all(without[key] == given[key] for key in without.keys() - CHANGED)


def test_the_class_stays_and_the_users_word_makes_a_reading_of_its_own() -> None:
    """`class` and `components` are of what was seen; `with_supplied` marks each component that rests on the user."""
    plain, found = mof(audit(MODEL)), mof(audit(with_evidence(MODEL)))
    assert (found.class_, found.components) == (plain.class_, plain.components)
    assert plain.with_supplied is None
    assert found.with_supplied is not None
    told = {c.name: (c.status, c.license) for c in found.with_supplied.components if c.supplied}
    assert told == {"Training code": ("included", "Apache-2.0"), "Research paper": ("included", "CC-BY-4.0")}


def test_each_fact_cites_the_users_file() -> None:
    """A supplied fact has its file with the visible prefix, its hash, lines and words."""
    record = audit(with_evidence(MODEL))
    (code, _) = record.supplied
    place = next(e for e in record.evidence if e.id == code.evidence[0])
    assert (code.component, code.license, code.url) == ("Training code", "Apache-2.0", "https://example.org/code")
    assert (place.file, place.lines) == ("user-supplied:evidence.yml", (3, 6))
    assert place.sha256 == TextFile("", LIST.encode()).sha256
    assert "Training code" in place.quote


def test_the_users_word_never_stands_against_what_was_seen() -> None:
    """A component that was seen stays as it was seen, better or worse, and the contradiction is told."""
    for own, said in (("mit", "CC-BY-NC-4.0"), ("cc-by-nc-4.0", "MIT")):
        text = f"components:\n  - name: Model parameters (Final)\n    license: {said}\n"
        found = mof(audit(with_evidence(snapshot(card("# Foo\n\nA model.\n", license=own)), text)))
        assert found.with_supplied is not None
        seen, told = (
            next(c for c in r.components if c.name == "Model parameters (Final)") for r in (found, found.with_supplied)
        )
        assert (seen.status, seen.license) == (told.status, told.license)
        assert not told.supplied
        assert "what was seen holds" in told.reason


def test_a_closed_licence_that_is_supplied_counts_for_nothing() -> None:
    """The user's word may say that a component is unlicensed or restricted, and is then taken for that."""
    text = "components:\n  - name: Datasets\n    license: CC-BY-NC-4.0\n  - name: Data card\n"
    found = mof(audit(with_evidence(MODEL, text))).with_supplied
    assert found is not None
    assert {c.name: c.status for c in found.components if c.supplied} == {
        "Datasets": "invalid",
        "Data card": "unlicensed",
    }


def test_a_model_file_of_mot_is_evidence_too() -> None:
    """In a MOT file a component stands under the licence that it inherits there."""
    text = model_file({"Training code": None, "Datasets": "unlicensed"}, distribution="MIT", code="Apache-2.0")
    assert [(f.component, f.license) for f in audit(with_evidence(MODEL, text)).supplied] == [
        ("Training code", "Apache-2.0"),
        ("Datasets", "unlicensed"),
    ]


def test_a_saved_snapshot_keeps_the_evidence(tmp_path: Path) -> None:
    """A replay has the user's file and gives the same record; a changed file is refused."""
    given = with_evidence(MODEL)
    save(given, tmp_path / "saved")
    again = load(tmp_path / "saved")
    assert again.supplied == given.supplied
    assert _of(audit(again)) == _of(audit(given))
    (kept,) = (tmp_path / "saved" / "supplied").iterdir()
    kept.write_text(LIST.replace("Apache-2.0", "MIT"))
    with pytest.raises(SnapshotInvalid, match="can't be used"):
        load(tmp_path / "saved")


def test_a_snapshot_can_not_slip_a_file_in_as_the_repositorys(tmp_path: Path) -> None:
    """A manifest that names a supplied file like a file of the repository is refused."""
    save(with_evidence(MODEL), tmp_path / "saved")
    path = tmp_path / "saved" / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["supplied"][0]["path"] = "LICENSE"
    manifest["manifest_sha256"] = manifest_sha256(manifest)
    path.write_text(json.dumps(manifest))
    with pytest.raises(SnapshotInvalid) as raised:
        load(tmp_path / "saved")
    assert "not named as one" in raised.value.why


def _of(record: AuditRecord) -> AuditRecord:
    return msgspec.structs.replace(record, subject=msgspec.structs.replace(record.subject, source="hub"))


def test_a_file_of_the_repository_can_not_pass_for_the_users() -> None:
    """A repository's file with the marker in its name supplies nothing."""
    hostile = snapshot(card("# Foo", license="mit"), texts={f"{SUPPLIED}evidence.yml": LIST})
    assert audit(hostile).supplied == ()


def test_files_become_part_of_the_snapshot(tmp_path: Path) -> None:
    """Each file is kept under its bare name; one of the same name takes the place of what a snapshot had."""
    first = with_supplied(MODEL, [written(tmp_path, LIST)])
    assert [t.path for t in first.supplied] == ["user-supplied:evidence.yml"]
    changed = LIST.replace("Apache-2.0", "MIT")
    second = with_supplied(first, [written(tmp_path, changed), written(tmp_path, LIST, "more.yml")])
    assert [t.data for t in second.supplied] == [changed.encode(), LIST.encode()]


def test_all_faults_of_a_file_are_told_before_anything_is_audited(tmp_path: Path) -> None:
    """A file that breaks its format is refused, with the line of each fault."""
    text = (
        "modle: acme/model\ncomponents:\n  - name: Training Code\n  - license: MIT\n  - name: Datasets\n    url: [a]\n"
    )
    with pytest.raises(EvidenceInvalid) as raised:
        with_supplied(MODEL, [written(tmp_path, text)])
    for told in (
        "line 1: the file: 'modle'",
        "line 3: 'Training Code'",
        "line 4: a component has no name",
        "line 6: url",
    ):
        assert told in raised.value.why


def test_evidence_of_another_model_is_refused(tmp_path: Path) -> None:
    """A file that names a model is taken for that one alone, in either format; letter case says nothing."""
    with pytest.raises(EvidenceInvalid, match="another model"):
        with_supplied(MODEL, [written(tmp_path, LIST.replace("acme/model", "acme/other"))])
    mot = model_file({}).replace("  producer:", "  huggingface: https://huggingface.co/acme/other\n  producer:")
    with pytest.raises(EvidenceInvalid, match="another model"):
        with_supplied(MODEL, [written(tmp_path, mot)])
    assert with_supplied(MODEL, [written(tmp_path, LIST.replace("acme/model", "Acme/Model"))]).supplied


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """The record names evidence by its file: two of one name could not be told apart."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    paths = [written(tmp_path / folder, LIST) for folder in ("a", "b")]
    with pytest.raises(EvidenceInvalid, match="same name"):
        with_supplied(MODEL, paths)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Nothing, a folder and a file that is too large are plain errors."""
    large = tmp_path / "large.yml"
    large.write_bytes(b"#" * (LARGEST + 1))
    for path, why in ((tmp_path / "none", "No such file"), (tmp_path, "no regular file"), (large, "larger than")):
        with pytest.raises(EvidenceInvalid) as raised:
            with_supplied(MODEL, [path])
        assert why in raised.value.why


def test_a_damaged_file_in_a_snapshot_is_said_to_be_unread() -> None:
    """Evidence that reached a snapshot and can't be read is listed as unavailable, and the record as partial."""
    record = audit(with_evidence(MODEL, "components: none\n"))
    assert (record.status, record.supplied) == ("partial", ())
    assert [u.what for u in record.unavailable] == ["user-supplied:evidence.yml"]
    assert "line 1" in record.unavailable[0].detail


@pytest.mark.parametrize(
    "text", ["", "- a\n", "{", "components: {}\n", "components:\n- x\n", "release: 1\n", "\x00\x01"]
)
def test_any_text_is_read_without_raising(text: str) -> None:
    """What is no evidence has problems and no facts."""
    found = read_supplied(TextFile(f"{SUPPLIED}x", text.encode()))
    assert found.facts == ()
    assert found.problems
