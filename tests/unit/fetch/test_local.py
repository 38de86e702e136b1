"""A folder as a source."""

import os
from pathlib import Path

import pytest

from openaudit.errors import LocalUnreadable
from openaudit.fetch import local
from openaudit.fetch.local import LocalFetcher
from openaudit.fetch.reference import Reference
from openaudit.snapshot import Snapshot, load, save

TIME = "2026-11-22T10:00:00Z"


def fetch(folder: Path) -> Snapshot:
    return LocalFetcher(now=lambda: TIME).fetch(Reference("local", str(folder)))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "my-model"
    (folder / "docs").mkdir(parents=True)
    (folder / "README.md").write_text("# Mine\n")
    (folder / "docs" / "LICENSE").write_text("Do as you like.\n")
    (folder / "model.safetensors").write_bytes(b"0" * 100)
    return folder


def test_a_folder_is_listed_and_its_texts_read(model: Path, tmp_path: Path) -> None:
    """All files are listed with their sizes; only texts are read, and only theirs are the digests."""
    (model / ".git").mkdir()
    (model / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    seen = fetch(model)
    assert (seen.subject.id, seen.subject.source, seen.subject.url) == ("my-model", "local", None)
    assert (seen.subject.revision, seen.subject.gated, seen.subject.retrieved_at) == (None, None, TIME)
    assert [t.path for t in seen.texts] == ["README.md", "docs/LICENSE"]
    files = {f.path: f for f in seen.repository.files}
    assert files.keys() == {"README.md", "model.safetensors", "docs/LICENSE"}
    assert files["README.md"].sha256 == seen.texts[0].sha256
    assert (files["model.safetensors"].size, files["model.safetensors"].sha256) == (100, None)
    assert seen.unavailable == ()
    save(seen, tmp_path / "saved")
    assert load(tmp_path / "saved").texts == seen.texts


def test_links_out_of_the_folder_are_not_followed(model: Path, tmp_path: Path) -> None:
    """A symbolic link to a file elsewhere is blocked, one within the folder is read, others are unreadable."""
    (tmp_path / "secret").write_text("secret")
    (model / "LICENSE").symlink_to(tmp_path / "secret")
    (model / "NOTICE").symlink_to(model / "docs" / "LICENSE")
    (model / "TERMS").symlink_to(model / "nowhere")
    (model / "POLICY").symlink_to(model / "POLICY")
    (model / "out").symlink_to(tmp_path)
    os.mkfifo(model / "COPYING")
    seen = fetch(model)
    assert [t.path for t in seen.texts] == ["NOTICE", "README.md", "docs/LICENSE"]
    assert [(u.what, u.reason) for u in seen.unavailable] == [
        ("COPYING", "unreadable"),
        ("LICENSE", "blocked"),
        ("POLICY", "unreadable"),
        ("TERMS", "unreadable"),
    ]
    assert b"secret" not in b"".join(t.data for t in seen.texts)


def test_a_snapshot_of_the_hubs_cache_is_a_model(tmp_path: Path) -> None:
    """In the Hub's cache all files are links to blobs beside the snapshots: these are read."""
    blobs = tmp_path / "models--org--name" / "blobs"
    folder = tmp_path / "models--org--name" / "snapshots" / "0123abc"
    blobs.mkdir(parents=True)
    folder.mkdir(parents=True)
    (blobs / "aa").write_text("# Cached\n")
    (folder / "README.md").symlink_to(Path("../../blobs/aa"))
    (folder / "LICENSE").symlink_to(tmp_path)
    seen = fetch(folder)
    assert seen.texts[0].data == b"# Cached\n"
    assert [u.reason for u in seen.unavailable] == ["blocked"]


def test_sizes_and_numbers_are_bounded(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large text is refused, and a huge folder is listed in part, the root first, and says so."""
    (model / "LICENSE").write_bytes(b"x" * (1024 * 1024 + 1))
    monkeypatch.setattr(local, "MOST_FILES", 3)
    seen = fetch(model)
    assert [f.path for f in seen.repository.files] == ["LICENSE", "README.md", "model.safetensors"]
    assert [(u.what, u.reason) for u in seen.unavailable] == [(".", "too-large"), ("LICENSE", "too-large")]


@pytest.mark.parametrize(
    ("link", "texts", "unavailable"),
    [
        ("license_link: docs/our.bin", ["README.md", "docs/LICENSE", "docs/our.bin"], []),
        ('license_link: "docs/our.bin"', ["README.md", "docs/LICENSE", "docs/our.bin"], []),
        ("license_link: TERMS-X", ["README.md", "docs/LICENSE"], [("TERMS-X", "not-found")]),
        ("license_link: https://a.example/", ["README.md", "docs/LICENSE"], [("https://a.example/", "network")]),
        ("license_link: >\n  docs/our.bin", ["README.md", "docs/LICENSE", "docs/our.bin"], []),
        ("license_link:\n- docs/our.bin", ["README.md", "docs/LICENSE", "docs/our.bin"], []),
        ('"License_Link": docs/our.bin', ["README.md", "docs/LICENSE", "docs/our.bin"], []),
        ("licence_link: HTTPS://A.example/", ["README.md", "docs/LICENSE"], [("https://a.example/", "network")]),
        ("license_link: ../../../etc/passwd", ["README.md", "docs/LICENSE"], [("../../../etc/passwd", "not-found")]),
        ("license_link: https://www.apache.org/licenses/LICENSE-2.0", ["README.md", "docs/LICENSE"], []),
        ("license_link:", ["README.md", "docs/LICENSE"], []),
    ],
)
def test_the_cards_licence_link(model: Path, link: str, texts: list[str], unavailable: list[tuple[str, str]]) -> None:
    """A link to a file of the folder is read whatever its name; one that leads out is unavailable."""
    (model / "README.md").write_text(f"---\nlicense: other\n{link}\n---\n")
    (model / "docs" / "our.bin").write_text("terms")
    seen = fetch(model)
    assert [t.path for t in seen.texts] == texts
    assert [(u.what, u.reason) for u in seen.unavailable] == unavailable


def test_names_that_are_no_unicode(model: Path) -> None:
    """A file name of odd bytes is listed with marks in their place, and the rest goes on."""
    (model / os.fsdecode(b"LICENSE-\xff.txt")).write_text("x")
    seen = fetch(model)
    assert "LICENSE-?.txt" in {f.path for f in seen.repository.files}
    assert [(u.what, u.reason) for u in seen.unavailable] == [("LICENSE-?.txt", "blocked")]


def test_a_subfolder_that_can_not_be_read(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is inside a closed subfolder is unavailable, and the rest of the model is audited."""
    scandir = os.scandir

    def closed(folder: Path) -> object:
        if folder.name == "docs":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    seen = fetch(model)
    assert [t.path for t in seen.texts] == ["README.md"]
    assert [(u.what, u.reason, u.detail) for u in seen.unavailable] == [("docs", "unreadable", "Permission denied")]


def test_what_is_no_model(tmp_path: Path) -> None:
    """An empty folder, or one that is gone, is an error that says what to do."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "gone"):
        with pytest.raises(LocalUnreadable) as caught:
            fetch(folder)
        assert "folder" in caught.value.fix
