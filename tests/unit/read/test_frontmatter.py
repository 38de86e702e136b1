"""Front matter as it is met in the wild."""

import pytest

from openaudit.read.frontmatter import FrontMatter, read_front_matter
from openaudit.read.text import read_text
from openaudit.snapshot import TextFile


def read(text: str | bytes) -> FrontMatter:
    data = text.encode() if isinstance(text, str) else text
    return read_front_matter(read_text(TextFile("README.md", data)))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\nlicense: mit\ntags:\n- a\n---\n# T\n", (1, 5)),
        ("\ufeff---\nlicense: mit\ntags: [a]\n---\n", (1, 4)),
        ("\n\n---\nlicense: mit\ntags: [a]\n---\n", (3, 6)),
        ("---\r\nlicense: mit\r\ntags: [a]\r\n---\r\n# T", (1, 4)),
        ("---  \nlicense: mit\ntags: [a]\n--- \n# T", (1, 4)),
        ("  ---\n  license: mit\n  tags: [a]\n  ---\n", (1, 4)),
    ],
)
def test_at_the_top(text: str, lines: tuple[int, int]) -> None:
    """Front matter at the top is read without a problem: after a mark or blank lines, with CRLF, blanks, indented."""
    found = read(text)
    assert found.values == {"license": "mit", "tags": ["a"]}
    assert (found.first_line, found.last_line) == lines
    assert found.problems == ()


@pytest.mark.parametrize("above", ["# Title", "<!-- a comment -->", "Some words", "```python\nx = 1\n```"])
def test_below_other_text(above: str) -> None:
    """Front matter below a title or comment is read, and it is said that the Hub does not read it."""
    found = read(f"{above}\n\n---\nlicense: mit\n---\n\nText.")
    assert found.values == {"license": "mit"}
    assert "the Hub does not read them" in found.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nText.\n\n---\n\nMore text: with a colon.\n\n---\n",
        "---\nSome words between rules\n---\n",
        "---\nNote: these are words\n---\n",
        "---\n- a\n- b\n---\n",
        "# Metadata\n\n```yaml\n---\nlicense: mit\n---\n```\n",
        "# T\n---\nlicense: mit\n",
        "---\n",
        "",
        "No front matter at all",
    ],
)
def test_rules_and_examples_are_no_front_matter(text: str) -> None:
    """Horizontal rules, and front matter shown as an example in code, are not metadata."""
    found = read(text)
    assert (found.values, found.blocks, found.unreadable) == ({}, (), False)


@pytest.mark.parametrize("between", ["---\n---\n", "---\n", "---\n\n---\n"])
def test_two_blocks(between: str) -> None:
    """The first block wins, the second adds what the first does not say, and a problem tells."""
    found = read(f"---\nlicense: mit\n{between}license: apache-2.0\nlanguage: en\n---\n# T\n")
    assert found.values == {"license": "mit", "language": "en"}
    assert "second block" in found.problems[0]
    assert len(found.blocks) == 2


def test_a_block_further_down_the_text_is_left_alone() -> None:
    """Metadata pasted into the text, as from the base model's card, are not those of this card."""
    found = read("---\nlanguage: en\n---\n# T\n\nThe base's card:\n\n---\nlicense: mit\n---\n")
    assert found.values == {"language": "en"}


def test_broken_yaml_is_read_key_by_key() -> None:
    """What stands around the break is read, the broken value is kept as its words, and the problem says where."""
    found = read("---\nlicense: mit: really\nbase_model:\n  - a/b\n  - c/d\ndatasets: [x, y]\n---\nText\n")
    assert found.values == {"license": "mit: really", "base_model": ["a/b", "c/d"], "datasets": ["x", "y"]}
    assert found.broken == {"license"}
    assert found.key_lines["base_model"] == (3, 5)
    assert "line 2: broken YAML" in found.problems[0]
    assert not found.unreadable


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("\n\t- mit\n\t- x: y: z", ["mit", "x: y: z"]),
        (' "mit', "mit"),
        (" 'Terms\n\n  and more", "Terms\nand more"),
        ("\n  a: b: c", "a: b: c"),
        (" @mit # note", "mit"),
    ],
)
def test_words_of_a_broken_value(value: str, words: str | list[str]) -> None:
    """A value whose YAML is broken is its words: of its line, its list, or the lines below."""
    found = read(f"---\ntags: [a]\nlicense:{value}\n---\n")
    assert found.values["license"] == words if "@" not in value else "@mit"
    assert "license" in found.broken


def test_nothing_readable_is_said_to_be_unreadable() -> None:
    """Metadata of which every key is broken are unreadable, and so is a file that is no text."""
    assert read("---\nlicense: a: b\n---\n").unreadable
    assert read(b"\x00\x01\x02" * 50).unreadable


def test_metadata_that_are_never_closed_do_not_swallow_the_card() -> None:
    """Metadata end where the text begins when no fence closes them."""
    found = read("---\nlicense: mit\ntags:\n- a\n\nlanguage: en\n\n# Title\n\nText: with a colon.\n")
    assert found.values == {"license": "mit", "tags": ["a"], "language": "en"}
    assert found.blocks == ((1, 6),)
    assert "not closed" in found.problems[0]


def test_a_rule_far_below_does_not_close_the_metadata() -> None:
    """Metadata without a fence of their own are not those that a rule in the text would close."""
    found = read("---\nlicense: mit\n\n# Title\n\nIt's text.\n\n---\n\nMore.\n")
    assert found.values == {"license": "mit"}
    assert found.blocks == ((1, 2),)


