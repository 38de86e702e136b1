from openaudit.record import AuditRecord, Unavailable
from openaudit.report.totals import MAX_FAILED, BatchTotals, batch_summary
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
