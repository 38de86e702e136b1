import datetime
import json
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from click.testing import CliRunner, Result

from openaudit.attest.signing import attest
from openaudit.classify.profile import use
from openaudit.cli.main import command
from openaudit.policy.evaluate import judge
from openaudit.policy.reader import preset
from openaudit.record.digest import seal
from openaudit.record.json import to_line
from openaudit.record.use import Profile
from openaudit.report.json import JsonFormatter
from openaudit.snapshot import MANIFEST
from tests.support import records
from tests.support.filing import Filing, file_record, write_keys


@pytest.fixture
def filing(tmp_path: Path) -> Filing:
    """A record filed with its evidence."""
    return file_record(tmp_path)


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["verify", *map(str, arguments)])


def outcomes(result: Result) -> dict[str, str]:
    """The outcome of each check of one record."""
    return {check["id"]: check["outcome"] for check in json.loads(result.stdout)["checks"]}


def rewrite(filing: Filing, **changes: Any) -> None:
    """File the record anew with something changed and a digest that fits, as a careful forger would."""
    forged = records.change(filing.record, digest=msgspec.UNSET, **changes)
    filing.path.write_text(JsonFormatter().format([forged]), encoding="utf-8")


def test_a_record_stands_with_its_snapshot(filing: Filing) -> None:
    """Digest, citations, quotes, files and the verdict itself hold against the evidence."""
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert result.exit_code == 0
    assert outcomes(result) == dict.fromkeys(
        ("layout", "digest", "citations", "snapshot", "quotes", "files", "recomputed"), "holds"
    )


def test_without_a_snapshot_the_record_is_only_self_consistent(filing: Filing) -> None:
    """What was not looked at is not called verified, nor is anybody named as its author."""
    result = verify(filing.path)
    assert result.exit_code == 0
    assert "The record is self-consistent: its digest holds; who wrote it is not proven" in " ".join(
        result.stdout.split()
    )
    assert "unaltered" not in result.stdout
    assert "--snapshot" in result.stdout


def test_a_forged_verdict_with_a_new_digest_does_not_stand(filing: Filing) -> None:
    """Whoever edits the record and its digest is found out by the evidence."""
    rewrite(filing, verdict=records.change(filing.record.verdict, tier="open-source"))
    assert verify(filing.path).exit_code == 0
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert result.exit_code == 1
    assert outcomes(result)["recomputed"] == "broken"
    assert any("verdict.tier" in d for c in json.loads(result.stdout)["checks"] for d in c["details"])


def test_a_policy_verdict_stands_only_by_its_policy(filing: Filing) -> None:
    """A verdict is evaluated again with --policy; without, or with another policy, it is told as not checked."""
    judged = judge(filing.record, preset("osi-only"), today=datetime.date(2026, 11, 22)).policy
    assert not isinstance(judged, msgspec.UnsetType)
    rewrite(filing, policy=judged)
    for options, code, outcome in (
        (("--policy", "osi-only"), 0, "holds"),
        ((), 3, "not-checked"),
        (("--policy", "research"), 3, "not-checked"),
    ):
        result = verify(filing.path, "--snapshot", filing.snapshot, "--json", *options)
        assert (result.exit_code, outcomes(result)["policy"]) == (code, outcome)
    rewrite(filing, policy=records.change(judged, verdict="allowed", passes=True, checks=()))
    assert verify(filing.path, "--snapshot", filing.snapshot).exit_code == 3
    forged = verify(filing.path, "--snapshot", filing.snapshot, "--json", "--policy", "osi-only")
    assert (forged.exit_code, outcomes(forged)["policy"]) == (1, "broken")


def test_a_policy_without_a_verdict_is_not_checked(filing: Filing) -> None:
    """Asked whether a verdict stands, a record that has none is not called verified."""
    result = verify(filing.path, "--policy", "osi-only", "--json")
    assert (result.exit_code, outcomes(result)["policy"]) == (3, "not-checked")


