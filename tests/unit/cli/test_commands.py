import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from openaudit import __version__
from openaudit.cli.main import command
from openaudit.findings.rules import rules
from openaudit.record import json_schema
from tests.support.snapshots import card
from tools.write_docs import pages


def test_version() -> None:
    """--version names the program and its version."""
    assert CliRunner().invoke(command, ["--version"]).output == f"openaudit {__version__}\n"


@pytest.mark.parametrize("name", ["check", "batch", "snapshot", "explain", "schema"])
def test_every_command_has_help(name: str) -> None:
    """Every command that is listed exists and explains itself."""
    assert name in CliRunner().invoke(command, ["--help"]).output
    result = CliRunner().invoke(command, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_schema_is_the_record_s() -> None:
    """`schema` prints the JSON Schema of the record."""
    assert json.loads(CliRunner().invoke(command, ["schema"]).output) == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize("rule", list(rules()))
def test_every_rule_explains_itself(rule: str) -> None:
    """`explain` says of every rule what it sees, why it matters, how to mend it; by id and by slug."""
    by_id = CliRunner().invoke(command, ["explain", rule.lower()]).output
    by_slug = CliRunner().invoke(command, ["explain", rules()[rule].slug]).output
    assert by_id == by_slug
    assert all(head in by_id for head in ("It sees", "Why it matters", "How to mend it"))


def test_explain_lists_all_rules() -> None:
    """Without a rule, `explain` lists them all."""
    listed = CliRunner().invoke(command, ["explain"]).output
    assert all(rule in listed for rule in rules())


def test_published_pages_are_fresh() -> None:
    """The pages of docs/ that repeat the code say what the code says."""
    stale = [str(path) for path, text in pages().items() if not path.is_file() or path.read_text("utf-8") != text]
    assert stale == []


def batch(tmp_path: Path, listing: str, *options: str) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, records and stderr of a batch over this list."""
    (tmp_path / "list.txt").write_text(listing)
    out = tmp_path / "records.jsonl"
    result = CliRunner().invoke(command, ["batch", str(tmp_path / "list.txt"), "-o", str(out), "--offline", *options])
    records = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    return result.exit_code, records, result.stderr


def test_batch_keeps_the_order_and_the_failures(tmp_path: Path) -> None:
    """One record a line in the order of the list, failed ones with their reason; exit 3 unless allowed."""
    listing = "# models\nopenai/gpt-5\n\nacme/none\nmeta-llama/Llama-3.1-8B\nwhat is this?\n"
    code, records, stderr = batch(tmp_path, listing)
    assert code == 3
    assert [r["subject"]["id"] for r in records] == [  # type: ignore[index]
        "openai/gpt-5",
        "acme/none",
        "meta-llama/Llama-3.1-8B",
        "what is this?",
    ]
    assert [r["status"] for r in records] == ["complete", "failed", "partial", "failed"]
    assert "acme/none" in stderr
    assert batch(tmp_path, listing, "--allow-incomplete")[0] == 0


def test_a_list_without_models_is_nothing_to_audit(tmp_path: Path) -> None:
    """An empty list exits 4 and writes no file."""
    code, records, _ = batch(tmp_path, "# nothing\n\n")
    assert (code, records) == (4, [])


def test_snapshot_saves_what_check_reads(tmp_path: Path) -> None:
    """`snapshot` of a local model makes a folder that `check` audits to the same verdict."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "README.md").write_text(card(license="mit"))
    (model / "model.safetensors").write_bytes(b"0")
    saved = CliRunner().invoke(command, ["snapshot", str(model), "-o", str(tmp_path / "saved")])
    assert saved.exit_code == 0
    direct, again = (
        json.loads(CliRunner().invoke(command, ["check", str(path), "--json"]).stdout)
        for path in (model, tmp_path / "saved")
    )
    for record in (direct, again):
        del record["subject"]["retrieved_at"], record["subject"]["source"], record["digest"]
    assert direct == again


def test_snapshot_refuses_a_folder_in_use(tmp_path: Path) -> None:
    """A folder that holds something is not written into."""
    (tmp_path / "x").write_text("mine")
    result = CliRunner().invoke(command, ["snapshot", "openai/gpt-5", "-o", str(tmp_path)])
    assert result.exit_code != 0
