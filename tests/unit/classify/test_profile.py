"""What one user may do: each term against a profile, boundaries where the texts put them, nothing allowed unread."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openaudit.audit import audit
from openaudit.classify.profile import use
from openaudit.classify.profile.duties import judge_duty
from openaudit.classify.profile.limits import RISKS, judge
from openaudit.classify.profile.places import excluded, region
from openaudit.classify.profile.points import Judged
from openaudit.classify.terms import CARD, Ground, obligations, restrictions
from openaudit.evidence import Ledger
from openaudit.licensing import knowledge
from openaudit.record import AuditRecord, Obligation, Restriction, RestrictionKind, Unavailable
from openaudit.record.use import Answer, Profile, Use
from tests.support import records
from tests.support.snapshots import MIT, card, snapshot

# Licence, kind, field of the profile, figure, and what the text says to exactly the figure: a figure below is always
# allowed and one above never. None where the text itself was not at hand, so that nobody knows.
EDGES: tuple[tuple[str, RestrictionKind, str, int, Answer], ...] = (
    ("baichuan2-community", "user-cap", "daily_active_users", 1_000_000, "not-allowed"),
    ("bilibili-model-ula", "user-cap", "monthly_active_users", 100_000_000, "allowed"),
    ("bilibili-model-ula", "revenue-cap", "annual_revenue", 1_000_000_000, "allowed"),
    ("cogvideox-license", "user-cap", "monthly_visits", 1_000_000, "allowed"),
    ("databricks-open-model-license", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("datalab-openrail-m", "revenue-cap", "annual_revenue", 5_000_000, "allowed"),
    ("datalab-openrail-m", "size-cap", "funding", 5_000_000, "allowed"),
    ("glm-5.3", "revenue-cap", "annual_revenue", 10_000_000_000, "ask"),
    ("hyperclovax-seed", "user-cap", "monthly_active_users", 10_000_000, "allowed"),
    ("kimi-k3", "revenue-cap", "annual_revenue", 20_000_000, "allowed"),
    ("kolors", "user-cap", "monthly_active_users", 300_000_000, "allowed"),
    ("krea-2-community-license", "revenue-cap", "annual_revenue", 1_000_000, "not-allowed"),
    ("lfm1.0", "revenue-cap", "annual_revenue", 10_000_000, "not-allowed"),
    ("llama2", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("llama3", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("llama3.1", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("llama3.2", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("llama3.3", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("llama4", "user-cap", "monthly_active_users", 700_000_000, "allowed"),
    ("ltx-2-community-license-agreement", "revenue-cap", "annual_revenue", 10_000_000, "not-allowed"),
    ("ltx-2.x-community-license-agreement", "revenue-cap", "annual_revenue", 10_000_000, "not-allowed"),
    ("ltxv-open-weights-license", "revenue-cap", "annual_revenue", 10_000_000, "not-allowed"),
    ("minimax-h3-community-license-agreement", "revenue-cap", "annual_revenue", 20_000_000, "ask"),
    ("mistral-modified-mit", "revenue-cap", "monthly_revenue", 20_000_000, "allowed"),
    ("playground-v2-community", "user-cap", "monthly_active_users", 1_000_000, "allowed"),
    ("qwen", "user-cap", "monthly_active_users", 100_000_000, "allowed"),
    ("qwen3.8-max", "revenue-cap", "annual_revenue", 50_000_000, "ask"),
    ("stabilityai-ai-community", "revenue-cap", "annual_revenue", 1_000_000, "allowed"),
    ("tencent-hunyuan-3d-2.0-community", "user-cap", "monthly_active_users", 1_000_000, "allowed"),
    ("tencent-hunyuan-community", "user-cap", "monthly_active_users", 100_000_000, "allowed"),
    ("tongyi-qianwen", "user-cap", "monthly_active_users", 100_000_000, "allowed"),
)
# The display duties that begin above a size: licence, field, figure.
DISPLAY = (
    ("kimi-k2", "monthly_active_users", 100_000_000),
    ("kimi-k2", "monthly_revenue", 20_000_000),
    ("minimax-m2", "annual_revenue", 30_000_000),
    ("qwen3.8-max", "monthly_revenue", 20_000_000),
)
CAPS = {"user-cap", "revenue-cap", "size-cap"}
MERCHANT = Profile(use="commercial", deployment="hosted-service", parties=("company", "image-business"))


def ground(license_id: str) -> Ground:
    """A licence of the knowledge base as it governs a model's weights."""
    return Ground(entry=knowledge.entry(license_id), component="weights", named=(), texts=(), confidence="high")


