import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.answers.disagreements import disagreements
from openaudit.audit import audit, failed
from openaudit.classify.frameworks.criteria import text
from openaudit.errors import NoSuchModel
from openaudit.record import AuditRecord
from openaudit.record.frameworks import Frameworks
from openaudit.snapshot import Snapshot
from tests.support.frameworks import bare, full, judged_ids
from tests.support.snapshots import card, snapshot


@pytest.mark.parametrize("name", ["osaid", "osai", "eu_ai_act"])
def test_each_framework_names_its_source(name: str) -> None:
    """Every criterion has a title, its place in the source, and what it asks for; ids are told once."""
    page = text(name)
    assert page.source.startswith("https://")
    assert len({c.id for c in page.criteria}) == len(page.criteria)
    assert all(c.title and c.source and c.wording for c in page.criteria)


def test_the_record_keeps_to_its_names() -> None:
    """The keys of design: `frameworks` holds mof, osaid, osai and eu_ai_act; a failed record holds none of them."""
    held = msgspec.to_builtins(audit(full()).frameworks)
    assert list(held) == ["mof", "osaid", "osai", "eu_ai_act"]
    missing = failed("acme/none", NoSuchModel("no", why="no", fix="no"), retrieved_at="2026-11-22T10:00:00Z")
    assert msgspec.to_builtins(missing.frameworks) == {}
    assert missing.frameworks == Frameworks()


@pytest.mark.parametrize("found", [full(), bare(license="mit"), bare(license="llama3.1"), snapshot(None)])
def test_all_that_is_cited_is_held(found: Snapshot) -> None:
    """Every piece of evidence that a criterion cites stands in the record."""
    record = audit(found)
    assert judged_ids(record) <= {e.id for e in record.evidence}


@given(st.text(max_size=400), st.sampled_from(["mit", "llama3.1", "other", "cc-by-nc-4.0"]))
def test_no_text_makes_a_criterion_met_without_proof(body: str, license_id: str) -> None:
    """Whatever a stranger writes, what is met, in part or not met has a reason, and what is met its proof."""
    found = audit(snapshot(card(body, license=license_id))).frameworks
    assert found.osaid is not None
    assert found.eu_ai_act is not None
    for criterion in (*found.osaid.criteria, *found.eu_ai_act.criteria):
        assert criterion.reason
        assert criterion.evidence or criterion.outcome in {"unknown", "not_applicable", "partial"}


def ids(record: AuditRecord) -> list[str]:
    return [d.id for d in disagreements(record)]


def test_an_open_licence_alone_is_told() -> None:
    """An open licence passes one framework and is not enough for the others: the criteria that lack are named."""
    record = audit(bare(license="apache-2.0"))
    assert "licence-alone" in ids(record)
    assert "low-score-in-spite-of-licence" in ids(record)
    sentence = next(d.sentence for d in disagreements(record) if d.id == "licence-alone")
    assert "“Complete description of the training data”" in sentence


def test_a_pipeline_under_a_restricted_licence_is_told() -> None:
    """A release that shares everything but the freedom scores high and does not conform."""
    found = ids(audit(full(license="bigscience-bloom-rail-1.0")))
    assert "score-in-spite-of-licence" in found
    assert "limits-for-safety" in found


def test_agreement_needs_no_words() -> None:
    """Where all frameworks say the same, nothing is explained; a failed record has nothing to explain."""
    assert ids(audit(full())) == []
    assert ids(failed("acme/none", NoSuchModel("no", why="no", fix="no"), retrieved_at="2026-11-22T10:00:00Z")) == []


def test_a_gate_is_told() -> None:
    """Gated weights are judged three ways."""
    assert "gate" in ids(audit(snapshot(card(license="mit"), gated=True)))


def test_findings_tell_what_is_missing_where_the_licence_would_do() -> None:
    """OA602 and OA603 fire as information on open licences, and not where the licence itself stands in the way."""
    fired = {f.rule: f for f in audit(bare(license="mit")).findings}
    assert fired["OA602"].severity == fired["OA603"].severity == "info"
    assert "limitations" in fired["OA603"].message
    assert not {"OA602", "OA603"} & {f.rule for f in audit(bare(license="llama3.1")).findings}
    assert not {"OA602", "OA603"} & {f.rule for f in audit(full()).findings}
