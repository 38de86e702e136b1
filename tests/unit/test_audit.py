import jsonschema
import msgspec
import pytest

from openaudit.audit import audit, failed
from openaudit.errors import NoSuchModel
from openaudit.record import AuditRecord, Unavailable, json_schema
from openaudit.snapshot import Snapshot
from tests.support.snapshots import MIT, STRANGE, card, snapshot


def kinds(record: AuditRecord) -> set[str]:
    assert record.axes is not None
    return {r.kind for r in record.axes.restrictions}


def rules(record: AuditRecord) -> set[str]:
    return {f.rule for f in record.findings}


def test_open_licence_gives_open_weights() -> None:
    """An OSI licence in the metadata makes open weights, with the line that says so as evidence."""
    record = audit(snapshot(card(license="apache-2.0")))
    assert record.verdict.tier == "open-weights"
    assert record.verdict.evidence
    cited = {e.id: e for e in record.evidence}
    assert any(cited[e].quote == "license: apache-2.0" for e in record.verdict.evidence)


def test_restricted_licence_shows_cap_and_clause() -> None:
    """A licence with a user cap gives restricted weights, with threshold, clause and evidence."""
    record = audit(snapshot(card(license="llama3.1")))
    assert record.verdict.tier == "restricted-weights"
    assert record.axes is not None
    cap = next(r for r in record.axes.restrictions if r.kind == "user-cap")
    assert cap.threshold == 700_000_000
    assert cap.clause is not None
    assert cap.evidence
    assert "OA301" in rules(record)


def test_no_licence_is_undetermined_and_said() -> None:
    """Without any licence the tier is undetermined and OA201 fires; nothing is granted."""
    record = audit(snapshot(card("# A model", language="en")))
    assert record.verdict.tier == "undetermined"
    assert "OA201" in rules(record)
    assert {q.answer for q in record.questions if q.id in {"commercial", "modify", "share"}} == {"unknown"}


def test_no_weights_is_closed() -> None:
    """A repository without weights is closed, whatever its licence."""
    record = audit(snapshot(card(license="mit"), weights=()))
    assert record.verdict.tier == "closed"
    assert "OA501" in rules(record)


def test_unread_card_is_never_clean() -> None:
    """When the card could not be had, the record is partial, undetermined, and does not say that no licence exists."""
    missing = Unavailable(what="README.md", reason="network", detail="timed out")
    record = audit(snapshot(None, unavailable=[missing]))
    assert record.status == "partial"
    assert record.verdict.tier == "undetermined"
    assert "OA201" not in rules(record)


def test_file_that_differs_from_metadata_binds() -> None:
    """Apache-2.0 in the metadata over another licence's file: OA203, both cited, the strictest governs."""
    record = audit(snapshot(card(license="cc-by-nc-4.0"), texts={"LICENSE": MIT}))
    assert "OA203" in rules(record)
    assert kinds(record) >= {"non-commercial"}
    assert record.verdict.tier == "restricted-weights"


def test_unknown_licence_text_is_not_open() -> None:
    """A licence file that nothing known matches leaves the terms unknown, whatever the metadata names."""
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": STRANGE}))
    assert record.verdict.tier == "undetermined"
    weights = next(c for c in record.licenses if c.component == "weights")
    assert weights.concluded_expression is None


def test_modified_standard_licence_is_found() -> None:
    """A clause slipped into a standard licence raises OA204 with the added words, and the tier is not open."""
    text = MIT.replace(
        "THE SOFTWARE IS",
        "Companies with more than one million customers need a written contract with us.\n\nTHE SOFTWARE IS",
    )
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": text}))
    assert "OA204" in rules(record)
    cited = {e.id: e.quote for e in record.evidence}
    finding = next(f for f in record.findings if f.rule == "OA204")
    assert any("one million customers" in " ".join(cited[e].split()) for e in finding.evidence)
    assert record.verdict.tier == "undetermined"


