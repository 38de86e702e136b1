import datetime
from typing import Any

import msgspec
import pytest

from openaudit.policy.evaluate import evaluate, judge
from openaudit.policy.reader import preset, read_policy
from openaudit.record import AuditRecord, Dataset, LineageLink, Unavailable
from openaudit.record.policy import PolicyCheck, PolicyVerdict
from tests.support import records

TODAY = datetime.date(2026, 11, 22)
OPEN = '[policy]\ntiers = ["open-weights", "open-source", "open-science"]\n'


def held(record: AuditRecord, text: str, today: datetime.date = TODAY) -> PolicyVerdict:
    return evaluate(record, read_policy(text.encode(), "openaudit.toml"), today=today)


def check(verdict: PolicyVerdict, rule: str) -> PolicyCheck:
    return next(c for c in verdict.checks if c.rule == rule)


def under(expression: str | None) -> AuditRecord:
    """Open weights under another licence."""
    record = records.open_weights()
    licenses = tuple(records.change(c, concluded_expression=expression) for c in record.licenses)
    return records.change(record, licenses=licenses)


def with_restriction(**changes: Any) -> AuditRecord:
    """The restricted record with its user cap changed, and nothing else restricted."""
    record = records.restricted()
    assert record.axes is not None
    cap = records.change(record.axes.restrictions[0], **changes)
    return records.change(record, axes=records.change(record.axes, restrictions=(cap,)), unavailable=())


def test_a_tier_that_is_allowed_passes_and_another_does_not() -> None:
    """The tier decides, with the verdict's evidence and the line of the policy."""
    assert held(records.open_weights(), OPEN).verdict == "allowed"
    refused = held(records.restricted(), OPEN)
    assert (refused.verdict, refused.passes) == ("not-allowed", False)
    tier = check(refused, "tier")
    assert (tier.evidence, tier.line) == (records.restricted().verdict.evidence, 2)


def test_what_a_preset_allows_is_not_laid_to_a_line_of_the_file() -> None:
    """A kind that the preset allows cites no line; one that falls under `other` cites that line."""
    text = '[policy]\nextends = "commercial"\n\n[policy.restrictions]\nother = "deny"\n'
    allowed = check(held(with_restriction(kind="mutable-policy"), text), "mutable-policy")
    assert (allowed.outcome, allowed.line) == ("met", None)
    denied = check(held(with_restriction(kind="non-commercial"), text), "non-commercial")
    assert (denied.outcome, denied.line) == ("not-met", 5)


def test_unknown_fails_unless_the_policy_says_otherwise() -> None:
    """An undetermined model is unknown, never allowed; it passes only under `unknown = "warn"`."""
    strict = held(records.undetermined(), OPEN)
    assert (strict.verdict, strict.passes) == ("unknown", False)
    lenient = held(records.undetermined(), OPEN + 'unknown = "warn"\n')
    assert (lenient.verdict, lenient.passes) == ("unknown", True)


def test_a_failed_record_never_passes() -> None:
    """Of a model that could not be audited nothing is known: no policy lets it through, whatever it says."""
    verdict = held(records.failed(), OPEN + 'unknown = "warn"\n')
    assert (verdict.verdict, verdict.passes) == ("unknown", False)


@pytest.mark.parametrize(
    ("missing", "verdict"),
    [
        (Unavailable(what="hf://acme/base", reason="network", detail=""), "unknown"),
        (Unavailable(what="hf://acme/base/config.json", reason="network", detail=""), "allowed"),
        (Unavailable(what="LICENSE", reason="gated", detail=""), "unknown"),
        (Unavailable(what="config.json", reason="gated", detail=""), "allowed"),
        (Unavailable(what="https://example.org/terms", reason="network", detail=""), "unknown"),
        (Unavailable(what="LICENSE", reason="not-found", detail=""), "allowed"),
    ],
)
def test_what_could_not_be_seen_counts_where_terms_may_stand_in_it(missing: Unavailable, verdict: str) -> None:
    """A partial record is unknown where what is missing may bind the model, and only there."""
    record = records.open_weights()
    files = (*record.files, records.change(record.files[0], path="config.json"))
    record = records.change(record, status="partial", unavailable=(missing,), files=files)
    assert held(record, OPEN).verdict == verdict


