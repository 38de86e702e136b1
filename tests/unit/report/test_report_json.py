import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.record import AuditRecord
from openaudit.record.digest import seal
from openaudit.record.json import to_line
from openaudit.report.json import JsonFormatter
from tests.support import records


def named(name: str) -> AuditRecord:
    record = records.open_weights()
    return records.change(record, subject=records.change(record.subject, id=name))


def test_one_record_is_an_object_and_several_are_an_array() -> None:
    """The shape tells how many references were given; the order is theirs, two spaces indent, a newline ends it."""
    one, several = JsonFormatter().format([records.closed()]), JsonFormatter().format(records.all_kinds())
    assert one.startswith('{\n  "schema_version": "1.0",\n')
    assert one.endswith("}\n")
    assert [r["subject"]["id"] for r in json.loads(several)] == [r.subject.id for r in records.all_kinds()]


@pytest.mark.parametrize("record", records.all_kinds(), ids=lambda record: record.subject.id)
def test_what_is_written_reads_back(record: AuditRecord) -> None:
    """Both forms hold the whole record, and its digest."""
    assert msgspec.json.decode(JsonFormatter().format([record]), type=AuditRecord) == seal(record)
    assert msgspec.json.decode(to_line(record), type=AuditRecord) == seal(record)


def test_a_line_is_one_line() -> None:
    """A record of JSON Lines holds no newline but its last byte."""
    line = to_line(records.restricted())
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1


def test_letters_stay_letters() -> None:
    """UTF-8 is kept: a Chinese name is written as it is."""
    assert "Wren-模型" in JsonFormatter().format([records.undetermined()])
    assert "Wren-模型".encode() in to_line(records.undetermined())


def test_what_acts_on_a_terminal_is_written_as_escapes() -> None:
    """Control, hiding and reordering characters are JSON escapes on screen, and themselves when parsed."""
    hostile = "a\x1b[31m\x7f\x9b\u202e\u200b\U000e0041"
    shown = JsonFormatter().format([named(hostile)])
    assert r'"a\u001b[31m\u007f\u009b\u202e\u200b\udb40\udc41"' in shown
    assert json.loads(shown)["subject"]["id"] == hostile


def test_a_file_name_that_is_no_utf8_does_not_stop_the_report() -> None:
    """Unpaired surrogates, as file systems hand them out, become replacement characters."""
    assert json.loads(to_line(named("a\udcff")))["subject"]["id"] == "a\ufffd"


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    """Whatever a text holds, a JSON reader gets it back."""
    assert json.loads(to_line(named(text)))["subject"]["id"] == text
    assert json.loads(JsonFormatter().format([named(text)]))["subject"]["id"] == text
