"""The Hub as a source, driven against a small Hub on this machine."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from openaudit import snapshot as bundle
from openaudit.errors import BadToken, FetchError, HubFailed, NoAccess, NoNetwork, NoSuchModel, NoSuchRevision
from openaudit.fetch.reference import parse
from tests.support.fetching import CARD, LICENSE, SMALL, TIME, fetch, fetcher, only
from tests.support.hub import GOOD_TOKEN, OTHER_TOKEN, Fault, Hub, Repo, sha_of


def test_a_model_takes_one_request_and_one_for_each_text() -> None:
    """Info, README and LICENSE are three requests, all files at the pinned commit, and no weight is asked for."""
    with Hub({"acme/small": SMALL}) as hub:
        seen = fetch(hub)
        sha = sha_of({"README.md": CARD.encode(), "LICENSE": LICENSE.encode()})
        assert sorted(hub.paths) == [
            f"/acme/small/raw/{sha}/LICENSE",
            f"/acme/small/raw/{sha}/README.md",
            "/api/models/acme/small?blobs=true",
        ]
    assert seen.subject.revision == sha
    assert (seen.subject.id, seen.subject.source, seen.subject.gated) == ("acme/small", "hub", False)
    assert (seen.subject.url, seen.subject.retrieved_at) == (f"{hub.url}/acme/small", TIME)
    assert [(t.path, t.data.decode()) for t in seen.texts] == [("LICENSE", LICENSE), ("README.md", CARD)]
    assert [f.path for f in seen.repository.files] == ["README.md", "LICENSE", "model.safetensors"]
    assert seen.unavailable == ()


def test_what_was_fetched_can_be_saved_and_loaded(tmp_path: Path) -> None:
    """A snapshot of the Hub is the same after a round through a folder, but for its source."""
    repo = Repo(
        {"README.md": CARD, "docs/USE_POLICY.md": "No.\n"},
        card_data={"license": "other", "license_link": "https://huggingface.co/acme/other/blob/main/LICENSE"},
        gated="manual",
        extra={"pipeline_tag": "text-generation", "library_name": "transformers", "createdAt": "2025-01-01"},
    )
    with Hub({"acme/small": repo, "acme/other": SMALL}) as hub:
        seen = fetch(hub, token=GOOD_TOKEN)
    bundle.save(seen, tmp_path / "saved")
    loaded = bundle.load(tmp_path / "saved")
    assert (loaded.repository, loaded.texts, loaded.unavailable) == (seen.repository, seen.texts, seen.unavailable)
    assert loaded.repository.gated == "manual"
    assert loaded.repository.pipeline_tag == "text-generation"


def test_texts_are_asked_for_side_by_side() -> None:
    """Many texts take about as long as one: all are under way at once."""
    repo = Repo({f"part{n:02}/LICENSE": f"{n}\n" for n in range(12)})
    barrier = threading.Barrier(12, timeout=5)

    class Meeting(Hub):
        def begin(self, seen: object) -> Fault | None:
            fault = super().begin(seen)  # type: ignore[arg-type]
            if "/raw/" in seen.path:  # type: ignore[attr-defined]
                barrier.wait()
            return fault

    with Meeting({"acme/small": repo}) as hub:
        assert len(fetch(hub).texts) == 12


@pytest.mark.parametrize("revision", ["dev", "refs/pr/1"])
def test_a_revision_is_one_part_of_the_address(revision: str) -> None:
    """A revision with slashes is escaped, and the texts are those of its commit."""
    repo = Repo({"README.md": "main\n"}, revisions={revision: {"README.md": "other\n"}})
    with Hub({"acme/small": repo}) as hub:
        seen = fetch(hub, revision=revision)
        assert hub.paths[0] == f"/api/models/acme/small/revision/{revision.replace('/', '%2F')}?blobs=true"
    assert seen.texts[0].data == b"other\n"
    assert seen.subject.revision == sha_of({"README.md": b"other\n"})


def test_a_renamed_repository_is_called_by_its_new_name() -> None:
    """The Hub's redirect is followed, and the record says the id that the Hub answers with."""
    with Hub({"old": Repo(renamed_to="acme/small"), "acme/small": SMALL}) as hub:
        seen = fetch(hub, "old")
        assert len(hub.paths) == 4
    assert seen.subject.id == seen.repository.id == "acme/small"
    assert len(seen.texts) == 2


