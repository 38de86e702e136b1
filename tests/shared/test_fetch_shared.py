"""The Hub's fetcher against the shared simulator of the Hub and its corpus."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from openaudit.fetch.hub import HubFetcher
from openaudit.fetch.hub_client import HubClient
from openaudit.fetch.reference import parse

pytestmark = pytest.mark.shared

SHARED = Path(__file__).parents[3] / "shared"
CORPUS = SHARED / "corpus"


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    command = [sys.executable, str(SHARED / "hub" / "hubsim.py"), "--data", str(CORPUS), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def models() -> list[str]:
    """Ten models, spread over the corpus."""
    root = CORPUS / "models"
    names = sorted(path.parent.relative_to(root).as_posix() for path in root.rglob("repo.json"))
    return names[:: max(1, len(names) // 10)][:10]


def stats(hub: str) -> dict[str, Any]:
    with urlopen(f"{hub}/__stats") as response:
        loaded: dict[str, Any] = json.load(response)
    return loaded


@pytest.mark.parametrize("name", models())
def test_a_corpus_model_takes_one_request_and_one_for_each_text(hub: str, name: str) -> None:
    """Each model is fetched with one request for its description and one for each text, closed ones included."""
    before = stats(hub)["requests"]
    with HubFetcher(client=HubClient(hub, token=False), known=lambda _: True) as fetcher:
        seen = fetcher.fetch(parse(name))
    closed = [u for u in seen.unavailable if u.reason == "gated"]
    assert stats(hub)["requests"] - before == 1 + len(seen.texts) + len(closed)
    card = seen.text("README.md")
    assert card is not None
    assert card.data == (CORPUS / "models" / name / "README.md").read_bytes()
