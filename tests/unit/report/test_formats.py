"""What holds for every format."""

import json
import re
import sys
from importlib import metadata

import pytest

from openaudit.errors import ExtraMissing, RecordsInvalid
from openaudit.record import AuditRecord
from openaudit.report.formats import FORMATS, formatter
from tests.support import records
from tests.support.hostile import hostile

TEXTS = [name for name, found in FORMATS.items() if not found.binary]


def written(name: str, *of: AuditRecord) -> str:
    content = formatter(name).format(of)
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_records_give_the_same_bytes(name: str) -> None:
    """No clock, no chance: written twice, a record is the same."""
    for record in records.all_kinds():
        assert formatter(name).format([record]) == formatter(name).format([record])


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("record", [*records.all_kinds(), hostile()], ids=lambda r: r.subject.id[:20])
def test_nothing_in_a_text_can_act_on_a_terminal(name: str, record: AuditRecord) -> None:
    """Whatever strangers wrote: no control, no escape, no character that hides or reorders; a newline at the end."""
    text = written(name, record)
    assert not [c for c in text if (ord(c) < 32 and c not in "\n\r") or "\x7f" <= c <= "\x9f" or c in "\u202e\u200b"]
    assert text.endswith("\n")


@pytest.mark.parametrize("name", TEXTS)
def test_what_failed_is_never_clean(name: str) -> None:
    """A model that could not be audited is said to be so, with its name, and has no tier."""
    text = written(name, records.failed())
    assert "Ghost-1B" in text
    assert any(words in text for words in ("failed", "not audited", "Not audited", "could not be audited"))
    if name not in {"json", "jsonl"}:  # the record itself says undetermined, and failed beside it
        shown = re.sub("<style>.*?</style>", "", text, flags=re.DOTALL)
        assert "undetermined" not in shown.casefold()


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_partial_says_so(name: str) -> None:
    """An audit that did not see everything says it in every format; all but badge and MOT file name what is missing."""
    text = written(name, records.undetermined())
    assert "partial" in text or "could not be" in text.casefold()
    assert name in {"badge", "mot"} or "wren.example/license" in text.replace("&#58;", ":")


def test_a_missing_extra_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its package a format says what to install, and only the formats that need it do."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "openaudit.report.parquet", raising=False)
    with pytest.raises(ExtraMissing) as caught:
        formatter("parquet")
    assert caught.value.fix.endswith("pip install '.[parquet]'")
    assert written("csv", records.closed())


def test_the_extras_that_formats_name_exist() -> None:
    """Every extra that a format asks for is one of the package's."""
    known = set(metadata.metadata("openaudit").get_all("Provides-Extra") or ())
    assert {found.extra for found in FORMATS.values()} - {None} <= known


@pytest.mark.parametrize("name", ["cyclonedx", "cyclonedx-1.7", "spdx"])
def test_a_record_without_a_time_is_refused(name: str) -> None:
    """A bill of materials needs a time, and none is made up."""
    record = records.open_weights()
    with pytest.raises(RecordsInvalid):
        formatter(name).format([records.change(record, subject=records.change(record.subject, retrieved_at="soon"))])


def test_json_lines_hold_the_records() -> None:
    """One record a line, in the order given."""
    lines = written("jsonl", *records.all_kinds()).splitlines()
    assert [json.loads(line)["subject"]["id"] for line in lines] == [r.subject.id for r in records.all_kinds()]
