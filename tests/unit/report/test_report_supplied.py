"""What a user supplied, as people read it: apart from what was seen, with what would follow if it were believed."""

import pytest

from openaudit.answers.frameworks import frameworks_answer
from openaudit.audit import audit
from openaudit.report.frameworks import believed
from openaudit.report.html.model import page as html
from openaudit.report.markdown_page import page as markdown
from openaudit.report.terminal import render
from openaudit.snapshot import SUPPLIED
from tests.support.snapshots import card, snapshot
from tests.support.supplied import with_evidence

MODEL = snapshot(card("# Foo\n\nA model.\n", license="mit"))
RECORD = audit(with_evidence(MODEL))


def test_each_framework_tells_its_answer_and_the_one_that_believes_the_user() -> None:
    """A sentence for each framework that takes what users supply, naming what would rest on it."""
    mof, osaid, osai = believed(RECORD.frameworks)
    assert mof.startswith("Model Openness Framework 1.0: no class by what was seen, no class if they are believed")
    assert osaid.startswith("Open Source AI Definition 1.0: unknown by what was seen, unknown if they are believed")
    assert "Training code with its settings" in osaid
    assert osai.startswith("European Open Source AI Index: ")
    assert "Preprint" in osai


def test_without_a_users_word_nothing_is_said_of_it() -> None:
    """A record of what was seen alone has no such sentence."""
    assert list(believed(audit(MODEL).frameworks)) == []


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_every_page_tells_it(form: str) -> None:
    """Terminal, Markdown and HTML show what was supplied, that nothing rests on it, and what would."""
    text = {
        "terminal": lambda: render(RECORD, width=2000, color=False),
        "markdown": lambda: "\n".join(markdown(RECORD)),
        "html": lambda: html(RECORD, {}),
    }[form]()
    words = " ".join(text.split())
    assert "Supplied by the user, not seen by openaudit" in words
    assert "No verdict, answer or finding above rests on these." in words
    for sentence in believed(RECORD.frameworks):
        assert sentence in words


def test_the_frameworks_answer_holds_the_evidence_that_it_cites() -> None:
    """`frameworks` keeps the user's places, which only the believing answers cite."""
    assert any(e.file.startswith(SUPPLIED) for e in frameworks_answer(RECORD).evidence)
