"""Where the card's metadata says that the licence is, followed on a small Hub on this machine."""

import hashlib
from collections.abc import Callable

import pytest

from openaudit.fetch.reference import parse
from openaudit.snapshot import Snapshot
from tests.support.fetching import CARD, LICENSE, fetcher, only
from tests.support.hub import Hub, Repo


class TestLicenseLinks:
    """Where the card's metadata says that the licence is."""

    def links(self, link: object, known: Callable[[str], bool] = lambda _: False) -> tuple[Snapshot, list[str]]:
        own = {"README.md": CARD, "legal/our terms.bin": LICENSE}
        repos = {
            "acme/small": Repo(own, card_data={"license_link": link}),
            "acme/base": Repo({"LICENSE": "The base's.\n"}),
            "acme/gated": Repo({"LICENSE": "x"}, gated="auto"),
        }
        with Hub(repos) as hub, fetcher(hub, known=known) as made:
            return made.fetch(parse("acme/small")), hub.paths

    @pytest.mark.parametrize(
        "link",
        [
            "legal/our terms.bin",
            "./legal/our%20terms.bin",
            "https://huggingface.co/acme/small/blob/main/legal/our%20terms.bin",
            "https://hf.co/Acme/small/resolve/main/legal/our%20terms.bin?download=true",
        ],
    )
    def test_own_file(self, link: str) -> None:
        """A link into the repository itself is read at the pinned commit, whatever the file is called."""
        seen, paths = self.links(link)
        assert len(paths) == 3
        assert seen.text("legal/our terms.bin") is not None
        assert seen.unavailable == ()

    def test_file_of_another_repository(self) -> None:
        """A link to another repository of the Hub is one more request, and keeps its address as its name."""
        link = "https://huggingface.co/acme/base/blob/main/LICENSE"
        seen, paths = self.links(link)
        assert "/acme/base/raw/main/LICENSE" in paths
        text = seen.text(link)
        assert text is not None
        assert text.sha256 == hashlib.sha256(b"The base's.\n").hexdigest()

    @pytest.mark.parametrize(
        ("link", "reason"),
        [
            ("LICENSE", "not-found"),
            ("https://huggingface.co/acme/small/blob/main/LICENSE", "not-found"),
            ("https://huggingface.co/acme/none/blob/main/LICENSE", "not-found"),
            ("https://huggingface.co/acme/base/blob/main/NOTICE", "not-found"),
            ("https://huggingface.co/acme/gated/blob/main/LICENSE", "gated"),
            ("http://huggingface.co/acme/base/blob/main/LICENSE", "blocked"),
            ("https://huggingface.co/acme/base/blob/main/LICENSE\x1b[31m", "blocked"),
            ("http://terms.example/", "blocked"),
            ("https://127.0.0.1/terms", "blocked"),
            ("file:///etc/passwd", "blocked"),
            ("https://[", "blocked"),
        ],
    )
    def test_nothing_behind_a_link(self, link: str, reason: str) -> None:
        """A link that leads nowhere, or where we do not go, is unavailable under its own name."""
        seen, _ = self.links(link)
        assert (only(seen).what, only(seen).reason) == (link.replace("\x1b", " "), reason)

    def test_well_known_address(self) -> None:
        """An address whose facts the knowledge base has is not fetched."""
        seen, paths = self.links("https://terms.example/known", known=lambda link: link.endswith("known"))
        assert len(paths) == 2
        assert seen.unavailable == ()

    @pytest.mark.parametrize("link", [None, 3, {"a": 1}, "", ["", None], []])
    def test_no_link(self, link: object) -> None:
        """Whatever is not a link asks for nothing."""
        seen, paths = self.links(link)
        assert len(paths) == 2
        assert seen.unavailable == ()
