"""Where a licence link leads."""

import pytest

from openaudit.fetch.links import (
    MOST_LINKS,
    MOST_TOLD,
    HubFile,
    OwnFile,
    Target,
    WebPage,
    follow,
    license_links,
    target,
    well_known,
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("LICENSE", ("LICENSE",)),
        (["a", "b", "a", 3, ""], ("a", "b")),
        ("  ", ()),
        (None, ()),
        ({"name": "x"}, ()),
        ("HTTPS://Terms.EXAMPLE/A?B#C", ("https://terms.example/A?B#C",)),
        (["HTTPS://a.example?B", "https://A.example?B"], ("https://a.example?B",)),
    ],
)
def test_links_of_the_metadata(given: object, found: tuple[str, ...]) -> None:
    """A string or a list of strings is links, each in one spelling and once; anything else is none."""
    assert license_links(given) == found


def test_links_that_are_not_followed_are_told() -> None:
    """Of many links four are followed; the others are unavailable, a great number of them in one line."""
    links = tuple(f"https://terms.example/{n}" for n in range(MOST_LINKS + MOST_TOLD + 7))
    leads = follow(links, (), "org/name", frozenset(), lambda _: False)
    assert [found.link for found in leads.elsewhere] == list(links[:MOST_LINKS])
    assert [u.what for u in leads.unavailable] == [*links[MOST_LINKS:-7], "7 more licence links"]
    assert {u.reason for u in leads.unavailable} == {"too-large"}


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
        ("https://huggingface.co/org/base/blob/main/LICENSE?x=/../y#z", "/org/base/raw/main/LICENSE"),
        ("https://huggingface.co/org/name/blob/v1/LICENSE", "/org/name/raw/v1/LICENSE"),
        ("https://hf.co/org/base/raw/refs%2Fpr%2F1/a%20b", "/org/base/raw/refs%2Fpr%2F1/a%20b"),
        ("https://huggingface.co/gpt2/blob/main/LICENSE", "/gpt2/raw/main/LICENSE"),
        ("https://huggingface.co/datasets/org/name/blob/main/LICENSE", "/datasets/org/name/raw/main/LICENSE"),
    ],
)
def test_links_to_files_of_the_hub(link: str, path: str | None) -> None:
    """A file of the audited revision is the repository's own; any other is asked of the Hub as raw text."""
    leads = target(link, "org/name", frozenset({"main", "abc"}))
    assert leads == (HubFile(link, path, own=path.startswith("/org/name/")) if path else OwnFile(link, "LICENSE"))


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


@pytest.mark.parametrize(
    "link",
    [
        "https://huggingface.co/org/name/raw/main/../../../../api/whoami-v2",
        "https://huggingface.co/org/name/raw/main/%2e%2e/%2E./api/whoami-v2",
        "https://huggingface.co/org/name/raw/main/..%2f..%2fapi/whoami-v2",
        "https://huggingface.co/org/name/raw/..%2f../x",
        "https://huggingface.co/org/../raw/main/x",
        "https://huggingface.co/org/name/raw/main//x",
        "https://huggingface.co/org/name/raw/main/x/",
        "https://huggingface.co/org/name/raw/./x",
        "https://huggingface.co/api/models/raw/x/y",
        "https://huggingface.co/api/resolve/a/x",
        "https://huggingface.co/datasets/../raw/main/x",
        "https://huggingface.co/settings/raw/main/x",
    ],
)
def test_addresses_that_move_about_are_no_files(link: str) -> None:
    """A path with empty or dot segments, and the Hub's own pages, are never asked of the Hub as a file."""
    assert target(link, "org/name", frozenset({"main"})) == WebPage(link, link)


def test_well_known_addresses() -> None:
    """The knowledge base's own addresses need not be fetched; a stranger's must be."""
    assert well_known("https://www.apache.org/licenses/LICENSE-2.0")
    assert not well_known("https://terms.example/a")
