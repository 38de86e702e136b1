"""A record's policy verdict held against the policy itself: pure, on the day that the record names."""

import datetime
from typing import TYPE_CHECKING

import msgspec

from openaudit.policy.evaluate import evaluate
from openaudit.record import AuditRecord
from openaudit.record.policy import PolicyVerdict
from openaudit.verify.result import Check, Held

if TYPE_CHECKING:
    from openaudit.policy.rules import Policy

_PRESET = "preset "


def judged_again(record: AuditRecord, policy: "Policy | None") -> tuple[Check, ...]:
    """Whether the policy gives the record's verdict again; nothing where there is neither verdict nor policy.

    The digest does not prove a verdict: whoever edits one can write a new digest.
    """
    said = record.policy
    if isinstance(said, msgspec.UnsetType):
        if policy is None:
            return ()
        return (_check("not-checked", "the record was held against no policy"),)
    if policy is None:
        named = said.source.removeprefix(_PRESET)
        return (_check("not-checked", f"its verdict was not evaluated again: name the policy with --policy {named}"),)
    if said.sha256 != policy.sha256:
        message = f"its verdict is by another policy than {policy.source}, or by another state of it"
        return (_check("not-checked", message, f"{said.sha256}, given {policy.sha256}"),)
    try:
        day = datetime.date.fromisoformat(said.evaluated_on)
    except ValueError:
        return (_check("broken", f"the day of its verdict is none: {said.evaluated_on!r}"),)
    return (_compared(said, evaluate(record, policy, today=day)),)


def _compared(said: PolicyVerdict, again: PolicyVerdict) -> Check:
    """The two verdicts; how the policy's file was named is not part of them."""
    again = msgspec.structs.replace(again, source=said.source)
    if said == again:
        return _check("holds", f"{again.policy} gives the same verdict again, as of {said.evaluated_on}")
    details = []
    if (said.verdict, said.passes) != (again.verdict, again.passes):
        details.append(f"verdict: recorded {_words(said)}, now {_words(again)}")
    there, were = set(again.checks), set(said.checks)
    details += [f"{c.rule}: recorded {c.outcome}, not so now" for c in said.checks if c not in there]
    details += [f"{c.rule}: now {c.outcome}, not so recorded" for c in again.checks if c not in were]
    return _check("broken", "the policy gives another verdict on this record", *details)


def _words(verdict: PolicyVerdict) -> str:
    return f"{verdict.verdict} ({'passes' if verdict.passes else 'does not pass'})"


def _check(outcome: Held, message: str, *details: str) -> Check:
    return Check(id="policy", outcome=outcome, message=message, details=details)
