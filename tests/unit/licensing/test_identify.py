"""Identification: exact, modified, partial or none, and where.

The texts are the licence files of packages that are installed with the project, and licences invented here.
"""

from importlib.metadata import files

import pytest

from openaudit.licensing import identify as module
from openaudit.licensing.fingerprints import Fingerprints
from openaudit.licensing.identify import identify, role_of
from tools.build_fingerprints import Text, build

CLAUSE = "If the Software is used by more than 100 million monthly active users, you shall display its name."


def installed(package: str, name: str) -> str:
    path = next(path for path in files(package) or () if path.name == name)
    return path.read_text(encoding="utf-8")


MIT = installed("PyYAML", "LICENSE")
BSD = installed("click", "LICENSE.txt")
APACHE = installed("license-expression", "apache-2.0.LICENSE")

INVENTED = """Meadow License

1. You may walk through the meadow at any hour, provided that you close every gate behind you and greet the cows.

2. Neither the name of the Meadow Keepers nor the names of its visitors may be used to sell hay.

3. The meadow is offered as it grows, and no keeper answers for bees, for thistles or for the weather of the day.

4. Whoever picks more than 50 flowers in one season shall plant as many before the first snow of the winter.
"""
OTHER_WORDING = INVENTED.replace("any hour", "all hours of the day and of the night")
SIBLING = INVENTED.replace("hay", "milk").replace("thistles", "nettles")


@pytest.fixture
def meadow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fingerprints of invented licences in the place of the shipped ones."""
    texts = [
        Text("LicenseRef-Meadow", INVENTED),
        Text("LicenseRef-Meadow", OTHER_WORDING),
        Text("LicenseRef-Pasture", SIBLING),
        Text("LicenseRef-Twin-A", "twins " * 3 + " ".join(f"word{n}" for n in range(80))),
        Text("LicenseRef-Twin-B", "twins " * 3 + " ".join(f"word{n}" for n in range(80))),
    ]
    known = Fingerprints(build(texts, "2026-01-02", ["invented"]))
    monkeypatch.setattr(module, "load", lambda: known)


@pytest.mark.parametrize(("text", "name"), [(MIT, "MIT"), (BSD, "BSD-3-Clause"), (APACHE, "Apache-2.0")])
def test_a_real_licence_file_is_exact(text: str, name: str) -> None:
    """The licence files of packages are what they say."""
    answer = identify(text, role="license-file")
    assert (answer.match, answer.expression) == ("exact", name)
    assert answer.matches[0].id == name
    assert answer.matches[0].removed == ()


def test_an_added_clause_is_found_with_its_place() -> None:
    """MIT with a clause about size is modified, and the clause is what was added."""
    text = f"{MIT}\n\n{CLAUSE}\n"
    answer = identify(text, role="license-file")
    assert (answer.match, answer.expression) == ("modified", "MIT")
    span = answer.added[-1]
    assert text[span.start : span.end] == CLAUSE.rstrip(".")
    assert span.line_first == span.line_last == text[: span.start].count("\n") + 1


def test_an_inserted_clause_is_attached_to_its_licence() -> None:
    """A clause between two paragraphs of a licence is an added span of that licence, and nothing is missing."""
    at = MIT.index("THE SOFTWARE IS PROVIDED")
    text = MIT[:at] + CLAUSE + "\n\n" + MIT[at:]
    answer = identify(text, role="license-file")
    assert answer.match == answer.matches[0].match == "modified"
    (span,) = answer.matches[0].added
    assert text[span.start : span.end] == CLAUSE.rstrip(".")
    assert answer.matches[0].removed == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is hereby granted", "is not hereby granted"),
        ("without restriction", "with restriction"),
        ("sell", "give"),
        ("Permission", "Authority"),
        ("SOFTWARE.\n", "HARDWARE.\n"),
    ],
)
def test_one_changed_word_is_never_exact(old: str, new: str) -> None:
    """Not even a word at the first or the last place changes unseen."""
    text = new.join(MIT.rsplit(old, 1))
    assert text != MIT
    assert identify(text, role="license-file").match == "modified"


@pytest.mark.usefixtures("meadow")
def test_a_removed_paragraph_is_told_by_place_and_length() -> None:
    """Words that the text lacks are counted, after the line where they stood."""
    start, end = INVENTED.index("3. The meadow"), INVENTED.index("4. Whoever")
    answer = identify(INVENTED[:start] + INVENTED[end:], role="license-file")
    assert answer.match == "modified"
    (removal,) = answer.matches[0].removed
    assert removal.words == len(INVENTED[start:end].split()) - 1
    assert removal.after_line == INVENTED[:start].rstrip().count("\n") + 1


def test_a_text_that_was_cut_is_partial() -> None:
    """Half a licence is named, and told to be no whole one."""
    answer = identify(APACHE[: len(APACHE) // 2].rpartition("\n\n")[0], role="license-file")
    assert (answer.match, answer.expression) == ("partial", "Apache-2.0")
    assert 0.3 < answer.matches[0].share < 0.7


def test_the_end_of_a_licence_beneath_a_whole_one_cuts_nothing() -> None:
    """A disclaimer put beneath a licence leaves both known; a beginning, or an end by itself, may have gone on."""
    disclaimer = BSD[BSD.index("THIS SOFTWARE IS PROVIDED") :]
    beneath = identify(f"{APACHE}\n\n{disclaimer}", role="license-file")
    assert beneath.matches[1].match == "partial"
    assert (beneath.is_cut, beneath.is_standard) == (False, True)
    assert identify(f"{MIT}\n\n{APACHE[: len(APACHE) // 2]}", role="license-file").is_cut
    assert identify(disclaimer, role="license-file").is_cut
    added = identify(f"{APACHE}\n\n{CLAUSE}\n\n{disclaimer}", role="license-file")
    assert not added.is_standard


def test_instructions_after_the_terms_may_be_left_out() -> None:
    """The appendix that tells how to apply a licence is no part of its terms."""
    assert identify(APACHE.partition("END OF TERMS")[0], role="license-file").match == "exact"


def test_two_licences_are_both_named() -> None:
    """Licences one after the other are joined with AND, each with its lines."""
    text = f"{MIT}\n-----------\n\n{BSD}"
    answer = identify(text, role="license-file")
    assert (answer.match, answer.expression) == ("exact", "MIT AND BSD-3-Clause")
    first, second = answer.matches
    assert first.line_last < second.line_first


@pytest.mark.parametrize(
    "clause", ["禁止商业使用。", "Nicht für den Verkauf.", "Companies with a turnover above 5M: contact us."]
)
def test_a_short_clause_in_any_language_modifies(clause: str) -> None:
    """A few words after a licence are terms unless nothing in them could bind."""
    assert identify(f"{MIT}\n\n{clause}\n", role="license-file").match == "modified"
    assert identify(f"{MIT}\n\nFoo Model 2\n", role="license-file").match == "exact"


def test_an_obligation_beside_a_copyright_notice_is_a_change() -> None:
    """Words put in after the word copyright are no owner's name."""
    text = MIT.replace("The above copyright notice", "The above copyright notice, our logo")
    assert identify(text, role="license-file").match == "modified"


