"""Saving evidence and reading it back, from folders that strangers may have had in their hands."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import SnapshotInvalid
from openaudit.record import Unavailable
from openaudit.snapshot import (
    CATALOGUE,
    MANIFEST,
    REPOSITORY,
    Followed,
    TextFile,
    is_snapshot,
    load,
    manifest_sha256,
    safe_path,
    save,
)
from tests.support.snapshots import MIT, card, snapshot


def edit(folder: Path, change: Callable[[str], str]) -> None:
    """Change a manifest, and write a new digest as whoever means it would."""
    manifest = msgspec.json.decode(change((folder / MANIFEST).read_text()))
    manifest["manifest_sha256"] = manifest_sha256(manifest)
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A snapshot with an ancestor."""
    whole = msgspec.structs.replace(
        snapshot(card(license="mit"), texts={"LICENSE": MIT}),
        ancestors=(Followed("acme/base", snapshot(card(license="apache-2.0"), model_id="acme/base")),),
    )
    save(whole, tmp_path / "s")
    assert load(tmp_path / "s").ancestors[0].snapshot.subject.id == "acme/base"
    return tmp_path / "s"


def test_load_gives_back_what_was_saved(tmp_path: Path) -> None:
    """A saved snapshot loads equal, but for its source."""
    missing = Unavailable(what="NOTICE", reason="gated", detail="no access")
    original = snapshot(card(license="mit"), texts={"LICENSE": MIT, "docs/LICENSE-DATA": "x"}, unavailable=[missing])
    save(original, tmp_path / "s")
    loaded = load(tmp_path / "s")
    assert loaded.texts == original.texts
    assert loaded.repository_text.data == original.repository_text.data
    assert loaded.unavailable == original.unavailable
    assert loaded.subject.source == "snapshot"
    assert loaded.subject.retrieved_at == original.subject.retrieved_at


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    """One changed byte of a text makes the snapshot invalid."""
    save(snapshot(card(license="mit")), tmp_path / "s")
    file = tmp_path / "s" / "files" / "README.md"
    file.write_bytes(file.read_bytes().replace(b"mit", b"mib"))
    with pytest.raises(SnapshotInvalid):
        load(tmp_path / "s")


@pytest.mark.parametrize("name", ["snapshot.json", REPOSITORY])
def test_a_changed_manifest_is_refused(tmp_path: Path, name: str) -> None:
    """A manifest or repository file that can't be read, or differs, makes the snapshot invalid."""
    save(snapshot(card(license="mit")), tmp_path / "s")
    file = tmp_path / "s" / name
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SnapshotInvalid):
        load(tmp_path / "s")


def test_a_manifest_may_not_reach_outside(tmp_path: Path) -> None:
    """A manifest that names a file outside of its folder is refused."""
    save(snapshot(card(license="mit")), tmp_path / "s")
    edit(tmp_path / "s", lambda text: text.replace("files/README.md", "../../etc/passwd"))
    with pytest.raises(SnapshotInvalid) as raised:
        load(tmp_path / "s")
    assert "outside" in raised.value.why


@pytest.mark.parametrize(
    "path", ["https://terms.example/x?/../../../PWNED", "HTTPS://x/../../../PWNED", "../../PWNED", "/PWNED", "unlisted"]
)
def test_texts_that_are_no_files_keep_no_name(tmp_path: Path, path: str) -> None:
    """A text that is no file of the repository is stored by its digest, whatever it is called."""
    original = snapshot(card(license="mit"))
    text = TextFile(path, b"terms")
    save(msgspec.structs.replace(original, texts=(*original.texts, text)), tmp_path / "a" / "b" / "s")
    files = {f.relative_to(tmp_path).as_posix() for f in tmp_path.rglob("*") if f.is_file()}
    at = "a/b/s"
    assert files == {f"{at}/{MANIFEST}", f"{at}/{REPOSITORY}", f"{at}/files/README.md", f"{at}/web/{text.sha256}"}
    assert load(tmp_path / at).text(path) == text


