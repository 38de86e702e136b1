"""A record held against each requirement, with the proof that the record has; what is not known is `unknown`."""

from collections.abc import Iterator

import msgspec

from openaudit.classify.profile.places import excluded
from openaudit.findings.policy import fails
from openaudit.licensing import names
from openaudit.policy.expressions import refused
from openaudit.policy.rules import Bounds, Policy, Restrictions
from openaudit.read.licenses import may_hold_terms
from openaudit.record import AuditRecord, ComponentLicense, LineageLink, Restriction, Unavailable
from openaudit.record.policy import CheckOutcome, PolicyCheck
from openaudit.vocabulary import RESTRICTION, enumerate_words

_ANCESTOR = "hf://"
_WHOLE = frozenset({"documented", "released"})  # the levels of data at which all of it is told


def checks(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    """Every requirement of the policy held against the record, before any exception."""
    yield from _tier(record, policy)
    yield from _licenses(record, policy)
    yield from _restrictions(record, policy)
    yield from _findings(record, policy)
    yield from _partial(record)


def _tier(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    if policy.tiers is None:
        return
    verdict = record.verdict
    outcome: CheckOutcome = (
        "met" if verdict.tier in policy.tiers else "unknown" if verdict.tier == "undetermined" else "not-met"
    )
    said = verdict.tier.replace("-", " ")
    wanted = enumerate_words([t.replace("-", " ") for t in policy.tiers])
    message = {
        "met": f"the tier is {said}",
        "not-met": f"the tier is {said}; allowed: {wanted}",
        "unknown": f"the tier is undetermined: the terms of the weights are not known; allowed: {wanted}",
    }[outcome]
    yield _check("tier", outcome, message, verdict.evidence, policy)


def _licenses(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    if policy.licenses is None:
        return
    for component in policy.licenses.components:
        found = next((c for c in record.licenses if c.component == component), None)
        datasets = tuple(_datasets(record, policy)) if component == "data" else ()
        # Where the data is documented as a whole, its datasets' licences are the data's.
        if found is not None or not (datasets and record.axes is not None and record.axes.data.level in _WHOLE):
            yield _license(found, component, policy)
        yield from datasets


def _license(found: ComponentLicense | None, component: str, policy: Policy) -> PolicyCheck:
    evidence = found.evidence if found is not None else ()
    if found is None or found.concluded_expression is None or policy.licenses is None:
        declared = f" (declared: {found.declared})" if found is not None and found.declared else ""
        message = f"no licence could be concluded for the {component}{declared}"
        return _check("license", "unknown", message, evidence, policy)
    bad = refused(found.concluded_expression, policy.licenses)
    if not bad:
        message = f"the {component} are under {found.concluded_expression}"
        return _check("license", "met", message, evidence, policy)
    message = f"the {component} are under {found.concluded_expression}, and the policy does not allow"
    return _check("license", "not-met", f"{message} {enumerate_words(list(bad))}", evidence, policy)


def _datasets(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    """The datasets that the files name, each under the licence that its card states; what names none is unknown."""
    for dataset in record.datasets:
        terms = [names.find(word) for word in (dataset.license or "").split(", ")]
        if policy.licenses is None or None in terms:
            said = f"its licence, {dataset.license}, is not known" if dataset.license else "no licence of it is known"
            yield _check("license", "unknown", f"the dataset {dataset.id}: {said}", (), policy)
            continue
        bad = refused(" AND ".join(t.license.id for t in terms if t is not None), policy.licenses)
        message = f"the dataset {dataset.id} is under {dataset.license}"
        if bad:
            message += f", and the policy does not allow {enumerate_words(list(bad))}"
        yield _check("license", "not-met" if bad else "met", message, (), policy)


def _restrictions(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    rules = policy.restrictions
    if rules is None or record.axes is None:
        return
    failed = False
    for restriction in record.axes.restrictions:
        outcome, message = _restriction(restriction, rules)
        failed = failed or outcome != "met"
        # What the preset says of a kind stands in no line of the file.
        line = restriction.kind if restriction.kind in rules.kinds else "restrictions"
        yield _check(restriction.kind, outcome, message, restriction.evidence, policy, line=line)
    if record.verdict.tier == "undetermined" and _denies(rules):
        message = "the terms are not known in full, so they may hold restrictions that the policy does not allow"
        yield _check("restrictions", "unknown", message, record.verdict.evidence, policy)
    elif not record.axes.restrictions:
        yield _check("restrictions", "met", "no restriction was found", record.verdict.evidence, policy)


def _denies(rules: Restrictions) -> bool:
    return rules.other == "deny" or any(rule != "allow" for rule in rules.kinds.values())


def _restriction(found: Restriction, rules: Restrictions) -> tuple[CheckOutcome, str]:
    rule = rules.kinds.get(found.kind, rules.other)
    clause = f" (clause {found.clause})" if found.clause else ""
    basis = f" in {found.basis}" if found.basis else ""
    what = f"{RESTRICTION[found.kind]}{basis}{clause}"
    if rule == "allow":
        return "met", f"{what}: allowed"
    if rule == "deny":
        return "not-met", f"{what}: not allowed"
    outcome, why = _within(found, rule)
    return outcome, f"{what}: {why}"


def _within(found: Restriction, bounds: Bounds) -> tuple[CheckOutcome, str]:
    """Whether a restriction keeps within the policy's bounds, and why."""
    if bounds.needed:
        if not found.places:
            return "unknown", "which places it excludes is not known"
        lost, strange = excluded(bounds.needed, found.places)
        out = enumerate_words(list(found.places))
        if lost:
            return "not-met", f"it excludes {out}, in which {enumerate_words(list(lost))} lies wholly or in part"
        if strange:
            return "unknown", f"it excludes {out}, and where {enumerate_words(list(strange))} is, is not known"
        return "met", f"it excludes only {out}"
    figure = found.amount if found.amount is not None else found.threshold
    if figure is None or bounds.above is None:
        return "unknown", "its figure is not known"
    unit = f" {found.currency}" if found.currency else f" {found.metric.replace('-', ' ')}" if found.metric else ""
    if bounds.currency != found.currency:
        asked = bounds.currency or "a number"
        return "unknown", f"it is {figure:,}{unit}, and the policy's bound is in {asked}: nothing is converted"
    words = f"it begins at {figure:,}{unit}, the policy asks for {bounds.above:,} or more"
    return ("met" if figure >= bounds.above else "not-met"), words


def _findings(record: AuditRecord, policy: Policy) -> Iterator[PolicyCheck]:
    asked = policy.findings
    if not asked.fail_on:
        return
    failed = False
    for finding in record.findings:
        graded = msgspec.structs.replace(finding, severity=asked.severities.get(finding.rule, finding.severity))
        # The verdict is the tier's business here: findings alone are held against the thresholds.
        alone = msgspec.structs.replace(
            record, findings=(graded,), verdict=msgspec.structs.replace(record.verdict, tier="closed")
        )
        if fails(alone, asked.fail_on):
            failed = True
            message = f"{finding.title} (severity {graded.severity})"
            yield _check(finding.rule, "not-met", message, finding.evidence, policy, line="findings")
    if not failed:
        yield _check("findings", "met", f"no finding reaches {enumerate_words(list(asked.fail_on))}", (), policy)


def _partial(record: AuditRecord) -> Iterator[PolicyCheck]:
    """What could not be seen and may hold terms. What can't hold any is told by the record, and asked of nobody."""
    missing = [f"{what} ({why})" for what, why in unseen(record)]
    if missing:
        shown = missing[:3] + ([f"{len(missing) - 3} more"] if len(missing) > 3 else [])
        message = f"terms may stand in what could not be seen: {enumerate_words(shown)}"
        yield PolicyCheck(rule="partial", outcome="unknown", message=message)


def unseen(record: AuditRecord) -> list[tuple[str, str]]:
    """What may hold terms that bind the model and was not seen, each with why: texts, and models it descends from."""
    listed = {file.path for file in record.files}
    found = [(u.what, str(u.reason)) for u in record.unavailable if _may_bind(u, listed)]
    told = {u.what for u in record.unavailable}
    return found + [(a.id, a.status) for a in _unaudited(record) if f"{_ANCESTOR}{a.id}" not in told]


def _unaudited(record: AuditRecord) -> list[LineageLink]:
    """The ancestors whose terms may bind the model and were not read; an owner's own models bind him to nothing.

    A record that does not say whether an ancestor was audited does not show that it was.
    """
    owner = record.subject.id.partition("/")[0].casefold()
    return [a for a in record.lineage if a.audited is not True and a.id.partition("/")[0].casefold() != owner]


def _may_bind(missing: Unavailable, listed: set[str]) -> bool:
    if missing.what.startswith(_ANCESTOR):
        file = missing.what.removeprefix(_ANCESTOR).split("/", 2)[2:]
        return not file or may_hold_terms(msgspec.structs.replace(missing, what=file[0]))
    if missing.reason == "not-found":
        return False
    return missing.what not in listed or may_hold_terms(missing)


def _check(
    rule: str,
    outcome: CheckOutcome,
    message: str,
    evidence: tuple[str, ...],
    policy: Policy,
    *,
    line: str | None = None,
) -> PolicyCheck:
    at = policy.lines.get(line or rule)
    return PolicyCheck(rule=rule, outcome=outcome, message=message, evidence=evidence, line=at)
