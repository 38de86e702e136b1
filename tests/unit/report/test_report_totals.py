import pytest

from openaudit.record import AuditRecord, Unavailable
from openaudit.record.brief import brief
from openaudit.record.json import to_line
from openaudit.report.html.batch import page as html
from openaudit.report.markdown import MarkdownFormatter
from openaudit.report.totals import MAX_DETAILS, MAX_FAILED, BatchTotals, batch_summary
from tests.support import records


def totals(*audited: AuditRecord) -> BatchTotals:
    counted = BatchTotals()
    for record in audited:
        counted.add(record)
    return counted


def test_a_batch_is_summed_up_in_a_few_lines() -> None:
    """How many were audited and how far, where they stand, what was found most, and what failed and why."""
    shown = batch_summary(totals(*records.all_kinds(), records.restricted()))
    assert shown == (
        "5 of 6 models audited: 4 complete, 1 partial, 1 failed\n"
        "  1  closed\n"
        "  1  undetermined\n"
        "  2  restricted weights\n"
        "  1  open weights\n"
        "Most frequent findings (models):\n"
        "  2  OA101  Called open source, under a restricted licence\n"
        "  2  OA305  Some uses are forbidden\n"
        "  2  OA506  No information on the training data\n"
        "  1  OA210  The licence is not named\n"
        "  1  OA501  No weights\n"
        "Could not be audited:\n"
        "  example/Ghost-1B  not-found: the Hub knows no such repository\n"
    )


def test_a_failed_record_counts_in_no_tier() -> None:
    """Nothing is known of what failed, not even that it is undetermined."""
    assert not totals(records.failed()).tiers


def unseen() -> AuditRecord:
    """A model of which only the card was read."""
    record = records.undetermined()
    assert record.axes is not None
    return records.change(
        record,
        axes=records.change(record.axes, weights=records.change(record.axes.weights, level="unknown")),
        unavailable=(Unavailable(what="the list of its files", reason="network", detail="the dump does not hold it"),),
    )


def test_a_batch_without_a_single_tier_says_why_and_what_to_do() -> None:
    """Where all are undetermined one line tells of how many files were not seen, of how many terms, and what helps."""
    lines = batch_summary(totals(unseen(), unseen(), records.undetermined(), records.failed())).splitlines()
    (said,) = [line for line in lines if line.startswith("No model has a place on the spectrum.")]
    assert "Of 2 it was not seen which files they have" in said
    assert "(the dump does not hold it)" in said
    assert "audit the models on the Hub or from snapshots" in said
    assert "Of 1 the weights are there" in said


@pytest.mark.parametrize("found", [(), (records.failed(),), (unseen(), records.closed())])
def test_a_batch_with_a_tier_or_with_no_model_says_nothing_of_it(found: tuple[AuditRecord, ...]) -> None:
    """One model with a place on the spectrum is enough, and what failed has none to have."""
    assert "No model has a place" not in batch_summary(totals(*found))


def test_every_page_of_such_a_batch_says_the_same() -> None:
    """HTML and Markdown have the words of the terminal, and a line of JSON counts like the record itself."""
    said = totals(unseen(), unseen()).undetermined()
    assert said
    assert said in html([unseen(), unseen()], None)
    assert said in MarkdownFormatter().format([unseen(), unseen()])
    counted = BatchTotals()
    for _ in range(2):
        counted.add(brief(to_line(unseen())))
    assert counted.undetermined() == said


def test_reasons_take_no_more_memory_than_a_few() -> None:
    """However many models each have a reason of their own, few of them are kept."""
    counted = BatchTotals()
    for n in range(MAX_DETAILS * 2):
        record = unseen()
        counted.add(records.change(record, unavailable=(Unavailable(what="x", reason="network", detail=f"d{n}"),)))
    assert len(counted._details) == MAX_DETAILS
    assert f"Of {MAX_DETAILS * 2} it was not seen" in counted.undetermined()


def test_a_rule_counts_once_a_model() -> None:
    """A rule that fired twice on one model is one model's finding."""
    record = records.closed()
    assert totals(records.change(record, findings=record.findings * 2)).findings == {"OA501": 1}


def test_the_list_of_failures_is_bounded() -> None:
    """The first ones are named, the rest are counted."""
    shown = batch_summary(totals(*[records.failed()] * (MAX_FAILED + 3)))
    assert shown.count("example/Ghost-1B") == MAX_FAILED
    assert shown.endswith("  and 3 more\n")


def test_no_stranger_writes_on_the_terminal() -> None:
    """Names, titles and details are made printable."""
    record = records.failed()
    hostile = records.change(
        record,
        subject=records.change(record.subject, id="a\x1b[2Jb"),
        unavailable=(Unavailable(what="x", reason="network", detail="c\nd\x9b"),),
    )
    assert r"  a\x1b[2Jb  network: c d\x9b" in batch_summary(totals(hostile))


def test_an_empty_batch_is_said_to_be_empty() -> None:
    """Nothing counted is nothing audited."""
    assert batch_summary(totals()).startswith("0 of 0 models audited")