@pytest.mark.parametrize(
    ("base", "audited", "verdict"),
    [
        ("other/base", False, "unknown"),
        ("other/base", msgspec.UNSET, "unknown"),
        ("other/base", True, "allowed"),
        ("Example/base", False, "allowed"),
    ],
)
def test_an_ancestor_that_nobody_audited_leaves_the_terms_unknown(base: str, audited: Any, verdict: str) -> None:
    """Terms may come from a base that was not audited; an owner's own models bind him to nothing."""
    link = LineageLink(id=base, relation="finetune", license=None, status="named, not audited", audited=audited)
    found = held(records.change(records.open_weights(), lineage=(link,)), OPEN)
    assert found.verdict == verdict
    assert verdict == "allowed" or base in check(found, "partial").message


@pytest.mark.parametrize(
    ("expression", "allowed", "outcome"),
    [
        ("Apache-2.0", '["Apache-2.0"]', "met"),
        ("Apache-2.0", '["apache-2.0"]', "met"),
        ("Apache-2.0", '["MIT"]', "not-met"),
        ("Apache-2.0 AND MIT", '["MIT"]', "not-met"),
        ("Apache-2.0 AND MIT", '["MIT", "Apache-2.0"]', "met"),
        ("GPL-3.0-only OR MIT", '["MIT"]', "met"),
        ("Apache-2.0 WITH LLVM-exception", '["Apache-2.0"]', "met"),
        ("MIT AND LicenseRef-text-0123456789ab", '["MIT"]', "not-met"),
        ("LicenseRef-scancode-llama-2-license-2023", '["llama2"]', "met"),
        (None, '["MIT"]', "unknown"),
    ],
)
def test_licences_are_held_against_the_list(expression: str | None, allowed: str, outcome: str) -> None:
    """All licences that hold together must be allowed, one of those to choose from; a licence by any of its names."""
    text = f"[policy.licenses]\nallow = {allowed}\n"
    assert check(held(under(expression), text), "license").outcome == outcome


def test_a_denied_licence_is_refused_and_others_are_not() -> None:
    """With only a list of denied licences, every other is allowed."""
    text = '[policy.licenses]\ndeny = ["AGPL-3.0-only"]\n'
    assert held(under("MIT"), text).verdict == "allowed"
    assert held(under("MIT AND AGPL-3.0-only"), text).verdict == "not-allowed"


def test_approval_by_the_osi_can_be_asked_for() -> None:
    """`approved-by` takes what the OSI approves, and not what is open by another judgment."""
    text = '[policy.licenses]\napproved-by = ["osi"]\n'
    assert held(under("Apache-2.0"), text).verdict == "allowed"
    assert held(under("CC-BY-4.0"), text).verdict == "not-allowed"


@pytest.mark.parametrize(
    ("threshold", "outcome"), [(700_000_000, "met"), (10_000_000, "met"), (9_999_999, "not-met"), (None, "unknown")]
)
def test_a_cap_is_allowed_from_a_figure_on(threshold: int | None, outcome: str) -> None:
    """A user cap at or above the bound is allowed, below it not, and without a figure unknown."""
    text = '[policy.restrictions]\nother = "allow"\nuser-cap = { above = 10_000_000 }\n'
    verdict = held(with_restriction(threshold=threshold), text)
    assert check(verdict, "user-cap").outcome == outcome
    assert check(verdict, "user-cap").line == 3


def test_amounts_of_another_currency_are_unknown() -> None:
    """No amount is converted: a bound in dollars says nothing of a cap in another currency."""
    text = '[policy.restrictions]\nrevenue-cap = { above = 1_000_000, currency = "USD" }\n'
    dollars = with_restriction(kind="revenue-cap", threshold=None, metric=None, amount=2_000_000, currency="USD")
    yuan = with_restriction(kind="revenue-cap", threshold=None, metric=None, amount=20_000_000, currency="CNY")
    assert held(dollars, text).verdict == "allowed"
    assert check(held(yuan, text), "revenue-cap").outcome == "unknown"


