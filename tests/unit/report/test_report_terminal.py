import re
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from openaudit import record as r
from openaudit.record import AuditRecord, Finding, Restriction, Unavailable
from openaudit.report import wording
from openaudit.report.terminal import TerminalFormatter, render
from tests.support import records

SGR = re.compile(r"\x1b\[[0-9;]*m")


def plain(record: AuditRecord, width: int = 80, *, unicode: bool = True, verbose: bool = False) -> str:
    return render(record, width=width, color=False, unicode=unicode, verbose=verbose)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("record", records.all_kinds(), ids=lambda record: record.subject.id)
@pytest.mark.parametrize("color", [True, False])
def test_no_line_is_wider_than_the_terminal(record: AuditRecord, width: int, color: bool) -> None:
    """Counted in cells, wide characters included, every line fits, and none ends in spaces."""
    for line in SGR.sub("", render(record, width=width, color=color, verbose=True)).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip() or color


@pytest.mark.parametrize("record", records.all_kinds(), ids=lambda record: record.subject.id)
def test_color_changes_no_word(record: AuditRecord) -> None:
    """Colour adds nothing but colour; the badge alone trades its brackets for it."""
    colored = SGR.sub("", render(record, width=80, color=True))
    assert words(colored) == words(plain(record).replace("[", "", 1).replace("]", "", 1))


@pytest.mark.parametrize("record", records.all_kinds(), ids=lambda record: record.subject.id)
def test_ascii_is_ascii(record: AuditRecord) -> None:
    """Where the encoding is not UTF-8, nothing but ASCII is written, other scripts escaped."""
    assert plain(record, unicode=False, verbose=True).isascii()


def test_the_verdict_comes_first() -> None:
    """After the model's name come the tier, its reasons and the sentence, with their proof."""
    head = plain(records.restricted(), width=120).splitlines()
    assert head[0] == "example/Lark-3.1-8B"
    assert head[1] == "revision 0e9e39f249a1 · gated · Hugging Face Hub, 2026-11-21"
    assert head[3] == "[RESTRICTED WEIGHTS]  cap on users, forbidden uses, terms that can change"
    assert head[4].startswith("The weights can be downloaded once access is granted")
    assert head[6] == "Proof: README.md:3, LICENSE:45-52"


def test_the_spectrum_marks_the_tier() -> None:
    """The marker stands above the name of the tier; an undetermined model has no place on the line."""
    lines = plain(records.open_weights()).splitlines()
    names = next(line for line in lines if line.startswith("closed "))
    line = lines[lines.index(names) - 1]
    assert line.index("●") == names.index("open weights")
    assert "●" not in plain(records.undetermined())
    assert "●" in plain(records.open_weights(), width=40)


def test_the_axes_are_read_without_color() -> None:
    """Each axis has a bar and its words."""
    lines = plain(records.restricted()).splitlines()
    assert "Weights           ■□□   downloadable once access is granted · safetensors" in lines
    assert "Code              ■□□   for inference only" in lines
    assert "Data information  ■□□   described in outline" in lines
    assert "Licence freedoms  ◐✓◐◐  use, modify, share: conditional · study: yes" in lines
    assert "Restrictions      ✗ 3   cap on users, forbidden uses, terms that can change" in lines


def test_unknown_terms_are_not_shown_as_unrestricted() -> None:
    """No restriction is known of a model whose terms are unknown: that is said, and is no tick."""
    assert "Restrictions      ?     not known, as the terms are not" in plain(records.undetermined())
    assert "Restrictions      ?     nothing is released that a licence could cover" in plain(records.closed())
    record = records.restricted()
    assert record.axes is not None
    unread = records.change(record, axes=records.change(record.axes, restrictions=()))
    assert "Restrictions      ?     not open; no single restriction was read" in plain(unread)
    assert "Restrictions      ✓     none in the terms that were read" in plain(records.open_weights())


def test_declared_detected_and_concluded_stand_apart() -> None:
    """The three are told each on its line, with how the text matches; components that agree stand together."""
    shown = plain(records.restricted())
    assert "declared   lark3.1 → LicenseRef-example-lark-3.1" in shown
    assert "detected   LicenseRef-example-lark-3.1 (the standard text, 99.8% alike)" in shown
    assert "concluded  LicenseRef-example-lark-3.1" in shown
    assert "  weights, code\n" in plain(records.open_weights())
    assert "concluded  unknown" in plain(records.undetermined())


