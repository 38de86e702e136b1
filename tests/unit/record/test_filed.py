import json
from contextlib import suppress
from io import BytesIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import RecordsInvalid
from openaudit.record.digest import seal
from openaudit.record.filed import read_filed, read_records
from openaudit.record.json import to_line
from openaudit.report.json import JsonFormatter
from tests.support import records

ALL = [seal(record) for record in records.all_kinds()]  # as every record is written
OBJECT = JsonFormatter().format(ALL[:1]).encode()
ARRAY = JsonFormatter().format(ALL).encode()
LINES = b"".join(map(to_line, ALL))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (OBJECT, ALL[:1]),
        (msgspec.json.encode(ALL[0]), ALL[:1]),
        (ARRAY, ALL),
        (LINES, ALL),
        (LINES.replace(b"\n", b"\r\n\r\n"), ALL),
        (b"\xef\xbb\xbf" + LINES, ALL),
        (b"\xef\xbb\xbf" + OBJECT, ALL[:1]),
        (b"\n \n", []),
        (b"[]", []),
    ],
    ids=["object", "compact", "array", "lines", "crlf", "lines with a mark", "object with a mark", "blank", "none"],
)
def test_every_form_that_we_write_reads_back(raw: bytes, expected: list[object]) -> None:
    """An object, an array and JSON Lines give the records that were written, in their order."""
    assert read_records(raw, "records") == expected


def test_a_bad_line_is_named() -> None:
    """The error says which line of which file is no record."""
    with pytest.raises(RecordsInvalid, match=r"batch\.jsonl, line 2 holds no audit record"):
        read_records(to_line(ALL[0]) + b'{"a": 1}\n' + to_line(ALL[1]), "batch.jsonl")
    with pytest.raises(RecordsInvalid, match=r"all\.json, record 2 holds"):
        read_records(b"[" + to_line(ALL[0]) + b", 3]", "all.json")


def test_a_truncated_batch_is_no_shorter_batch() -> None:
    """A last line that was cut off is an error, not a record that is left out."""
    with pytest.raises(RecordsInvalid, match="line 5"):
        read_records(LINES[:-40], "batch.jsonl")


def test_another_schema_is_told_by_its_version() -> None:
    """A record of a version that this program does not know is refused by its version, not by a field."""
    newer = json.loads(OBJECT) | {"schema_version": "2.0", "novelty": 1}
    with pytest.raises(RecordsInvalid) as caught:
        read_records(json.dumps(newer).encode(), "newer.json")
    assert caught.value.why == "its schema_version is '2.0'; this openaudit reads 1.0"


@pytest.mark.parametrize("raw", [OBJECT, ARRAY, LINES, to_line(ALL[0])], ids=["object", "array", "lines", "one line"])
def test_what_we_write_is_known_by_its_bytes(raw: bytes) -> None:
    """Bytes as openaudit writes them are told from the same values in any other layout."""
    assert all(filed.as_written for filed in read_filed(BytesIO(raw), "x"))
    for other in (b"\xef\xbb\xbf" + raw, b"\n" + raw, raw + b"\n", raw[:-1], raw.replace(b":", b": ", 1)):
        filed = list(read_filed(BytesIO(other), "x"))
        assert [record for item in filed for record in item.records] == read_records(raw, "x")
        assert sum(not item.as_written for item in filed) == 1


def test_a_record_of_endless_size_is_not_read() -> None:
    """Beyond the limit nothing is read, be it a line, a later line, or a whole file."""
    assert len(list(read_filed(BytesIO(LINES), "x", limit=max(map(len, LINES.splitlines(keepends=True)))))) == len(ALL)
    for raw, limit in ((LINES, 100), (b"{}\n" + LINES, 100), (OBJECT, len(OBJECT) - 1), (ARRAY, len(ARRAY) - 1)):
        with pytest.raises(RecordsInvalid):
            list(read_filed(BytesIO(raw), "x", limit=limit))
    assert list(read_filed(BytesIO(ARRAY), "x", limit=len(ARRAY)))


@given(st.one_of(st.binary(max_size=200), st.text(alphabet='[]{}",:1ae\n ').map(str.encode)))
def test_anything_else_is_refused(raw: bytes) -> None:
    """Whatever the bytes, there are records or a RecordsInvalid, never another error."""
    with suppress(RecordsInvalid):
        assert read_records(raw, "x") == []


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"frameworks":' * 100_000, b"[" + b'{"a":' * 100_000])
def test_endless_nesting_is_refused(raw: bytes) -> None:
    """Nesting without end is an error in plain words."""
    with pytest.raises(RecordsInvalid):
        read_records(raw, "deep.json")