def test_a_territory_counts_where_it_is_needed() -> None:
    """Excluded places matter when the policy needs one of them; where they are not known, neither is the answer."""
    text = '[policy.restrictions]\nterritory = { needed = ["European Union"] }\n'
    for places, outcome in ((("European Union",), "not-met"), (("Japan",), "met"), ((), "unknown")):
        record = with_restriction(kind="territory", threshold=None, metric=None, places=places)
        assert check(held(record, text), "territory").outcome == outcome


@pytest.mark.parametrize(
    ("needed", "places", "outcome"),
    [
        ("DE", ("European Union",), "not-met"),
        ("Germany", ("European Union",), "not-met"),
        ("eu", ("France",), "not-met"),
        ("EEA", ("Norway",), "not-met"),
        ("UK", ("European Union",), "met"),
        ("UK", ("United Kingdom",), "not-met"),
        ("DE", ("The Moon",), "unknown"),
        ("DE", ("The Moon", "European Union"), "not-met"),
    ],
)
def test_places_are_held_against_places_and_not_against_words(
    needed: str, places: tuple[str, ...], outcome: str
) -> None:
    """A country is lost where the group that it is in is excluded; a place that nobody knows may be any."""
    record = with_restriction(kind="territory", threshold=None, metric=None, places=places)
    text = f'[policy.restrictions]\nterritory = {{ needed = ["{needed}"] }}\n'
    assert check(held(record, text), "territory").outcome == outcome


@pytest.mark.parametrize("component", ["code", "data", "documentation"])
def test_a_component_whose_licence_nobody_concluded_is_unknown(component: str) -> None:
    """A licence that is asked for and not known is no pass by silence."""
    record = under("MIT")
    record = records.change(record, licenses=tuple(c for c in record.licenses if c.component != component), datasets=())
    text = f'[policy.licenses]\nallow = ["MIT"]\ncomponents = ["{component}"]\n'
    assert (held(record, text).verdict, check(held(record, text), "license").outcome) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("license_", "level", "verdict"),
    [
        ("mit", "documented", "allowed"),
        ("mit", "described", "unknown"),
        ("cc-by-nc-4.0", "documented", "not-allowed"),
        ("mit, cc-by-nc-4.0", "documented", "not-allowed"),
        (None, "documented", "unknown"),
        ("house terms", "documented", "unknown"),
    ],
)
def test_datasets_stand_for_the_data(license_: str | None, level: str, verdict: str) -> None:
    """The named datasets' licences are held against the list; they are all of the data only where that is told."""
    record = under("MIT")
    assert record.axes is not None
    axes = records.change(record.axes, data=records.change(record.axes.data, level=level))
    licenses = tuple(c for c in record.licenses if c.component != "data")
    named = (Dataset(id="acme/data", license=license_, status=""),)
    record = records.change(record, axes=axes, licenses=licenses, datasets=named)
    assert held(record, '[policy.licenses]\nallow = ["MIT"]\ncomponents = ["data"]\n').verdict == verdict


def test_kinds_that_are_not_named_are_denied() -> None:
    """A table of restrictions that names one kind denies all others, each with its clause and evidence."""
    verdict = held(records.restricted(), '[policy.restrictions]\nfield-of-use = "allow"\n')
    refused = [c for c in verdict.checks if c.outcome == "not-met"]
    assert [c.rule for c in refused] == ["user-cap", "mutable-policy"]
    assert "clause 2" in refused[0].message
    assert refused[0].evidence == ("e3",)


def test_no_restrictions_of_unknown_terms_prove_nothing() -> None:
    """Where the terms are not known, that no restriction was read is unknown and not met."""
    verdict = held(records.undetermined(), "[policy.restrictions]\n" + 'non-commercial = "deny"\n')
    assert check(verdict, "restrictions").outcome == "unknown"


