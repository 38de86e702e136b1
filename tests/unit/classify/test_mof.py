import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.classify.frameworks.mof.openness import normalized, to_the_letter
from openaudit.classify.frameworks.mof.score import score
from openaudit.read.mof import framework
from openaudit.record.mof import CLASSES, ComponentStatus, MofClass
from tests.support.mot import model_file, normal, required, strict

REPORT, PAPER = "Technical report", "Research paper"
ALL_III = dict.fromkeys(required("III"))


def status(text: str, name: str) -> str:
    return next(c.status for c in strict(text).components if c.name == name)


@pytest.mark.parametrize("class_", CLASSES)
def test_all_required_components_under_an_open_licence_make_the_class(class_: MofClass) -> None:
    """Everything that a class requires, openly licensed, is that class at 100 %; the next has its gaps named."""
    found = strict(model_file(dict.fromkeys(required(class_)), distribution="Apache-2.0"))
    assert found.class_ == class_
    assert found.progress[class_] == 100
    place = CLASSES.index(class_) + 1
    assert found.next_class == (CLASSES[place] if place < len(CLASSES) else None)
    assert set(found.missing) == (
        set(required(found.next_class)) - set(required(class_)) if found.next_class else set()
    )


def test_nothing_is_met_by_default() -> None:
    """An empty list of components has no class and no progress."""
    found = strict(model_file({}, distribution="MIT"))
    assert (found.class_, found.progress) == (None, {"III": 0.0, "II": 0.0, "I": 0.0})
    assert found.missing == tuple(required("III"))


@pytest.mark.parametrize("name", required("III"))
def test_one_closed_component_costs_the_class(name: str) -> None:
    """A single required component under a licence that is not open leaves the release unclassified, 5 of 6 done."""
    found = strict(model_file({**ALL_III, name: "CC-BY-NC-4.0"}, distribution="MIT"))
    assert (found.class_, found.progress["III"], found.progress["II"]) == (None, 83.33, 0.0)
    assert found.missing == (name,)


def test_a_licence_is_the_components_own_then_its_types_then_the_releases() -> None:
    """The nearest licence holds."""
    listed: dict[str, str | None] = {"Training code": None, "Datasets": None, "Model card": "CC-BY-4.0"}
    text = model_file(listed, distribution="MIT", data="CC0-1.0")
    found = {c.name: c.license for c in strict(text).components if c.license}
    assert found == {"Training code": "MIT", "Datasets": "CC0-1.0", "Model card": "CC-BY-4.0"}


def test_unlicensed_falls_back_on_nothing() -> None:
    """The word `unlicensed`, and an empty licence, mean none, whatever the release is under."""
    for own in ("unlicensed", "''"):
        assert status(model_file({"Datasets": own}, distribution="MIT"), "Datasets") == "unlicensed"


def test_no_licence_anywhere_is_unlicensed() -> None:
    """A listed component without any licence is unlicensed, not missing."""
    assert status(model_file({"Datasets": None}), "Datasets") == "unlicensed"


def test_a_paper_stands_for_the_report() -> None:
    """Without a technical report an openly licensed paper counts in its place, in every class."""
    rest = {name: None for name in required("I") if name != REPORT}
    found = strict(model_file(rest, distribution="Apache-2.0"))
    assert found.class_ == "I"
    assert set(found.progress.values()) == {100.0}


def test_a_paper_for_the_report_does_not_count_twice() -> None:
    """Of class I's 13 components that then remain, each that is missing shows."""
    rest = {name: None for name in required("I") if name not in {REPORT, "Datasets"}}
    found = strict(model_file(rest, distribution="Apache-2.0"))
    assert (found.class_, found.progress["I"], found.missing) == ("II", 92.31, ("Datasets",))


def test_an_unlicensed_paper_is_what_lacks_where_there_is_no_report() -> None:
    """A paper that is provided without an open licence takes the report's place among what is missing."""
    listed = {name: None for name in required("III") if name != REPORT}
    found = strict(model_file({**listed, PAPER: "unlicensed"}, distribution="MIT"))
    assert (found.class_, found.missing) == (None, (PAPER,))


