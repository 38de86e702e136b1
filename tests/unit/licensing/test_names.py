import pytest

from openaudit.licensing.names import find, read_expression, suggest


@pytest.mark.parametrize(
    ("name", "license_id"),
    [
        ("apache-2.0", "apache-2.0"),
        ("Apache License, Version 2.0", "apache-2.0"),
        ("MIT License", "mit"),
        ("CC BY-NC 4.0", "cc-by-nc-4.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "cc-by-nc-4.0"),
        ("Llama 3.1 Community License", "llama3.1"),
        ("LicenseRef-scancode-llama-3.1-license-2024", "llama3.1"),
        ("zimbra-1.3", "Zimbra-1.3"),
        ("Boehm-Demers-Weiser GC License", "Boehm-GC"),
    ],
)
def test_names_that_mean_a_licence(name: str, license_id: str) -> None:
    """Identifiers, names as people write them, addresses, and SPDX ids without a file of their own are found."""
    found = find(name)
    assert found is not None
    assert found.license.id == license_id


@pytest.mark.parametrize("name", ["limited", "submit", "open", "license", "llama", "apache", "gpl-ish", "", "x" * 5000])
def test_words_that_mean_none(name: str) -> None:
    """A word that only contains a name, or is half of one, means no licence."""
    assert find(name) is None


def test_both_licences_of_an_and_govern() -> None:
    """Licences joined by AND all govern."""
    found = read_expression("MIT AND CC-BY-NC-4.0")
    assert found is not None
    assert [e.license.id for e in found.entries] == ["mit", "cc-by-nc-4.0"]


@pytest.mark.parametrize("text", ["CC-BY-NC-4.0 OR MIT", "MIT OR CC-BY-NC-4.0", "MIT OR Zimbra-1.3"])
def test_of_an_or_the_widest_governs(text: str) -> None:
    """Whoever may choose a licence chooses the widest one, wherever it stands."""
    found = read_expression(text)
    assert found is not None
    assert [e.license.id for e in found.entries] == ["mit"]


def test_an_unknown_part_makes_an_expression_unknown() -> None:
    """An AND with a licence that nobody knows has no known terms."""
    assert read_expression("MIT AND LicenseRef-acme-secret") is None


@pytest.mark.parametrize("text", ["see the file", "MIT AND", "((((", "", "MIT / GPL?"])
def test_what_is_no_expression(text: str) -> None:
    """Free text and broken expressions are none."""
    assert read_expression(text) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [("aapche-2.0", "apache-2.0"), ("cc-by-nc4.0", "cc-by-nc-4.0"), ("limited", None), ("qqqq", None)],
)
def test_suggestions(name: str, meant: str | None) -> None:
    """A slip of the pen is answered with the identifier that is close, other words with nothing."""
    assert suggest(name) == meant
