"""Model files as a stranger may write them: whatever they hold, an answer comes back, and claims nothing by default."""

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.audit import audit
from openaudit.read.mof import framework
from openaudit.read.supplied import read_supplied
from openaudit.report.mot import MotFormatter
from openaudit.snapshot import SUPPLIED, TextFile
from tests.support.mot import answer, model_file
from tests.support.snapshots import card, snapshot

WORDS = st.text(max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
KEYS = (
    st.sampled_from(["framework", "release", "components", "license", "name", "distribution", "code", "path"]) | WORDS
)
NAMES = st.sampled_from([c.name for c in framework().components]) | WORDS
COMPONENTS = st.lists(
    st.fixed_dictionaries({"name": NAMES}, optional={"license": VALUES, "description": VALUES}) | VALUES
)
FILES = st.fixed_dictionaries(
    {
        "release": st.fixed_dictionaries(
            {"name": VALUES, "components": COMPONENTS | VALUES}, optional={"license": VALUES}
        )
    }
)


@settings(deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes_give_an_answer(raw: bytes) -> None:
    """Nothing raises, and what can't be read has a problem on a line of the file."""
    found = answer(raw)
    assert found.strict is not None or found.problems
    lines = raw.decode("utf-8", "replace").count("\n") + raw.count(b"\r") + 1
    assert all(1 <= p.line <= max(lines, 1) + 1 for p in found.problems)


@settings(deadline=None)
@given(FILES | st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_shape_gives_an_answer(shape: dict[str, Any]) -> None:
    """YAML of any shape is evaluated or refused; only a component that has a licence is ever included."""
    found = answer(yaml.safe_dump(shape, allow_unicode=True))
    for reading in (found.strict, found.normalized):
        if reading is not None:
            assert all(c.license for c in reading.components if c.status == "included")
            assert all(c.evidence for c in reading.components if c.status == "included")


@settings(deadline=None)
@given(st.data())
def test_a_file_cut_anywhere_gives_an_answer(data: st.DataObject) -> None:
    """A file that ends too soon never counts for more than the whole."""
    whole = model_file({c.name: None for c in framework().components}, distribution="MIT")
    cut = answer(whole[: data.draw(st.integers(0, len(whole)))])
    full = answer(whole)
    assert full.strict is not None
    if cut.strict is not None:
        included = {c.id for c in cut.strict.components if c.status == "included"}
        assert included <= {c.id for c in full.strict.components if c.status == "included"}


def test_deep_and_wide_files_are_refused_quickly() -> None:
    """Depth, length and the number of values are bounded."""
    for text in ("[" * 100_000, "a: " + "{b: " * 10_000, "x" * 1_000_001, "[" + "a," * 30_000 + "]"):
        found = answer(text)
        assert found.strict is None
        assert len(found.problems) == 1


@settings(deadline=None)
@given(st.binary(max_size=300) | FILES.map(lambda shape: yaml.safe_dump(shape).encode()))
def test_any_file_of_evidence_is_read(raw: bytes) -> None:
    """What the user supplies never raises; a file that is no evidence has a problem."""
    found = read_supplied(TextFile(f"{SUPPLIED}x.yml", raw))
    assert found.problems or found.facts or b"components" in raw


@settings(deadline=None, max_examples=30)
@given(WORDS.map(lambda word: f"acme/{word.replace('/', '')}"))
def test_a_model_file_of_any_name_is_read_back(name: str) -> None:
    """Whatever a model is called, the file that `--format mot` writes has no fault but an empty name."""
    text = MotFormatter().format([audit(snapshot(card("# Foo", license="mit"), model_id=name))])
    found = answer(text)
    assert found.release == (name.partition("/")[2] or None) or found.release == ""
    assert [p.what for p in found.problems] == ([] if found.release else ["the release has no name"])