def limit(license_id: str, kind: RestrictionKind) -> Restriction:
    """The one restriction of this kind that a licence of the knowledge base holds."""
    (found,) = (r for r in restrictions(ground(license_id), Ledger(), multimodal=None) if r.kind == kind)
    return found


def restriction(kind: RestrictionKind, **fields: object) -> Restriction:
    """A restriction of the weights with these parameters."""
    return replace(Restriction(kind=kind, component="weights", evidence=(), says="So it is."), **fields)


def said(term: Restriction, **fields: object) -> Judged:
    """What a restriction says to a user of whom this is known."""
    return judge(term, replace(Profile(), **fields), "conditional")


def licensed(license_id: str, body: str = "", **metadata: str) -> AuditRecord:
    """The audit of a model whose card names this licence."""
    return audit(snapshot(card(body, license=license_id, **metadata)))


def about(found: Use, name: str) -> Answer | None:
    """The answer of the point on this, None where there is none."""
    return next((p.answer for p in found.points if p.about == name), None)


@pytest.mark.parametrize(("license_id", "kind", "field", "figure", "exactly"), EDGES)
def test_boundaries_are_where_the_texts_put_them(
    license_id: str, kind: RestrictionKind, field: str, figure: int, exactly: Answer
) -> None:
    """One below the figure is allowed, one above is not, and exactly the figure as the text says."""
    term = limit(license_id, kind)
    profile = replace(MERCHANT, currency=term.currency or "USD")
    answers = [judge(term, replace(profile, **{field: n}), "yes").answer for n in (figure - 1, figure, figure + 1)]
    assert answers == ["allowed", exactly, "not-allowed"]


def test_every_threshold_of_the_knowledge_base_is_in_the_table() -> None:
    """A cap that is added to the knowledge base has to be added above, with its boundary."""
    held = {
        (license_id, r.kind)
        for license_id in set(knowledge.index().names.values())
        for r in knowledge.entry(license_id).license.restrictions
        if r.kind in CAPS
    }
    assert held == {(license_id, kind) for license_id, kind, *_ in EDGES}


def test_a_boundary_is_known_wherever_the_text_was_read() -> None:
    """Of a licence read in full, every threshold says what it does to exactly the figure."""
    for license_id in set(knowledge.index().names.values()):
        found = knowledge.entry(license_id).license
        terms: list[knowledge.Restriction | knowledge.Obligation] = [*found.restrictions, *found.obligations]
        counted = [t for t in terms if t.threshold is not None or t.amount is not None]
        if found.origin.read == "full":
            assert all(t.bound is not None for t in counted), license_id


@pytest.mark.parametrize(("license_id", "field", "figure"), DISPLAY)
def test_a_display_duty_begins_above_its_figure(license_id: str, field: str, figure: int) -> None:
    """Within both thresholds nothing is due; beyond either the name has to be shown."""
    (term,) = (o for o in obligations(ground(license_id), Ledger()) if o.kind == "display")
    small = replace(MERCHANT, monthly_active_users=1, annual_revenue=1, monthly_revenue=1)
    assert judge_duty(term, replace(small, **{field: figure})).answer == "allowed"
    assert judge_duty(term, replace(small, **{field: figure + 1})).answer == "allowed-with-duties"


def test_a_display_duty_of_unknown_size_is_a_duty_that_names_its_flags() -> None:
    """Who does not say how large they are may owe the display, and learns which figure settles it."""
    (term,) = (o for o in obligations(ground("kimi-k2"), Ledger()) if o.kind == "display")
    found = judge_duty(term, MERCHANT)
    assert (found.answer, found.flags) == ("allowed-with-duties", ("--mau", "--monthly-revenue"))


