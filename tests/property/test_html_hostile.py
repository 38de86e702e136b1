"""Whatever strangers write, the pages show it as text and nothing of it runs, loads or leads anywhere."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.report.html import HtmlFormatter
from openaudit.report.html.environment import embedded
from openaudit.report.html.names import file_names
from openaudit.report.printable import printable
from tests.support import records
from tests.support.pages import inert, saying
from tests.support.records import change

ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    'https://x.example/" onclick="alert(1)',
    "data:text/html,<script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}<!-- -->",
    "]]><!--<script>",
    "\u202e\u2066evil\u2069 \x1b[31m \x00 \udcff",
    "../../etc/passwd",
]
hostile = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(), max_size=60),
    st.tuples(st.sampled_from(ATTACKS), st.text(max_size=20)).map("".join),
)


@pytest.mark.parametrize("words", ATTACKS)
def test_known_attacks_are_words(words: str) -> None:
    """Each attack stands on the model's page as the words it is, with no element or attribute of its own."""
    page = inert(HtmlFormatter().format([saying(words)]), scripts=0)
    assert " ".join(printable(words).split()) in page.text
    assert "49" not in page.text.replace("0e9e39f249a1", "") or "49" in words


@given(hostile)
def test_no_text_becomes_markup(words: str) -> None:
    """Of any words in any place, the elements of the model's page are those of plain words."""
    found = inert(HtmlFormatter().format([saying(words)]), scripts=0)
    plain = inert(HtmlFormatter().format([saying("words")]), scripts=0)
    assert {tag for tag, _ in found.tags} <= {tag for tag, _ in plain.tags} | {"details", "summary", "br"}


@given(hostile)
def test_the_list_holds_any_words_as_data(words: str) -> None:
    """The list's data end where they should, and hold the words as they may be shown."""
    page = inert(HtmlFormatter().format([saying(words), records.failed()]), scripts=2)
    data = json.loads(page.scripts[0])
    assert data["rows"][0][0] == printable(words)
    assert data["rows"][0][1] is None or data["rows"][0][1].startswith(("https://", "http://"))


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner)))
def test_embedded_json_cannot_leave_its_element(value: object) -> None:
    """No sign of markup is left in it, and it is JSON."""
    text = str(embedded(value))
    assert not set("<>&") & set(text)
    json.loads(text)


@given(st.lists(st.one_of(hostile, st.sampled_from(["a/b", "A/b", "a/B", "con/nul", "a--b/c", "a/b--c"])), max_size=8))
def test_file_names_are_safe_and_differ(identities: list[str]) -> None:
    """Each model has a page of its own below the folder, whatever it is called, on file systems without case too."""
    record = records.closed()
    named = [change(record, subject=change(record.subject, id=identity)) for identity in identities]
    names = file_names(named)
    assert len({name.casefold() for name in names}) == len(identities)
    for name in names:
        folder, file = name.split("/")
        assert folder == "models"
        assert file.isascii()
        assert len(file) < 130
        assert not file.startswith((".", "-"))
        assert set(file) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