def test_optional_components_change_no_class() -> None:
    """An optional component counts for nothing."""
    optional = {c.name: None for c in framework().components if c.optional}
    found = strict(model_file(optional, distribution="MIT"))
    assert set(found.progress.values()) == {0.0}


def test_an_open_licence_for_another_type_passes_on_condition() -> None:
    """Weights under a software licence count, and are told as a conditional pass."""
    found = strict(model_file(ALL_III, distribution="Apache-2.0"))
    assert found.conditional == ("Model parameters (Final)",)


def test_names_count_to_the_letter_only_in_the_strict_reading() -> None:
    """“Apache 2.0” is not open to MOT; what it means is."""
    text = model_file({"Model card": "Apache 2.0"})
    assert status(text, "Model card") == "invalid"
    assert next(c.license for c in normal(text).components if c.status == "included") == "Apache-2.0"


@pytest.mark.parametrize("name", ["PDDL-1.0", "OpenMDW-1.1"])
def test_plain_faults_of_mots_list_are_mended_with_a_note(name: str) -> None:
    """A licence that MOT's list misspells or lacks is open all the same, and the reading says why."""
    judged = to_the_letter(name, "data")
    assert judged.status == "included"
    assert "MOT's list" in judged.reason


@pytest.mark.parametrize("name", ["Component not include.", "COMPONENT NOT INCLUDED"])
def test_words_that_say_it_is_not_there_are_no_licence(name: str) -> None:
    """Where the licence's place says that the component is not included, it is missing."""
    assert normalized(name, "code").status == "missing"


@pytest.mark.parametrize(
    "name", ["CC-BY-NC-4.0", "CC-BY-ND-4.0", "llama3.1", "gemma", "openrail", "BSD", "GPL", "what is this", "other"]
)
def test_what_is_not_one_open_licence_is_invalid(name: str) -> None:
    """Restricted licences, families of licences and unknown names are never open, in neither reading."""
    assert to_the_letter(name, "code").status == "invalid"
    assert normalized(name, "code").status == "invalid"


def test_an_expression_is_open_when_all_that_hold_are() -> None:
    """`A AND B` needs both to be open; of `A OR B` the open one may be chosen."""
    assert normalized("MIT AND Apache-2.0", "code").status == "included"
    assert normalized("MIT AND CC-BY-NC-4.0", "code").status == "invalid"
    assert normalized("MIT OR CC-BY-NC-4.0", "code").status == "included"


def test_code_under_any_osi_licence_suits_by_meaning() -> None:
    """MOT's list of licences for code lacks BSD-3-Clause and the GPL by oversight: only the strict reading warns."""
    for name in ("BSD-3-Clause", "GPL-3.0-only"):
        assert to_the_letter(name, "code").conditional
        assert not normalized(name, "code").conditional


STATUSES = st.dictionaries(
    st.sampled_from([c.id for c in framework().components]),
    st.sampled_from(["included", "missing", "unlicensed", "invalid", "unknown"]),
)


@given(STATUSES, st.sampled_from([c.id for c in framework().components]))
def test_more_openness_never_lowers_the_class(statuses: dict[int, ComponentStatus], more: int) -> None:
    """Including one more component never costs a class; progress stays between 0 and 100 and falls from III to I."""
    before, after = score(statuses), score({**statuses, more: "included"})
    order = (None, *CLASSES)
    assert order.index(after.class_) >= order.index(before.class_)
    assert all(0 <= before.progress[c] <= 100 for c in CLASSES)
    met = [before.progress[c] >= 100 for c in CLASSES]
    assert met == sorted(met, reverse=True)


@given(STATUSES)
def test_unknown_counts_like_missing(statuses: dict[int, ComponentStatus]) -> None:
    """What is unknown is never met."""
    without = {key: value for key, value in statuses.items() if value != "unknown"}
    assert score(statuses) == score(without)
