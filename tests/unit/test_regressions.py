"""Failures that were seen in other tools, held here so that they are not made again."""

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.licensing.identify import identify
from openaudit.record import Unavailable
from openaudit.snapshot import Followed, Snapshot
from tests.support.snapshots import card, snapshot

COMMUNITY = """Example Community License Agreement

By clicking or by using the Example Materials you submit to this Agreement of Example Limited, admitted in the
Community.

1. You are granted a non-exclusive, worldwide, royalty-free limited license to use, reproduce, distribute, copy,
create derivative works of, and make modifications to the Example Materials.
2. If the monthly active users of your products are greater than 700 million, you must request a license from us,
which we may grant in our sole discretion, and you are not permitted to exercise any of the rights under this
Agreement before.
"""


def descends(made: Snapshot, base: Snapshot) -> Snapshot:
    return msgspec.structs.replace(made, ancestors=(Followed(base.subject.id, base),))


def test_letters_inside_words_name_no_licence() -> None:
    """A community licence whose words hold the letters "mit" (limited, submit, permitted) is not called MIT."""
    found = identify(COMMUNITY, role="license-file")
    assert "MIT" not in (found.expression or "")
    record = audit(snapshot(card("# A"), texts={"LICENSE": COMMUNITY}))
    assert record.verdict.tier == "restricted-weights"
    assert all("MIT" not in (item.concluded_expression or "") for item in record.licenses)


@pytest.mark.parametrize(
    "sentence", ["It was trained on a new mix of public datasets.", "Trained on a new mix.", "Fine-tuned on the data."]
)
def test_words_are_no_dataset(sentence: str) -> None:
    """Articles and adjectives after "trained on" name no dataset."""
    assert audit(snapshot(card(sentence, license="mit"))).datasets == ()


def test_open_metadata_over_a_restricted_text_and_base() -> None:
    """Apache-2.0 in the metadata over a community licence's text and a restricted base: both are told."""
    base = snapshot(card(license="llama3.1"), model_id="example/base-8b")
    made = snapshot(
        card(license="apache-2.0", base_model="example/base-8b"), texts={"LICENSE": COMMUNITY}, model_id="acme/tuned"
    )
    record = audit(descends(made, base))
    assert record.verdict.tier == "restricted-weights"
    assert {"OA206", "OA401"} <= {f.rule for f in record.findings}


@pytest.mark.parametrize("what", ["README.md", "LICENSE", "hf://example/base-8b"])
def test_failed_look_ups_never_end_in_agreement(what: str) -> None:
    """Whatever could not be looked up is told, and no answer that rests on it is yes."""
    missing = Unavailable(what=what, reason="network", detail="timed out")
    text = None if what == "README.md" else card(license="apache-2.0", base_model="example/base-8b")
    record = audit(snapshot(text, listed=["README.md", "LICENSE"], unavailable=[missing], model_id="acme/tuned"))
    assert record.status == "partial"
    assert missing in record.unavailable
    assert {q.answer for q in record.questions if q.id == "commercial"} == {"unknown"}
