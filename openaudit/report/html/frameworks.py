"""The frameworks side by side: each one's verdict, its criteria, and why they disagree."""

from openaudit.record import AuditRecord


def frameworks(record: AuditRecord) -> str:
    """Nothing yet."""
    return ""