def test_a_text_that_would_leave_the_folder_is_not_saved(tmp_path: Path) -> None:
    """A path that is unsafe where it would be stored ends the saving before anything is written."""
    bad = msgspec.structs.replace(snapshot(), texts=(TextFile(f"{CATALOGUE}../../../PWNED", b"x"),))
    with pytest.raises(SnapshotInvalid):
        save(bad, tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", ["date", "unavailable", "no digest"])
def test_an_edited_manifest_is_refused(saved: Path, change: str) -> None:
    """A manifest that differs from its own digest, or has none, was edited."""
    manifest = msgspec.json.decode((saved / MANIFEST).read_bytes())
    match change:
        case "date":
            manifest["subject"]["retrieved_at"] = "2020-01-01T00:00:00Z"
        case "unavailable":
            manifest["note"] = "more than there was"
        case _:
            del manifest["manifest_sha256"]
    (saved / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    with pytest.raises(SnapshotInvalid, match="can't be used") as raised:
        load(saved)
    assert "digest" in raised.value.why


def test_an_exchanged_ancestor_is_refused(saved: Path) -> None:
    """A manifest names its ancestors by their digests: another snapshot in the place of one is refused."""
    edit(saved / "ancestors" / "0", lambda text: text.replace("acme/base", "acme/other"))
    with pytest.raises(SnapshotInvalid) as raised:
        load(saved)
    assert "ancestor" in raised.value.why


@pytest.mark.parametrize(
    "path",
    ["model.safetensors", "README.md", "files/LICENSE-2", "ancestors/1/LICENSE", "ancestors/0/web/x", ".git/HEAD"],
)
def test_files_that_the_manifest_does_not_list(saved: Path, path: str) -> None:
    """A snapshot that holds more than it lists could be a model that poses as one: it is refused, with the file."""
    (saved / path).parent.mkdir(parents=True, exist_ok=True)
    (saved / path).write_text("x")
    with pytest.raises(SnapshotInvalid) as raised:
        load(saved)
    assert Path(path).name in raised.value.why


def test_only_regular_files_of_some_size_are_read(saved: Path) -> None:
    """A pipe, a link or a huge file in a text's place is refused, and never waited for."""
    place = saved / "files" / "LICENSE"
    for make in (os.mkfifo, lambda p: p.symlink_to("/etc/passwd"), lambda p: p.write_bytes(b"x" * 9_000_000)):
        place.unlink()
        make(place)
        with pytest.raises(SnapshotInvalid):
            load(saved)


@pytest.mark.parametrize("name", [MANIFEST, REPOSITORY])
def test_deep_nesting_is_refused(saved: Path, name: str) -> None:
    """JSON nested deeper than a reader can follow is a damaged snapshot, be its digests right or not."""
    deep = "[" * 100_000 + "]" * 100_000
    if name == MANIFEST:
        (saved / name).write_text((saved / name).read_text().rstrip("}\n") + f', "x": {deep}}}')
    else:
        old = TextFile(REPOSITORY, (saved / name).read_bytes())
        new = TextFile(REPOSITORY, old.data.rstrip(b"}\n") + f', "card_data": {{"x": {deep}}}}}'.encode())
        (saved / name).write_bytes(new.data)
        edit(saved, lambda text: text.replace(old.sha256, new.sha256))
    with pytest.raises(SnapshotInvalid):
        load(saved)


@pytest.mark.parametrize(
    ("manifest", "ours"),
    [
        ('{"format": "openaudit-snapshot/1"', True),
        ('{"x": 1, "format": "openaudit-snapshot/7"}', True),
        ('{"format": "other"}', False),
        ("{}", False),
        ("", False),
    ],
)
def test_which_folders_are_snapshots(tmp_path: Path, manifest: str, ours: bool) -> None:
    """A folder is a snapshot when its manifest says our format, even when it is damaged or of a later version."""
    assert not is_snapshot(tmp_path)
    (tmp_path / MANIFEST).write_text(manifest)
    assert is_snapshot(tmp_path) is ours


def test_a_snapshot_is_not_mixed_with_other_files(tmp_path: Path) -> None:
    """Saving into a folder that holds something is refused."""
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(SnapshotInvalid):
        save(snapshot(card(license="mit")), tmp_path)


@given(st.text(max_size=40))
def test_safe_paths_stay_inside(path: str) -> None:
    """Whatever a stranger calls a file: a path that is called safe stays inside its folder."""
    if safe_path(path):
        root = Path("root").absolute()
        assert (root / path).resolve().is_relative_to(root)


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../b", "C:\\x", "~/x", "", "a\x1b[0m", "@repository.json"]
)
def test_unsafe_paths(path: str) -> None:
    """Paths that leave the folder, or act on a terminal, are not safe."""
    assert not safe_path(path)