def test_added_words_that_restrict_are_read() -> None:
    """A user cap added to a standard licence is a restriction with its number, and the tier is restricted."""
    text = (
        MIT + "\nIf your product has more than 100 million monthly active users, you must request a licence from us.\n"
    )
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": text}))
    assert record.verdict.tier == "restricted-weights"
    assert record.axes is not None
    cap = next(r for r in record.axes.restrictions if r.kind == "user-cap")
    assert (cap.threshold, cap.confidence) == (100_000_000, "medium")
    quotes = {e.id: e.quote for e in record.evidence}
    assert "100 million monthly active users" in quotes[cap.evidence[0]]


def test_an_added_display_duty_leaves_the_licence_open() -> None:
    """A duty to show a name above a size is a duty, not a cap: OA204 fires, and the weights stay open."""
    duty = "If your product has more than 100 million monthly active users, you shall prominently display “Foo” in it."
    record = audit(snapshot(card(license="mit"), texts={"LICENSE": f"{MIT}\n{duty}\n"}))
    assert record.verdict.tier == "open-weights"
    assert "OA204" in rules(record)
    assert record.axes is not None
    assert [o.threshold for o in record.axes.obligations if o.kind == "display"] == [100_000_000]


CUSTOM = """Acme Model License Agreement

1. Grant. Acme grants you a worldwide, royalty-free license to use, copy, modify and distribute the Model.

2. Commercial use. You shall not use the Model or its derivatives for any commercial purpose.

3. Termination. Acme may terminate this agreement at any time, for any reason, without a breach.
"""


def test_an_unknown_licence_is_read_clause_by_clause() -> None:
    """A licence that nobody has a name for: OA206, its restrictions with clause, quote and medium confidence."""
    record = audit(snapshot(card(license="other", license_name="acme"), texts={"LICENSE": CUSTOM}))
    assert record.verdict.tier == "restricted-weights"
    assert "OA206" in rules(record)
    assert record.axes is not None
    found = {r.kind: r for r in record.axes.restrictions}
    assert set(found) >= {"non-commercial", "termination-at-will"}
    assert found["non-commercial"].confidence == "medium"
    quotes = {e.id: e for e in record.evidence}
    assert "commercial purpose" in quotes[found["non-commercial"].evidence[0]].quote


def test_terms_of_access_restrict_like_a_licence() -> None:
    """What the gate makes a reader agree to is part of the terms, with the card's line."""
    prompt = "extra_gated_prompt: You agree not to distribute the model, and to use it only for academic research."
    record = audit(snapshot(f"---\nlicense: mit\n{prompt}\n---\n", gated=True))
    assert record.verdict.tier == "restricted-weights"
    assert kinds(record) >= {"research-only"}


def test_code_licence_does_not_cover_the_weights() -> None:
    """LICENSE-CODE is the code's licence; the weights stay under what the metadata says."""
    record = audit(snapshot(card(license="cc-by-nc-4.0"), texts={"LICENSE-CODE": MIT}))
    assert "OA203" not in rules(record)
    assert kinds(record) == {"non-commercial"}
    code = next(c for c in record.licenses if c.component == "code")
    assert code.detected_expression == "MIT"


def test_placeholder_is_resolved_by_name() -> None:
    """`other` with a known `license_name` is that licence."""
    record = audit(snapshot(card(license="other", license_name="llama3")))
    assert record.verdict.tier == "restricted-weights"
    assert "no-model-training" in kinds(record)


def test_custom_licence_without_text() -> None:
    """`other` with an unknown name and no text: OA205 and undetermined."""
    record = audit(snapshot(card(license="other", license_name="acme-secret-license")))
    assert "OA205" in rules(record)
    assert record.verdict.tier == "undetermined"


def test_custom_licence_that_could_not_be_fetched_is_not_called_missing() -> None:
    """A licence file that was refused is unavailable, not absent: OA205 stays silent and the record is partial."""
    gated = Unavailable(what="LICENSE", reason="gated", detail="access must be granted")
    record = audit(snapshot(card(license="other", license_name="acme-secret-license"), unavailable=[gated]))
    assert "OA205" not in rules(record)
    assert record.status == "partial"


