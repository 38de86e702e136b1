from typing import Any

import msgspec
import pytest

from openaudit.answers.history import History, history
from openaudit.errors import NoNetwork, NoSuchRevision
from openaudit.record import Unavailable
from openaudit.report.terminal.history import render_history
from openaudit.snapshot import Commit, Snapshot, Visit
from tests.support.snapshots import MIT, STRANGE, card, snapshot

GONE = NoSuchRevision("acme/model has no such revision", why="it was squashed away", fix="look at a later one")
LOST = Unavailable(what="LICENSE", reason="network", detail="the connection was cut")


def timeline(*states: Snapshot | Exception, left_out: int | None = 0) -> History:
    """The history of these states, the oldest first, each a commit of its own day."""
    visits = [
        Visit(Commit(id=f"{day:040x}", date=f"2026-01-{day:02}T10:00:00.000Z", title=f"Step {day}"), state)  # type: ignore[arg-type]
        for day, state in enumerate(states, 1)
    ]
    head = next(s for s in reversed(states) if isinstance(s, Snapshot))
    return history(head, visits, left_out=left_out)


def declared(name: str, body: str = "", **more: Any) -> Snapshot:
    return snapshot(card(body, license=name), **more)


def plain(found: History, width: int = 80, *, verbose: bool = False) -> str:
    return render_history(found, width=width, color=False, verbose=verbose)


def words(text: str) -> str:
    return " ".join(text.split())


def test_commits_alike_in_a_row_are_one_period() -> None:
    """Equal states fold into one with its range, newest first; the same state again later is a period of its own."""
    mit, apache = declared("mit"), declared("apache-2.0")
    found = timeline(mit, declared("mit", "More words."), apache, mit)
    assert [(p.first.id[-1], p.last.id[-1], p.commits) for p in found.timeline] == [
        ("4", "4", 1),
        ("3", "3", 1),
        ("1", "2", 2),
    ]
    assert found.commits == 4


def test_a_state_has_tier_licence_claims_and_restrictions() -> None:
    """Each period tells what the audit of its commit tells, in the record's words."""
    found = timeline(declared("cc-by-nc-4.0", "This is an open source model."), declared("mit", texts={"LICENSE": MIT}))
    new, old = found.timeline
    assert (old.tier, new.tier) == ("restricted-weights", "open-weights")
    assert [r.kind for r in old.restrictions] == ["non-commercial"]
    assert {c.kind for c in old.claims} == {"open-source"}
    license_ = new.weights_license
    assert license_ is not None
    assert (license_.declared, license_.detected_expression, license_.concluded_expression) == ("mit", "MIT", "MIT")


def test_a_changed_licence_is_oa208_with_both_sides_cited() -> None:
    """OA208 cites the file, hash and lines of both licences, each at the commit where it came."""
    found = timeline(declared("cc-by-nc-4.0"), declared("cc-by-nc-4.0", "Words."), declared("mit"))
    (finding,) = found.findings
    assert finding.rule == "OA208"
    assert "from CC-BY-NC-4.0 (commit 0000000, 2026-01-02) to MIT (commit 0000000, 2026-01-03)" in finding.message
    assert "restrictions that went: no commercial use" in finding.message
    pieces = {e.id: e for e in found.evidence}
    cited = [pieces[i] for i in finding.evidence]
    assert [(e.file, e.lines, e.quote) for e in cited] == [
        ("README.md", (2, 2), "license: cc-by-nc-4.0"),
        ("README.md", (2, 2), "license: mit"),
    ]
    assert [e.revision[-1] for e in cited] == ["1", "3"]
    assert len({e.sha256 for e in cited}) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(snapshot(card("Nothing said.")), declared("mit"), id="a licence where there was none"),
        pytest.param(declared("mit"), declared("mit", texts={"LICENSE": MIT}), id="a text for what was declared"),
        pytest.param(declared("other", texts={"LICENSE": MIT}), declared("mit", texts={"LICENSE": MIT}), id="a name"),
        pytest.param(
            declared("other", unavailable=[LOST], listed=["LICENSE"]),
            declared("other", texts={"LICENSE": STRANGE}),
            id="a text that could not be fetched before",
        ),
    ],
)
def test_what_is_no_other_licence_is_not_oa208(before: Snapshot, after: Snapshot) -> None:
    """A licence that is added, named, or seen for the first time has not changed."""
    assert timeline(before, after).findings == ()
    assert timeline(after, before).findings == ()


def test_a_change_across_commits_that_name_no_licence() -> None:
    """The licence is held against the last one known, whatever could not be seen in between."""
    found = timeline(declared("mit"), GONE, snapshot(card("Nothing.")), declared("cc-by-nc-4.0"))
    assert [f.rule for f in found.findings] == ["OA208"]
    assert "restrictions that came: no commercial use" in found.findings[0].message