def test_words_around_a_licence_count_by_the_role() -> None:
    """In a README the words around a licence are no terms; in a licence file they are."""
    text = f"# Model\n\nYou may not use it for weapons.\n\n{MIT}"
    assert identify(text, role="other").match == "exact"
    assert identify(text, role="license-file").match == "modified"
    assert identify(text, role="other").added == identify(text, role="license-file").added != ()


def test_a_name_in_a_blank_is_no_change() -> None:
    """Who may not be named in advertising is for the licensor to fill in."""
    assert (
        identify(BSD.replace("the copyright holder nor", "The Meadow Project nor"), role="license-file").match
        == "exact"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "Limited",
        "permitted by the Limited company",
        "MIT",
        "This model is under the MIT License.",
        "word " * 500,
        "\0\x01\ufffd",
        "许可证",
    ],
)
def test_what_is_no_licence_is_none(text: str) -> None:
    """A name, a part of a word, or any other text is no licence."""
    answer = identify(text, role="license-file")
    assert (answer.match, answer.expression, answer.matches, answer.coverage) == ("none", None, (), 0.0)


def test_a_notice_is_not_the_licence() -> None:
    """The few lines that refer to a licence are not its text."""
    notice = APACHE[APACHE.index("Licensed under the Apache License") :]
    assert identify(notice, role="other").match == "none"


@pytest.mark.usefixtures("meadow")
def test_the_nearest_of_two_siblings_is_named() -> None:
    """Of licences that differ in a word each has its own text."""
    assert identify(INVENTED, role="license-file").expression == "LicenseRef-Meadow"
    assert identify(SIBLING, role="license-file").expression == "LicenseRef-Pasture"


@pytest.mark.usefixtures("meadow")
def test_a_mix_of_known_wordings_is_exact() -> None:
    """A passage may stand as any known wording of the licence has it, in another one's place."""
    mixed = OTHER_WORDING.replace("Meadow License\n\n", "")
    assert identify(mixed, role="license-file").match == "exact"
    assert identify(mixed.replace("all hours", "few hours"), role="license-file").match == "modified"


@pytest.mark.usefixtures("meadow")
@pytest.mark.parametrize(
    ("old", "new"), [("50 flowers", "500 flowers"), ("shall plant", "may plant"), ("no keeper", "every keeper")]
)
def test_a_changed_number_is_a_change(old: str, new: str) -> None:
    """Thresholds and duties are words that matter."""
    answer = identify(INVENTED.replace(old, new), role="license-file")
    assert (answer.match, answer.expression) == ("modified", "LicenseRef-Meadow")


@pytest.mark.usefixtures("meadow")
def test_licences_with_one_text_are_all_named() -> None:
    """What the text can't tell apart is told as a choice, and the data's version and date with it."""
    answer = identify("twins " * 3 + " ".join(f"word{n}" for n in range(80)), role="license-file")
    assert answer.expression == "LicenseRef-Twin-A OR LicenseRef-Twin-B"
    assert answer.matches[0].ids == ("LicenseRef-Twin-A", "LicenseRef-Twin-B")
    assert "2026-01-02" in answer.fingerprints


@pytest.mark.usefixtures("meadow")
def test_the_same_sources_build_the_same_file() -> None:
    """Building is deterministic, whatever the order of the texts."""
    texts = [Text("LicenseRef-A", INVENTED), Text("LicenseRef-B", SIBLING)]
    assert build(texts, "2026-01-02", ["x"]) == build(texts[::-1], "2026-01-02", ["x"])


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("LICENSE", "", "license-file"),
        ("model/LICENCE.md", "", "license-file"),
        ("README.md", "", "other"),
        ("COPYING", "```\npip install x\n```", "license-file"),
        ("a.txt", "plain words", "license-file"),
        ("a.txt", "# Tool\n\n## Usage\n\n```\npip install tool\n```\n", "other"),
    ],
)
def test_role_is_told_by_name_then_by_look(name: str, text: str, role: str) -> None:
    """A file's name decides; a text without a telling name is a README when it looks like one."""
    assert role_of(name, text) == role
