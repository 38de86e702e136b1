"""A record held against a policy: pure, the day is given.

A model is allowed when every requirement is met or waived; not allowed when one is not met; else unknown.
"""

import datetime
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

import msgspec

from openaudit.policy.checks import checks
from openaudit.policy.framework_checks import framework_checks
from openaudit.policy.rules import Exemption, Policy
from openaudit.record import AuditRecord
from openaudit.record.policy import PolicyCheck, PolicyOutcome, PolicyVerdict, Waiver


def evaluate(record: AuditRecord, policy: Policy, *, today: datetime.date) -> PolicyVerdict:
    """Whether the policy allows the model, on this day, each requirement with its outcome and proof."""
    found: tuple[PolicyCheck, ...]
    if record.status == "failed":
        message = f"nothing is known of the model: {record.verdict.summary}"
        found = (PolicyCheck(rule="failed", outcome="unknown", message=message),)
    else:
        held = (*checks(record, policy), *framework_checks(record, policy))
        found = tuple(_excepted(check, record, policy.exceptions, today) for check in held)
    outcomes = {check.outcome for check in found}
    verdict: PolicyOutcome = (
        "not-allowed" if "not-met" in outcomes else "unknown" if "unknown" in outcomes else "allowed"
    )
    return PolicyVerdict(
        policy=policy.name,
        source=policy.source,
        sha256=policy.sha256,
        evaluated_on=today.isoformat(),
        verdict=verdict,
        passes=verdict == "allowed"
        or (verdict == "unknown" and policy.unknown == "warn" and record.status != "failed"),
        checks=found,
    )


def judge(record: AuditRecord, policy: Policy, *, today: datetime.date) -> AuditRecord:
    """The record with the policy's verdict in it, and without the digest that it may have had before."""
    verdict = evaluate(record, policy, today=today)
    return msgspec.structs.replace(record, policy=verdict, digest=msgspec.UNSET)


def judge_all(records: Iterable[AuditRecord], policy: Policy, *, today: datetime.date) -> Iterator[AuditRecord]:
    """The records in their order, each as `judge` gives it."""
    return (judge(record, policy, today=today) for record in records)


def _excepted(
    check: PolicyCheck, record: AuditRecord, exceptions: Iterable[Exemption], today: datetime.date
) -> PolicyCheck:
    """The check, waived where an exception holds; where one would hold that has expired, the check says so."""
    if check.outcome == "met":
        return check
    expired = None
    for exception in exceptions:
        if not _speaks_of(exception, check, record):
            continue
        waiver = Waiver(reason=exception.reason, expires=exception.expires.isoformat(), line=exception.line)
        if today <= exception.expires:
            return msgspec.structs.replace(check, outcome="waived", waiver=waiver)
        expired = expired or waiver
    return msgspec.structs.replace(check, expired=expired)


def _speaks_of(exception: Exemption, check: PolicyCheck, record: AuditRecord) -> bool:
    return (
        check.rule in exception.rules
        and fnmatchcase(record.subject.id.casefold(), exception.model.casefold())
        and exception.revision in {None, record.subject.revision}
    )