def test_unknown_terms_are_a_change_of_medium_confidence() -> None:
    """From a custom licence that nobody could read to a known one: said, and not more surely than it is known."""
    found = timeline(declared("other", texts={"LICENSE": STRANGE}), declared("mit"))
    assert [(f.rule, f.confidence) for f in found.findings] == [("OA208", "medium")]
    assert "restrictions that" not in found.findings[0].message


def test_custom_terms_edited_under_one_name() -> None:
    """A licence file that is no standard text, edited under an unchanged name, is OA208: both versions are cited."""
    edited = STRANGE.replace("Tuesdays", "Mondays")
    found = timeline(declared("other", texts={"LICENSE": STRANGE}), declared("other", texts={"LICENSE": edited}))
    (finding,) = found.findings
    assert (finding.rule, finding.confidence) == ("OA208", "medium")
    assert "was edited between commit" in finding.message
    assert len({e.sha256 for e in found.evidence if e.id in finding.evidence and e.file == "LICENSE"}) == 2


def test_a_standard_text_with_another_year_is_the_same_licence() -> None:
    """A new year in the copyright line of a standard text is no change."""
    newer = MIT.replace("2026", "2027")
    found = timeline(declared("mit", texts={"LICENSE": MIT}), declared("mit", texts={"LICENSE": newer}))
    assert (found.findings, len(found.timeline)) == ((), 1)


def test_a_commit_that_could_not_be_had_is_told() -> None:
    """Such commits are a period without a tier, with the reason; the history is partial, and the text says so."""
    found = timeline(declared("mit"), GONE, NoNetwork("No way", why="cut", fix="again"), declared("mit"))
    assert [p.status for p in found.timeline] == ["complete", "failed", "failed", "complete"]
    assert [p.tier for p in found.timeline] == ["open-weights", None, None, "open-weights"]
    assert found.status == "partial"
    assert "this commit not there: acme/model has no such revision: it was squashed away" in words(plain(found))


def test_a_text_that_could_not_be_fetched_is_told() -> None:
    """A commit whose LICENSE did not come is a state of its own, and makes the history partial."""
    found = timeline(declared("mit"), declared("mit", unavailable=[LOST], listed=["LICENSE"]))
    assert (found.status, len(found.timeline)) == ("partial", 2)
    assert "not seen LICENSE could not be reached: the connection was cut" in words(plain(found))


def test_what_was_left_out_is_said() -> None:
    """Older commits not looked at are counted, and the oldest date is marked as no beginning."""
    assert "12 older commits were not looked at" in plain(timeline(declared("mit"), left_out=12))
    assert "Older commits were not looked at" in plain(timeline(declared("mit"), left_out=None))
    assert "2026-01-01 or earlier" in plain(timeline(declared("mit"), left_out=None))
    assert "or earlier" not in plain(timeline(declared("mit")))


def test_the_text_quotes_both_sides() -> None:
    """The report shows what each row was before, and quotes both licences with file, lines, commit and hash."""
    found = timeline(declared("cc-by-nc-4.0"), declared("mit"))
    text = plain(found)
    assert "MIT  (before: CC-BY-NC-4.0)" in text
    assert text.index("license: cc-by-nc-4.0") < text.index("license: mit")
    assert text.count("README.md:2 at commit") == 2
    assert all(e.sha256 in text for e in found.evidence if e.quote.startswith("license: "))


@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Every line fits, whatever a commit's title holds, and nothing in it reaches the terminal."""
    titled = Commit(id="f" * 40, date="2026-01-01T00:00:00Z", title="x" * 150 + "\x1b[31m\u202e")
    found = history(declared("mit"), [Visit(titled, declared("mit"))], left_out=0)
    text = plain(found, width, verbose=True)
    assert max(map(len, text.splitlines())) <= width
    assert not {"\x1b", "\u202e"} & set(text)


def test_every_id_leads_to_evidence() -> None:
    """What a period or a finding cites is in the history's evidence, once."""
    found = timeline(
        declared("cc-by-nc-4.0", "This is an open source model."), GONE, declared("mit", texts={"LICENSE": MIT})
    )
    known = [e.id for e in found.evidence]
    cited = _ids(msgspec.to_builtins(found.timeline)) | _ids(msgspec.to_builtins(found.findings))
    assert len(known) == len(set(known))
    assert cited == set(known)


def _ids(value: Any) -> set[str]:
    """The ids of evidence anywhere in a value of plain dicts and lists."""
    if isinstance(value, dict):
        own = {i for key in ("evidence", "added") for i in value.get(key, ())}
        return own.union(*map(_ids, value.values()))
    return set().union(*map(_ids, value)) if isinstance(value, list | tuple) else set()
