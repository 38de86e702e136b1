from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import SnapshotInvalid
from openaudit.record import Unavailable
from openaudit.snapshot import REPOSITORY, load, safe_path, save
from tests.support.snapshots import MIT, card, snapshot


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
    manifest = tmp_path / "s" / "snapshot.json"
    manifest.write_text(manifest.read_text().replace("files/README.md", "../../etc/passwd"))
    with pytest.raises(SnapshotInvalid) as raised:
        load(tmp_path / "s")
    assert "outside" in raised.value.why


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
