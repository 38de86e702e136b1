"""Where the licence's freedoms and the plain answers part ways, every report that shows both says why."""

from typing import get_args

import pytest

from openaudit.record import AuditRecord, Freedom, Question, QuestionId
from openaudit.report.contrasts import contrasts
from openaudit.report.html import HtmlFormatter
from openaudit.report.interface import Formatter
from openaudit.report.markdown import MarkdownFormatter
from openaudit.report.terminal import TerminalFormatter
from tests.support import records
from tests.support.pages import inert
from tests.support.records import change


def parting(freedoms: dict[str, Freedom], answers: dict[QuestionId, Freedom]) -> AuditRecord:
    """An open record with these freedoms and answers, and all others alike."""
    record = records.open_weights()
    assert record.axes is not None
    every: dict[str, Freedom] = {"use": "yes", "study": "yes", "modify": "yes", "share": "yes", **freedoms}
    asked = tuple(
        Question(id=key, answer=answers.get(key, "yes"), because="so it is", evidence=())
        for key in get_args(QuestionId)
    )
    axes = change(record.axes, freedoms=change(record.axes.freedoms, **every))
    return change(record, axes=axes, questions=asked)


def test_where_both_agree_nothing_is_said() -> None:
    """No sentence is made of answers that are the freedoms' own, nor where nothing was seen or released."""
    assert contrasts(parting({}, {"eu": "no", "keep": "unknown"})) == ()
    assert contrasts(records.failed()) == contrasts(records.closed()) == ()


@pytest.mark.parametrize(
    ("freedoms", "answers", "said", "why"),
    [
        ({}, {"modify": "conditional"}, "Modify: yes as a freedom of the licence, conditional for changing", "limits"),
        ({"use": "conditional"}, {"commercial": "no", "self-host": "conditional"}, "no for commercial use", "purpose"),
        ({}, {"inspect": "conditional"}, "Study: yes", "files are at hand"),
        ({"study": "unknown"}, {}, "Study: unknown", "files are at hand"),
        ({}, {"share": "unknown"}, "Share: yes as a freedom of the licence, unknown", "not read"),
        ({"modify": "unknown"}, {"modify": "no"}, "Modify: unknown", "not known in full"),
    ],
)
def test_each_way_of_parting_has_its_reason(
    freedoms: dict[str, Freedom], answers: dict[QuestionId, Freedom], said: str, why: str
) -> None:
    """What the licence grants, what the files allow, and what was not read are told apart."""
    (sentence,) = contrasts(parting(freedoms, answers))
    assert said in sentence
    assert why in sentence


def test_what_parts_alike_is_told_once() -> None:
    """Two freedoms that differ for the same reason share a sentence."""
    (sentence,) = contrasts(parting({}, {"modify": "conditional", "share": "conditional"}))
    assert sentence.startswith("Modify and share: yes as freedoms of the licence, conditional for changing it and pass")


PEOPLE = (HtmlFormatter(), MarkdownFormatter(), TerminalFormatter(width=200, color=False))


@pytest.mark.parametrize("formatter", PEOPLE, ids=lambda f: type(f).__name__)
def test_every_report_for_people_says_it(formatter: Formatter) -> None:
    """The page, the Markdown and the terminal have the same sentence."""
    record = parting({}, {"modify": "conditional"})
    text = str(formatter.format([record]))
    words = inert(text, scripts=0).text if isinstance(formatter, HtmlFormatter) else " ".join(text.split())
    assert contrasts(record)[0] in words
