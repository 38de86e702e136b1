import hashlib
import json

import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openaudit.record.digest import canonical, digest, seal
from openaudit.record.json import to_line
from tests.support import records

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(1e-5, 1e15, exclude_max=True),
    st.floats(-1e15, -1e-5, exclude_min=True),
    st.sampled_from([0.0, 1.0, 100.0]),
)
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)
)


@settings(deadline=None)  # the first example waits for RE2 to be imported
@given(st.dictionaries(KEYS, VALUES))
@example({"a": 1.0, "b": [2.0, {"c": 3.0}], "d": ',"e":4.0,', "f": -5.0, "g\\": 6.0, 'h"': 7.0, "i": '{"j":8.0}'})
@example({"a": 9.0, "b": ':":10.0,', ",": ',"', "c": 99999999999999.0, "d": 999999999999999.0})
def test_the_canonical_form_is_rfc_8785(value: dict[str, object]) -> None:
    """For every value that a record can hold the form is that of the RFC's own implementation, byte for byte."""
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # it has its own type for JSON


def test_anybody_can_compute_the_digest() -> None:
    """The digest of a written record: RFC 8785 and SHA-256 of it without `digest`, with the source of a replay."""
    for record in records.all_kinds():
        value = json.loads(to_line(record))
        told = value.pop("digest")
        value["subject"]["source"] = "snapshot"
        assert told == "sha256:" + hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def test_a_replay_has_the_same_digest() -> None:
    """Where the evidence was read from does not change the digest; everything else does."""
    record = records.open_weights()
    replayed = records.change(record, subject=records.change(record.subject, source="snapshot"))
    other = records.change(record, subject=records.change(record.subject, retrieved_at="2026-11-21T10:00:01Z"))
    assert digest(record) == digest(replayed)
    assert digest(record) != digest(other)


def test_a_digest_that_is_there_is_kept() -> None:
    """Sealing again does not put a new digest over an old one that no longer fits."""
    altered = records.change(seal(records.restricted()), status="failed")
    assert seal(altered) == altered
    assert altered.digest != digest(altered)