def test_every_kind_of_restriction_has_a_judge() -> None:
    """No kind is passed over: each gives an answer, or stands among the risks."""
    for kind in get_args(RestrictionKind):
        assert kind in RISKS or judge(restriction(kind), MERCHANT, "yes").because


def test_a_figure_that_was_not_given_is_asked_for() -> None:
    """Silence on users or revenue is never taken for few."""
    assert said(limit("llama3.1", "user-cap"), use="commercial").flags == ("--mau",)
    assert said(limit("stabilityai-ai-community", "revenue-cap")).flags == ("--annual-revenue",)
    assert said(limit("datalab-openrail-m", "size-cap"), use="commercial").flags == ("--funding",)
    assert said(restriction("size-cap", threshold=40, metric="employees")).flags == ("--employees",)
    assert said(restriction("size-cap", threshold=40, metric="devices"), employees=1).answer == "ask"
    assert said(restriction("user-cap"), monthly_active_users=1).answer == "ask"


def test_sums_in_another_currency_are_not_compared() -> None:
    """However small the revenue, in another currency it is asked about, and both currencies are named."""
    found = said(limit("stabilityai-ai-community", "revenue-cap"), annual_revenue=1, currency="EUR")
    assert found.answer == "ask"
    assert "USD" in found.because
    assert "EUR" in found.because


def test_a_larger_figure_settles_a_smaller_one() -> None:
    """Who earns less in a year than the cap of a month is within it; who earns more is asked for the month."""
    term = limit("mistral-modified-mit", "revenue-cap")
    assert said(term, annual_revenue=20_000_000).answer == "allowed"
    assert said(term, annual_revenue=20_000_001).flags == ("--monthly-revenue",)
    daily = limit("baichuan2-community", "user-cap")
    assert said(daily, use="commercial", monthly_active_users=999_999).answer == "allowed"
    assert said(daily, use="commercial", monthly_active_users=1_000_000).flags == ("--dau",)


def test_a_cap_that_counts_at_the_release_says_so() -> None:
    """Llama's cap counts once: the answer tells of which month the figure has to be."""
    assert "release" in said(limit("llama3.1", "user-cap"), monthly_active_users=1).because
    assert "release" not in said(limit("kolors", "user-cap"), monthly_active_users=1).because


def test_a_limit_on_commerce_spares_research() -> None:
    """A cap on commercial use does not bind research, and asks who names no purpose."""
    term = limit("qwen", "user-cap")
    assert said(term, use="research", monthly_active_users=10**9).answer == "allowed"
    assert said(term, use="commercial", monthly_active_users=10**9).answer == "not-allowed"
    assert said(term, monthly_active_users=10**9).flags == ("--use",)


def test_a_limit_on_some_businesses_spares_the_others() -> None:
    """What binds only those who serve the model, or public bodies, binds nobody else, and asks who they are."""
    service = limit("kimi-k3", "revenue-cap")
    large = {"use": "commercial", "annual_revenue": 10**9}
    assert said(service, deployment="internal", **large).answer == "allowed"
    assert said(service, deployment="hosted-service", **large).answer == "not-allowed"
    assert said(service, **large).flags == ("--as",)
    public = limit("open-aleph-1.0", "excluded-licensees")
    assert said(public, use="commercial", parties=("company",)).answer == "allowed"
    assert said(public, use="non-commercial", parties=("public-body",)).answer == "not-allowed"
    assert said(public, use="research", parties=("public-body",)).answer == "allowed"
    assert said(public, use="commercial").flags == ("--who",)
    both = limit("qwen-community-1.0", "excluded-licensees")
    assert said(both, deployment="internal", parties=("work-assistant",)).answer == "not-allowed"
    assert said(both, deployment="internal").flags == ("--who",)


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("non-commercial", {"commercial": "not-allowed", "research": "allowed", "non-commercial": "allowed"}),
        ("research-only", {"commercial": "not-allowed", "research": "allowed", "personal": "not-allowed"}),
    ],
)
def test_purposes(kind: RestrictionKind, answers: dict[str, Answer]) -> None:
    """A restriction of purpose lets its own purposes pass, and asks who names none."""
    assert {purpose: said(restriction(kind), use=purpose).answer for purpose in answers} == answers
    assert said(restriction(kind)).flags == ("--use",)


