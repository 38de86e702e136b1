"""The frameworks that a policy requires, held against what the record says of them; what it does not say is unknown."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from openaudit.policy.parts import CLASSES
from openaudit.policy.rules import Policy
from openaudit.record import AuditRecord
from openaudit.record.policy import CheckOutcome, PolicyCheck

_TITLES = {
    "mof": "Model Openness Framework",
    "osaid": "Open Source AI Definition",
    "osai": "European Open Source AI Index",
    "eu_ai_act": "exemption of the EU AI Act, Article 53(2)",
}
_ANSWERS = {"osaid": "conforms", "eu_ai_act": "exempt"}
_UNSURE = frozenset({"unknown", "not_met", "partial", "missing", "unlicensed", "invalid"})
_MOST = 5  # of the pieces of evidence that are taken over from a framework's criteria


def framework_checks(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    """A check for each framework that the policy asks for."""
    told = msgspec.to_builtins(record.frameworks)
    for name, least in policy.frameworks.items():
        found = told.get(name)
        outcome, message = _held(name, found, least)
        yield PolicyCheck(
            rule=name,
            outcome=outcome,
            message=f"{_TITLES[name]}: {message}",
            evidence=_evidence(found) if outcome != "met" else (),
            line=policy.lines.get(name),
        )


def _held(name: str, found: dict[str, Any] | None, least: str | float) -> tuple[CheckOutcome, str]:
    if not found:
        return "unknown", "not assessed"
    if isinstance(least, float):
        return _score(found, least)
    if name not in _ANSWERS:
        return _class(found, least)
    answer = found.get(_ANSWERS[name], "unknown")
    outcomes: dict[str, CheckOutcome] = {"yes": "met", "no": "not-met"}
    return outcomes.get(answer, "unknown"), str(answer)


def _score(found: dict[str, Any], least: float) -> tuple[CheckOutcome, str]:
    """A score is reached or not for sure only where nothing that is unknown could change that."""
    score = found.get("score")
    lowest, highest = found.get("lowest", score), found.get("highest", score)
    if lowest is None or highest is None:
        return "unknown", "no score"
    between = f"{lowest:g}" if lowest == highest else f"between {lowest:g} and {highest:g}, as something is unknown"
    message = f"score {between}; the policy asks for {least:g}"
    return ("met" if lowest >= least else "not-met" if highest < least else "unknown"), message


def _class(found: dict[str, Any], least: str) -> tuple[CheckOutcome, str]:
    """A class is reached or not; one that what is not known leaves room for is unknown."""
    reached, possible = found.get("class"), found.get("possible_class")
    enough = CLASSES[: CLASSES.index(least) + 1]
    if reached in enough:
        return "met", f"class {reached}"
    message = f"class {reached or 'none'}, the policy asks for class {least}"
    if possible in enough:
        return "unknown", f"{message}; class {possible} is possible, as some components are unknown"
    return "not-met", message


def _evidence(found: dict[str, Any] | None) -> tuple[str, ...]:
    """The evidence of what is not met, the first few pieces."""
    parts: Sequence[Any] = ()
    if found:
        dimensions = found.get("dimensions", {})
        parts = [*found.get("criteria", ()), *found.get("components", ()), *dimensions.values()]
    cited = [
        i for p in parts if {p.get("outcome"), p.get("status"), p.get("level")} & _UNSURE for i in p.get("evidence", ())
    ]
    return tuple(dict.fromkeys(cited))[:_MOST]
