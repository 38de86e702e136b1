import base64
import hashlib
import json
import re

import pytest

from openaudit.audit import audit
from openaudit.cli.passages import passages
from openaudit.record import AuditRecord, Unavailable
from openaudit.record.policy import Waiver
from openaudit.report.html import HtmlFormatter
from openaudit.report.html.dimensions import STEPS, dimensions
from openaudit.report.html.names import file_names
from openaudit.report.html.wheel import HUB, RIM, segments
from tests.support import frameworks, records
from tests.support.pages import Page, inert, ruled
from tests.support.records import change
from tests.support.snapshots import card, snapshot

TOLD = "It sings.\n\nThis is a fully open source model.\n\nThe moon is up tonight."


def page(record: AuditRecord) -> Page:
    return inert(HtmlFormatter().format([record]), scripts=0)


def data(*of: AuditRecord) -> dict[str, list[list[object]]]:
    found: dict[str, list[list[object]]] = json.loads(inert(HtmlFormatter().format(of), scripts=2).scripts[0])
    return found


@pytest.mark.parametrize("record", records.all_kinds(), ids=lambda r: r.subject.id)
def test_the_verdict_is_told_first(record: AuditRecord) -> None:
    """The model's name is the heading, and its verdict in one sentence comes before anything else."""
    text = page(record).text
    assert text.index(record.subject.id.rpartition("/")[2]) < text.index(record.verdict.summary)
    assert "How open it is" not in text[: text.index(record.verdict.summary)]


@pytest.mark.parametrize("record", [*records.all_kinds(), audit(frameworks.full())], ids=lambda r: r.subject.id)
def test_every_link_on_the_page_leads_somewhere(record: AuditRecord) -> None:
    """What is cited by its place is an anchor on the page, and no two things share one."""
    found = page(record)
    ids = found.ids()
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(ids)
    assert {e.id for e in record.evidence} <= set(ids)


def test_evidence_has_its_file_lines_hash_and_address() -> None:
    """Each piece tells the file, its SHA-256 and lines, and leads to the Hub at the audited revision."""
    found = page(records.restricted())
    assert records.LICENSE in found.text
    revision = "0e9e39f249a16976918f6564b8830bc894c89659"
    assert any(f"/blob/{revision}/" in link and "#L" in link for link in found.links)


def test_a_model_that_failed_shows_no_axes() -> None:
    """Nothing was seen, so there is no wheel, no place on the spectrum, and no tier."""
    found = page(records.failed())
    assert "Not audited" in found.text
    assert "How open it is" not in found.text
    assert "restricted weights" not in found.text
    assert not [a for _, a in found.tags if a.get("aria-label") == "Openness wheel"]


def test_a_partial_audit_says_so_at_the_top() -> None:
    """What was not seen is told beside the verdict, and listed."""
    text = page(records.undetermined()).text
    assert text.index("Partial audit.") < text.index("How open it is")
    assert "https://wren.example/license" in text


def test_the_wheel_says_in_words_what_it_shows() -> None:
    """Every segment has its name and level as text, and a screen reader hears them all."""
    found = page(records.restricted())
    label = next(a["aria-label"] for _, a in found.tags if a.get("class") == "wheel")
    for dimension in dimensions(records.restricted()):
        assert f"{dimension.title}: {dimension.word}" in label


def test_what_is_not_known_is_neither_open_nor_closed() -> None:
    """An unknown freedom has no fullness, and so has a restriction that could not be read."""
    states = {d.key: d.state for d in dimensions(records.undetermined())}
    assert states["use"] == states["restrictions"] == "unknown"
    assert {d.key: d.steps for d in dimensions(records.open_weights())}["use"] == STEPS


def test_no_licence_is_said_to_allow_what_nobody_knows() -> None:
    """What limits an undetermined model is told as a limit, never as something that a licence grants."""
    record = records.restricted()
    undetermined = change(record, verdict=change(record.verdict, tier="undetermined"))
    assert any("the licence allows it" in d.says for d in dimensions(record))
    assert not any("the licence allows it" in d.says for d in dimensions(undetermined))


def test_segments_fill_as_far_as_they_are_open() -> None:
    """A full segment reaches the rim, one of a third goes a third of the way, an empty one has no filled part."""
    by_word = {s.word: s for s in segments(dimensions(records.restricted()))}
    assert f"A{HUB + (RIM - HUB) / 3:g} " in by_word["gated"].filled
    assert f"A{RIM:g} " in by_word["yes"].filled
    assert by_word["3"].filled == ""


def test_quotes_stand_in_their_context_only_with_the_file_at_hand() -> None:
    """With the snapshot the lines around a quote are shown, the quote marked; from the record alone, the quote."""
    snap = snapshot(card(TOLD, license="llama3.1"))
    record = audit(snap)
    alone = HtmlFormatter().format([record])
    around = HtmlFormatter().within(passages(snap)).format([record])
    assert "The moon is up tonight." not in alone
    assert "The lines around them are shown where" in alone
    assert "The moon is up tonight." in around
    assert re.search(r"<mark>[^<]*fully open source model", around)


def test_a_file_of_another_hash_is_no_context() -> None:
    """Lines are shown only of the very bytes that the record cites."""
    snap = snapshot(card(TOLD, license="llama3.1"))
    other = {digest[::-1]: lines for digest, lines in passages(snap).items()}
    assert "The moon is up tonight." not in HtmlFormatter().within(other).format([audit(snap)])


