"""`openaudit batch` against a Hub: what is asked for how often, what is kept, and in what order records come."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.hub import Fault, Hub, Repo
from tests.support.snapshots import MIT, card

WEIGHTS = {"model.safetensors": 5_000_000_000}


def repo(body: str = "# A model", **front: str) -> Repo:
    return Repo({"README.md": card(body, **front), "LICENSE": MIT}, weights=dict(WEIGHTS))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    repos = {f"acme/m{n}": repo(license="mit", base_model="acme/base") for n in range(5)}
    repos |= {
        "acme/base": repo(license="mit"),
        "old/name": Repo(renamed_to="acme/m1"),
        "other/one": repo(license="mit", base_model="acme/gone"),
        "other/two": repo(license="mit", base_model="acme/gone"),
    }
    with Hub(repos) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield made


def batch(tmp_path: Path, *arguments: str, names: list[str] | None = None) -> Result:
    listing = []
    if names is not None:
        (tmp_path / "list").write_text("\n".join(names))
        listing = [str(tmp_path / "list")]
    return CliRunner().invoke(command, ["batch", *listing, "-o", str(tmp_path / "r.jsonl"), *arguments])


def records(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]


def ids(tmp_path: Path) -> list[str]:
    return [record["subject"]["id"] for record in records(tmp_path)]


def asked(hub: Hub) -> Counter[str]:
    return Counter(path.partition("?")[0] for path in hub.paths)


def test_three_requests_a_model_and_shared_bases_once(hub: Hub, tmp_path: Path) -> None:
    """A description and two texts for each model; a base that all share, and one that nobody has, once in the run."""
    names = [*(f"acme/m{n}" for n in range(5)), "other/one", "other/two"]
    assert batch(tmp_path, names=names).exit_code == 0
    assert ids(tmp_path) == names
    assert set(asked(hub).values()) == {1}
    assert len(hub.requests) == 3 * len(names) + 3 + 1


def test_duplicates_and_renamed_references_have_a_record_each(hub: Hub, tmp_path: Path) -> None:
    """Each line of the input has its record, in order, and a model is audited and fetched once."""
    assert batch(tmp_path, names=["acme/m1", "old/name", "acme/m1", "acme/base"]).exit_code == 0
    assert ids(tmp_path) == ["acme/m1", "acme/m1", "acme/m1", "acme/base"]
    first, second, third, _ = (tmp_path / "r.jsonl").read_text().splitlines()
    assert first == second == third


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--author", "other"], ["other/one", "other/two"]),
        (["--search", "m"], [f"acme/m{n}" for n in range(5)] + ["acme/base", "acme/m1"]),
        (["--top", "3"], ["acme/m0", "acme/m1", "acme/m2"]),
        (["--author", "acme", "--top", "1"], ["acme/m0"]),
    ],
    ids=" ".join,
)
def test_the_hub_lists_models(hub: Hub, tmp_path: Path, options: list[str], found: list[str]) -> None:
    """An author's models, those with words in their names, the most downloaded: page after page, in the Hub's order."""
    assert batch(tmp_path, *options).exit_code == 0
    assert ids(tmp_path) == found
    assert not list(tmp_path.glob("*.list"))


def test_an_author_without_models_is_nothing_to_audit(hub: Hub, tmp_path: Path) -> None:
    """Exit 4, and no file."""
    assert batch(tmp_path, "--author", "nobody").exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_a_resumed_batch_keeps_the_list_that_it_began_with(hub: Hub, tmp_path: Path) -> None:
    """The Hub's order may change between two runs; a resumed batch goes by the old one, and refuses another query."""
    listed = tmp_path / "r.jsonl.list"
    assert batch(tmp_path, "--author", "other").exit_code == 0
    listed.write_text('# what the Hub lists for {"author":"other","search":null,"top":null}\nother/two\nother/one\n')
    (tmp_path / "r.jsonl").unlink()
    assert batch(tmp_path, "--author", "other", "--resume").exit_code == 0
    assert ids(tmp_path) == ["other/two", "other/one"]
    listed.write_text("# what the Hub lists for something else\n")
    assert batch(tmp_path, "--author", "other", "--resume").exit_code == 2


