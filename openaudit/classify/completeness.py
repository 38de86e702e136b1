"""Whether all terms that bind a model were read, as its record tells it."""

from openaudit.read.licenses import may_hold_terms
from openaudit.record import AuditRecord


def unread_terms(record: AuditRecord) -> str | None:
    """Why terms may bind the weights that nobody read, in words; None where all were read, the ancestors' included."""
    missing = next((m.what for m in record.unavailable if may_hold_terms(m)), None)
    if missing is not None:
        return f"{missing} could not be read, and may hold other terms than those that are named"
    own = next((found for found in record.licenses if found.component == "weights"), None)
    if own is None or own.concluded_expression is None:
        return "the licence of the weights is not known"
    unknown = next((link.id for link in record.lineage if link.license is None or link.audited is False), None)
    return f"what {unknown} imposes was not audited" if unknown is not None else None
