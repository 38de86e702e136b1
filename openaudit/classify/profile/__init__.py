"""What one user may do with a model: the record's terms held against a profile of who asks, and what for.

Pure, and over the record alone, so that a record that was filed answers as well as a fresh one. Nothing is allowed for
want of knowledge: terms that nobody read, and figures that nobody gave, are asked about.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

from openaudit.classify.completeness import unread_terms
from openaudit.classify.profile.duties import THREATS, judge_duty
from openaudit.classify.profile.limits import RISKS, judge
from openaudit.classify.profile.points import Judged, allowed, ask, duty, forbidden
from openaudit.classify.questions import FORBIDS, LIMITS
from openaudit.record import AuditRecord, Axes, Obligation, Question, QuestionId, Restriction
from openaudit.record.use import Answer, Profile, Use, UsePoint, UseRisk

_GRAVEST_FIRST: tuple[Answer, ...] = ("not-allowed", "ask", "allowed-with-duties", "allowed")
_CLOSED = "there are no weights to run: the provider's terms decide"


def use(record: AuditRecord, profile: Profile) -> Use:
    """The answer for this user: the strictest of all terms; risks stand beside it."""
    points = sorted(_points(record, profile), key=lambda point: _GRAVEST_FIRST.index(point.answer))
    return Use(
        profile=profile,
        answer=points[0].answer if points else "allowed",
        summary=_summary(points),
        points=tuple(points),
        risks=tuple(_risks(record.axes)) if record.axes is not None else (),
    )


def _points(record: AuditRecord, profile: Profile) -> Iterator[UsePoint]:
    axes = record.axes
    if axes is None:
        yield _point("terms", ask("the model could not be audited"))
    elif record.verdict.tier == "closed":
        places = next((q.evidence for q in record.questions if q.id == "commercial"), ())
        yield _point("terms", ask(_CLOSED), evidence=places)
    else:
        yield from _released(record, axes, profile)


def _released(record: AuditRecord, axes: Axes, profile: Profile) -> Iterator[UsePoint]:
    """The points of a model whose weights are there: what was not read, what is not granted, limits, duties."""
    unread = unread_terms(record)
    if unread is not None:
        yield _point("terms", ask(unread), evidence=axes.freedoms.evidence)
    else:
        yield from _grants(record, axes, profile)
    for limit in axes.restrictions:
        if limit.kind not in RISKS:
            yield _term(limit, judge(limit, profile, axes.freedoms.modify))
    if record.subject.gated:
        yield _point("download", duty("ask for access on the Hub first"), evidence=axes.weights.evidence)
    for owed in axes.obligations:
        if owed.kind not in THREATS:
            yield _term(owed, judge_duty(owed, profile))


def _grants(record: AuditRecord, axes: Axes, profile: Profile) -> Iterator[UsePoint]:
    """What the licence does not grant, or is not known to, of what was asked for, where no restriction says why."""
    if axes.freedoms.use == "unknown":
        yield _point("terms", ask("no licence whose terms are known permits its use"))
        return
    if axes.freedoms.use == "no":
        yield _point("terms", forbidden("the licence does not grant its use"), evidence=axes.freedoms.evidence)
    for question in record.questions:
        if question.id in _asked(profile) and (found := _grant(question, axes, profile)) is not None:
            about = "territory" if question.id == "eu" else question.id
            yield _point(about, found, evidence=question.evidence)


def _grant(question: Question, axes: Axes, profile: Profile) -> Judged | None:
    """What a question of the record says to the profile; None where the restrictions behind its answer say more."""
    if question.answer == "unknown":
        return ask(question.because)
    if question.answer == "yes":
        return allowed("the terms that were read exclude no place" if question.id == "eu" else question.because)
    reasons = FORBIDS.get(question.id, frozenset()) | LIMITS.get(question.id, frozenset()) | {"territory"}
    # A naming duty makes training others conditional; the duties tell of it.
    if question.id == "train-others" or any(limit.kind in reasons for limit in axes.restrictions):
        return None
    if question.id == "commercial" and profile.use is None:
        return ask(question.because, "--use")
    return forbidden(question.because) if question.answer == "no" else ask(question.because)


def _asked(profile: Profile) -> frozenset[QuestionId]:
    """The questions of the record that the profile asks; who names no purpose may mean commerce."""
    asked: dict[QuestionId, bool] = {
        "commercial": profile.use in {None, "commercial"},
        "modify": profile.modify,
        "share": profile.redistribute,
        "train-others": profile.train_models,
        "eu": bool(profile.regions),
    }
    return frozenset(key for key in get_args(QuestionId) if asked.get(key))


def _risks(axes: Axes) -> Iterator[UseRisk]:
    terms: Sequence[Restriction | Obligation] = (
        *(r for r in axes.restrictions if r.kind in RISKS),
        *(o for o in axes.obligations if o.kind in THREATS),
    )
    for term in terms:
        because = term.says or term.kind.replace("-", " ")
        yield UseRisk(kind=term.kind, because=because, clause=term.clause, basis=term.basis, evidence=term.evidence)


def _term(term: Restriction | Obligation, found: Judged) -> UsePoint:
    return _point(term.kind, found, clause=term.clause, basis=term.basis, evidence=term.evidence)


def _point(
    about: str,
    found: Judged,
    *,
    clause: str | None = None,
    basis: str | None = None,
    evidence: tuple[str, ...] = (),
) -> UsePoint:
    return UsePoint(
        about=about,
        answer=found.answer,
        because=found.because,
        flags=found.flags,
        clause=clause,
        basis=basis,
        evidence=evidence,
    )


def _summary(points: Sequence[UsePoint]) -> str:
    """The answer in one plain sentence; `points` are the gravest first."""
    answer = points[0].answer if points else "allowed"
    alike = [point for point in points if point.answer == answer]
    if answer == "allowed":
        return "Allowed: none of the terms that were read stands against it."
    if answer == "allowed-with-duties":
        return f"Allowed, with {len(alike)} {'duty' if len(alike) == 1 else 'duties'} to keep."
    more = f" ({len(alike) - 1} more like it below)" if len(alike) > 1 else ""
    lead = "Not allowed" if answer == "not-allowed" else "Ask first"
    return f"{lead}: {alike[0].because}{more}."
