import pytest

from tests.support.mot import HEAD, answer, model_file


def faults(text: str | bytes) -> list[tuple[int, str]]:
    return [(p.line, p.what) for p in answer(text).problems]


def test_all_faults_of_a_file_are_told_at_once_with_their_lines() -> None:
    """Misspelt keys and components, a value of the wrong kind and a repeated component each get their line."""
    text = (
        HEAD
        + "release:\n  name: Small\n  licence: {}\n  version: [1, 2]\n  components:\n"
        + "    - name: Model Card\n    - name: Datasets\n      licens: MIT\n    - name: Datasets\n    - just words\n"
    )
    told = faults(text)
    assert [line for line, _ in told] == [7, 8, 10, 12, 13, 14]
    assert "perhaps 'license' is meant" in told[0][1]
    assert "version should be text" in told[1][1]
    assert "perhaps 'Model card' is meant" in told[2][1]
    assert "perhaps 'license' is meant" in told[3][1]
    assert "listed again" in told[4][1]
    assert "should be a mapping" in told[5][1]


def test_an_unknown_component_is_a_fault_and_no_other_component() -> None:
    """A name that the framework does not have counts for nothing (MOT itself takes it for “Datasets”)."""
    found = answer(model_file({"Sourdough": "MIT"}))
    assert found.strict is not None
    assert {c.status for c in found.strict.components} == {"missing"}
    assert "no component of the framework" in found.problems[0].what


def test_the_rest_of_a_file_with_faults_is_evaluated() -> None:
    """A fault costs what it concerns, and not the whole file."""
    found = answer(model_file({"Model card": "MIT", "Sourdough": "MIT"}))
    assert found.strict is not None
    assert [c.name for c in found.strict.components if c.status == "included"] == ["Model card"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "no `release`"),
        ("- a\n", 1, "no `release`"),
        ("release: words\n", 1, "no `release`"),
        (HEAD + "release:\n  name: x\n", 5, "`components` is missing"),
        (HEAD + "release:\n  name: x\n  components: none\n", 7, "should be a list"),
        (HEAD + "release:\n  name: 'x\n", 7, "broken YAML"),
        (HEAD + "release: " + "[" * 60, 5, "nested deeper"),
        (b"\x00\x01\x02\x03" * 50, 1, "no text"),
        (HEAD + "a: b\x07\n", 1, "control characters"),
    ],
)
def test_what_is_no_model_file_is_said_to_be_none(text: str | bytes, line: int, what: str) -> None:
    """Without a release and its components there is nothing to evaluate, and the reason has its line."""
    found = answer(text)
    assert (found.strict, found.normalized) == (None, None)
    assert any(p.line == line and what in p.what for p in found.problems)


def test_an_alias_of_a_list_is_refused() -> None:
    """Lists that repeat each other, which can grow without bound, are not read."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert any("alias" in what for _, what in faults(bomb + model_file({})))


def test_repeated_keys_are_told() -> None:
    """Of a key that is given twice the first is read, and a fault says so."""
    text = model_file({"Model card": "MIT"}).replace("      license: MIT\n", "      license: MIT\n      license: GPL\n")
    assert any("'license' is given again" in what for _, what in faults(text))


def test_evidence_cites_the_component_and_the_licence_it_inherits() -> None:
    """A component's evidence is its own lines, then those of the release's licence."""
    found = answer(model_file({"Model card": None}, distribution="MIT"))
    assert found.strict is not None
    card = next(c for c in found.strict.components if c.status == "included")
    quotes = [e.quote for e in found.evidence if e.id in card.evidence]
    assert "Model card" in quotes[0]
    assert quotes[1] == "name: MIT"


def test_no_more_faults_are_told_than_are_worth_reading() -> None:
    """Of a thousand faults a hundred are told, the last saying how many more there are."""
    told = faults(model_file({f"Nothing {n}": None for n in range(1000)}))
    assert len(told) == 100
    assert "901 more" in told[-1][1]
