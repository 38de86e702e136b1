from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from openaudit.answers.compare import Audited, Cell, Comparison, Row, compare, told
from openaudit.audit import audit
from openaudit.classify.profile import use
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.record import AuditRecord, LineageLink
from openaudit.record.use import Profile
from openaudit.report.terminal.compare import render_comparison
from tests.support import records
from tests.support.snapshots import card, snapshot

API = "openai/gpt-5"


def compared(*models: AuditRecord) -> Comparison:
    return compare([Audited(record) for record in models])


def row(found: Comparison, section: str, name: str) -> Row:
    return next(r for r in (*found.differences, *found.alike) if (r.section, r.id) == (section, name))


def values(found: Comparison, section: str, name: str) -> list[str | None]:
    return [cell.value for cell in row(found, section, name).cells]


def api() -> Audited:
    seen = CatalogueFetcher().fetch(Reference("catalogue", API))
    return Audited(audit(seen), told(seen))


def plain(found: Comparison, width: int = 80, **options: Any) -> str:
    return render_comparison(found, width=width, color=False, **options)


def words(text: str) -> str:
    return " ".join(text.split())


def test_what_differs_and_what_is_alike_stand_apart() -> None:
    """A row is alike when the audited models have the same value, whatever words explain it."""
    found = compared(records.restricted(), records.open_weights())
    assert {(r.section, r.id) for r in found.differences} >= {("verdict", "tier"), ("license", "license")}
    assert not {(r.section, r.id) for r in found.differences} & {(r.section, r.id) for r in found.alike}
    same = compared(records.restricted(), records.restricted())
    assert same.differences == ()


def test_a_restriction_is_compared_with_its_figures() -> None:
    """The same kind with another threshold is a difference."""
    first = records.restricted()
    axes = first.axes
    assert axes is not None
    cap, *others = axes.restrictions
    lower = records.change(
        first, axes=records.change(axes, restrictions=(records.change(cap, threshold=1000), *others))
    )
    found = compared(first, lower)
    assert [(r.section, r.id) for r in found.differences] == [("restrictions", "user-cap")]
    assert "above 700 million" in plain(found)
    assert "above 1,000" in plain(found)


def test_a_term_is_absent_only_where_all_terms_were_read() -> None:
    """`no` is said of terms that are known; of unknown ones, and of a base that was not followed, `unknown`."""
    base = LineageLink(id="acme/base", relation="finetune", license=None, status="named, not audited")
    derived = records.change(records.open_weights(), lineage=(base,))
    found = compared(records.restricted(), records.open_weights(), records.undetermined(), records.closed(), derived)
    assert values(found, "restrictions", "user-cap") == ["yes", "no", "unknown", "unknown", "unknown"]


def test_a_failed_model_is_shown_as_not_audited() -> None:
    """Its cells are null and count for no difference; the text never shows anything clean for it."""
    found = compared(records.restricted(), records.failed(), records.restricted())
    assert found.differences == ()
    assert all(r.cells[1] == Cell(value=None) for r in (*found.differences, *found.alike))
    assert all(aspect.cells[1] == Cell(value=None) for aspect in found.control)
    text = plain(compared(records.open_weights(), records.failed(), records.restricted()))
    assert "not audited" in text
    assert "the Hub knows no such repository" in text


def test_one_audited_model_is_like_nothing() -> None:
    """Where only one could be audited, nothing is called alike."""
    assert compared(records.restricted(), records.failed()).alike == ()


def test_control_of_a_service_is_told_by_the_catalogue() -> None:
    """For a system behind an API each kind of control rests on dated facts, which are cited."""
    found = compare([api(), Audited(records.open_weights())])
    told_of = {aspect.id: aspect.cells[0] for aspect in found.control}
    assert list(told_of) == [
        "access",
        "deployment",
        "data-path",
        "updates",
        "customisation",
        "licence",
        "accountability",
        "exit",
    ]
    assert all(cell.because and cell.evidence for cell in told_of.values())
    quotes = {e.id: e.quote for e in found.models[0].evidence}
    for aspect in ("access", "data-path", "customisation", "licence"):
        because = told_of[aspect].because
        assert because == " ".join(quotes[i] for i in told_of[aspect].evidence)


