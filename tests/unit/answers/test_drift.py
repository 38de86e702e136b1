"""What changed between two batches."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from openaudit.record import AuditRecord, Restriction, Unavailable
from openaudit.record.json import to_line
from tests.support import records

CAP = Restriction(
    kind="user-cap", component="weights", evidence=("e1",), threshold=700_000_000, metric="monthly-active-users"
)


def renamed(record: AuditRecord, name: str) -> AuditRecord:
    return records.change(record, subject=records.change(record.subject, id=name))


def limited(*restrictions: Restriction) -> AuditRecord:
    """An open model's record with these restrictions."""
    record = records.open_weights()
    assert record.axes is not None
    return records.change(record, axes=records.change(record.axes, restrictions=restrictions))


def drift(tmp_path: Path, old: list[AuditRecord], new: list[AuditRecord], *options: str) -> Result:
    for name, side in (("old", old), ("new", new)):
        (tmp_path / name).write_bytes(b"".join(map(to_line, side)))
    return CliRunner().invoke(command, ["drift", str(tmp_path / "old"), str(tmp_path / "new"), *options])


def found(tmp_path: Path, old: AuditRecord, new: AuditRecord) -> dict[str, Any]:
    """The one model's drift."""
    report = json.loads(drift(tmp_path, [old], [new], "--json").stdout)
    assert len(report["changed"]) == 1
    changed: dict[str, Any] = report["changed"][0]
    return changed


def test_the_same_is_no_change(tmp_path: Path) -> None:
    """Records alike but for the time and the order in which they come are unchanged, and pass."""
    models = list(records.all_kinds()[:4])
    result = drift(tmp_path, models, models[::-1], "--fail-on", "change")
    assert result.exit_code == 0
    assert result.stdout == "0 of 4 models changed, 0 got less open.\n"


def test_a_lower_tier_is_less_open_with_both_sides_shown(tmp_path: Path) -> None:
    """The tier, the restrictions and the freedoms are told, each with the places of both records."""
    old, new = (renamed(r, "acme/m") for r in (records.open_weights(), records.restricted()))
    change = found(tmp_path, old, new)
    assert change["less_open"]
    kinds = {c["what"]: c for c in change["changes"]}
    assert (kinds["tier"]["old"], kinds["tier"]["new"]) == ("open-weights", "restricted-weights")
    assert kinds["tier"]["old_evidence"][0]["quote"]
    assert any(c["what"] == "restriction" and c["old"] is None and c["less_open"] for c in change["changes"])
    back = found(tmp_path, new, old)
    assert not any(c["less_open"] for c in back["changes"] if c["what"] in {"tier", "restriction"})


@pytest.mark.parametrize(
    ("old", "new", "less_open"),
    [
        ((), (CAP,), True),
        ((CAP,), (), False),
        ((CAP,), (records.change(CAP, threshold=1000),), True),
        ((records.change(CAP, threshold=1000),), (CAP,), False),
        ((CAP,), (CAP, CAP), True),
    ],
    ids=["new", "gone", "tighter", "looser", "second"],
)
def test_restrictions(
    tmp_path: Path, old: tuple[Restriction, ...], new: tuple[Restriction, ...], less_open: bool
) -> None:
    """A restriction that comes, or binds sooner, is less open; one that goes, or binds later, is not."""
    change = found(tmp_path, limited(*old), limited(*new))
    assert change["less_open"] is less_open
    assert [c["what"] for c in change["changes"]] == ["restriction"]


def test_how_a_restriction_is_told_is_no_change(tmp_path: Path) -> None:
    """Other evidence, other words or another clause number are the same restriction."""
    told = records.change(CAP, evidence=("e2",), says="Ask first.", clause="2")
    assert "0 of 1 models changed" in drift(tmp_path, [limited(CAP)], [limited(told)]).stdout


def test_files_by_digest_and_size(tmp_path: Path) -> None:
    """Files that came, went or have other contents are named, and are not less open."""
    old = records.restricted()
    first, *rest = old.files
    new = records.change(
        old, files=(records.change(first, sha256="0" * 64), records.change(first, path="NEW"), *rest[1:])
    )
    files = found(tmp_path, old, new)["files"]
    assert files["changed"] == [first.path]
    assert files["added"] == ["NEW"]
    assert files["removed"] == [file.path for file in rest[:1]]
    assert drift(tmp_path, [old], [new], "--fail-on", "less-open").exit_code == 0
    assert drift(tmp_path, [old], [new], "--fail-on", "change").exit_code == 1


def test_what_appears_and_disappears(tmp_path: Path) -> None:
    """Models of one file only are named with their tiers, and none of them is called less open."""
    result = drift(tmp_path, [records.restricted()], [records.closed()], "--fail-on", "less-open")
    assert result.exit_code == 0
    assert "1 appeared, 1 disappeared" in result.stdout
    assert f"{records.closed().subject.id}  closed" in result.stdout


def test_a_failed_audit_is_not_compared(tmp_path: Path) -> None:
    """What could not be fetched is neither a change nor clean: it is listed, and --fail-on exits 3."""
    network = (Unavailable(what="x", reason="network", detail="the Hub was ill"),)
    failed = renamed(records.change(records.failed(), unavailable=network), "acme/m")
    whole = renamed(records.open_weights(), "acme/m")
    for old, new in ((whole, failed), (failed, whole)):
        result = drift(tmp_path, [old], [new], "--fail-on")
        assert result.exit_code == 3
        assert "the Hub was ill" in result.stdout
        assert "0 of 0 models changed" in result.stdout


def test_a_model_that_is_gone_is_less_open(tmp_path: Path) -> None:
    """A model that was there, and that the Hub does not have any more, was withdrawn."""
    old = renamed(records.open_weights(), records.failed().subject.id)
    result = drift(tmp_path, [old], [records.failed()], "--fail-on", "less-open")
    assert result.exit_code == 1
    assert "not on the Hub any more" in result.stdout


def test_versions_that_differ_are_told(tmp_path: Path) -> None:
    """Where the audits were made with other knowledge, the reader is told that a change may be ours."""
    new = records.open_weights()
    newer = records.change(new, tool=records.change(new.tool, knowledge_base="2027-01-01"))
    assert "different versions" in drift(tmp_path, [new], [newer]).stdout


def test_a_model_that_comes_twice_counts_once(tmp_path: Path) -> None:
    """Duplicates of a batch are one model."""
    one = records.open_weights()
    assert "0 of 1 models" in drift(tmp_path, [one, one], [one, one]).stdout


def test_a_cut_last_line_is_told_and_garbage_is_refused(tmp_path: Path) -> None:
    """A file of a batch that was cut off is compared as far as it goes; a line that is no record is an error."""
    one, two = to_line(records.open_weights()), to_line(records.restricted())
    (tmp_path / "old").write_bytes(one + two)
    (tmp_path / "new").write_bytes(one + two[:-20])
    arguments = ["drift", str(tmp_path / "old"), str(tmp_path / "new")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0
    assert "cut off" in result.stderr
    assert "1 disappeared" in result.stdout
    (tmp_path / "new").write_bytes(b"nonsense\n" + one)
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert "new:1 is no audit record" in result.stderr


def test_no_stranger_writes_on_the_terminal(tmp_path: Path) -> None:
    """Names and quotes of strangers are made printable."""
    hostile = renamed(records.restricted(), "a\x1b[2Jb")
    assert "\x1b" not in drift(tmp_path, [], [hostile]).stdout
