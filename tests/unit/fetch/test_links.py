"""Where a licence link leads."""

import pytest

from openaudit.fetch.links import MOST_LINKS, HubFile, OwnFile, Target, WebPage, license_links, target, well_known


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("LICENSE", ("LICENSE",)),
        (["a", "b", "a", 3, ""], ("a", "b")),
        ("  ", ()),
        (None, ()),
        ({"name": "x"}, ()),
        ([str(n) for n in range(20)], tuple(str(n) for n in range(MOST_LINKS))),
    ],
)
def test_links_of_the_metadata(given: object, found: tuple[str, ...]) -> None:
    """A string or a list of strings is links, each once and not many; anything else is none."""
    assert license_links({"license_link": given}) == found


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("LICENSE", OwnFile("LICENSE", "LICENSE")),
        ("./docs/LICENSE.md#top", OwnFile("./docs/LICENSE.md#top", "docs/LICENSE.md")),
        ("/LICENSE", OwnFile("/LICENSE", "LICENSE")),
        ("blob/main/LICENSE", OwnFile("blob/main/LICENSE", "LICENSE")),
    ],
)
def test_relative_links(link: str, leads: Target) -> None:
    """A link without a scheme is a path in the repository."""
    assert target(link, "org/name", frozenset()) == leads


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://huggingface.co/org/name/blob/main/LICENSE", None),
        ("https://huggingface.co/ORG/Name/resolve/abc/LICENSE", None),
        ("https://huggingface.co/org/name/blob/v1/LICENSE", "/org/name/raw/v1/LICENSE"),
        ("https://hf.co/org/base/raw/refs%2Fpr%2F1/a%20b", "/org/base/raw/refs%2Fpr%2F1/a%20b"),
        ("https://huggingface.co/gpt2/blob/main/LICENSE", "/gpt2/raw/main/LICENSE"),
        ("https://huggingface.co/datasets/org/name/blob/main/LICENSE", "/datasets/org/name/raw/main/LICENSE"),
    ],
)
def test_links_to_files_of_the_hub(link: str, path: str | None) -> None:
    """A file of the audited revision is the repository's own; any other is asked of the Hub as raw text."""
    leads = target(link, "org/name", frozenset({"main", "abc"}))
    assert leads == (HubFile(link, path) if path else OwnFile(link, "LICENSE"))


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://terms.example/a", "https://terms.example/a"),
        ("https://github.com/o/r/blob/main/a/b.txt", "https://raw.githubusercontent.com/o/r/main/a/b.txt"),
        ("https://github.com/o/r", "https://github.com/o/r"),
        ("https://huggingface.co/spaces/o/terms", "https://huggingface.co/spaces/o/terms"),
        ("https://huggingface.co.evil.example/o/r/blob/main/x", "https://huggingface.co.evil.example/o/r/blob/main/x"),
        ("https://[", "https://["),
    ],
)
def test_links_to_other_hosts(link: str, address: str) -> None:
    """Everything else goes through the guarded door; a file on GitHub is asked for as raw text."""
    assert target(link, "org/name", frozenset({"main"})) == WebPage(link, address)


def test_well_known_addresses() -> None:
    """The knowledge base's own addresses need not be fetched; a stranger's must be."""
    assert well_known("https://www.apache.org/licenses/LICENSE-2.0")
    assert not well_known("https://terms.example/a")
