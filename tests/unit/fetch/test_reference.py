"""What a user may call a model by."""

from pathlib import Path

import pytest

from openaudit.errors import ReferenceInvalid
from openaudit.fetch.reference import Reference, endpoint, endpoint_login, hub_hosts, parse


@pytest.mark.parametrize(
    ("text", "name", "revision"),
    [
        ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", None),
        ("  gpt2\n", "gpt2", None),
        ("https://huggingface.co/org/name", "org/name", None),
        ("https://huggingface.co/org/name/", "org/name", None),
        ("http://www.huggingface.co/org/name?library=x#files", "org/name", None),
        ("huggingface.co/org/name", "org/name", None),
        ("https://hf.co/gpt2", "gpt2", None),
        ("https://hf.co/gpt2/tree/dev", "gpt2", "dev"),
        ("https://huggingface.co/org/name/tree", "org/name", None),
        ("https://huggingface.co/org/name/tree/v1/sub/folder", "org/name", "v1"),
        ("https://huggingface.co/org/name/blob/main/README.md", "org/name", "main"),
        ("https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/a.md?download=true", "org/name", "refs/pr/1"),
        ("https://huggingface.co/org/name/tree/refs/pr/1", "org/name", "refs/pr/1"),
        ("https://huggingface.co/org/name/commit/0123abc", "org/name", "0123abc"),
        ("hf://org/name", "org/name", None),
        ("hf://models/org/name@v2", "org/name", "v2"),
        ("hf://gpt2@refs%2Fpr%2F1", "gpt2", "refs/pr/1"),
    ],
)
def test_forms_of_a_hub_reference(text: str, name: str, revision: str | None) -> None:
    """Ids, addresses and hf:// forms name a repository, and a revision where they carry one."""
    assert parse(text) == Reference("hub", name, revision)


def test_the_endpoint_that_is_set_is_the_hub_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address on the host of HF_ENDPOINT is an address of the Hub."""
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example:8443/")
    assert parse("https://hub.example:8443/org/name/tree/dev") == Reference("hub", "org/name", "dev")


@pytest.mark.parametrize("set_to", ["", "hub.example", "https://"])
def test_an_odd_endpoint_takes_no_path_for_an_address(set_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever HF_ENDPOINT holds, a path stays a path and an id an id."""
    monkeypatch.setenv("HF_ENDPOINT", set_to)
    assert parse("/").kind == "local"
    assert parse("org/name") == Reference("hub", "org/name")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("org/name@main", "--revision"),
        ("gpt2@v1", "--revision"),
        ("datasets/org/name", "only models"),
        ("https://huggingface.co/datasets/org/name", "only models"),
        ("https://huggingface.co/spaces/org/name", "only models"),
        ("hf://datasets/org/name", "only models"),
        ("https://huggingface.co/", "page"),
        ("https://huggingface.co/docs/hub", "page"),
        ("https://huggingface.co/org/name/settings", "page"),
        ("https://example.org/org/name", "not an address of the Hub"),
        ("https://huggingface.co:99/org/name", "not an address of the Hub"),
        ("https://huggingface.co@example.org/org/name", "not an address of the Hub"),
        ("ftp://huggingface.co/org/name", "not an address of the Hub"),
        ("hf://org/name@", "form"),
        ("hf://org/name/file.txt", "form"),
        ("a/b/c", "org/name"),
        ("org/na me", "letters"),
        ("org/-name", "letters"),
        ("org/na--me", "letters"),
        ("org/name.git", "letters"),
        ("./nowhere", "no such folder"),
        (__file__, "it is a file, not a folder"),
        ("~nobody-of-that-name/x", "no such folder"),
        ("\x1b[31m", "unprintable"),
    ],
)
def test_what_names_no_model(text: str, says: str) -> None:
    """Each refusal says why, and what to write instead."""
    with pytest.raises(ReferenceInvalid) as caught:
        parse(text)
    assert says in caught.value.diagnostics()
    assert caught.value.diagnostics().replace("\n", "").isprintable()


def test_a_revision_may_be_given_apart() -> None:
    """--revision holds for an id, and may repeat what the address says but not contradict it."""
    assert parse("org/name", "dev").revision == "dev"
    assert parse("hf://org/name@dev", "dev").revision == "dev"
    with pytest.raises(ReferenceInvalid, match="names no model"):
        parse("hf://org/name@dev", "main")


@pytest.mark.parametrize("revision", ["", "a b", "a..b", "a\nb", "x" * 300, "a?b"])
def test_what_is_no_revision(revision: str) -> None:
    """What git could not have as a name is refused before anybody is asked."""
    with pytest.raises(ReferenceInvalid):
        parse("org/name", revision)


class TestFolders:
    """Folders on this machine."""

    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        (tmp_path / "org" / "name").mkdir(parents=True)
        (tmp_path / "my model").mkdir()
        (tmp_path / "saved").mkdir()
        (tmp_path / "saved" / "snapshot.json").write_text('{"format": "openaudit-snapshot/9"}')

    @pytest.mark.parametrize("text", ["./org/name", "org/name/", ".", "../", "~/org/name", "my model"])
    def test_a_folder(self, text: str) -> None:
        """What is written as a path, or could be nothing else, is the folder."""
        assert parse(text).kind == "local"

    def test_a_saved_snapshot(self) -> None:
        """A folder whose manifest says that it is ours, in whatever version, is a snapshot."""
        assert parse("./saved").kind == "snapshot"

    @pytest.mark.parametrize("manifest", ["{}", "[]", "", '{"format": 3}', '{"format": "docker"}', "[" * 100_000])
    def test_a_file_of_that_name(self, tmp_path: Path, manifest: str) -> None:
        """Any other snapshot.json is a file of the model."""
        (tmp_path / "saved" / "snapshot.json").write_text(manifest)
        assert parse("./saved").kind == "local"

    def test_a_possible_id_is_the_hubs(self) -> None:
        """What could be an id means the Hub, even where a folder has the same name."""
        assert parse("org/name") == Reference("hub", "org/name")
        assert parse("saved").kind == "hub"

    def test_a_folder_has_no_revision(self) -> None:
        """--revision means nothing for a folder, and is refused."""
        with pytest.raises(ReferenceInvalid, match="names no model"):
            parse("./org/name", "main")


@pytest.mark.parametrize(
    ("given", "shown", "login"),
    [
        ("https://hub.example/", "https://hub.example", None),
        ("https://me:s3cret@hub.example:8080/api", "https://hub.example:8080/api", ("me", "s3cret")),
        ("https://me:s3/c@r%40t@hub.example", "https://hub.example", ("me", "s3/c@r@t")),
        ("me:s3cret@hub.example", "hub.example", ("me", "s3cret")),
    ],
)
def test_the_hubs_address_is_shown_without_a_login(
    given: str, shown: str, login: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """User and password in HF_ENDPOINT are kept apart from the address that is shown and compared."""
    monkeypatch.setenv("HF_ENDPOINT", given)
    assert (endpoint(), endpoint_login()) == (shown, login)
    assert not any("s3" in host for host in hub_hosts())