def test_licence_only_in_prose_counts() -> None:
    """A licence that only the card's text names is declared, and no gap is reported for want of one."""
    record = audit(snapshot(card("The model is released under the Apache 2.0 license.", language="en")))
    assert record.verdict.tier == "open-weights"
    assert "OA201" not in rules(record)


def test_prose_that_names_another_licence() -> None:
    """Metadata MIT, prose CC BY-NC 4.0: OA103 with both sides cited."""
    record = audit(snapshot(card("This model is licensed under CC BY-NC 4.0.", license="mit")))
    finding = next(f for f in record.findings if f.rule == "OA103")
    assert len(finding.evidence) == 2


def test_open_claim_under_restricted_licence() -> None:
    """A card that says "fully open source" over a non-commercial licence raises OA101 and quotes the sentence."""
    record = audit(snapshot(card("We present Foo, a fully open source model.", license="cc-by-nc-4.0")))
    finding = next(f for f in record.findings if f.rule == "OA101")
    cited = {e.id: e.quote for e in record.evidence}
    assert any("fully open source" in cited[e] for e in finding.evidence)


def test_comparison_is_no_claim() -> None:
    """A comparison with open-source models is no claim about this one."""
    record = audit(snapshot(card("Foo outperforms all open-source models.", license="cc-by-nc-4.0")))
    assert "OA101" not in rules(record)


def test_territory_binds_only_what_it_names() -> None:
    """An exclusion of multimodal models binds a model that sees images, and not one that only reads."""
    seeing = audit(snapshot(card(license="llama3.2", pipeline_tag="image-text-to-text")))
    reading = audit(snapshot(card(license="llama3.2", pipeline_tag="text-generation")))
    assert "territory" in kinds(seeing)
    assert "territory" not in kinds(reading)
    answers = {q.id: q.answer for q in seeing.questions}
    assert answers["eu"] == "no"


def test_a_region_that_was_not_understood_is_no_yes() -> None:
    """Where a licence was read clause by clause and not all of it understood, no answer claims the whole EU."""
    text = CUSTOM + "\n4. Reach. This agreement does not reach whoever sits in France or in Germany.\n"
    record = audit(snapshot(card(license="other", license_name="acme"), texts={"LICENSE": text}))
    assert {q.id: q.answer for q in record.questions}["eu"] != "yes"


def test_gated_weights() -> None:
    """Gating makes the weights gated and the download conditional; it is no restriction of the licence."""
    record = audit(snapshot(card(license="mit"), gated=True))
    assert record.axes is not None
    assert record.axes.weights.level == "gated"
    assert {q.id: q.answer for q in record.questions}["download"] == "conditional"
    assert record.axes.restrictions == ()


def test_base_model_that_was_not_followed_is_told() -> None:
    """A derivative's verdict says that what it inherits was not audited."""
    record = audit(snapshot(card(license="mit", base_model="other/base")))
    assert [link.id for link in record.lineage] == ["other/base"]
    assert "other/base" in record.verdict.summary
    assert "not audited" in record.verdict.summary


def test_failed_record_looks_like_nothing_but_a_failure() -> None:
    """A model that does not exist gets no axes, no findings, and its reason."""
    error = NoSuchModel("acme/none is not on the Hub", why="no such repository", fix="check the spelling")
    record = failed("acme/none", error, retrieved_at="2026-11-22T10:00:00Z")
    assert record.status == "failed"
    assert record.axes is None
    assert record.unavailable[0].reason == "not-found"
    assert "Not audited" in record.verdict.summary


