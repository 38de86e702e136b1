"""OA401 to OA404: a model's own terms against those of what it was made from; names and cards are made up."""

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.read.datasets import card_path
from openaudit.record import AuditRecord, Finding, Unavailable
from openaudit.snapshot import Followed, Snapshot
from tests.support.snapshots import card, snapshot

LLAMA2 = "It is a fine-tune of Llama 2."
LLAMA3 = "It is a fine-tune of Llama 3.1 8B."


def found(record: AuditRecord, rule: str) -> list[Finding]:
    return [f for f in record.findings if f.rule == rule]


def kinds(record: AuditRecord) -> set[str]:
    assert record.axes is not None
    return {r.kind for r in record.axes.restrictions}


def answer(record: AuditRecord, key: str) -> str:
    return next(q.answer for q in record.questions if q.id == key)


def test_an_open_licence_over_a_restricted_family_is_not_open() -> None:
    """MIT over Llama 2, told in prose alone: OA401 with both lines, restricted weights, the base in the lineage."""
    record = audit(snapshot(card(LLAMA2, license="mit")))
    assert record.verdict.tier == "restricted-weights"
    assert kinds(record) >= {"user-cap", "field-of-use", "no-model-training"}
    (finding,) = found(record, "OA401")
    assert finding.confidence == "medium"
    quotes = {e.id: (e.file, e.quote) for e in record.evidence}
    assert {quotes[e] for e in finding.evidence} >= {("README.md", "license: mit"), ("README.md", LLAMA2)}
    assert [(a.id, a.license) for a in record.lineage] == [("meta-llama/llama-2", "llama2")]


def test_what_only_prose_tells_has_medium_confidence() -> None:
    """Restrictions that bind through a base that only the prose names are less sure than those of the metadata."""
    record = audit(snapshot(card(LLAMA2, license="mit")))
    assert record.axes is not None
    assert {r.confidence for r in record.axes.restrictions} == {"medium"}


def test_a_name_alone_counts_for_nothing_and_is_never_clean() -> None:
    """A family that only the model's name tells restricts nothing, and leaves commercial use unknown."""
    record = audit(snapshot(card("A model.", license="mit"), model_id="acme/lyre-llama2-7b"))
    assert kinds(record) == set()
    assert answer(record, "commercial") == "unknown"
    assert [a.status for a in record.lineage] == ["only the model's name tells of it: its terms are not counted"]
    assert "was not audited" in record.verdict.summary


def test_a_name_with_a_tag_counts_and_is_said_to_be_that() -> None:
    """Name and tag agree: the family's terms are counted, with low confidence, and the finding says how it is told."""
    record = audit(snapshot(card("A model.", license="mit", tags="[llama-2]"), model_id="acme/lyre-llama2-7b"))
    (finding,) = found(record, "OA401")
    assert finding.confidence == "low"
    assert "which its name and card tell as its base" in finding.message
    assert record.axes is not None
    assert {r.confidence for r in record.axes.restrictions} == {"low"}


def test_versions_that_are_open_are_not_flagged() -> None:
    """Gemma 4 is Apache-2.0, Gemma 3 is not: only the derivative of the latter inherits restrictions."""
    new = audit(snapshot(card("It is a fine-tune of Gemma 4.", license="apache-2.0")))
    assert new.verdict.tier == "open-weights"
    assert not found(new, "OA401")
    assert found(audit(snapshot(card("It is a fine-tune of Gemma 3.", license="apache-2.0"))), "OA401")


def test_what_is_only_inherited_grants_nothing() -> None:
    """No licence over a known base: undetermined, the base's restrictions listed, commercial use unknown."""
    record = audit(snapshot(card(LLAMA2)))
    assert record.verdict.tier == "undetermined"
    assert "user-cap" in kinds(record)
    assert answer(record, "commercial") == "unknown"


