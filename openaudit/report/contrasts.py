"""Where a freedom of the licence and an answer to a plain question part ways on the same thing, and why.

A freedom tells what the licence grants, to everyone and for everything; a question asks what one can do, and counts
access, the card's own words, and terms that were not read as well. Both are right, and a reader of both is told so.
"""

from collections.abc import Iterator, Sequence

from openaudit.record import AuditRecord, Freedom, Question, QuestionId
from openaudit.report import wording
from openaudit.vocabulary import enumerate_words

_ABOUT: dict[QuestionId, tuple[str, str]] = {  # the freedom that a question is about, and the question in short
    "self-host": ("use", "running it yourself"),
    "commercial": ("use", "commercial use"),
    "inspect": ("study", "looking inside"),
    "modify": ("modify", "changing it"),
    "share": ("share", "passing it on"),
}
_USE = "The freedom is use for every purpose and by everybody; the question is about one way of using it."
_STUDY = "The freedom is what the licence allows; the question is whether the files are at hand."
_ACT = "The freedom is whether the licence grants it at all; the answer also counts the limits of licence and card."
_WHY = {"use": _USE, "study": _STUDY, "modify": _ACT, "share": _ACT}
_TERMS_UNKNOWN = "The terms are not known in full, and so the freedom is not; what was read answers the question."
_NOT_READ = (
    "The freedom is what the terms that were read grant; the answer also depends on what was not read, or not granted."
)


def contrasts(record: AuditRecord) -> tuple[str, ...]:
    """A sentence or two for each such pair, alike ones together; none where nothing is released or nothing was seen."""
    if record.axes is None or record.verdict.tier == "closed":
        return ()
    alike: dict[tuple[Freedom, Freedom, str], list[QuestionId]] = {}
    for name, granted, question in _parting(record):
        key = (granted, question.answer, _why(name, granted, question.answer))
        alike.setdefault(key, []).append(question.id)
    return tuple(
        f"{_granted(granted, asked)}, {answer} for {enumerate_words([_ABOUT[q][1] for q in asked])}. {why}"
        for (granted, answer, why), asked in alike.items()
    )


def _granted(granted: Freedom, asked: Sequence[QuestionId]) -> str:
    """The freedoms that these questions are about, and what the licence says to them."""
    names = list(dict.fromkeys(_ABOUT[q][0] for q in asked))
    freedoms = "a freedom" if len(names) == 1 else "freedoms"
    return f"{wording.sentence(enumerate_words(names))}: {granted} as {freedoms} of the licence"


def _parting(record: AuditRecord) -> Iterator[tuple[str, Freedom, Question]]:
    """The freedoms and questions that differ, in the order of the questions."""
    for question in record.questions:
        if question.id not in _ABOUT or record.axes is None:
            continue
        name = _ABOUT[question.id][0]
        granted: Freedom = getattr(record.axes.freedoms, name)
        if granted != question.answer:
            yield name, granted, question


def _why(name: str, granted: Freedom, answer: Freedom) -> str:
    if granted == "unknown":
        return _STUDY if name == "study" else _TERMS_UNKNOWN
    return _NOT_READ if answer == "unknown" else _WHY[name]
