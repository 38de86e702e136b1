"""What comes of holding a record against a policy: the verdict, and each requirement with its outcome and its proof."""

from typing import Literal

from openaudit.record.value import Value

PolicyOutcome = Literal["allowed", "not-allowed", "unknown"]
CheckOutcome = Literal["met", "not-met", "unknown", "waived"]


class Waiver(Value, frozen=True, kw_only=True):
    """An exception of the policy: its reason, the last day on which it holds (ISO 8601), and its line in the file."""

    reason: str
    expires: str
    line: int | None


class PolicyCheck(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One requirement held against one model.

    `rule` is what an exception names: `tier`, `license`, `partial`, a kind of restriction, a framework, or a rule's id.
    `line` is the requirement's in the policy file; `evidence` are ids of the record. `waiver` is the exception that
    holds (outcome `waived`), `expired` one that would hold had its day not passed.
    """

    rule: str
    outcome: CheckOutcome
    message: str
    evidence: tuple[str, ...] = ()
    line: int | None = None
    waiver: Waiver | None = None
    expired: Waiver | None = None


class PolicyVerdict(Value, frozen=True, kw_only=True):
    """Whether the policy allows the model.

    `verdict` is `unknown` where nothing speaks against the model, but something that the policy asks for is not known.
    `passes` says whether that lets it through: what is unknown fails unless the policy says `unknown = "warn"`, and a
    model that could not be audited never passes. `evaluated_on` is the day that exceptions were held against.
    """

    policy: str
    source: str
    sha256: str
    evaluated_on: str
    verdict: PolicyOutcome
    passes: bool
    checks: tuple[PolicyCheck, ...]