def test_a_derivatives_derivative_is_bound_by_all() -> None:
    """A base that is itself a derivative hands down its own terms and its base's."""
    base = snapshot(card(LLAMA3, license="cc-by-nc-4.0"), model_id="other/harp")
    model = snapshot(card("A copy.", license="apache-2.0", base_model="other/harp"))
    record = audit(msgspec.structs.replace(model, ancestors=(Followed("other/harp", base),)))
    assert kinds(record) >= {"non-commercial", "user-cap"}
    assert answer(record, "commercial") == "no"
    assert [(a.id, a.terms) for a in record.lineage] == [
        ("other/harp", "restricted"),
        ("meta-llama/llama-3.1", "restricted"),
    ]


def test_what_was_made_of_each_ancestor_is_told() -> None:
    """A base that two parents of a merge share is one ancestor of which both were made; so is a chain told."""
    root = snapshot(card("Sings.", license="mit"), model_id="acme/root")
    harp, lyre = (
        msgspec.structs.replace(
            snapshot(card("A copy.", license="mit", base_model="acme/root"), model_id=name),
            ancestors=(Followed("acme/root", root),) if name == "other/harp" else (),
        )
        for name in ("other/harp", "other/lyre")
    )
    model = snapshot(card("A merge.", license="mit", base_model="[other/harp, other/lyre]"))
    record = audit(
        msgspec.structs.replace(model, ancestors=(Followed("other/harp", harp), Followed("other/lyre", lyre)))
    )
    assert {a.id: [(m.id, m.relation) for m in a.made or ()] for a in record.lineage} == {
        "other/harp": [(model.subject.id, "merge")],
        "acme/root": [("other/harp", "finetune"), ("other/lyre", "finetune")],
        "other/lyre": [(model.subject.id, "merge")],
    }
    assert {a.terms for a in record.lineage} == {"open"}


def test_a_base_that_nobody_read_has_unknown_terms() -> None:
    """Terms that were not seen are neither open nor restricted."""
    record = audit(snapshot(card("A copy.", license="mit", base_model="other/harp")))
    assert [(a.terms, a.audited) for a in record.lineage] == [("unknown", False)]


@pytest.mark.parametrize(("reason", "status"), [("not-found", "gone"), ("gated", "gated"), ("network", "asked")])
def test_a_base_that_could_not_be_had_is_said_so(reason: str, status: str) -> None:
    """Gone, gated and unreachable bases are told apart, and the record is partial."""
    missing = msgspec.convert({"what": "hf://other/harp", "reason": reason, "detail": "x"}, Unavailable)
    record = audit(snapshot(card("A copy.", license="mit", base_model="other/harp"), unavailable=[missing]))
    assert record.status == "partial"
    assert status in record.lineage[0].status
    assert record.lineage[0].status.endswith("not audited")
    assert answer(record, "commercial") == "unknown"


def test_a_family_in_the_id_of_a_base_that_is_gone_counts() -> None:
    """The base's own terms stay unknown, and its family's restrictions are inherited all the same."""
    record = audit(snapshot(card("A copy.", license="mit", base_model="other/harp-Llama-2-7b")))
    assert "user-cap" in kinds(record)
    assert [a.id for a in record.lineage] == ["other/harp-Llama-2-7b", "meta-llama/llama-2"]


def test_own_terms_that_are_not_known_in_full_are_not_found_wanting() -> None:
    """Where a restriction may stand in the model's own terms, OA401 does not say that it is missing."""
    record = audit(snapshot(card(f"License: Non-commercial license\n\n{LLAMA2}")))
    assert not found(record, "OA401")


def test_naming_and_display_duties_are_seen() -> None:
    """A Llama 3.1 derivative whose name and card lack what the licence asks: OA402, medium, with both asked."""
    (finding,) = found(audit(snapshot(card(LLAMA3, license="llama3.1"))), "OA402")
    assert finding.severity == "medium"
    assert "begins with “Llama”" in finding.message
    assert "“Built with Llama”" in finding.message


def test_duties_that_are_met_are_not_found() -> None:
    """The prefix in the name, the words in the card's text, and the licence beside the weights: nothing to say."""
    body = f"{LLAMA3}\n\nBuilt with Llama."
    record = audit(snapshot(card(body, license="llama3.1"), model_id="acme/Llama-3.1-Lyre", listed=("NOTICE",)))
    assert not found(record, "OA402")


