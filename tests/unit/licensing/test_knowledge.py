"""The schema of the knowledge base and the way to an entry, on entries of our own and on a few shipped ones."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import KnowledgeInvalid
from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import License, normal_name, parse

ROOT = Path(__file__).parents[3]

WHOLE = """
id = "example-1.0"
name = "Example License 1.0"
kind = "model"
commercial = "conditional"

[origin]
where = "a text of our own"
read = "full"
date = "2026-11-21"
confidence = "high"

[freedoms]
use = "conditional"
study = "yes"
modify = "yes"
share = "yes"

[[restrictions]]
kind = "user-cap"
clause = "§2"
threshold = 5_000
metric = "monthly-active-users"
says = "Above the cap a licence is needed."
"""
FREE = WHOLE.replace('use = "conditional"', 'use = "yes"').partition("[[restrictions]]")[0]


def read(text: str) -> License:
    return parse(text.encode(), License, "example-1.0.toml")


def test_an_entry_keeps_the_parameters_of_a_restriction() -> None:
    """Clause, threshold and metric of a cap arrive as written."""
    (cap,) = read(WHOLE).restrictions
    assert (cap.clause, cap.threshold, cap.metric, cap.places) == ("§2", 5000, "monthly-active-users", ())


def test_what_is_left_out_is_unknown_or_empty() -> None:
    """An entry without expression, approvals and duties has none, and is neither a family nor a placeholder."""
    entry = read(WHOLE)
    assert entry.spdx is None
    assert entry.approvals.osi is None
    assert (entry.obligations, entry.underspecified, entry.placeholder) == ((), False, False)


@pytest.mark.parametrize(
    "damage",
    [
        ('kind = "user-cap"', 'kind = "user-limit"'),
        ('commercial = "conditional"', 'commercial = "maybe"'),
        ('study = "yes"', ""),
        ("threshold = 5_000", 'threshold = "many"'),
        ('clause = "§2"', 'clauses = "§2"'),
        ("[freedoms]", "[freedoms"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused(damage: tuple[str, str]) -> None:
    """Unknown words, unknown keys, missing keys and bad TOML are faults that name the file."""
    assert damage[0] in WHOLE
    with pytest.raises(KnowledgeInvalid, match=r"example-1\.0\.toml"):
        read(WHOLE.replace(*damage))


def test_a_file_that_is_no_text_is_refused() -> None:
    """Bytes that are not UTF-8 are a fault of the file, not a crash."""
    with pytest.raises(KnowledgeInvalid):
        parse(b"\xff\xfe", License, "example-1.0.toml")


def test_a_restriction_closes_a_licence() -> None:
    """One restriction is enough, whatever the freedoms say."""
    assert read(WHOLE).is_open is False
    assert read(WHOLE.replace('use = "conditional"', 'use = "yes"')).is_open is False


def test_four_freedoms_and_no_restriction_make_it_open() -> None:
    """Openness is computed from the facts, not from approvals."""
    assert read(FREE).is_open is True


def test_a_withheld_freedom_closes_a_licence() -> None:
    """A freedom that is refused closes it without any restriction listed."""
    assert read(FREE.replace('modify = "yes"', 'modify = "no"')).is_open is False


def test_an_unknown_freedom_leaves_openness_unknown() -> None:
    """What is not known is not guessed."""
    assert read(FREE.replace('modify = "yes"', 'modify = "unknown"')).is_open is None


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Apache License, Version 2.0", "apache-license-version-2.0"),
        ("  CC  BY-NC\t4.0 ", "cc-by-nc-4.0"),
        ("OpenRAIL++", "openrail++"),
        ("MIT License.", "mit-license"),
        ("https://creativecommons.org/licenses/by/4.0/", "creativecommons.org-licenses-by-4.0"),
        ("HTTP://www.apache.org/licenses/LICENSE-2.0", "apache.org-licenses-license-2.0"),
        ("...", ""),
    ],
)
def test_names_are_told_apart_by_their_words_alone(written: str, normal: str) -> None:
    """Case, spaces, punctuation at the ends, and an address's scheme do not matter; inner dots and pluses do."""
    assert normal_name(written) == normal


@given(st.text())
def test_a_normal_name_is_its_own_normal_name(name: str) -> None:
    """Looking a name up twice is looking it up once."""
    once = normal_name(name)
    assert normal_name(once) == once


@given(st.text(max_size=40))
def test_a_stranger_name_finds_nothing_or_itself(name: str) -> None:
    """No name raises, and what is found goes by that name in the index."""
    found = knowledge.find(name)
    assert found is None or knowledge.index().names[normal_name(name)] == found.license.id


def test_an_entry_cites_its_own_file() -> None:
    """Path, digest and lines are those of the file that ships."""
    entry = knowledge.entry("mit")
    raw = (ROOT / entry.file).read_bytes()
    assert entry.sha256 == hashlib.sha256(raw).hexdigest()
    assert entry.lines == tuple(raw.decode().splitlines())
