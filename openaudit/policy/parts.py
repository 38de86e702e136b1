"""The tables of a policy file, each read into its part of the policy; docs/policy.md describes them."""

from typing import Any, cast, get_args

from openaudit.classify.profile.places import place
from openaudit.findings.policy import is_threshold
from openaudit.findings.rules import SEVERITIES, rules
from openaudit.policy.collect import Collector, is_day
from openaudit.policy.expressions import NotAList, listed
from openaudit.policy.rules import (
    Approver,
    Bounds,
    Exemption,
    Findings,
    FrameworkName,
    Leave,
    Licenses,
    Policy,
    Restrictions,
)
from openaudit.record import Component, RestrictionKind, Severity, Tier
from openaudit.tomllines import Path

_KEYS = (
    "name",
    "extends",
    "unknown",
    "tiers",
    "licenses",
    "restrictions",
    "frameworks",
    "findings",
    "exceptions",
)
_KINDS = get_args(RestrictionKind)
_LEAVES = get_args(Leave)
_CAPS = frozenset({"user-cap", "revenue-cap", "size-cap"})
CLASSES = ("I", "II", "III")
"""The classes of the Model Openness Framework, the most open first."""
_FRAMEWORKS: dict[str, tuple[str, ...]] = {"mof": CLASSES, "osaid": ("yes",), "eu_ai_act": ("yes",), "osai": ()}


def policy_parts(collector: Collector, *, name: str, source: str, sha256: str) -> Policy:
    """The policy in the collector's values; what is wrong is noted there and left out."""
    root = collector.table((), ("policy",))
    if "policy" not in root:
        collector.add((), "it has no table [policy]")
    found = collector.table(("policy",), _KEYS)
    if not found.keys() - {"name", "unknown", "exceptions"} and not collector.problems:
        collector.add(("policy",), "it asks for nothing: name tiers, licenses, restrictions, frameworks or findings")
    tiers = collector.choices(("policy", "tiers"), get_args(Tier))
    if tiers == () and not collector.problems:
        collector.add(("policy", "tiers"), "tiers: name at least one")
    policy = Policy(
        name=collector.value(("policy", "name"), str) or name,
        source=source,
        sha256=sha256,
        unknown="warn" if collector.choice(("policy", "unknown"), ("fail", "warn")) == "warn" else "fail",
        tiers=cast("tuple[Tier, ...] | None", tiers),
        licenses=_licenses(collector) if "licenses" in found else None,
        restrictions=_restrictions(collector) if "restrictions" in found else None,
        frameworks=_frameworks(collector),
        findings=_findings(collector),
        exceptions=_exceptions(collector),
        lines=_lines(collector),
    )
    if not _asks(policy) and not collector.problems:
        collector.add(("policy",), "it asks for nothing: whatever the model, all that it says is met")
    return policy


def _asks(policy: Policy) -> bool:
    """Whether there is anything that a model could fail."""
    licenses, restrictions = policy.licenses, policy.restrictions
    return bool(
        (policy.tiers is not None and set(policy.tiers) != set(get_args(Tier)))
        or (licenses is not None and (licenses.allow is not None or licenses.approved_by or licenses.deny))
        or (restrictions is not None and {restrictions.other, *restrictions.kinds.values()} != {"allow"})
        or any(least != 0 for least in policy.frameworks.values())
        or policy.findings.fail_on
    )


def _licenses(collector: Collector) -> Licenses:
    path = ("policy", "licenses")
    collector.table(path, ("allow", "approved-by", "deny", "components"))
    allow = _listed(collector, (*path, "allow"))
    approvers = collector.choices((*path, "approved-by"), get_args(Approver)) or ()
    components = collector.choices((*path, "components"), get_args(Component))
    return Licenses(
        allow=allow,
        approved_by=cast("tuple[Approver, ...]", approvers),
        deny=_listed(collector, (*path, "deny")) or frozenset(),
        components=cast("tuple[Component, ...]", components) if components else ("weights",),
    )


def _listed(collector: Collector, path: Path) -> frozenset[str] | None:
    written = collector.texts(path)
    if written is None:
        return None
    found: set[str] = set()
    for text in written:
        try:
            found |= listed(text)
        except NotAList as error:
            collector.add(path, f"{'.'.join(map(str, path[1:]))}: {error}", text)
    return frozenset(found)


def _restrictions(collector: Collector) -> Restrictions:
    path = ("policy", "restrictions")
    found = collector.table(path, ("other", *_KINDS))
    other = collector.choice((*path, "other"), _LEAVES)
    kinds: dict[RestrictionKind, Leave | Bounds] = {}
    for kind in found.keys() - {"other"}:
        if isinstance(found[kind], dict):
            rule: Leave | Bounds | None = _bounds(collector, (*path, kind), kind)
        else:
            rule = cast("Leave | None", collector.choice((*path, kind), _LEAVES))
        if rule is not None:
            kinds[cast("RestrictionKind", kind)] = rule
    return Restrictions(other=cast("Leave", other or "deny"), kinds=kinds)