@pytest.mark.parametrize(
    ("name", "revision", "token", "kind", "says"),
    [
        ("acme/none", None, False, NoSuchModel, "hf auth login"),
        ("acme/none", None, GOOD_TOKEN, NoSuchModel, "spelling"),
        ("acme/private", None, False, NoSuchModel, "private"),
        ("acme/private", None, OTHER_TOKEN, NoSuchModel, "private"),
        ("acme/private", None, "hf_expired", BadToken, "hf auth login"),
        ("acme/small", "nowhere", False, NoSuchRevision, "branches"),
        ("acme/disabled", None, False, NoAccess, "accept its terms"),
    ],
)
def test_each_refusal_is_an_error_of_its_own(
    name: str, revision: str | None, token: str | bool, kind: type[FetchError], says: str
) -> None:
    """Missing, private, unknown revision, disabled and bad token differ, and each says what to do next."""
    repos = {"acme/small": SMALL, "acme/private": Repo(private=True), "acme/disabled": Repo(disabled=True)}
    with Hub(repos) as hub, pytest.raises(kind) as caught:
        fetch(hub, name, revision, token)
    assert type(caught.value) is kind
    assert says in caught.value.diagnostics()
    assert name in caught.value.diagnostics()


def test_a_bad_token_does_not_hide_a_public_model(caplog: pytest.LogCaptureFixture) -> None:
    """An expired token makes the Hub refuse even public repositories: they are audited without it, with a warning."""
    with Hub({"acme/small": SMALL}) as hub, caplog.at_level(logging.WARNING):
        seen = fetch(hub, token="hf_expired")
        assert [s.token for s in hub.requests] == ["hf_expired", None, None, None]
    assert len(seen.texts) == 2
    assert [r.getMessage() for r in caplog.records if "refuses the token" in r.getMessage()]


@pytest.mark.parametrize("token", ["hf with space", "hf_\x00", "hf_é", "hf\nX-Evil: 1"])
def test_a_token_that_can_be_none_is_told_at_once(token: str) -> None:
    """A token with characters that no header carries is a bad token, and nothing is sent."""
    with Hub({"acme/small": SMALL}) as hub:
        with pytest.raises(BadToken):
            fetch(hub, token=token)
        assert hub.requests == []


def test_a_gated_file_is_unavailable_and_the_rest_goes_on() -> None:
    """Of a gated repository the public part is audited, and what is closed is said to be gated, with where to ask."""
    repo = Repo({"README.md": CARD, "LICENSE.md": LICENSE}, gated="auto")
    with Hub({"acme/small": repo}) as hub:
        without, other, allowed = fetch(hub), fetch(hub, token=OTHER_TOKEN), fetch(hub, token=GOOD_TOKEN)
        page = f"{hub.url}/acme/small"
    for seen in (without, other):
        assert [t.path for t in seen.texts] == ["README.md"]
        assert only(seen).what == "LICENSE.md"
        assert only(seen).reason == "gated"
        assert page in only(seen).detail
        assert seen.subject.gated is True
        assert seen.repository.gated == "auto"
    assert [t.path for t in allowed.texts] == ["LICENSE.md", "README.md"]
    assert allowed.unavailable == ()


def test_no_network_is_told_soon_and_says_what_to_do() -> None:
    """A Hub that is not there is NoNetwork after a second try, whatever the patience for an ill one."""
    with Hub({}) as hub:
        pass
    started = time.monotonic()
    with pytest.raises(NoNetwork, match="can't be reached") as caught:
        fetch(hub)
    assert time.monotonic() - started < 2
    assert "HF_ENDPOINT" in caught.value.fix


def test_a_card_of_five_megabytes_is_read_and_a_larger_one_is_not() -> None:
    """The card's limit is 5 MB, by the listing without a request, and by the bytes where the listing says nothing."""
    large = b"a" * 5_000_000
    repos = {
        "acme/large": Repo({"README.md": large}),
        "acme/huge": Repo({"README.md": b"a" * 5_500_000}),
        "acme/unsized": Repo({"README.md": b"a" * 5_500_000}, unsized=True),
    }
    with Hub(repos) as hub:
        assert fetch(hub, "acme/large").texts[0].data == large
        before = len(hub.requests)
        assert only(fetch(hub, "acme/huge")).reason == "too-large"
        assert len(hub.requests) == before + 1
        assert only(fetch(hub, "acme/unsized")).reason == "too-large"


def test_a_listing_may_lie_about_sizes() -> None:
    """A text that is larger than its listing says is cut off at the limit."""
    with Hub({"acme/small": SMALL}, Fault("huge", "LICENSE", 2_000_000)) as hub:
        seen = fetch(hub)
    assert (only(seen).what, only(seen).reason) == ("LICENSE", "too-large")


