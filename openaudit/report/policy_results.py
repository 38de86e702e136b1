"""What the policy holds against a model, as the formats tell it: the checks that fail, in words and as findings."""

from collections.abc import Iterator

import msgspec

from openaudit.record import AuditRecord, Finding
from openaudit.record.policy import PolicyCheck, PolicyOutcome

RULE = "policy/"
VERDICT: dict[PolicyOutcome, str] = {"allowed": "allowed", "not-allowed": "not allowed", "unknown": "unknown"}


def unmet(record: AuditRecord) -> tuple[PolicyCheck, ...]:
    """The checks that are not met, then those whose outcome is not known; none without a policy."""
    if isinstance(record.policy, msgspec.UnsetType):
        return ()
    return tuple(c for outcome in ("not-met", "unknown") for c in record.policy.checks if c.outcome == outcome)


def policy_findings(record: AuditRecord) -> Iterator[Finding]:
    """Each check that fails as a finding of the rule `policy/<check>`.

    High where it keeps the model out; medium where the outcome is unknown and something else decides, or the policy
    lets unknown models pass.
    """
    held = record.policy
    if isinstance(held, msgspec.UnsetType):
        return
    for check in unmet(record):
        decides = check.outcome == "not-met" or (held.verdict == "unknown" and not held.passes)
        at = f"{held.source}:{check.line}" if check.line is not None else held.source
        word = "not met" if check.outcome == "not-met" else "unknown"
        yield Finding(
            rule=f"{RULE}{check.rule}",
            severity="high" if decides else "medium",
            confidence="high",
            title=f"The policy's requirement {check.rule}",
            message=f"policy {at}: {check.rule} {word}: {check.message}",
            evidence=check.evidence,
        )
