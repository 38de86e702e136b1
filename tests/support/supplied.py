"""Files of evidence as a user may write them."""

import msgspec

from openaudit.audit import audit
from openaudit.record import AuditRecord
from openaudit.record.mof import Mof
from openaudit.snapshot import SUPPLIED, Snapshot, TextFile

LIST = """model: acme/model
components:
  - name: Training code
    license: Apache-2.0
    url: https://example.org/code
    note: LICENSE at the root, read on 2026-11-20
  - name: Research paper
    license: CC-BY-4.0
"""


def with_evidence(snapshot: Snapshot, text: str = LIST, name: str = "evidence.yml") -> Snapshot:
    """The snapshot with this file of evidence in it."""
    return msgspec.structs.replace(snapshot, supplied=(TextFile(f"{SUPPLIED}{name}", text.encode()),))


def mof(record: AuditRecord) -> Mof:
    """What the record says under the Model Openness Framework."""
    found = record.frameworks.mof
    assert found is not None
    return found


def mof_of_snapshot(snapshot: Snapshot) -> Mof:
    """The same, of an audit."""
    return mof(audit(snapshot))
