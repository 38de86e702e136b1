"""`openaudit history` against the tests' own Hub: commits over pages, each text fetched once, nothing skipped."""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from tests.support.hub import Answer, Fault, Hub, Repo, Seen, sha_of
from tests.support.snapshots import MIT, card

Tree = Mapping[str, str | bytes]
NONCOMMERCIAL = card("Foo is an open source model.", license="cc-by-nc-4.0")
OPEN = card("Foo is an open model.", license="mit")
# The oldest first.
TREES: list[Tree] = [
    {".gitattributes": "*.bin filter=lfs\n"},
    {"README.md": NONCOMMERCIAL},
    {"README.md": NONCOMMERCIAL, "notes.txt": "a"},
    {"README.md": NONCOMMERCIAL, "notes.txt": "b"},
    {"README.md": OPEN, "LICENSE": MIT},
    {"README.md": OPEN, "LICENSE": MIT, "notes.txt": "c"},
]


class CommitHub(Hub):
    """A Hub that lists the commits of `acme/model`, two on a page."""

    def __init__(self, trees: Sequence[Tree], *faults: Fault, counted: bool = True) -> None:
        revisions = {f"step-{number}": tree for number, tree in enumerate(trees)}
        repo = Repo(trees[-1], weights={"model.safetensors": 5_000_000_000}, revisions=revisions)
        super().__init__({"acme/model": repo}, *faults)
        self.shas = [sha_of({p: t.encode() if isinstance(t, str) else t for p, t in tree.items()}) for tree in trees]
        self._counted = counted

    def _route(self, seen: Seen) -> Answer:
        address = urlsplit(seen.path)
        if not address.path.startswith("/api/models/acme/model/commits/"):
            return super()._route(seen)
        page = int(parse_qs(address.query).get("p", ["0"])[0])
        rows = [
            {
                "id": sha,
                "title": f"Step {number}",
                "message": "",
                "authors": [],
                "date": f"2026-01-0{number + 1}T10:00:00.000Z",
            }
            for number, sha in enumerate(self.shas)
        ][::-1]
        headers = {"X-Total-Count": str(len(rows))} if self._counted else {}
        if len(rows) > 2 * page + 2:
            headers["Link"] = f'<https://elsewhere.example{address.path}?p={page + 1}>; rel="next"'
        return Answer(200, json.dumps(rows[2 * page : 2 * page + 2]).encode(), headers)

    def asked(self, part: str) -> list[str]:
        return [path for path in self.paths if part in path]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitHub]:
    with CommitHub(TREES) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        yield made


def history(*arguments: str) -> Result:
    return CliRunner(env={"HF_TOKEN": None, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}).invoke(
        command, ["history", "acme/model", *arguments]
    )


def test_the_timeline_of_a_repository(hub: CommitHub) -> None:
    """All pages are followed; each state, its range and the change of the licence are told."""
    result = history("--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert next(iter(found)) == "schema_version"
    assert (found["commits"], found["left_out"], found["status"]) == (6, 0, "complete")
    assert [(p["tier"], p["commits"]) for p in found["timeline"]] == [
        ("open-weights", 2),
        ("restricted-weights", 3),
        ("undetermined", 1),
    ]
    (finding,) = found["findings"]
    evidence = {e["id"]: e for e in found["evidence"]}
    sides = [(evidence[i]["file"], evidence[i]["revision"]) for i in finding["evidence"]]
    assert ("README.md", hub.shas[1]) in sides
    assert ("README.md", hub.shas[4]) in sides
    assert ("LICENSE", hub.shas[4]) in sides


def test_no_text_is_fetched_twice(hub: CommitHub) -> None:
    """One description for each commit, one request for each version of a text, one for each page of commits."""
    assert history().exit_code == 0
    assert len(hub.asked("/api/models/acme/model?")) == 1
    assert len(hub.asked("/revision/")) == len(TREES) - 1
    assert len(hub.asked("/commits/")) == 3
    assert sorted(path.rpartition("/")[2] for path in hub.asked("/raw/")) == ["LICENSE", "README.md", "README.md"]


def test_the_limit_is_kept_and_said(hub: CommitHub) -> None:
    """Only the newest commits are looked at, and how many were not is said."""
    result = history("--limit", "2")
    assert result.exit_code == 0
    assert "4 older commits were not looked at" in result.stdout
    assert len(hub.asked("/revision/")) == 1
    assert len(hub.asked("/commits/")) == 1


def test_an_older_revision_is_gone_back_from(hub: CommitHub) -> None:
    """--revision names where the history begins to be read."""
    found = json.loads(history("--json", "--revision", hub.shas[-1][:40], "--limit", "1").stdout)
    assert found["subject"]["revision"] == hub.shas[-1]


def test_a_commit_that_fails_is_said_and_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit without a description is told with its reason, the others are audited."""
    with CommitHub(TREES) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.faults.append(
            Fault("status", f"/revision/{hub.shas[2]}", 404, headers={"X-Error-Code": "RevisionNotFound"})
        )
        result = history("--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 3
    assert found["status"] == "partial"
    assert [p["status"] for p in found["timeline"]] == ["complete", "complete", "failed", "complete", "complete"]
    failed = found["timeline"][2]
    assert (failed["tier"], failed["unavailable"][0]["reason"]) == (None, "not-found")


def test_a_text_that_fails_is_said_and_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """A LICENSE that is refused at the commits that have it is listed there; no change is read out of its absence."""
    trees: list[Tree] = [{"README.md": OPEN, "LICENSE": "Other terms.\n"}, {"README.md": OPEN, "LICENSE": MIT}]
    with CommitHub(trees) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.faults.append(Fault("status", f"/raw/{hub.shas[0]}/LICENSE", 403))
        result = history("--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 3
    assert [len(p["unavailable"]) for p in found["timeline"]] == [0, 1]
    assert found["findings"] == []


@pytest.mark.parametrize("body", [b"[]", b"[1]", b'[{"id": "xyz", "date": "", "title": ""}]', b"<html>"])
def test_a_list_of_commits_that_is_none_is_an_error(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nonsense instead of commits exits 3 with a plain message, and never with an empty history."""
    with CommitHub(TREES, Fault("swap", "/commits/", body)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setattr("openaudit.fetch.history.HubClient._pause", lambda *_: 0.0)
        result = history()
    assert (result.exit_code, result.stdout) == (3, "")
    assert "next:" in result.stderr


def test_older_commits_that_nobody_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a count, that there are older ones is said without a figure."""
    with CommitHub(TREES, counted=False) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        assert json.loads(history("--json", "--limit", "2").stdout)["left_out"] is None