def test_words_in_the_metadata_are_shown_to_nobody() -> None:
    """A copy of the licence in the gate's text has the words “Built with Llama”: they must stand in the card."""
    gate = card(LLAMA3, license="llama3.1", extra_gated_prompt="display “Built with Llama” on a website")
    assert found(audit(snapshot(gate, model_id="acme/Llama-3.1-Lyre")), "OA402")


def test_a_missing_notice_is_low_and_needs_a_list_of_files() -> None:
    """Only a copy of the licence is missing: low severity; and nothing where the files are not known."""
    model = snapshot(card(LLAMA2, license="mit"))
    (finding,) = found(audit(model), "OA402")
    assert finding.severity == "low"
    blind = msgspec.structs.replace(model, repository=msgspec.structs.replace(model.repository, files=()))
    assert not found(audit(blind), "OA402")
    assert not found(audit(snapshot(card(LLAMA2, license="mit"), listed=("LICENSE.txt",))), "OA402")


def test_restrictions_that_are_not_passed_on_are_found() -> None:
    """RAIL asks derivatives to keep its restrictions: MIT over it drops them."""
    (finding,) = found(
        audit(snapshot(card("It is a fine-tune of Stable Diffusion v1-5.", license="mit"), listed=("LICENSE-CODE",))),
        "OA402",
    )
    assert "restrictions on use" in finding.message


def test_a_base_that_no_name_leads_to_is_found() -> None:
    """Words and paths that lead to no model: OA403, the base in the lineage, nothing clean."""
    record = audit(snapshot(card("It is a fine-tune of Harpsichord-30B.", license="mit")))
    (finding,) = found(record, "OA403")
    assert "Harpsichord-30B" in finding.message
    assert finding.evidence
    assert answer(record, "commercial") == "unknown"


def data(license_: str, terms: str, **texts: str) -> Snapshot:
    return snapshot(
        card("A model.", license=license_, datasets="[acme/songs]"),
        texts={card_path("acme/songs"): f"---\nlicense: {terms}\n---\n", **texts},
    )


@pytest.mark.parametrize("terms", ["cc-by-nc-4.0", "cc-by-nc-nd-4.0", "cc-by-sa-4.0"])
def test_data_under_other_terms_are_told_as_a_dispute(terms: str) -> None:
    """NC, ND and SA data under a permissive licence: OA404, low, both lines cited, and no word of infringement."""
    record = audit(data("mit", terms))
    (finding,) = found(record, "OA404")
    assert (finding.severity, finding.confidence) == ("low", "medium")
    assert "disputed" in finding.message
    assert "infring" not in finding.message
    files = {e.id: e.file for e in record.evidence}
    assert {files[e] for e in finding.evidence} == {"README.md", "hf://datasets/acme/songs/README.md"}
    assert [(d.id, d.license, d.status) for d in record.datasets] == [
        ("acme/songs", terms, "its card names its licence")
    ]


@pytest.mark.parametrize(("own", "terms"), [("mit", "cc-by-4.0"), ("cc-by-nc-4.0", "cc-by-nc-4.0"), ("mit", "odd")])
def test_data_whose_terms_the_model_carries_are_fine(own: str, terms: str) -> None:
    """Permissive data, data under the same limit, and data whose licence nobody knows are no OA404."""
    assert not found(audit(data(own, terms)), "OA404")


def test_outputs_of_another_providers_models_are_told() -> None:
    """ShareGPT under an open licence: OA404 names whose outputs they are."""
    body = "It was trained on 70K conversations collected from ShareGPT."
    (finding,) = found(audit(snapshot(card(body, license="apache-2.0"))), "OA404")
    assert "OpenAI" in finding.message
    assert not found(audit(snapshot(card(body, license="cc-by-nc-4.0"))), "OA404")


def test_a_dataset_that_could_not_be_read_is_said_so_and_fails_nothing() -> None:
    """A gated dataset stands in the record with its reason; the audit of the model itself is complete."""
    missing = Unavailable(what=card_path("acme/songs"), reason="gated", detail="x")
    record = audit(snapshot(card("A model.", license="mit", datasets="[acme/songs]"), unavailable=[missing]))
    assert record.datasets[0].status.startswith("gated")
    assert record.status == "complete"
    assert record.unavailable == ()
