"""What the tests of signing with sigstore share: evidence, a sigstore that works, and no identity from outside."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.filing import Filing, file_record
from tests.support.sigstore import Sigstore


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may run in a CI job that has an identity: they have none but their own."""
    for name in [n for n in os.environ if n.startswith(("ACTIONS_ID", "GITHUB_", "GITLAB_", "CIRCLE", "BUILDKITE"))]:
        monkeypatch.delenv(name)
    for name in ("SIGSTORE_IDENTITY_TOKEN", "OPENAUDIT_IDENTITY_TOKEN", "GOOGLE_SERVICE_ACCOUNT_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def filing(tmp_path: Path) -> Filing:
    """A record filed with its evidence."""
    return file_record(tmp_path)


@pytest.fixture
def sigstore() -> Iterator[Sigstore]:
    """A sigstore that works."""
    with Sigstore() as running:
        yield running