def test_the_frameworks_stand_side_by_side() -> None:
    """Each framework has its verdict and every criterion with its outcome and reason."""
    record = audit(frameworks.full())
    text = page(record).text
    assert record.frameworks.osaid is not None
    for title in ("Model Openness Framework 1.0", "Open Source AI Definition 1.0", "European Open Source AI Index"):
        assert title in text
    for criterion in record.frameworks.osaid.criteria:
        assert criterion.title in text
        assert " ".join(criterion.reason.split()) in text


def test_the_policy_of_the_page_names_its_own_style_and_script() -> None:
    """The Content-Security-Policy allows the page's own style and script by their hash, and no address at all."""
    text = HtmlFormatter().format(records.all_kinds())
    found = Page(text)
    policy = next(a["content"] for _, a in found.tags if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style
    for source in (style[1], found.scripts[1]):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe" not in policy


def test_the_list_counts_every_model_once() -> None:
    """Tiers over the list add up to it; failed ones are a tier of their own, and have no dimension."""
    found = inert(HtmlFormatter().format(records.all_kinds()), scripts=2)
    rows = json.loads(found.scripts[0])["rows"]
    assert [row[0] for row in rows] == [r.subject.id for r in records.all_kinds()]
    failed = next(row for row in rows if row[3] == "failed")
    assert failed[9] == []
    assert "could not be audited" in found.text
    counted = re.findall(
        r"(open science|open source|open weights|restricted weights|closed|undetermined|not audited) (\d+)", found.text
    )
    assert sum(int(n) for _, n in counted[:7]) == len(rows)


def test_the_list_leads_to_the_hub_when_it_is_alone() -> None:
    """One page links to the models' own addresses, a folder to the page of each."""
    assert data(*records.all_kinds())["rows"][0][1] == "https://huggingface.co/example/Lark-3.1-8B"
    files = dict(HtmlFormatter().files(records.all_kinds()))
    assert list(files) == [*file_names(records.all_kinds()), "index.html"]
    rows = json.loads(inert(files["index.html"], scripts=2).scripts[0])["rows"]
    assert rows[0][1] == "models/example--Lark-3.1-8B.html"
    assert "../index.html" in inert(files["models/example--Lark-3.1-8B.html"], scripts=0).links


def test_two_audits_of_one_model_have_two_pages() -> None:
    """The same id twice, or in another case, does not overwrite the first."""
    record = records.closed()
    other = change(record, subject=change(record.subject, id=record.subject.id.upper()))
    assert len({name.casefold() for name in file_names([record, record, other])}) == 3


def test_a_class_that_is_not_ruled_out_is_unknown() -> None:
    """The heat map calls no MOF class none only where what was not seen leaves no room for one."""
    record = audit(frameworks.full())
    mof = record.frameworks.mof
    assert mof is not None
    for possible, word in (("III", "unknown"), (None, "none")):
        held = change(record.frameworks, mof=change(mof, class_=None, possible_class=possible))
        assert data(change(record, frameworks=held), record)["rows"][0][10] == word


def test_a_waiver_shows_its_reason_and_day() -> None:
    """What is waived is called so, with the reason and the last day; the list does not call it plainly allowed."""
    waiver = Waiver(reason="agreed with legal", expires="2027-01-31", line=9)
    text = page(ruled("waived", "allowed", waiver=waiver)).text
    assert "waived" in text
    assert "Waived until 2027-01-31 : agreed with legal" in text
    assert data(ruled("waived", "allowed", waiver=waiver), records.closed())["rows"][0][-1] == "with waivers"


def test_an_expired_exception_is_told() -> None:
    """An exception whose day has passed does not hold, and the page says that there was one."""
    expired = Waiver(reason="a trial", expires="2026-01-31", line=9)
    text = page(ruled("not-met", "not-allowed", expired=expired)).text
    assert "An exception for this expired on 2026-01-31" in text
    assert text.index("a cap on users") < text.index("the tier is allowed")


def test_without_a_policy_none_is_shown() -> None:
    """No verdict of a policy is made up where none was asked for."""
    assert " Policy " not in page(records.restricted()).text
    assert json.loads(inert(HtmlFormatter().format(records.all_kinds()), scripts=2).scripts[0])["policy"] == -1


def test_the_index_s_wheel_is_numbered_as_its_table() -> None:
    """Titles too long for the drawing are numbers there, and the same numbers stand before them in the table."""
    record = audit(frameworks.full())
    assert record.frameworks.osai is not None
    text = page(record).text
    for number, dimension in enumerate(record.frameworks.osai.dimensions.values(), 1):
        assert f"{number}. {dimension.title}" in text
        assert f"{number} {dimension.level}" in text


def test_a_list_without_a_single_place_says_why() -> None:
    """Where nobody saw which files the models have, the list says so; where one has a tier, there is nothing to say."""
    record = records.open_weights()
    assert record.axes is not None
    axes = change(record.axes, weights=change(record.axes.weights, level="unknown", evidence=()))
    missing = Unavailable(what="the list of its files", reason="network", detail="the dump does not hold it")
    verdict = change(record.verdict, tier="undetermined")
    unseen = change(record, verdict=verdict, axes=axes, status="partial", unavailable=(missing,))
    text = inert(HtmlFormatter().format([unseen, unseen]), scripts=2).text
    assert "Of 2 it was not seen which files they have, and so not whether there are weights" in text
    assert "(the dump does not hold it)" in text
    assert (
        "the weights are there, but the terms"
        in inert(HtmlFormatter().format([unseen, change(record, verdict=verdict), records.failed()]), scripts=2).text
    )
    assert "No model has a place" not in inert(HtmlFormatter().format([unseen, record]), scripts=2).text
