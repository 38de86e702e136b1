"""Every record of a real model stands: each quote at its lines, each hash, the verdict out of the evidence."""

from pathlib import Path

import pytest

from openaudit.audit import audit
from openaudit.errors import FetchError
from openaudit.fetch.sources import Sources
from openaudit.record.digest import seal
from openaudit.snapshot import save
from openaudit.verify.checks import against, by_itself
from openaudit.verify.evidence import snapshot_of

pytestmark = pytest.mark.shared

MODELS = Path(__file__).parents[3] / "shared" / "corpus" / "models"


def test_every_record_stands(tmp_path: Path) -> None:
    """The folders of the corpus, audited as local models, verify without exception."""
    folders = sorted(card.parent for card in MODELS.rglob("README.md"))
    broken: list[tuple[str, str, tuple[str, ...]]] = []
    stood = 0
    with Sources(offline=True) as sources:
        for number, folder in enumerate(folders):
            try:
                snapshot = sources.fetch(str(folder))
            except FetchError:
                continue
            save(snapshot, tmp_path / str(number))
            record = seal(audit(snapshot))
            kept = snapshot_of(record, tmp_path / str(number))
            assert kept is not None
            checks = (*by_itself(record), *against(record, kept))
            broken += [(str(folder), c.message, c.details) for c in checks if c.outcome != "holds"]
            stood += 1
    assert broken == []
    assert stood > len(folders) // 2