def test_another_time_of_fetching_is_not_proved_by_the_snapshot(filing: Filing) -> None:
    """A record whose evidence was fetched at another time than its snapshot says is not held to stand in full."""
    rewrite(filing, subject=records.change(filing.record.subject, retrieved_at="2020-01-01T00:00:00Z"))
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert (result.exit_code, outcomes(result)["snapshot"]) == (3, "not-checked")


def test_an_attestation_takes_no_other_one(filing: Filing) -> None:
    """An attestation as RECORD with another one beside it is a usage error: one of them would go unread."""
    signed = filing.folder / "audit.att.json"
    signed.write_text(attest(filing.record, filing.private_key))
    result = verify(signed, "--attestation", signed, "--public-key", filing.public_key)
    assert (result.exit_code, "--attestation" in result.stderr) == (2, True)


def test_a_forged_quote_does_not_stand(filing: Filing) -> None:
    """Words that do not stand at their lines break the quotes."""
    first = records.change(filing.record.evidence[0], quote="Everybody may do everything.")
    rewrite(filing, evidence=(first, *filing.record.evidence[1:]))
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert outcomes(result)["quotes"] == "broken"


def test_a_forged_file_hash_does_not_stand(filing: Filing) -> None:
    """A file's hash that is not the snapshot's breaks the files."""
    files = tuple(records.change(f, sha256="0" * 64) for f in filing.record.files)
    rewrite(filing, files=files)
    assert outcomes(verify(filing.path, "--snapshot", filing.snapshot, "--json"))["files"] == "broken"


def test_evidence_that_is_cited_and_not_there_breaks_the_record(filing: Filing) -> None:
    """A record that cites what it does not hold does not stand, even by itself."""
    rewrite(filing, evidence=filing.record.evidence[:-1])
    result = verify(filing.path, "--json")
    assert (result.exit_code, outcomes(result)["citations"]) == (1, "broken")


@pytest.mark.parametrize("change", [{"id": "acme/other"}, {"revision": "f" * 40}])
def test_a_snapshot_of_another_model_is_no_evidence(filing: Filing, change: dict[str, str]) -> None:
    """Evidence of another model or commit neither proves nor accuses: not checked, exit 3."""
    rewrite(filing, subject=records.change(filing.record.subject, **change))
    for folder in (filing.snapshot, filing.folder):
        result = verify(filing.path, "--snapshot", folder, "--json")
        assert (result.exit_code, outcomes(result)["snapshot"]) == (3, "not-checked")


def test_a_damaged_snapshot_of_another_model_accuses_nobody(filing: Filing) -> None:
    """In a folder of snapshots only the record's own is held against it."""
    other = filing.folder / "a-damaged-one"
    shutil.copytree(filing.snapshot, other)
    manifest = other / MANIFEST
    manifest.write_text(manifest.read_text().replace("acme/model", "acme/other") + " ")
    assert verify(filing.path, "--snapshot", filing.folder).exit_code == 0
    rewrite(filing, subject=records.change(filing.record.subject, id="acme/other"))
    assert verify(filing.path, "--snapshot", filing.folder).exit_code == 1


def test_a_batch_tells_only_its_faults_and_a_total(filing: Filing) -> None:
    """What holds is counted, what does not is shown; -v shows all."""
    absent = records.change(seal(records.all_kinds()[0]), digest=msgspec.UNSET)
    lines = filing.folder / "records.jsonl"
    lines.write_bytes(to_line(filing.record) + to_line(seal(absent)) + to_line(filing.record))
    result = verify(lines, "--snapshot", filing.folder)
    assert result.exit_code == 3
    assert result.stdout.count("acme/model  revision") == (absent.subject.id == "acme/model")
    assert "3 records: 2 stand, 1 not checked in full." in result.stdout
    assert verify(lines, "--snapshot", filing.folder, "-v").stdout.count("The record stands") == 2


def test_a_source_that_the_snapshot_denies_is_refused(filing: Filing) -> None:
    """The digest does not cover where the evidence was read from; the snapshot knows it."""
    rewrite(filing, subject=records.change(filing.record.subject, source="local"))
    assert outcomes(verify(filing.path, "--snapshot", filing.snapshot, "--json"))["snapshot"] == "broken"
    rewrite(filing, subject=records.change(filing.record.subject, source="hub"))
    assert verify(filing.path, "--snapshot", filing.snapshot).exit_code == 0