def test_who_runs_it_and_how() -> None:
    """Hosting, production and individuals are judged by what was said of them, and asked about else."""
    hosting = restriction("no-hosting")
    modes = {"internal": "allowed", "evaluation": "allowed", "hosted-service": "not-allowed", "product": "ask"}
    assert {mode: said(hosting, deployment=mode).answer for mode in modes} == modes
    assert said(hosting).flags == ("--as",)
    production = restriction("non-production")
    modes = {"internal": "ask", "evaluation": "allowed", "hosted-service": "not-allowed", "product": "not-allowed"}
    assert {mode: said(production, deployment=mode).answer for mode in modes} == modes
    alone = restriction("individuals-only")
    assert said(alone, parties=("individual",), use="personal").answer == "allowed"
    assert said(alone, parties=("individual",), use="commercial").answer == "not-allowed"
    assert said(alone, parties=("company",)).answer == "not-allowed"
    assert said(alone).flags == ("--who", "--use")


def test_what_is_done_with_it() -> None:
    """Training others, passing on and changing bind those who say that they do so."""
    assert said(limit("llama3", "no-model-training"), train_models=True).answer == "not-allowed"
    assert said(limit("llama3", "no-model-training")).answer == "allowed"
    assert said(limit("flux-1-dev-non-commercial-license", "no-model-training"), train_models=True).answer == "ask"
    assert said(restriction("no-redistribution"), redistribute=True).answer == "not-allowed"
    assert said(restriction("no-redistribution")).answer == "allowed"
    assert said(restriction("no-derivatives"), modify=True).answer == "ask"
    assert said(restriction("no-derivatives"), modify=True, redistribute=True).answer == "not-allowed"
    assert judge(restriction("no-derivatives"), Profile(modify=True), "no").answer == "not-allowed"
    assert said(restriction("no-compete")).flags == ("--competes",)
    assert said(restriction("no-compete"), competes=True).answer == "not-allowed"
    assert said(restriction("no-compete"), competes=False).answer == "allowed"


def test_places_are_held_against_each_other_by_country() -> None:
    """A member is in its union, a union holds its members, and a place that is not understood is asked about."""
    term = restriction("territory", places=("European Union", "United Kingdom"))
    answers = {"EU": "not-allowed", "DE": "not-allowed", "GB": "not-allowed", "EEA": "not-allowed", "US": "allowed"}
    assert {code: said(term, regions=(code,)).answer for code in answers} == answers
    assert said(term, regions=("CH",)).answer == "allowed"
    assert said(term, regions=("US", "FR")).answer == "not-allowed"
    assert said(term).flags == ("--region",)
    assert said(restriction("territory", places=("Atlantis",)), regions=("US",)).answer == "ask"
    assert said(restriction("territory"), regions=("US",)).answer == "ask"


def test_every_place_of_the_knowledge_base_is_understood() -> None:
    """No licence excludes a place that the table of places does not know."""
    for license_id in set(knowledge.index().names.values()):
        for term in knowledge.entry(license_id).license.restrictions:
            assert excluded(("US",), term.places)[1] == (), license_id