def test_added_clauses_are_quoted() -> None:
    """What somebody added to a standard text stands under the licence."""
    record = records.restricted()
    added = records.change(record.licenses[0], match="modified", added=("e5",))
    shown = plain(records.change(record, licenses=(added,)))
    assert "(the standard text, modified, 99.8% alike)" in words(shown)
    assert "Added to the standard text:\n    │ Show “Built with Lark”" in shown


def test_each_restriction_has_its_words_and_their_place() -> None:
    """Kind, parameters and clause, then the quoted words, then where they stand; a quote is not repeated."""
    shown = plain(records.restricted())
    assert "  Cap on users: above 700 million monthly active users  clause 2\n" in shown
    assert "    │ 2. Large operators. If on the day of release" in shown
    assert "    └ LICENSE:45-52\n" in shown
    assert shown.count("│ Your use must follow the acceptable use policy") == 1
    assert "    └ LICENSE:38-40, quoted above\n" in shown


def test_many_quotes_are_cut_unless_asked_for() -> None:
    """Three quotes of an item are shown, and the places of the others; verbose shows them all."""
    record = records.closed()
    cited = tuple(records.cite(n, "README.md", (n, n), f"words {n}") for n in range(1, 12))
    finding = records.change(record.findings[0], evidence=tuple(e.id for e in cited))
    many = records.change(record, evidence=cited, findings=(finding,), questions=())
    assert "│ words 4" not in plain(many)
    assert "    └ and README.md:4, README.md:5, README.md:6, README.md:7 and 4 more\n" in plain(many)
    assert "│ words 11" in plain(many, verbose=True)


def test_long_quotes_are_cut_unless_asked_for() -> None:
    """Three lines of a quote are shown and a sign that there is more; verbose shows it all."""
    assert "the Licensee must ask for a …\n" in plain(records.restricted())
    assert "on its behalf." not in plain(records.restricted())
    assert "on its behalf." in plain(records.restricted(), verbose=True)


def test_a_quote_without_end_is_cut_early() -> None:
    """Of a quote as long as a file only the beginning is looked at, and that more follows is shown."""
    record = records.closed()
    padded = records.change(record.evidence[0], quote="words" + " " * 10_000 + "more words")
    assert "    │ words …\n" in plain(records.change(record, evidence=(padded,)))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"threshold": 1_000_000, "metric": "monthly-active-users"}, "above 1 million monthly active users"),
        ({"amount": 20_000_000, "currency": "USD", "period": "year"}, "above USD 20 million a year"),
        ({"places": ("European Union", "United Kingdom")}, "European Union, United Kingdom"),
        (
            {"threshold": 1_234, "metric": "employees", "scope": "with affiliates"},
            "above 1,234 employees; with affiliates",
        ),
        ({}, ""),
    ],
)
def test_parameters_are_said_in_words(parameters: dict[str, object], said: str) -> None:
    """Thresholds, amounts, places and scope read as one would say them."""
    restriction = records.change(Restriction(kind="user-cap", component="weights", evidence=()), **parameters)
    assert wording.limits(restriction) == said


def test_the_source_of_a_restriction_shows_when_it_is_another() -> None:
    """A restriction that the base's licence imposes names that licence; doubt is told."""
    record = records.restricted()
    assert record.axes is not None
    inherited = records.change(record.axes.restrictions[0], basis="LicenseRef-example-base", confidence="medium")
    axes = records.change(record.axes, restrictions=(inherited,))
    shown = words(plain(records.change(record, axes=axes)))
    assert "clause 2 · LicenseRef-example-base · confidence medium" in shown


def test_findings_are_sorted_by_severity_with_both_sides() -> None:
    """The gravest comes first; claim and reality are each quoted, or named where they are quoted above."""
    shown = plain(records.restricted())
    assert shown.index("OA101") < shown.index("OA305") < shown.index("OA506")
    assert "    │ Lark 3.1 is our most capable open source model yet.\n    └ README.md:12\n" in shown
    assert "    └ LICENSE:45-52, quoted above\n" in shown
    assert shown.count("openaudit explain") == 1


def test_every_question_is_answered_in_words_and_sign() -> None:
    """Answer, sign and reason stand beside each question."""
    shown = words(plain(records.restricted(), width=120))
    assert "Use it commercially? ◐ conditional Not for those with more than 700 million monthly active users." in shown
    assert "See how it was built? ✗ no Neither training code nor data is released." in shown
    assert "? unknown Nothing is said of withdrawal." in shown


def test_what_was_not_seen_is_said_at_the_top_and_listed() -> None:
    """A partial audit says so beside its verdict, and tells each thing that is missing with its reason."""
    shown = plain(records.undetermined())
    assert "Not everything could be seen: 2 things are listed at the end." in shown.split("○")[0]
    assert "  https://wren.example/license  could not be reached\n    offline: the link was not tried\n" in shown