def test_a_record_of_another_version_is_not_called_forged(filing: Filing) -> None:
    """Where another version made the record and finds something else, that could not be checked: exit 3."""
    older = records.change(filing.record.tool, version="0.0.7", knowledge_base="2020-01-01")
    rewrite(filing, tool=older, verdict=records.change(filing.record.verdict, summary="Of another time."))
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert (result.exit_code, outcomes(result)["recomputed"]) == (3, "not-checked")
    assert outcomes(result)["quotes"] == "holds"
    assert "install openaudit 0.0.7" in result.stdout


@pytest.mark.parametrize("field", ["version", "knowledge_base", "fingerprints"])
def test_a_year_later_the_same_verdict_holds(filing: Filing, field: str) -> None:
    """A record that another version made, and for which this one comes to the same, stands."""
    rewrite(filing, tool=records.change(filing.record.tool, **{field: "2020.1"}))
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert (result.exit_code, outcomes(result)["recomputed"]) == (0, "holds")
    assert "today's openaudit gives the same verdict" in result.stdout


def test_a_record_without_a_digest_is_not_called_unaltered(filing: Filing) -> None:
    """No digest, no statement on whether it was altered."""
    value = json.loads(filing.path.read_text())
    del value["digest"]
    filing.path.write_text(json.dumps(value))
    result = verify(filing.path, "--json")
    assert outcomes(result)["digest"] == "not-checked"
    assert result.exit_code != 0


def test_arrays_and_lines_are_verified_one_by_one(tmp_path: Path) -> None:
    """An array and a batch's lines are read as they were written; one altered record spoils only itself."""
    kinds = records.all_kinds()
    array, lines = tmp_path / "records.json", tmp_path / "records.jsonl"
    array.write_text(JsonFormatter().format(kinds), encoding="utf-8")
    altered = records.change(seal(kinds[0]), status="partial" if kinds[0].status == "complete" else "complete")
    lines.write_bytes(b"".join(to_line(r) for r in (altered, *kinds[1:])))
    assert verify(array).exit_code == 0
    result = verify(lines, "--json")
    assert result.exit_code == 1
    assert [v["outcome"] for v in json.loads(result.stdout)] == ["broken", *["self-consistent"] * (len(kinds) - 1)]


def test_a_file_that_is_no_record_does_not_verify(tmp_path: Path) -> None:
    """Something else than a record exits 1 and says so, without a traceback."""
    (tmp_path / "x").write_text("{}")
    result = verify(tmp_path / "x")
    assert result.exit_code == 1
    assert "holds no audit record" in result.stderr


def test_an_empty_file_does_not_verify(tmp_path: Path) -> None:
    """A file without any record is no record that stands: it exits 1 and says so."""
    for text in ("", "\n", "[]"):
        (tmp_path / "x").write_text(text)
        result = verify(tmp_path / "x")
        assert result.exit_code == 1
        assert "holds no audit record" in result.stderr


def test_a_blank_line_between_records_is_seen(tmp_path: Path) -> None:
    """A batch's lines with something between them are not byte for byte what was written."""
    kinds = records.all_kinds()[:2]
    (tmp_path / "x").write_bytes(b"\n".join(map(to_line, kinds)))
    result = verify(tmp_path / "x", "--json")
    assert result.exit_code == 1
    assert [v["outcome"] for v in json.loads(result.stdout)] == ["self-consistent", "broken"]


def test_a_folder_of_snapshots_is_searched(filing: Filing) -> None:
    """The snapshot of the record's model and commit is found among others; where there is none, that is said."""
    assert verify(filing.path, "--snapshot", filing.folder).exit_code == 0
    (filing.folder / "none").mkdir()
    result = verify(filing.path, "--snapshot", filing.folder / "none")
    assert result.exit_code == 3
    assert "no snapshot of acme/model" in " ".join(result.stdout.split())