def test_the_union_has_its_members() -> None:
    """The EU is of 27 states, with the parts that have codes of their own; neither Britain nor Norway is in it."""
    apart = {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
    members = {code for code in all_codes() if excluded((code,), ("European Union",))[0]}
    assert len(members - apart) == 27
    assert apart <= members
    assert {"GB", "NO", "CH"}.isdisjoint(members)


def all_codes() -> list[str]:
    """Every pair of letters that is a country's code."""
    letters = [chr(n) for n in range(ord("A"), ord("Z") + 1)]
    return [a + b for a in letters for b in letters if region(a + b) == a + b and a + b != "EU"]


def test_what_only_the_card_says_is_asked_about() -> None:
    """Whether a card's own words bind is open, and so is a term known from hearsay."""
    assert said(restriction("non-commercial", basis=CARD), use="commercial").answer == "ask"
    assert said(restriction("non-commercial", confidence="low"), use="commercial").answer == "ask"


def test_duties_are_due_once_something_leaves_the_house() -> None:
    """In the house nothing has to be shown or passed on; acceptance is owed by all."""
    notice = Obligation(kind="notice", component="weights", evidence=())
    assert judge_duty(notice, Profile(deployment="internal")).answer == "allowed"
    assert judge_duty(notice, Profile(deployment="internal", redistribute=True)).answer == "allowed-with-duties"
    assert judge_duty(notice, Profile()).answer == "allowed-with-duties"
    accept = Obligation(kind="acceptance", component="weights", evidence=())
    assert judge_duty(accept, Profile(deployment="internal")).answer == "allowed-with-duties"


def test_an_open_licence_allows() -> None:
    """Under MIT a commercial service is allowed with the notice, and use in the house without any duty."""
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": MIT}))
    service = use(record, Profile(use="commercial", deployment="hosted-service", regions=("EU",), train_models=True))
    assert service.answer == "allowed-with-duties"
    assert use(record, Profile(use="commercial", deployment="internal", regions=("EU",))).answer == "allowed"


def test_the_strictest_term_decides_and_each_point_has_its_clause_and_evidence() -> None:
    """A cap that is passed outweighs all else; clause and evidence are those of the record."""
    record = licensed("llama3.1")
    found = use(record, Profile(use="commercial", monthly_active_users=700_000_001))
    assert found.answer == "not-allowed"
    assert found.points[0].clause == "§2"
    held = {e.id for e in record.evidence}
    assert all(set(p.evidence) <= held and p.evidence for p in found.points)
    assert use(record, Profile(use="commercial", monthly_active_users=5)).answer == "allowed-with-duties"
    assert use(record, Profile(use="commercial")).answer == "ask"


def test_what_can_end_it_is_a_risk_beside_the_answer() -> None:
    """Terms that can change and suits that end rights are told, and decide nothing."""
    found = use(licensed("llama3.1"), Profile(use="commercial", monthly_active_users=5))
    assert {r.kind for r in found.risks} == {"mutable-policy", "patent-retaliation"}
    assert {"mutable-policy", "patent-retaliation"}.isdisjoint(p.about for p in found.points)


def test_inherited_restrictions_count() -> None:
    """MIT over Llama 2 has the cap of Llama 2, and its ban on training other models."""
    record = licensed("mit", base_model="meta-llama/Llama-2-7b-hf")
    found = use(record, Profile(use="commercial", monthly_active_users=800_000_000, train_models=True))
    assert found.answer == "not-allowed"
    assert about(found, "user-cap") == about(found, "no-model-training") == "not-allowed"


@pytest.mark.parametrize(
    "record",
    [
        licensed("other"),
        audit(snapshot("# No licence at all")),
        audit(snapshot(card(base_model="meta-llama/Llama-2-7b-hf"))),
        audit(
            snapshot(card(license="mit"), unavailable=(Unavailable(what="LICENSE", reason="network", detail="down"),))
        ),
        licensed("mit", base_model="somebody/unheard-of"),
        records.closed(),
        records.failed(),
        records.undetermined(),
    ],
    ids=["other", "none", "inherited-only", "unread", "unknown-base", "closed", "failed", "undetermined"],
)
def test_nothing_is_allowed_for_want_of_knowledge(record: AuditRecord) -> None:
    """Terms that nobody read are asked about, for every purpose."""
    for purpose in ("commercial", "research", None):
        small = Profile(
            use=purpose,
            deployment="internal",
            regions=("US",),
            monthly_active_users=1,
            annual_revenue=1,
            parties=("company",),
        )
        assert use(record, small).answer == "ask"


@given(st.sampled_from(EDGES), st.integers(0, 10**11), st.integers(0, 10**11))
def test_to_grow_never_helps(edge: tuple[str, RestrictionKind, str, int, Answer], one: int, other: int) -> None:
    """Whoever has more users or revenue is never allowed more."""
    license_id, kind, field, _figure, _exactly = edge
    term = limit(license_id, kind)
    profile = replace(MERCHANT, currency=term.currency or "USD")
    rank = {"allowed": 0, "ask": 1, "not-allowed": 2}
    small, large = (rank[judge(term, replace(profile, **{field: n}), "yes").answer] for n in sorted((one, other)))
    assert small <= large