@pytest.mark.parametrize("unsized", [False, True])
def test_a_text_in_git_lfs_is_followed(unsized: bool) -> None:
    """A licence behind a Git LFS pointer is had through /resolve/, whether or not the listing tells."""
    repo = Repo({"LICENSE": LICENSE}, lfs=frozenset({"LICENSE"}), unsized=unsized)
    with Hub({"acme/small": repo}) as hub:
        seen = fetch(hub)
        assert len(hub.paths) == (3 if unsized else 2)
        assert "/resolve/" in hub.paths[-1]
    assert seen.texts[0].data.decode() == LICENSE


def test_paths_that_lead_astray_are_not_asked_for() -> None:
    """A listed path that could leave the snapshot's folder is blocked, and no request is made for it."""
    bad = ["../LICENSE", "/LICENSE", "a/../../LICENSE", "C:LICENSE", "a\\LICENSE", "LICENSE\x1b[31m.txt"]
    with Hub({"acme/small": Repo(dict.fromkeys(bad, "x"))}) as hub:
        seen = fetch(hub)
        assert len(hub.requests) == 1
    assert len(seen.unavailable) == len(bad)
    assert {u.reason for u in seen.unavailable} == {"blocked"}
    assert all(u.what.isprintable() for u in seen.unavailable)


def test_slashes_are_kept_and_other_characters_escaped() -> None:
    """Paths go into the address with their slashes, as the Hub's quotas ask, and with all else escaped."""
    path = "third party/LICENSE #1?.txt"
    with Hub({"acme/small": Repo({path.replace("?", ""): "x"})}) as hub:
        seen = fetch(hub)
        assert hub.paths[-1].endswith("/third%20party/LICENSE%20%231.txt")
    assert seen.texts[0].data == b"x"


def test_many_threads_share_one_fetcher() -> None:
    """A batch audits through one fetcher: each model gets its own texts."""
    repos = {f"acme/m{n}": replace(SMALL, files={"README.md": f"# {n}\n", "LICENSE": LICENSE}) for n in range(30)}
    with Hub(repos) as hub, fetcher(hub) as made, ThreadPoolExecutor(8) as pool:
        for name, seen in zip(repos, pool.map(lambda name: made.fetch(parse(name)), repos), strict=True):
            assert seen.text("README.md") is not None
            assert seen.texts[1].data.decode() == f"# {name.removeprefix('acme/m')}\n"
        assert len(hub.requests) == 90


@pytest.mark.parametrize(
    "extra",
    [
        {"siblings": [{"rfilename": "README.md", "size": "big", "blobId": 7, "lfs": []}]},
        {"tags": "x", "cardData": [], "gated": "perhaps", "id": "../../evil", "pipeline_tag": 3},
        {"tags": [1, "a"], "gated": None, "id": None},
    ],
)
def test_a_description_of_unexpected_shape_is_survived(extra: dict[str, object]) -> None:
    """What the Hub says with an unexpected type is left out, and the rest is used."""
    with Hub({"acme/small": Repo({"README.md": CARD}, extra=dict(extra))}) as hub:
        seen = fetch(hub)
    assert seen.repository.id == "acme/small"
    assert isinstance(seen.repository.gated, bool)
    assert all(isinstance(tag, str) for tag in seen.repository.tags)


@pytest.mark.parametrize(
    "siblings", [None, {}, ["README.md"], [{}], [{"rfilename": "README.md"}, {"rfilename": 3}], [{"rfilename": ""}]]
)
def test_a_description_without_a_listing_is_no_answer(siblings: object) -> None:
    """A Hub that does not list a repository's files, each by its name, does not work: it never means no files."""
    with Hub({"acme/small": Repo({"README.md": CARD}, extra={"siblings": siblings})}) as hub:
        with pytest.raises(HubFailed):
            fetch(hub)
        assert len(hub.requests) == 5


def test_more_texts_than_are_read_are_said_to_be_left_out() -> None:
    """At most 64 texts are read, the nearest to the root first; each of the others is unavailable."""
    files: dict[str, str | bytes] = {f"deep/er/{n:03}/LICENSE": "x" for n in range(70)}
    with Hub({"acme/small": Repo(files | {"README.md": CARD, "LICENSE": LICENSE})}) as hub:
        seen = fetch(hub)
        assert len(hub.requests) == 65
    assert {"README.md", "LICENSE"} <= {t.path for t in seen.texts}
    assert len(seen.unavailable) == 8
    assert {u.reason for u in seen.unavailable} == {"too-large"}