@pytest.mark.parametrize(
    ("frameworks", "asked", "outcome"),
    [
        ({}, 'osaid = "yes"', "unknown"),
        ({"osaid": {"conforms": "yes"}}, 'osaid = "yes"', "met"),
        ({"osaid": {"conforms": "no"}}, 'osaid = "yes"', "not-met"),
        ({"osaid": {"conforms": "unknown"}}, 'osaid = "yes"', "unknown"),
        ({"eu_ai_act": {"exempt": "no"}}, 'eu_ai_act = "yes"', "not-met"),
        ({"osai": {"score": 0.5}}, "osai = 0.5", "met"),
        ({"osai": {"score": 0.4}}, "osai = 0.5", "not-met"),
        ({"osai": {"score": None}}, "osai = 0.5", "unknown"),
        ({"osai": {"score": 0.6, "lowest": 0.4, "highest": 0.7}}, "osai = 0.5", "unknown"),
        ({"osai": {"score": 0.6, "lowest": 0.5, "highest": 0.7}}, "osai = 0.5", "met"),
        ({"osai": {"score": 0.3, "lowest": 0.3, "highest": 0.4}}, "osai = 0.5", "not-met"),
        ({"mof": {"class": "I"}}, 'mof = "II"', "met"),
        ({"mof": {"class": "III", "possible_class": "III"}}, 'mof = "II"', "not-met"),
        ({"mof": {"class": None, "possible_class": "II"}}, 'mof = "III"', "unknown"),
    ],
)
def test_frameworks_are_required(frameworks: dict[str, Any], asked: str, outcome: str) -> None:
    """A required framework is met or not as the record says; what it does not say, or can't, is unknown."""
    record = records.change(records.open_weights(), frameworks=frameworks)
    verdict = held(record, f"[policy.frameworks]\n{asked}\n")
    assert [c.outcome for c in verdict.checks if c.rule != "partial"] == [outcome]


def test_findings_fail_at_the_severity_that_the_policy_gives_them() -> None:
    """A finding fails at the threshold; the policy's own severity of a rule counts instead of the rule's."""
    record = records.restricted()
    rule = record.findings[0].rule
    assert check(held(record, '[policy.findings]\nfail-on = ["medium"]\n'), rule).outcome == "not-met"
    raised = f'[policy.findings]\nfail-on = ["high"]\n{rule} = "high"\n'
    lowered = f'[policy.findings]\nfail-on = ["medium"]\n{rule} = "low"\n'
    assert check(held(record, raised), rule).evidence == record.findings[0].evidence
    assert rule not in {c.rule for c in held(record, lowered).checks}


EXCEPTION = """
[[policy.exceptions]]
model = "example/*"
rules = ["tier"]
reason = "Written permission."
expires = 2026-11-22
"""


def test_an_exception_waives_and_is_shown() -> None:
    """While an exception holds, what it names is waived, and the verdict says by what reason and until when."""
    verdict = held(records.restricted(), OPEN + EXCEPTION)
    tier = check(verdict, "tier")
    assert tier.outcome == "waived"
    assert not [c for c in verdict.checks if c.outcome == "not-met"]
    assert tier.waiver is not None
    assert (tier.waiver.reason, tier.waiver.expires, tier.waiver.line) == ("Written permission.", "2026-11-22", 4)


def test_an_expired_exception_does_not_hold_and_is_said() -> None:
    """The day after its last an exception waives nothing, and the check names it as expired."""
    verdict = held(records.restricted(), OPEN + EXCEPTION, TODAY + datetime.timedelta(days=1))
    tier = check(verdict, "tier")
    assert (tier.outcome, tier.waiver, verdict.passes) == ("not-met", None, False)
    assert tier.expired is not None
    assert tier.expired.expires == "2026-11-22"


def test_an_exception_is_for_its_models_and_its_revision() -> None:
    """A pattern that does not match, or another revision, waives nothing."""
    other = EXCEPTION.replace("example/*", "else/*")
    assert check(held(records.restricted(), OPEN + other), "tier").outcome == "not-met"
    pinned = EXCEPTION + 'revision = "f00"\n'
    assert check(held(records.restricted(), OPEN + pinned), "tier").outcome == "not-met"


def test_a_judged_record_holds_the_verdict_and_nothing_else_changes() -> None:
    """Judging adds the verdict and takes away a digest that no longer fits."""
    record = records.change(records.open_weights(), digest="sha256:0")
    judged = judge(record, preset("osi-only"), today=TODAY)
    assert judged.policy == evaluate(record, preset("osi-only"), today=TODAY)
    assert records.change(judged, policy=record.policy, digest="sha256:0") == record
