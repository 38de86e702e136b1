"""Where the card's metadata says that the licence is, followed on a small Hub on this machine."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from openaudit.fetch.reference import parse
from openaudit.snapshot import Snapshot, load, save
from tests.support.fetching import CARD, LICENSE, fetcher, only
from tests.support.hub import GOOD_TOKEN, Fault, Hub, Repo


class TestLicenseLinks:
    """Where the card's metadata says that the licence is."""

    def links(self, link: object, known: Callable[[str], bool] = lambda _: False) -> tuple[Snapshot, list[str]]:
        own = {"README.md": CARD, "legal/our terms.bin": LICENSE}
        repos = {
            "acme/small": Repo(own, card_data={"license_link": link}),
            "acme/base": Repo({"LICENSE": "The base's.\n"}),
            "acme/gated": Repo({"LICENSE": "x"}, gated="auto"),
            "acme/private": Repo({"LICENSE": "Secret."}, private=True),
        }
        with Hub(repos) as hub, fetcher(hub, known=known, token=GOOD_TOKEN) as made:
            seen = made.fetch(parse("acme/small"))
            elsewhere = [s for s in hub.requests if "acme/small" not in s.path]
            assert {s.token for s in elsewhere} <= {None}
            return seen, hub.paths

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
            ("https://huggingface.co/acme/private/blob/main/LICENSE", "not-found"),
            ("https://huggingface.co/acme/base/raw/main/../../../../api/whoami-v2", "blocked"),
            ("https://huggingface.co/acme/base/raw/main/%2e%2e/%2e%2e/%2e%2e/%2e%2e/api/whoami-v2", "blocked"),
            ("https://user:pw@huggingface.co/acme/base/raw/main/LICENSE", "blocked"),
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

    def test_a_repository_of_others_is_asked_for_without_a_token(self) -> None:
        """The auditor's token opens the audited model, and nothing that its card points to elsewhere."""
        seen, paths = self.links("https://huggingface.co/acme/private/raw/main/LICENSE")
        assert paths.count("/acme/private/raw/main/LICENSE") == 1
        assert "Secret." not in str(seen)

    def test_one_name_however_it_is_spelt(self, tmp_path: Path) -> None:
        """Scheme and host are in lower case in the record; and no spelling makes a saved text leave its folder."""
        rest = "huggingface.co/acme/base/raw/main/LICENSE?/../../../PWNED/evil.sh"
        seen, _ = self.links(f"HTTPS://{rest}")
        assert seen.text(f"https://{rest}") is not None
        save(seen, tmp_path / "deep" / "saved")
        assert load(tmp_path / "deep" / "saved").texts == seen.texts
        assert not (tmp_path / "PWNED").exists()
        assert len(list((tmp_path / "deep" / "saved" / "web").iterdir())) == 1

    def test_a_page_in_place_of_a_text(self) -> None:
        """A web page that comes where a raw text was asked for is no licence."""
        card = {"license_link": "https://huggingface.co/acme/base/raw/main/LICENSE"}
        repos = {"acme/small": Repo({"README.md": CARD}, card_data=card), "acme/base": Repo({"LICENSE": "x"})}
        with Hub(repos, Fault("html", "acme/base")) as hub, fetcher(hub) as made:
            assert only(made.fetch(parse("acme/small"))).reason == "unreadable"

    def test_a_used_up_quota_of_others(self) -> None:
        """A link that the Hub does not give for want of quota is unavailable, and the model itself is audited."""
        card = {"license_link": "https://huggingface.co/acme/base/raw/main/LICENSE"}
        busy = Fault("status", "acme/base", 429, headers={"Retry-After": "500"})
        with Hub({"acme/small": Repo({"README.md": CARD}, card_data=card)}, busy) as hub, fetcher(hub) as made:
            assert only(made.fetch(parse("acme/small"))).reason == "network"

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