def test_kept_evidence_needs_no_network(hub: Hub, tmp_path: Path) -> None:
    """With --snapshots the second batch asks nothing and gives the same bytes, offline too; --refresh asks again."""
    kept, names = str(tmp_path / "kept"), ["acme/m0", "acme/m1", "acme/missing", "other/one"]
    assert batch(tmp_path, "--snapshots", kept, names=names).exit_code == 3
    before, first = len(hub.requests), records(tmp_path)
    for offline in ([], ["--offline"]):
        assert batch(tmp_path, "--snapshots", kept, *offline, names=names).exit_code == 3
        again = records(tmp_path)
        assert len(hub.requests) == before
        for record in [*first, *again]:
            if record["status"] == "failed":
                del record["subject"]["retrieved_at"], record["digest"]  # which holds that time as well
        assert again == first
        first = records(tmp_path)
    batch(tmp_path, "--snapshots", kept, "--refresh", names=names)
    assert len(hub.requests) == 2 * before


def test_damaged_evidence_is_fetched_again(hub: Hub, tmp_path: Path) -> None:
    """What was kept and does not have its digest any more counts as not there."""
    kept = tmp_path / "kept"
    batch(tmp_path, "--snapshots", str(kept), names=["acme/base"])
    first = records(tmp_path)
    for path in kept.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert batch(tmp_path, "--snapshots", str(kept), names=["acme/base"]).exit_code == 0
    assert [r["files"] for r in records(tmp_path)] == [r["files"] for r in first]
    assert len(hub.requests) == 6


def test_a_table_and_a_bad_line(hub: Hub, tmp_path: Path) -> None:
    """A line that can't be read has a failed record that names it, and the others are audited."""
    table = tmp_path / "t.jsonl"
    table.write_text('{"name": "acme/m0"}\nnonsense\n{"name": "acme/m1"}\n')
    result = batch(tmp_path, str(table), "--column", "name")
    assert result.exit_code == 3
    assert [r["status"] for r in records(tmp_path)] == ["complete", "failed", "complete"]
    assert f"{table}:2" in result.stderr


def test_what_fails_in_passing_is_complete_in_the_end(hub: Hub, tmp_path: Path) -> None:
    """Errors and resets on the way leave no trace in the records."""
    hub.faults += [Fault("status", "m[0-4]", 503, times=4), Fault("reset", "README", times=3)]
    assert batch(tmp_path, names=[f"acme/m{n}" for n in range(5)]).exit_code == 0
    assert {r["status"] for r in records(tmp_path)} == {"complete"}


def test_usage(hub: Hub, tmp_path: Path) -> None:
    """What can't be meant is said before anything is asked for or written."""
    (tmp_path / "list").write_text("acme/m0\n")
    for arguments in (
        [],
        ["--refresh", str(tmp_path / "list")],
        ["acme/m0"],
        [str(tmp_path / "list"), "--column", "x"],
    ):
        result = CliRunner().invoke(command, ["batch", *arguments, "-o", str(tmp_path / "r.jsonl")])
        assert result.exit_code == 2, arguments
    same = CliRunner().invoke(command, ["batch", str(tmp_path / "list"), "-o", str(tmp_path / "list")])
    assert same.exit_code == 2
    assert (tmp_path / "list").read_text() == "acme/m0\n"
    assert hub.requests == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_is_told(hub: Hub, tmp_path: Path) -> None:
    """A device that takes nothing ends the batch with three lines and no traceback."""
    (tmp_path / "list").write_text("acme/m0\n")
    result = CliRunner().invoke(command, ["batch", str(tmp_path / "list"), "-o", "/dev/full"])
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert "Traceback" not in result.stderr
    assert os.environ["HF_ENDPOINT"] == hub.url
