from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from openaudit.classify.profile import use
from openaudit.record import AuditRecord
from openaudit.record.use import Profile
from openaudit.report.markdown import MarkdownFormatter
from openaudit.report.markup import block, cell, code, inline
from tests.support import records
from tests.support.hostile import ALL, hostile


def github(options: dict[str, bool]) -> MarkdownIt:
    """GitHub's dialect; it links no bare name without "www." or a scheme, which this library would ("A.AL")."""
    found = MarkdownIt("gfm-like2", options)
    assert found.linkify is not None
    found.linkify.set({"fuzzy_link": False})
    return found


def parsed(text: str) -> Iterator[Token]:
    """All tokens, as GitHub's dialect reads the text: HTML on, tables on, bare addresses linked."""
    for token in github({"html": True}).parse(text):
        yield token
        yield from token.children or ()


def page(*of: AuditRecord) -> str:
    return MarkdownFormatter().format(of)


def links(text: str) -> set[str]:
    return {str(t.attrs["href"]) for t in parsed(text) if t.type == "link_open"}


def shown(text: str) -> str:
    return " ".join(t.content for t in parsed(text) if t.type in {"text", "code_inline", "fence"})


@pytest.mark.parametrize("records_", [[hostile()], [hostile(), hostile()]], ids=["page", "list"])
def test_strangers_words_never_become_markup(records_: list[AuditRecord]) -> None:
    """No HTML, picture, emphasis, heading or link of theirs; the only links are the audited repository's."""
    tokens = list(parsed(page(*records_)))
    assert not [t for t in tokens if t.type in {"html_inline", "html_block", "image", "em_open", "s_open"}]
    assert "heading" not in {t.content for t in tokens if t.type == "text"}
    assert all(link.startswith("https://huggingface.co/") for link in links(page(*records_)))
    assert not [t for t in tokens if t.type == "fence" and t.content.strip() == "out of the fence"]


def last_cells(text: str) -> list[str]:
    """What stands in the last cell of each row, heads left out."""
    tokens = list(github({"html": True}).parse(text))
    rows = [n for n, t in enumerate(tokens) if t.type == "tr_close" and tokens[n - 1].type == "td_close"]
    return [tokens[n - 2].content for n in rows]


def test_a_bar_in_strangers_words_begins_no_cell() -> None:
    """Every row of the list ends with the standing of its audit, every row of the evidence with its hash."""
    assert last_cells(page(hostile(), hostile())) == ["partial", "partial"]
    hashes = [code(e.sha256) for e in hostile().evidence]
    assert last_cells(page(hostile()))[-len(hashes) :] == hashes


def test_the_page_says_all() -> None:
    """Verdict, licence, restrictions with figures and clause, findings gravest first, quotes with their lines."""
    text = page(records.restricted())
    assert "**Verdict: restricted weights**" in text
    assert "### Cap on users: above 700 million monthly active users (clause 2, LicenseRef-example-lark-3.1)" in text
    assert text.index("OA101") < text.index("OA305") < text.index("OA506")
    assert "2. Large operators." in text
    revision = records.restricted().subject.revision
    assert f"https://huggingface.co/example/Lark-3.1-8B/blob/{revision}/LICENSE#L45-L52" in links(text)
    assert all(e.sha256 in text for e in records.restricted().evidence)


def test_frameworks_are_shown_when_the_record_holds_them() -> None:
    """A framework's outcome has a row; without any there is no section."""
    record = records.change(records.open_weights(), frameworks={"mof": {"class": None}, "osaid": {"conforms": "no"}})
    assert "| Model Openness Framework, class | none shown |" in page(record)
    assert "| Open Source AI Definition 1.0, conforms | no |" in page(record)
    assert "Frameworks" not in page(records.open_weights())


def test_a_list_tells_each_and_what_could_not_be_audited() -> None:
    """A row for each model in order; failed ones are named again with the reason, partial ones with what is missing."""
    text = page(*records.all_kinds())
    rows = [line for line in text.splitlines() if line.startswith(("| [", "| `"))]
    assert [r.subject.id in row for r, row in zip(records.all_kinds(), rows, strict=True)] == [True] * 5
    assert "4 of 5 models audited" in text
    assert "- `example/Ghost-1B`: not-found: the Hub knows no such repository" in text
    assert "**not audited**" in rows[-1]


def test_bare_addresses_are_no_links() -> None:
    """What GitHub links of itself is broken up."""
    assert "www." not in inline("see www.example.org")
    assert "://" not in inline("see https://example.org")


@given(st.text())
def test_inline_words_are_shown_as_they_are(text: str) -> None:
    """Any text in a line is text: no element but the paragraph, and the words themselves."""
    kinds = {t.type for t in parsed(f"x {inline(text)}")}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak"}


@given(st.text(alphabet="`|\\ab \n~<&", min_size=1))
def test_code_and_words_stay_in_their_cell(text: str) -> None:
    """Any text in a cell, as code or as words, leaves the cell after it what it is."""
    for words in (code(text), inline(text)):
        assert last_cells(f"| a | b |\n|---|---|\n| {cell(words)} | end |\n") == ["end"]


@given(st.text())
def test_a_block_ends_where_it_ends(text: str) -> None:
    """Any text in a block is one fence, and what follows is a paragraph."""
    kinds = [t.type for t in github({}).parse(f"{block(text)}\n\nafter") if t.level == 0]
    assert kinds == ["fence", "paragraph_open", "paragraph_close"]


def test_hostile_words_are_still_readable() -> None:
    """What was neutralised can still be read by whoever looks into it."""
    assert "evil.example" in shown(page(hostile()))
    assert ALL.split()[0][:10] in shown(page(hostile()))


def test_the_answer_for_one_user_stands_with_its_terms() -> None:
    """Where a profile was given, the page has the answer in a sentence, and each term with its clause and place."""
    record = records.restricted()
    asked = records.change(record, use=use(record, Profile(use="commercial")))
    section = page(asked).partition("## Your use")[2].partition("\n## ")[0]
    assert "**Ask first: " in section
    assert "commercial use" in section
    assert "**ask** | cap on users" in section
    assert "LICENSE:45-52" in section
    assert "## Your use" not in page(record)