def test_check_signs_and_verify_knows_the_key(filing: Filing) -> None:
    """`check --attest` writes a statement about the files; it holds under its key and under no other."""
    signed = filing.folder / "audit.att.json"
    arguments = ["check", str(filing.snapshot), "--json", "--attest", str(signed), "--key", str(filing.private_key)]
    assert CliRunner().invoke(command, arguments).exit_code == 0
    result = verify(signed, "--public-key", filing.public_key, "--snapshot", filing.snapshot, "--json")
    assert (result.exit_code, outcomes(result)["signature"]) == (0, "holds")
    write_keys(filing.folder / "other.pem", filing.folder / "other.pub")
    assert outcomes(verify(signed, "--public-key", filing.folder / "other.pub", "--json"))["signature"] == "broken"


def test_the_statement_is_in_toto(filing: Filing) -> None:
    """The payload is an in-toto statement: subjects are the commit and the files with known hashes."""
    import base64  # noqa: PLC0415  of this test only

    envelope = json.loads(attest(filing.record, filing.private_key))
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert (envelope["payloadType"], statement["_type"]) == (
        "application/vnd.in-toto+json",
        "https://in-toto.io/Statement/v1",
    )
    hashed = {f.path: f.sha256 for f in filing.record.files if f.sha256 is not None}
    assert {s["name"]: s["digest"]["sha256"] for s in statement["subject"][1:]} == hashed
    assert statement["subject"][0]["digest"] == {"gitCommit": filing.record.subject.revision}
    assert statement["predicate"]["record"] == json.loads(to_line(filing.record))


def test_an_attestation_is_for_its_own_record(filing: Filing) -> None:
    """Beside a record, an attestation holds for that record and breaks for another."""
    signed = filing.folder / "audit.att.json"
    signed.write_text(attest(filing.record, filing.private_key))
    with_key = ("--attestation", signed, "--public-key", filing.public_key, "--json")
    assert outcomes(verify(filing.path, *with_key))["signature"] == "holds"
    rewrite(filing, status="partial" if filing.record.status == "complete" else "complete")
    assert outcomes(verify(filing.path, *with_key))["signature"] == "broken"


@pytest.mark.parametrize("options", [["--attest", "a.json"], ["--key", __file__]])
def test_signing_needs_a_key_and_a_place(options: list[str]) -> None:
    """--attest and --key go together."""
    assert CliRunner().invoke(command, ["check", "openai/gpt-5", *options]).exit_code == 2


def test_an_attestation_is_not_taken_without_a_key(filing: Filing) -> None:
    """A signature that nobody checked is not passed over in silence."""
    signed = filing.folder / "audit.att.json"
    signed.write_text(attest(filing.record, filing.private_key))
    assert verify(signed).exit_code == 2
    assert verify(filing.path, "--attestation", signed).exit_code == 2


def test_a_key_of_another_kind_is_refused(filing: Filing) -> None:
    """What is no Ed25519 key in PEM is refused with what to do."""
    result = CliRunner().invoke(
        command, ["check", "openai/gpt-5", "--attest", str(filing.folder / "a"), "--key", str(filing.path)]
    )
    assert result.exit_code == 2
    assert "openssl" in result.stderr
    assert not (filing.folder / "a").exists()


def test_a_key_that_can_not_sign_is_refused_before_anything_is_fetched(filing: Filing) -> None:
    """Nothing is audited for a signature that can't be made."""
    with patch("openaudit.fetch.sources.Sources", side_effect=AssertionError("it was fetched")):
        result = CliRunner().invoke(
            command, ["check", "openai/gpt-5", "--attest", str(filing.folder / "a"), "--key", str(filing.path)]
        )
    assert (result.exit_code, "can't be used" in result.stderr) == (2, True)


def test_the_answer_for_one_user_is_judged_again(filing: Filing) -> None:
    """A record with a use answer stands; with an answer that its terms do not give, it does not."""
    answered = use(filing.record, Profile(use="commercial"))
    rewrite(filing, use=answered)
    assert verify(filing.path, "--snapshot", filing.snapshot).exit_code == 0
    other = "allowed" if answered.answer != "allowed" else "not-allowed"
    rewrite(filing, use=records.change(answered, answer=other))
    result = verify(filing.path, "--snapshot", filing.snapshot, "--json")
    assert outcomes(result)["recomputed"] == "broken"