def test_weights_without_a_catalogue_give_control_of_their_own() -> None:
    """With weights at hand the data stays, the copy stays, and the terms that can change are said."""
    found = compared(records.restricted(), records.open_weights())
    control = {aspect.id: [cell.value for cell in aspect.cells] for aspect in found.control}
    assert control["data-path"] == ["conditional", "yes"]
    assert control["updates"] == ["conditional", "yes"]


def test_what_tells_nothing_is_unknown() -> None:
    """A repository without weights says nothing of where data goes or who changes it."""
    empty = audit(snapshot(card("Soon.", license="mit"), weights=()))
    found = compared(empty, records.open_weights())
    control = {aspect.id: aspect.cells[0].value for aspect in found.control}
    assert (control["data-path"], control["updates"]) == ("unknown", "unknown")


def test_every_id_leads_to_evidence() -> None:
    """What a model's cells cite is among its evidence, and nothing else is."""
    found = compare([api(), *(Audited(record) for record in records.all_kinds())])
    for side, model in enumerate(found.models):
        cells = [r.cells[side] for r in (*found.differences, *found.alike)] + [a.cells[side] for a in found.control]
        assert {e.id for e in model.evidence} == {i for cell in cells for i in cell.cited}


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(40, 160),
    models=st.lists(st.sampled_from(records.all_kinds()), min_size=2, max_size=5),
    ascii_=st.booleans(),
)
def test_every_line_fits(width: int, models: list[AuditRecord], ascii_: bool) -> None:
    """No line is wider than the terminal, in columns or in blocks, and ASCII stays ASCII."""
    text = plain(compared(*models), width, unicode=not ascii_, verbose=True)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert text.isascii() or not ascii_


def test_columns_where_there_is_room_and_blocks_where_there_is_none() -> None:
    """Four models stand side by side in 80 columns; in 50 each row has a line for each model."""
    found = compared(records.restricted(), records.open_weights(), records.undetermined(), records.closed())
    tier = next(line for line in plain(found, 80).splitlines() if line.startswith("Tier "))
    assert all(word in tier for word in ("restricted", "open weights", "undetermined", "closed"))
    assert "  Tier\n    Lark-3.1-8B" in plain(found, 50)


def test_models_of_one_name_are_told_apart() -> None:
    """Two models whose names are alike are called by their ids; one model named twice, by its place."""
    mine = records.change(records.restricted(), subject=records.subject("other/Lark-3.1-8B"))
    assert "other/Lark-3.1-8B" in words(plain(compared(records.restricted(), mine), 160).split("Differences")[1])
    assert "(1)" in plain(compared(records.restricted(), records.restricted()))


def test_no_winner_is_declared() -> None:
    """Nothing ranks, counts or adds up the models."""
    text = plain(compared(records.restricted(), records.open_weights()))
    assert "No model wins here." in text
    assert not any(word in text.lower() for word in ("better", "best", "score", "recommend"))


def test_a_profile_adds_the_answer_for_each_model() -> None:
    """With a profile each model has its answer and the evidence of what decides it; without one no row says so."""
    asked = Profile(use="commercial", monthly_active_users=700_000_001)
    models = [replace(r, use=use(r, asked)) for r in (audit(snapshot(card(license=n))) for n in ("llama3.1", "mit"))]
    found = compared(*models)
    assert values(found, "use", "answer") == ["not-allowed", "allowed-with-duties"]
    assert all(cell.evidence for cell in row(found, "use", "answer").cells)
    assert "Not allowed: 700,000,001 monthly active users" in words(plain(found, 40))
    assert all(r.section != "use" for r in compared(records.restricted(), records.open_weights()).differences)


def test_each_kind_of_control_shows_where_it_rests() -> None:
    """The text names the place of every answer that has evidence, without being asked for all of it."""
    text = plain(compare([api(), Audited(records.open_weights())]), 120)
    control = text[text.index("What you control with each") :]
    assert "@catalogue/" in control
    assert "README.md:2" in control