def test_text_after_a_key_is_not_metadata() -> None:
    """A licence's text put below a key, between fences, stays text."""
    found = read('Words\n\n---\nlicense: other\nLICENSE AGREEMENT\nIt is: so. "It" means: it.\n---\n')
    assert found.values == {"license": "other"}
    assert found.blocks == ((3, 4),)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("licence", "license"),
        ("License", "license"),
        ("LICENSE", "license"),
        ("license-name", "license_name"),
        ("base model", "base_model"),
        ("model_index", "model-index"),
        ('"Licence"', "license"),
    ],
)
def test_other_spellings_of_keys(key: str, name: str) -> None:
    """A key is read under the Hub's spelling, and it is said that the Hub does not read it."""
    found = read(f"---\n{key}: mit\n---\n")
    assert found.values == {name: "mit"}
    assert repr(name) in found.problems[0]


def test_duplicated_keys() -> None:
    """The first of two keys is read, whatever their spelling, and the problem names both lines."""
    found = read("---\nlicense: mit\ntags: [a]\nLicense: gpl\n---\n")
    assert found.values["license"] == "mit"
    assert found.key_lines["license"] == (2, 2)
    assert "line 4" in found.problems[0]
    assert "line 2" in found.problems[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("2024-01-01", "2024-01-01"),
        ("1.0", 1.0),
        ("1.10", "1.10"),
        ("007", "007"),
        ("7", 7),
        ("1e3", "1e3"),
        ("9" * 5000, "9" * 5000),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        (".nan", ".nan"),
        ("~", None),
        ("", None),
        ("true", True),
        ("'true'", "true"),
        ("!!str 1.0", "1.0"),
        ("!!python/object/apply:os.system [x]", ["x"]),
        ("!!python/name:os.system x", "x"),
        ("!!binary aGk=", "aGk="),
        ("{{ license }}", {}),
        ("{a: {b: c}, 1: x}", {"a": {"b": "c"}, "1": "x"}),
    ],
)
def test_values_follow_yaml_1_2_and_construct_nothing(written: str, value: object) -> None:
    """Words stay words, numbers are kept as they were written, tags make no objects."""
    assert read(f"---\nlicense: {written}\n---\n").values["license"] == value


def test_a_list_of_mappings_is_read_as_one() -> None:
    """Metadata written as a list of single keys are read all the same."""
    assert read("---\n- license: mit\n- tags: [a]\n---\n").values == {"license": "mit", "tags": ["a"]}


def test_aliases_are_not_expanded() -> None:
    """An alias of a word is read, one of a list or mapping is refused: nested ones would grow without end."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"k{i}: &k{i} [*{p}, *{p}]\n" for i, p in enumerate(["a"] + [f"k{i}" for i in range(30)])
    )
    found = read(f"---\nlicense: &l mit\nlicense_name: *l\n{bomb}---\n")
    assert found.values["license_name"] == "mit"
    assert found.values["k5"] == [None, None]
    assert "k5" in found.broken
    assert len(found.problems) <= 21


def test_an_anchor_given_again_stands_for_the_later_value() -> None:
    """An alias is never read as what its anchor stood for before."""
    found = read("---\nlicense_name: &x mit\ntags: &x [gpl]\nlicense: *x\n---\n")
    assert found.values["license"] is None
    assert found.broken == {"license"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "&a [*a, "])
def test_deep_nesting_ends_in_a_problem(opening: str) -> None:
    """YAML nested thousands of levels deep crashes nothing, and the keys beside it are read."""
    found = read(f"---\nlicense: mit\ntags:\n  {opening * 20_000}\nlanguage: en\n---\n")
    assert found.values["license"] == "mit"
    assert found.values["language"] == "en"
    assert found.problems


def test_long_metadata_are_read_key_by_key() -> None:
    """A key too long to read is left out and named; the licence below it is read, with the right line."""
    index = "model-index:\n" + "- name: x\n" * 30_000
    found = read(f"---\n{index}license: mit\n---\nText")
    assert found.values == {"model-index": None, "license": "mit"}
    assert found.broken == {"model-index"}
    assert found.key_lines["license"] == (30_003, 30_003)
    assert any("'model-index' is too long" in problem for problem in found.problems)


def test_key_lines_cover_key_and_value() -> None:
    """The lines of a key end with its value, not with the comment or blank line after it."""
    found = read(
        "---\nlicense: mit  # ok\n\n# comment\nextra_gated_prompt: |\n  One\n\n  # Two\n\n"
        "tags:\n- a\n\n- b\n# end\n---\n"
    )
    assert found.key_lines == {"license": (2, 2), "extra_gated_prompt": (5, 8), "tags": (10, 13)}


def test_lines_do_not_drift_where_yaml_counts_other_breaks() -> None:
    """U+2028 and U+0085 are line breaks to YAML 1.1 and not to an editor: the lines are the editor's."""
    found = read("---\ntitle: a\u2028 b\u0085 c\nlicense: mit\n---\n")
    assert found.key_lines["license"] == (3, 3)


def test_a_template_that_was_never_filled_is_empty() -> None:
    """Empty metadata are metadata without values."""
    found = read("---\n# a comment\n\n---\n# Title\n")
    assert (found.values, found.blocks) == ({}, ((1, 4),))
