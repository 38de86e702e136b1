"""A policy: what somebody allows of the models that they use; docs/policy.md describes its file."""

import datetime
from typing import Literal

import msgspec

from openaudit.record import Component, RestrictionKind, Severity, Tier

Approver = Literal["osi", "fsf", "open-definition"]
Leave = Literal["allow", "deny"]
FrameworkName = Literal["mof", "osaid", "osai", "eu_ai_act"]


class Licenses(msgspec.Struct, frozen=True, kw_only=True):
    """Which licences are allowed for which components.

    A licence is allowed that is in `allow`, or that one of `approved_by` approves; without both, every licence but
    those in `deny`. The lists hold licences as `openaudit.policy.expressions` names them.
    """

    allow: frozenset[str] | None = None
    approved_by: tuple[Approver, ...] = ()
    deny: frozenset[str] = frozenset()
    components: tuple[Component, ...] = ("weights",)


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Under which bounds a restriction is allowed all the same.

    `above`: its threshold (users, staff, ...) or amount (money, of `currency`) is at least this figure. `needed`: it
    excludes none of these places.
    """

    above: int | None = None
    currency: str | None = None
    needed: tuple[str, ...] = ()


class Restrictions(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of each kind of restriction; `other` of the kinds that are not named."""

    other: Leave
    kinds: dict[RestrictionKind, Leave | Bounds]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings fail: thresholds as `--fail-on` has them, over severities that the policy may set by rule id."""

    fail_on: tuple[str, ...] = ()
    severities: dict[str, Severity] = {}


class Exemption(msgspec.Struct, frozen=True, kw_only=True):
    """An exception: for models whose id matches the pattern `model`, at `revision` or any, these rules are waived.

    It holds up to and on the day `expires`.
    """

    model: str
    rules: tuple[str, ...]
    reason: str
    expires: datetime.date
    revision: str | None = None
    line: int | None = None


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What is allowed. None, or empty, means that nothing is asked on that matter.

    `source` is the file, or the preset, as it is shown; `sha256` that of its bytes. `lines` are the places of the
    requirements in the file, by the rule that they make.
    """

    name: str
    source: str
    sha256: str
    unknown: Literal["fail", "warn"] = "fail"
    tiers: tuple[Tier, ...] | None = None
    licenses: Licenses | None = None
    restrictions: Restrictions | None = None
    frameworks: dict[FrameworkName, str | float] = {}
    findings: Findings = Findings()
    exceptions: tuple[Exemption, ...] = ()
    lines: dict[str, int] = {}