def _bounds(collector: Collector, path: Path, kind: str) -> Bounds | None:
    if kind not in _CAPS | {"territory"}:
        collector.add(path, f'{path[-1]} has no bounds: write "allow" or "deny"')
        return None
    found = collector.table(path, ("needed",) if kind == "territory" else ("above", "currency"))
    above = collector.value((*path, "above"), int)
    needed = collector.texts((*path, "needed"))
    asked = "needed" if kind == "territory" else "above"
    if asked not in found:
        collector.add(path, f"{kind}: it needs `{asked}`")
    elif asked == "above" and above is not None and above < 0:
        collector.add((*path, "above"), f"{kind}: above can't be negative")
    elif kind == "revenue-cap" and "currency" not in found:
        collector.add(path, f"{kind}: it needs `currency` beside `above`, for amounts are never converted")
    elif needed == ():
        collector.add((*path, "needed"), "territory: needed: name at least one place")
    return Bounds(
        above=above, currency=collector.value((*path, "currency"), str), needed=_places(collector, path, needed)
    )


def _places(collector: Collector, path: Path, needed: tuple[str, ...] | None) -> tuple[str, ...]:
    """The codes of the places that are needed; a word that is no place is a problem."""
    codes = {word: place(word) for word in needed or ()}
    for word in (word for word, code in codes.items() if code is None):
        message = f"territory: {word[:60]!r} is no place that is known: write a code of ISO 3166-1, EU or EEA"
        collector.add((*path, "needed"), message, word)
    return tuple(code for code in codes.values() if code is not None)


def _frameworks(collector: Collector) -> dict[FrameworkName, str | float]:
    path = ("policy", "frameworks")
    asked: dict[FrameworkName, str | float] = {}
    for name in collector.table(path, tuple(_FRAMEWORKS)):
        values = _FRAMEWORKS[name]
        least = collector.choice((*path, name), values) if values else _share(collector, (*path, name))
        if least is not None:
            asked[cast("FrameworkName", name)] = least
    return asked


def _share(collector: Collector, path: Path) -> float | None:
    value = collector.value(path, float)
    if value is not None and not 0 <= value <= 1:
        collector.add(path, f"{path[-1]}: the score goes from 0 to 1")
        return None
    return value


def _findings(collector: Collector) -> Findings:
    path = ("policy", "findings")
    known = {word: rule.id for rule in rules().values() for word in (rule.id, rule.slug)}
    found = collector.table(path, ("fail-on", *known))
    thresholds = collector.texts((*path, "fail-on")) or ()
    for threshold in thresholds:
        if not is_threshold(threshold):
            message = f"findings.fail-on: {threshold[:60]!r} is neither a severity nor a rule"
            collector.add((*path, "fail-on"), message, threshold)
    severities: dict[str, Severity] = {}
    for word in found.keys() - {"fail-on"}:
        severity = collector.choice((*path, word), [str(s) for s in SEVERITIES])
        if severity is not None:
            severities[known[word]] = cast("Severity", severity)
    return Findings(fail_on=thresholds, severities=severities)


def _exceptions(collector: Collector) -> tuple[Exemption, ...]:
    path = ("policy", "exceptions")
    listed_ = collector.value(path, list[Any]) or []
    return tuple(
        found for number in range(len(listed_)) if (found := _exception(collector, (*path, number))) is not None
    )


def _exception(collector: Collector, path: Path) -> Exemption | None:
    before = len(collector.problems)
    found = collector.table(path, ("model", "revision", "rules", "reason", "expires"))
    for key in ("model", "rules", "reason", "expires"):
        if key not in found:
            collector.add(path, f"exception without `{key}`: it needs model, rules, reason and expires")
    model, reason = collector.value((*path, "model"), str), collector.value((*path, "reason"), str)
    revision = collector.value((*path, "revision"), str)
    if "expires" in found and not is_day(found["expires"]):
        collector.add((*path, "expires"), "exceptions.expires: write a day without quotes, such as 2027-06-30")
    if reason is not None and not reason.strip():
        collector.add((*path, "reason"), "exceptions.reason: say why")
    waived = collector.choices((*path, "rules"), waivable())
    if waived == () and len(collector.problems) == before:
        collector.add((*path, "rules"), "exceptions.rules: name at least one")
    if len(collector.problems) > before or model is None or reason is None or waived is None:
        return None
    return Exemption(
        model=model,
        rules=waived,
        reason=reason,
        expires=found["expires"],
        revision=revision,
        line=collector.document.starts.get(path),
    )


def waivable() -> tuple[str, ...]:
    """What an exception may name."""
    return ("tier", "license", "restrictions", "partial", *_KINDS, *_FRAMEWORKS, *rules())


def _lines(collector: Collector) -> dict[str, int]:
    """The line of each requirement, by the rule that it makes; of those that a preset makes there is none."""
    starts = collector.document.starts
    paths: dict[str, Path] = {
        "tier": ("policy", "tiers"),
        "license": ("policy", "licenses"),
        "restrictions": ("policy", "restrictions", "other"),
        "findings": ("policy", "findings", "fail-on"),
    }
    paths |= {kind: ("policy", "restrictions", kind) for kind in _KINDS}
    paths |= {name: ("policy", "frameworks", name) for name in _FRAMEWORKS}
    lines = {rule: starts[path] for rule, path in paths.items() if path in starts}
    if ("policy", "extends") not in starts and ("policy", "restrictions") in starts:
        lines.setdefault("restrictions", starts["policy", "restrictions"])  # which denies what it does not name
    return lines