def test_a_failed_audit_never_looks_clean() -> None:
    """A failed record shows that and why: no tier, no spectrum, no axes."""
    shown = plain(records.failed())
    assert "[NOT AUDITED]  This model could not be audited." in shown
    assert "example/Ghost-1B  not there" in shown
    assert "UNDETERMINED" not in shown
    assert "○" not in shown
    assert "✓" not in shown


def test_the_catalogue_says_that_it_speaks() -> None:
    """A record from the catalogue says so, with its date, and that the model was not read."""
    assert "from the bundled catalogue of 2026-11-21: the model itself was not read" in plain(records.closed())


def test_open_weights_and_full_pipelines_are_explained() -> None:
    """What “open weights” means is told, and that a whole pipeline under a restricted licence is another matter."""
    assert "in the OSI's sense" in plain(records.open_weights())
    record = records.restricted()
    whole = records.change(record, verdict=records.change(record.verdict, full_pipeline=True))
    assert words(wording.FULL_PIPELINE) in words(plain(whole))


def test_verbose_lists_the_evidence() -> None:
    """Each cited file stands with its hash and the places in it; obligations have their proof."""
    shown = plain(records.restricted(), verbose=True)
    assert f"  LICENSE\n    sha256 {records.LICENSE}\n    e3:45-52, e4:38-40, e5:22-30\n" in shown
    assert "    └ LICENSE:22-30\n" in shown


def test_ancestors_and_datasets_take_a_line_each() -> None:
    """Each is named with its licence and how far it was followed."""
    shown = plain(records.open_weights())
    assert "  fine-tune: example/Finch-base  Apache-2.0 · followed\n" in shown
    assert "  example/birdsong  no licence known · not followed\n" in shown


def test_several_records_end_with_a_summary() -> None:
    """Reports are parted by a rule; a row for each record follows, in their order, failed ones named as such."""
    shown = TerminalFormatter(width=120, color=False).format(records.all_kinds())
    assert shown.count("─" * 120) == 5
    rows = shown.split("Summary (5)\n")[1].splitlines()
    assert words(rows[0]).startswith("example/Lark-3.1-8B restricted weights complete 3 findings (1 high)")
    assert words(rows[-1]) == "example/Ghost-1B not audited failed"
    assert words(rows[-3]) == "example/Wren-模型 undetermined partial 1 finding"
    narrow = TerminalFormatter(width=80, color=False).format(records.all_kinds())
    assert "    LicenseRef-example-lark-3.1 · cap on users and 2 more\n" in narrow


def test_every_term_of_the_record_has_its_words() -> None:
    """No kind, level, reason or question of the record's vocabulary is without plain words."""
    for table, terms in (
        (wording.RESTRICTION, r.RestrictionKind),
        (wording.OBLIGATION, r.ObligationKind),
        (wording.QUESTION, r.QuestionId),
        (wording.REASON, r.Reason),
        (wording.SOURCE, r.Source),
        (wording.WEIGHTS, r.WeightsLevel),
        (wording.CODE, r.CodeLevel),
        (wording.DATA, r.DataLevel),
        (wording.MATCH, r.Match),
    ):
        assert set(table) == set(get_args(terms))


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b[]()m;0\x9b\x07\r\n\u202e\u200b[bold]:x:")), max_size=200
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.sampled_from([20, 40, 80]), st.booleans())
def test_no_stranger_writes_on_the_terminal(text: str, width: int, color: bool) -> None:
    """Whatever a record's texts hold, only newlines and our own colours act, and every line fits."""
    record = records.restricted()
    hostile = records.change(
        record,
        status="partial",
        subject=records.change(record.subject, id=text, retrieved_at=text, revision=text),
        unavailable=(Unavailable(what=text, reason="gated", detail=text),),
        verdict=records.change(record.verdict, summary=text, reasons=(text,)),
        licenses=(records.change(record.licenses[0], declared=text, concluded_expression=text),),
        findings=(
            Finding(rule="OA101", severity="low", confidence="low", title=text, message=text, evidence=("e1", "e2")),
        ),
        questions=(records.change(record.questions[0], because=text),),
        evidence=tuple(records.change(e, quote=text, file=text) for e in record.evidence),
    )
    shown = render(hostile, width=width, color=color, verbose=True)
    bare = SGR.sub("", shown) if color else shown
    assert "\x1b" not in bare
    for line in bare.split("\n"):
        assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u200b" for c in line)
        assert cell_len(line) <= width
