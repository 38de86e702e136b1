"""The policy's verdict as a page shows it: what is not met comes first, what is waived says until when and why."""

import msgspec

from openaudit.record import AuditRecord, Freedom
from openaudit.record.policy import CheckOutcome, PolicyCheck, PolicyOutcome, PolicyVerdict

VERDICT: dict[PolicyOutcome, tuple[Freedom, str]] = {
    "allowed": ("yes", "allowed"),
    "not-allowed": ("no", "not allowed"),
    "unknown": ("unknown", "unknown"),
}
OUTCOME: dict[CheckOutcome, tuple[Freedom, str]] = {
    "not-met": ("no", "not met"),
    "unknown": ("unknown", "unknown"),
    "waived": ("conditional", "waived"),
    "met": ("yes", "met"),
}
WAIVED = "with waivers"


class Ruling(msgspec.Struct, frozen=True):
    """The verdict of a policy, and its requirements in the order of their outcomes."""

    found: PolicyVerdict
    answer: Freedom
    word: str
    checks: tuple[PolicyCheck, ...]


def ruling(record: AuditRecord) -> Ruling | None:
    """The ruling, None where the audit was not held against a policy."""
    found = record.policy
    if isinstance(found, msgspec.UnsetType):
        return None
    answer, word = VERDICT[found.verdict]
    order = list(OUTCOME)
    return Ruling(found, answer, word, tuple(sorted(found.checks, key=lambda c: order.index(c.outcome))))


def in_a_word(record: AuditRecord) -> str | None:
    """The verdict in a word for a list; `with waivers` where exceptions are what allows the model."""
    held = ruling(record)
    if held is None:
        return None
    if held.found.verdict == "allowed" and any(c.outcome == "waived" for c in held.checks):
        return WAIVED
    return held.word
