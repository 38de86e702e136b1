"""What may stand beside a licence in its file, and what makes it another licence."""

from importlib.metadata import files

import pytest

from openaudit.licensing.identify import identify


def installed(package: str, name: str) -> str:
    path = next(path for path in files(package) or () if path.name == name)
    return path.read_text(encoding="utf-8")


MIT = installed("PyYAML", "LICENSE")
BSD = installed("click", "LICENSE.txt")
APACHE = installed("license-expression", "apache-2.0.LICENSE")


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        "Enterprises need a separate license from Acme.",
        "The following text is void; the Acme EULA governs these weights instead:",
        "Uso comercial excluido",
        "Utilisation commerciale interdite",
        "Gewerbliche Nutzung ausgeschlossen",
        "Uso commerciale escluso",
        "Wykorzystanie komercyjne jest zabronione",
        "Matumizi ya kibiashara hayaruhusiwi",
        "MATUMIZI YA KIBIASHARA HAYARUHUSIWI",
        "Copyright (c) 2024 Acme, Commercialization reserved to Acme; hobbyists and scholars welcome",
        "Copyright 2024 Acme, hobbyists and scholars welcome",
        "Copyright: Enterprises Need a Separate License from Acme",
        "Copyright 2024 禁止商业使用",
        "Copyright 2024 Nо cоmmerciаl",
        "Nо cоmmerciаl usе",
        "Ⓝⓞ Ⓒⓞⓜⓜⓔⓡⓒⓘⓐⓛ ⓤⓢⓔ",
        "N o c o m m e r c i a l",
        "hobbyists\nand\nscholars\nwelcome",
        "SPDX-License-Identifier: LicenseRef-Acme-EULA",
        "SPDX-License-Identifier: CC-BY-NC-4.0",
        "https://acme.example/license",
        "Weights: Llama license",
        "For the weights, see WEIGHTS.md.",
        "Checkpoints: see CHECKPOINTS.txt",
        "Acme Research License",
        "Acme. Hobbyists",
    ],
)
def test_words_that_may_bind_make_a_licence_another(words: str, first: bool) -> None:
    """Few words beside a licence, of whatever language or look, are told as a change, with their place."""
    text = f"{words}\n\n{MIT}" if first else f"{MIT}\n\n{words}\n"
    answer = identify(text, role="license-file")
    assert (answer.match, answer.expression) == ("modified", "MIT")
    start = text.index(words)
    assert any(span.start < start + len(words) and start < span.end for span in answer.added)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        "# Foo-V2",
        "Foo base model",
        "The MIT License (MIT)",
        "This project is licensed under the MIT License",
        "MIT License (see https://opensource.org/licenses/MIT)",
        "SPDX-License-Identifier: MIT",
        "LICENSE FOR Foo bar-baz code",
        "Copyright Jane Q. Doe",
        "Copyright (c) Foo Platforms, Inc. and affiliates.",
        "Copyright (c) Jane Doe <jane@doe.example> (https://doe.example)",
        "Copyright (c) 2024 International Foo Business Machines",
        "Copyright 2024 北京福人工智能有限公司",
        "Copyright 2024 Нейросети",
        "Copyright 2020 Juana Pérez. Todos los derechos reservados.",
        "libfoo - Copyright (c) 1996-2014  Jane Doe, Foo, Inc and others.\nSee source files for details",
        "foo -- A C parser in Python",
    ],
)
def test_titles_names_and_owners_leave_a_licence_as_it_is(words: str, first: bool) -> None:
    """What files have beside a licence that says whose it is, and what."""
    text = f"{words}\n\n{MIT}" if first else f"{MIT}\n\n{words}\n"
    assert (answer := identify(text, role="license-file")).match == "exact", answer.added


@pytest.mark.parametrize(
    "title", ["BSD 3-Clause License", "BSD-3-Clause", 'The BSD 3-Clause "New" or "Revised" License']
)
def test_the_parts_of_an_id_make_a_title(title: str) -> None:
    """A title is told by the words of the licence's id, whether hyphens join them or not."""
    assert identify(f"{title}\n\n{BSD}", role="license-file").match == "exact"


def test_a_title_of_another_licence_is_a_change() -> None:
    """A licence's name beside the text of another may mean that both hold."""
    assert identify(f"GNU GPL License\n\n{MIT}", role="license-file").match == "modified"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (APACHE[: len(APACHE) * 45 // 100], "You may not use the Work for any commercial purpose whatsoever"),
        (MIT[: MIT.index("THE SOFTWARE IS")], "You may not use the Software commercially"),
    ],
)
def test_a_part_with_terms_beside_it_is_modified(part: str, words: str) -> None:
    """A licence that was cut short and goes on in other words is no mere part."""
    text = f"{part}\n\n{words}.\n"
    answer = identify(text, role="license-file")
    assert answer.match == "modified"
    assert words in text[answer.added[-1].start : answer.added[-1].end]


@pytest.mark.parametrize(
    ("before", "after"), [("<del>", "</del>"), ("<s>", "</s>"), ("<!--", "-->"), ("<!--", ""), ("<DEL>", "")]
)
@pytest.mark.parametrize("role", ["license-file", "other"])
def test_a_struck_licence_is_not_the_licence(before: str, after: str, role: str) -> None:
    """A text that is struck out or commented out is never exact, and the sign is cited."""
    text = f"# Foo\n\n{before}\n{MIT}\n{after}\n"
    answer = identify(text, role="license-file" if role == "license-file" else "other")
    assert answer.match == answer.matches[0].match == "modified"
    assert before in [text[span.start : span.end] for span in answer.added]


def test_struck_paragraphs_are_found_one_by_one() -> None:
    """Markdown strikes paragraph by paragraph; a strike that lies outside of the licence changes nothing."""
    struck = "\n\n".join(f"~~{paragraph.strip()}~~" for paragraph in MIT.split("\n\n"))
    assert identify(struck, role="license-file").match == "modified"
    assert identify(f"~~Foo~~\n\n{MIT}", role="license-file").match == "exact"


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("Foo Enterprises", "exact"),
        ("Foo, whose separate license enterprises need,", "modified"),
        ("Foo whose EULA governs", "modified"),
    ],
)
def test_a_blank_takes_a_name_only(name: str, match: str) -> None:
    """What is filled in where a licence asks for a name must be one."""
    assert identify(BSD.replace("the copyright holder nor", f"{name} nor"), role="license-file").match == match
