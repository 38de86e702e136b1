"""Who was made into what, in the bills of materials: the edges that the record tells, and no others."""

import json
from typing import Any

import msgspec
import pytest
import spdx_python_model
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.record import AuditRecord, LineageLink, Made, Relation
from openaudit.report.cyclonedx import version_1_6, version_1_7
from openaudit.report.cyclonedx_pedigree import GENERATIONS
from openaudit.report.spdx import SpdxFormatter
from tests.support import records

OWN = records.open_weights().subject.id
Lines = tuple[tuple[str, tuple[tuple[str, Relation], ...]], ...]
MERGE: Lines = (
    ("a/One", ((OWN, "merge"),)),
    ("a/Two", ((OWN, "merge"),)),
    ("a/Root", (("a/One", "finetune"), ("a/Two", "adapter"))),
    ("a/Far", (("a/Root", "finetune"),)),
)


def descending(lines: Lines) -> AuditRecord:
    """A record with these ancestors, each with what was made of it."""
    lineage = tuple(
        LineageLink(
            id=name,
            relation="finetune",
            license="mit",
            status="followed",
            made=tuple(Made(id=below, relation=relation) for below, relation in made),
        )
        for name, made in lines
    )
    return records.change(records.open_weights(), lineage=lineage)


def spdx_edges(record: AuditRecord) -> list[tuple[str, str, str]]:
    """Each `descendantOf`, by names, with the word for it."""
    graph = json.loads(SpdxFormatter().format([record]))["@graph"]
    names = {e["spdxId"]: e["name"] for e in graph if e["type"] == "ai_AIPackage"}
    found = [e for e in graph if e.get("relationshipType") == "descendantOf"]
    return [(names[e["from"]], names[e["to"][0]], e["comment"].partition(";")[0]) for e in found]


def pedigrees(component: dict[str, Any]) -> list[tuple[str, str]]:
    """Each model with each of the ancestors that stand in its own pedigree."""
    above = component.get("pedigree", {}).get("ancestors", [])
    return [(component["name"], a["name"]) for a in above] + [pair for a in above for pair in pedigrees(a)]


def model(record: AuditRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(version_1_6().format([record]))["metadata"]["component"]
    return found


def valid(record: AuditRecord) -> None:
    """Raises AssertionError where a validator of either format refuses the record's bill."""
    for made, version in ((version_1_6(), SchemaVersion.V1_6), (version_1_7(), SchemaVersion.V1_7)):
        text = made.format([record])
        assert JsonStrictValidator(version).validate_str(text) is None
        refs = [line.split('"')[3] for line in text.splitlines() if '"bom-ref":' in line]
        assert len(set(refs)) == len(refs)
    _, objects = spdx_python_model.load_data(json.loads(SpdxFormatter().format([record])))
    assert objects.link() == set()


def test_spdx_relates_each_model_to_what_it_was_made_of() -> None:
    """Every edge of the record is a relationship of its own, between ancestors too, with the relation of that edge."""
    assert spdx_edges(descending(MERGE)) == [
        (OWN, "a/One", "merge"),
        (OWN, "a/Two", "merge"),
        ("a/One", "a/Root", "fine-tune"),
        ("a/Two", "a/Root", "adapter"),
        ("a/Root", "a/Far", "fine-tune"),
    ]


def test_cyclonedx_nests_each_ancestor_below_what_was_made_of_it() -> None:
    """A pedigree holds what a model was made of and nothing further; what two share has its own at the first place."""
    found = model(descending(MERGE))
    assert pedigrees(found) == [
        ("Finch-7B", "One"),
        ("Finch-7B", "Two"),
        ("One", "Root"),
        ("Root", "Far"),
        ("Two", "Root"),
    ]
    assert found["pedigree"]["notes"] == "a/One: merge; followed. a/Two: merge; followed"
    valid(descending(MERGE))


def test_a_record_that_does_not_tell_has_all_ancestors_below_the_model() -> None:
    """Records of before `made` was told give no edge between ancestors: none is guessed."""
    told = descending(MERGE)
    old = records.change(told, lineage=tuple(records.change(link, made=msgspec.UNSET) for link in told.lineage))
    assert {below for below, _, _ in spdx_edges(old)} == {OWN}
    assert [below for below, _ in pedigrees(model(old))] == ["Finch-7B"] * 4
    valid(old)


@pytest.mark.parametrize(
    "lines",
    [
        (("a/A", (("a/B", "finetune"),)), ("a/B", (("a/A", "finetune"),))),
        (("a/A", (("a/A", "merge"),)),),
        (("a/A", (("nobody/Knows", "merge"),)),),
        ((OWN, ((OWN, "merge"),)),),
        ((OWN, (("a/A", "merge"),)), ("a/A", ((OWN, "merge"),))),
    ],
)
def test_strange_descent_loses_no_ancestor(lines: Lines) -> None:
    """Circles, and models that nothing else in the record names, end in a valid bill that has every ancestor."""
    record = descending(lines)
    valid(record)
    names = {name.partition("/")[2] for name, _ in lines}
    assert names <= {above for _, above in pedigrees(model(record))}


def test_a_very_long_line_is_told_without_nesting_without_end() -> None:
    """Beyond so many generations an ancestor stands below the model itself, and none is left out."""
    count = GENERATIONS * 20
    lines: Lines = tuple((f"a/M{n}", ((OWN if n == 0 else f"a/M{n - 1}", "finetune"),)) for n in range(count))
    record = descending(lines)
    valid(record)
    assert {above for _, above in pedigrees(model(record))} == {f"M{n}" for n in range(count)}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=12))
def test_any_edges_leave_no_ancestor_out(edges: list[tuple[int, int]]) -> None:
    """Whatever edges a filed record claims, both formats name each ancestor."""
    names = [OWN, *(f"a/M{n}" for n in range(5))]
    made: dict[int, tuple[tuple[str, Relation], ...]] = dict.fromkeys(range(5), ())
    for above, below in edges:
        made[above] = (*made[above], (names[below], "merge"))
    record = descending(tuple((f"a/M{n}", found) for n, found in made.items()))
    assert {above for _, above in pedigrees(model(record))} >= {f"M{n}" for n in range(5)}
    assert {above for _, above, _ in spdx_edges(record)} >= {f"a/M{n}" for n in range(5)}
