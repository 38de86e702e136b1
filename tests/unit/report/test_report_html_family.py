"""The lineage graph: who was made of whom, each with its terms, and boxes that lie where they can be read."""

import re
from itertools import combinations, pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.record import AuditRecord, Dataset, LineageLink
from openaudit.report.html import HtmlFormatter
from openaudit.report.html.family import MOST, family
from openaudit.report.html.layout import BOX, HEIGHT, Drawing, layout
from tests.support import records
from tests.support.pages import inert
from tests.support.records import change

ONE = records.open_weights()
OWN = ONE.subject.id


def link(name: str, *made: tuple[str, str], audited: bool = True, terms: str = "open") -> LineageLink:
    into = [{"id": child, "relation": relation} for child, relation in made]
    given = {"id": name, "relation": made[0][1], "license": "mit", "status": "s", "audited": audited, "terms": terms}
    return msgspec.convert({**given, "made": into}, LineageLink)


def descending(*links: LineageLink, datasets: tuple[Dataset, ...] = ()) -> AuditRecord:
    return change(ONE, lineage=links, datasets=datasets)


def tops(drawing: Drawing) -> dict[str, float]:
    return {box.key.removeprefix("model "): box.y for box in drawing.boxes}


def test_bases_stand_above_what_was_made_of_them() -> None:
    """A chain of three levels is drawn as three levels, the model itself at the bottom."""
    found = family(descending(link("a/Mid", (OWN, "merge")), link("a/Top", ("a/Mid", "finetune"))))
    assert found is not None
    for drawing in (found.wide, found.narrow):
        at = tops(drawing)
        assert at["a/Top"] < at["a/Mid"] < at["own"]
        assert {label.words for label in drawing.labels} == {"merge", "fine-tune"}


def test_a_merge_has_several_parents_and_a_base_several_children() -> None:
    """One model that two parents were made of has a line to each, and each parent one to the merge."""
    shared = link("a/Base", ("a/One", "finetune"), ("a/Two", "adapter"))
    found = family(descending(link("a/One", (OWN, "merge")), shared, link("a/Two", (OWN, "merge"))))
    assert found is not None
    assert len(found.wide.lines) == 4
    assert "fine-tune / adapter" in {label.words for label in found.wide.labels}
    at = tops(found.wide)
    assert at["a/One"] == at["a/Two"]


def test_what_was_not_audited_is_dashed_and_said() -> None:
    """An ancestor whose terms are no part of the audit never looks like one whose terms are known."""
    gone = link("a/Gone", (OWN, "finetune"), audited=False, terms="unknown")
    text = HtmlFormatter().format([descending(gone, link("a/Open", (OWN, "merge")))])
    page = inert(text, scripts=0)
    dashed = [a["class"] for tag, a in page.tags if tag == "g" and "dashed" in a.get("class", "")]
    assert dashed == ["kin ancestor s-unknown dashed"] * 2
    assert "not audited" in page.text
    assert "mit · open" in page.text


def test_the_drawing_is_told_in_words() -> None:
    """A screen reader hears each ancestor with its licence, its terms, and what was made of it."""
    page = inert(HtmlFormatter().format([descending(link("a/B", (OWN, "adapter"), terms="restricted"))]), scripts=0)
    label = next(a["aria-label"] for tag, a in page.tags if tag == "svg" and "a/B" in a.get("aria-label", ""))
    assert label == f"a/B: mit · restricted; above {OWN} (adapter)."


def test_a_record_of_before_says_that_it_does_not_tell() -> None:
    """Without the field that tells which came of which, nothing is made up: the page says so."""
    old = [
        LineageLink(id=f"a/{n}", relation="merge", license=None, status="its terms are part of this audit")
        for n in range(2)
    ]
    text = inert(HtmlFormatter().format([descending(*old)]), scripts=0).text
    assert "not which of them came from which" in text


def test_long_names_are_cut_and_kept_in_full() -> None:
    """A name that does not fit shows both its ends; its whole stands in the title."""
    name = f"a/{'Long' * 30}-7B"
    found = family(descending(link(name, (OWN, "finetune"))))
    assert found is not None
    kin = found.kin[f"model {name}"]
    assert re.fullmatch(r"Long\w+…\w+-7B", kin.name)
    assert name in kin.title


def test_datasets_are_boxes_too_and_what_is_left_out_is_counted() -> None:
    """Of many datasets and ancestors the first are drawn, and the page says how many more there are."""
    sets = tuple(Dataset(id=f"d/{n}", license=None, status="s") for n in range(9))
    found = family(descending(*(link(f"a/{n}", (OWN, "merge")) for n in range(40)), datasets=sets))
    assert found is not None
    assert found.more == 40 - MOST + 3
    assert found.kin["data 0"].dashed


def test_a_circle_does_not_hang_the_drawing() -> None:
    """Models that name one another, or this one, as their base are drawn once each."""
    around = descending(link("a/A", (OWN, "finetune"), ("a/B", "merge")), link("a/B", ("a/A", "merge")))
    own = link(OWN, ("a/A", "finetune"))
    found = family(change(around, lineage=(*around.lineage, own)))
    assert found is not None
    assert set(tops(found.wide)) == {"a/A", "a/B", "own"}


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], dict[tuple[str, str], tuple[str, ...]]]:
    """Nodes that each lead to an earlier one, with more edges between any two, circles included."""
    count = draw(st.integers(2, 14))
    nodes = [f"n{n}" for n in range(count)]
    edges = {(nodes[n], nodes[draw(st.integers(0, n - 1))]): ("x",) for n in range(1, count)}
    more = draw(st.lists(st.tuples(st.integers(1, count - 1), st.integers(0, count - 1)), max_size=20))
    return nodes, {**edges, **{(nodes[a], nodes[b]): ("y",) for a, b in more if a != b}}


@given(graphs(), st.integers(1, 4))
def test_no_two_boxes_cover_each_other(
    graph: tuple[list[str], dict[tuple[str, str], tuple[str, ...]]], columns: int
) -> None:
    """Whatever the graph, each node has one box inside the drawing, apart from all others, and lines run downwards."""
    nodes, edges = graph
    drawing = layout(nodes, edges, "n0", columns)
    assert sorted(box.key for box in drawing.boxes) == sorted(nodes)
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - BOX
        assert 0 <= box.y <= drawing.height - HEIGHT
    for a, b in combinations(drawing.boxes, 2):
        assert abs(a.x - b.x) >= BOX or abs(a.y - b.y) >= HEIGHT
    at = {box.key: box for box in drawing.boxes}
    for line in drawing.lines:
        ys = [float(y) for _, y in re.findall(r"[ML]?(-?[\d.]+) (-?[\d.]+)", line.path)]
        assert ys[0] == at[line.begin].y + HEIGHT
        assert ys == sorted(ys)


@pytest.mark.parametrize("columns", [1, 3])
def test_lines_pass_no_box(columns: int) -> None:
    """The lines of a merge of twenty run beside the boxes, never through one."""
    nodes = ["own", *(f"n{n}" for n in range(20))]
    drawing = layout(nodes, {(n, "own"): ("merge",) for n in nodes[1:]}, "own", columns)
    for line in drawing.lines:
        points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", line.path)]
        for (ax, ay), (bx, by) in pairwise(points):
            for box in drawing.boxes:
                beside = max(ax, bx) <= box.x or min(ax, bx) >= box.x + BOX
                assert beside or max(ay, by) <= box.y or min(ay, by) >= box.y + HEIGHT