EXAMPLES = {
    "open": snapshot(card("Trained on 3 trillion tokens.", license="apache-2.0", datasets="[a/b]")),
    "restricted": snapshot(card(license="llama4"), gated=True),
    "modified": snapshot(card(license="mit"), texts={"LICENSE": MIT + "\nDo not use it on Mondays, or for profit.\n"}),
    "bare": snapshot(None, weights=()),
    "hostile": snapshot("---\nlicense: [mit, {a: b}, 3]\nbase_model: {x: [1]}\ndatasets: 5\n---\n\x1b[31mred\x00"),
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_records_keep_to_the_published_schema(example: Snapshot) -> None:
    """Every record validates against the JSON Schema that is published."""
    jsonschema.validate(msgspec.json.decode(msgspec.json.encode(audit(example))), json_schema())


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_same_snapshot_gives_the_same_bytes(example: Snapshot) -> None:
    """Auditing is deterministic to the byte."""
    assert msgspec.json.encode(audit(example)) == msgspec.json.encode(audit(example))


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_cited_id_is_there_and_every_quote_stands_in_its_file(example: Snapshot) -> None:
    """Evidence is closed: ids resolve, hashes are the files', quotes are words of the cited lines."""
    record = audit(example)
    known = {e.id for e in record.evidence}
    assert {e for f in record.findings for e in f.evidence} <= known
    assert {e for q in record.questions for e in q.evidence} <= known
    files = {t.path: t for t in (*example.texts, example.repository_text)}
    for item in record.evidence:
        if item.file in files:
            assert item.sha256 == files[item.file].sha256
            text = " ".join(files[item.file].data.decode("utf-8-sig", "replace").replace("\0", "\ufffd").split())
            assert " ".join(item.quote.removesuffix(" …").split()) in text


def tagged(record_card: str, *tags: str, **more: object) -> Snapshot:
    made = snapshot(record_card, **more)  # type: ignore[arg-type]
    return msgspec.structs.replace(made, repository=msgspec.structs.replace(made.repository, tags=tags))


def test_licence_that_only_the_hubs_tags_tell() -> None:
    """Where the card has no metadata at hand, the Hub's tags declare the licence, with the tag's line as evidence."""
    record = audit(tagged("# A model\n", "license:apache-2.0"))
    assert record.verdict.tier == "open-weights"
    assert "OA201" not in rules(record)
    assert any("license:apache-2.0" in e.quote for e in record.evidence)


def test_metadata_come_before_the_hubs_tags() -> None:
    """A tag adds nothing to what the card's own metadata declare."""
    record = audit(tagged(card(license="mit"), "license:llama2"))
    assert record.verdict.tier == "open-weights"


def test_unknown_licence_that_the_card_limits_is_restricted() -> None:
    """A declared licence that nobody knows, and a card that says non-commercial as its term: restricted weights."""
    record = audit(snapshot(card("The model may not be used for commercial purposes.", license="other")))
    assert record.verdict.tier == "restricted-weights"
    assert "non-commercial" in record.verdict.reasons


def test_no_licence_that_the_card_limits_is_undetermined() -> None:
    """A prohibition grants nothing: without any licence the tier stays undetermined."""
    record = audit(snapshot(card("The model may not be used for commercial purposes.", language="en")))
    assert record.verdict.tier == "undetermined"


def test_metadata_of_the_code_do_not_open_the_weights() -> None:
    """Where the text gives the metadata's licence to the code and a stricter one to the weights, that one governs."""
    body = "The code is released under the MIT License. The model weights are released under CC BY-NC 4.0."
    assert audit(snapshot(card(body, license="mit"))).verdict.tier == "restricted-weights"


def test_weights_of_an_adapter_by_tag_or_by_word() -> None:
    """Metadata or a sentence that call the weights an adapter's raise OA502; talk of adapters does not."""
    assert "OA502" in rules(audit(snapshot(card(license="mit", library_name="peft"))))
    assert "OA502" in rules(audit(snapshot(card("This is the LoRA adapter of a fine-tune.", license="mit"))))
    assert "OA502" not in rules(audit(snapshot(card("It can be tuned with an adapter.", license="mit"))))


@pytest.mark.parametrize(
    ("name", "fires"), [("thing-7B-GPTQ", True), ("thing-4.0bpw-exl2", True), ("gptq-study", False)]
)
def test_quantised_by_name(name: str, fires: bool) -> None:
    """A repository named for a method of quantising after training has quantised weights only."""
    record = audit(snapshot(card(license="mit"), model_id=f"acme/{name}"))
    assert ("OA503" in rules(record)) is fires
