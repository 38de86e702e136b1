"""Models side by side: where their records differ, where they are alike, and what one controls with each.

Pure: records in, a comparison out. No model wins: it says what is so, with the evidence of each record.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from openaudit.classify.completeness import unread_terms
from openaudit.findings.rules import SEVERITIES
from openaudit.read.catalogue import fact_lines, parse
from openaudit.read.text import Citation, read_text
from openaudit.record import (
    AuditRecord,
    Axes,
    ComponentLicense,
    Evidence,
    Freedom,
    Obligation,
    ObligationKind,
    Question,
    QuestionId,
    Restriction,
    RestrictionKind,
    Status,
    Subject,
    Tool,
    Unavailable,
    WeightsLevel,
)
from openaudit.record.use import Use
from openaudit.record.value import Value
from openaudit.snapshot import CATALOGUE, Snapshot
from openaudit.vocabulary import RESTRICTION, enumerate_words

Section = Literal[
    "use", "verdict", "license", "axes", "freedoms", "restrictions", "obligations", "questions", "findings"
]
AspectId = Literal["access", "deployment", "data-path", "updates", "customisation", "licence", "accountability", "exit"]
Told = Mapping[str, Sequence[Citation]]
"""What the catalogue tells of a system that no Hub shows: sentences by topic, each as the quote of its place."""


class Cell(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One model's side of a row: `value` in the record's vocabulary, null where the model was not audited."""

    value: str | None
    because: str | None = None
    restrictions: tuple[Restriction, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The evidence of the cell and of the terms in it."""
        limits, duties = (
            (i for r in self.restrictions for i in r.evidence),
            (i for o in self.obligations for i in o.evidence),
        )
        return (*self.evidence, *limits, *duties)


class Row(Value, frozen=True, kw_only=True):
    """One thing compared: a cell for each model, in their order."""

    section: Section
    id: str
    cells: tuple[Cell, ...]


class Aspect(Value, frozen=True, kw_only=True):
    """One kind of control: how far one has it with each model, and why."""

    id: AspectId
    cells: tuple[Cell, ...]


class Side(Value, frozen=True, kw_only=True):
    """One of the models, and the evidence that its cells cite."""

    subject: Subject
    status: Status
    summary: str
    unavailable: tuple[Unavailable, ...]
    evidence: tuple[Evidence, ...]


class Comparison(Value, frozen=True, kw_only=True):
    """The models in the order in which they were named; what differs, what is alike among those audited, control."""

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    models: tuple[Side, ...]
    differences: tuple[Row, ...]
    alike: tuple[Row, ...]
    control: tuple[Aspect, ...]


class Audited(msgspec.Struct, frozen=True):
    """A record, and what the catalogue tells beside it."""

    record: AuditRecord
    told: Told = {}


def told(snapshot: Snapshot) -> dict[str, list[Citation]]:
    """What the catalogue tells by topic of a system that only its provider runs; nothing of any other model.

    Raises KnowledgeInvalid when its entry breaks the catalogue's schema.
    """
    found: dict[str, list[Citation]] = {}
    for file in snapshot.texts:
        if not file.path.startswith(CATALOGUE):
            continue
        entry, document = parse(file.data, file.path), read_text(file)
        if entry.kind == "api":
            for fact, (first, last) in zip(entry.facts, fact_lines(file.data), strict=True):
                found.setdefault(fact.topic, []).append(document.cite(first, last, quote=fact.says))
    return found


def compare(models: Sequence[Audited]) -> Comparison:
    """The comparison of two or more models, failed ones included: their cells are null and count for no difference."""
    sides = [_Model(model) for model in models]
    rows = list(_rows(sides))
    control = tuple(Aspect(id=aspect, cells=_cells(sides, cell)) for aspect, cell in _CONTROL.items())
    columns = zip(*(row.cells for row in rows), *(aspect.cells for aspect in control), strict=True)
    return Comparison(
        tool=models[0].record.tool,
        models=tuple(side.finish(cells) for side, cells in zip(sides, columns, strict=True)),
        differences=tuple(row for row in rows if not _alike(row)),
        alike=tuple(row for row in rows if _alike(row)),
        control=control,
    )


class _Model:
    """One of the models, and its evidence: the record's, and what the catalogue tells beside it."""

    def __init__(self, model: Audited) -> None:
        self.record = model.record
        self.told = model.told
        self._ids = {(e.file, e.sha256, e.lines, e.quote): e.id for e in model.record.evidence}

    def cite(self, places: Sequence[Citation]) -> tuple[str, ...]:
        return tuple(
            self._ids.setdefault((c.file, c.sha256, c.lines, c.quote), f"e{len(self._ids) + 1}") for c in places
        )

    def finish(self, cells: Iterable[Cell]) -> Side:
        """The model with what its cells cite, in the order of the record."""
        found = self.record
        cited = {number for cell in cells for number in cell.cited}
        return Side(
            subject=found.subject,
            status=found.status,
            summary=found.verdict.summary,
            unavailable=found.unavailable,
            evidence=tuple(
                Evidence(id=number, file=file, sha256=digest, lines=lines, quote=quote)
                for (file, digest, lines, quote), number in self._ids.items()
                if number in cited
            ),
        )


def _cells(sides: Sequence[_Model], cell: Callable[[_Model, Axes], Cell]) -> tuple[Cell, ...]:
    return tuple(cell(side, side.record.axes) if side.record.axes is not None else Cell(value=None) for side in sides)


def _alike(row: Row) -> bool:
    """Whether the audited models have the same; one alone is like nothing."""
    seen = [_essence(cell) for cell in row.cells if cell.value is not None]
    return len(seen) > 1 and len(set(seen)) == 1


def _essence(cell: Cell) -> Hashable:
    """What counts when two cells are held against each other: not the words, nor where they stand."""
    bare = {"evidence": (), "clause": None, "says": None, "basis": None}
    return (
        cell.value,
        frozenset(replace(r, **bare, scope=None, confidence="high") for r in cell.restrictions),
        frozenset(replace(o, **bare) for o in cell.obligations),
    )


def _rows(sides: Sequence[_Model]) -> Iterator[Row]:
    """Every row in the order of the report."""

    def row(section: Section, name: str, cell: Callable[[_Model, Axes], Cell]) -> Row:
        return Row(section=section, id=name, cells=_cells(sides, cell))

    if any(isinstance(side.record.use, Use) for side in sides):
        yield row("use", "answer", _use)
    yield row("verdict", "tier", _tier)
    yield row("license", "license", _license)
    yield row("axes", "weights", lambda _, axes: Cell(value=axes.weights.level, evidence=axes.weights.evidence))
    yield row("axes", "gated", _gated)
    yield row("axes", "code", lambda _, axes: Cell(value=axes.code.level, evidence=axes.code.evidence))
    yield row("axes", "data", lambda _, axes: Cell(value=axes.data.level, evidence=axes.data.evidence))
    for freedom in ("use", "study", "modify", "share"):
        yield row("freedoms", freedom, _freedom(freedom))
    every = [axes for side in sides if (axes := side.record.axes) is not None]
    for kind in get_args(RestrictionKind):
        if any(r.kind == kind for axes in every for r in axes.restrictions):
            yield row("restrictions", kind, _restriction(kind))
    for duty in get_args(ObligationKind):
        if any(o.kind == duty for axes in every for o in axes.obligations):
            yield row("obligations", duty, _obligation(duty))
    for question in get_args(QuestionId):
        yield row("questions", question, _question(question))
    for rule in sorted({finding.rule for side in sides for finding in side.record.findings}):
        yield row("findings", rule, _finding(rule))


def _tier(side: _Model, _axes: Axes) -> Cell:
    found = side.record.verdict
    return Cell(value=found.tier, because=found.summary, evidence=found.evidence)


def _use(side: _Model, _axes: Axes) -> Cell:
    """The answer for one user, on the evidence of the terms that decide it."""
    found = side.record.use
    if not isinstance(found, Use):
        return Cell(value="unknown", because="no profile was held against it")
    evidence = dict.fromkeys(i for point in found.points if point.answer == found.answer for i in point.evidence[:1])
    return Cell(value=found.answer, because=found.summary, evidence=tuple(evidence))


def _weights_license(record: AuditRecord) -> ComponentLicense | None:
    return next((found for found in record.licenses if found.component == "weights"), None)


def _license(side: _Model, _axes: Axes) -> Cell:
    found = _weights_license(side.record)
    if found is None:
        none = next((f for f in side.record.findings if f.rule == _NO_LICENSE), None)
        return (
            Cell(value="unknown") if none is None else Cell(value="none", because=none.message, evidence=none.evidence)
        )
    declared = f"declared “{found.declared}”" if found.declared is not None else "not declared"
    return Cell(value=found.concluded_expression or "unknown", because=declared, evidence=found.evidence)


def _gated(side: _Model, axes: Axes) -> Cell:
    gated = side.record.subject.gated
    value = "unknown" if gated is None else "yes" if gated else "no"
    return Cell(value=value, evidence=axes.weights.evidence)


def _freedom(name: str) -> Callable[[_Model, Axes], Cell]:
    return lambda _, axes: Cell(value=getattr(axes.freedoms, name), evidence=axes.freedoms.evidence)


def _restriction(kind: RestrictionKind) -> Callable[[_Model, Axes], Cell]:
    def cell(side: _Model, axes: Axes) -> Cell:
        found = tuple(r for r in axes.restrictions if r.kind == kind)
        return Cell(value="yes", restrictions=found) if found else _absent(side.record)

    return cell


def _obligation(kind: ObligationKind) -> Callable[[_Model, Axes], Cell]:
    def cell(side: _Model, axes: Axes) -> Cell:
        found = tuple(o for o in axes.obligations if o.kind == kind)
        return Cell(value="yes", obligations=found) if found else _absent(side.record)

    return cell


def _absent(record: AuditRecord) -> Cell:
    """`no` for a term that was not found, but only where all terms were read: the model's own and its ancestors'."""
    return Cell(value="no" if unread_terms(record) is None else "unknown")


def _question(name: QuestionId) -> Callable[[_Model, Axes], Cell]:
    def cell(side: _Model, _axes: Axes) -> Cell:
        found: Question | None = next((q for q in side.record.questions if q.id == name), None)
        if found is None:
            return Cell(value="unknown")
        return Cell(value=found.answer, because=found.because, evidence=found.evidence)

    return cell


def _finding(rule: str) -> Callable[[_Model, Axes], Cell]:
    def cell(side: _Model, _axes: Axes) -> Cell:
        found = [f for f in side.record.findings if f.rule == rule]
        if not found:
            return Cell(value="not-fired")
        gravest = max(found, key=lambda f: SEVERITIES.index(f.severity))
        evidence = tuple(dict.fromkeys(i for f in found for i in f.evidence))
        return Cell(value=gravest.severity, because=gravest.message, evidence=evidence)

    return cell


def _tell(side: _Model, topic: str, answer: Freedom) -> Cell | None:
    """What the catalogue tells on a topic; None where it tells nothing."""
    places = side.told.get(topic, ())
    return Cell(value=answer, because=" ".join(c.quote for c in places), evidence=side.cite(places)) if places else None


def _access(side: _Model, axes: Axes) -> Cell:
    return _tell(side, "access", "conditional") or _question("download")(side, axes)


def _deployment(side: _Model, axes: Axes) -> Cell:
    return _tell(side, "weights", "no") or _question("self-host")(side, axes)


def _data_path(side: _Model, axes: Axes) -> Cell:
    return _tell(side, "data-path", "no") or _own_copy(
        axes, "what you give it stays on the machines that you run it on"
    )


def _own_copy(axes: Axes, because: str) -> Cell:
    """What holds for whoever has the weights: `conditional` while parts of them, or the access, are still to be had."""
    answer, lead = _HAVING[axes.weights.level]
    return Cell(value=answer, because=lead.format(because), evidence=axes.weights.evidence)


def _updates(side: _Model, axes: Axes) -> Cell:
    if places := side.told.get("withdrawal", ())[:1]:
        return Cell(value="no", because=places[0].quote, evidence=side.cite(places))
    changing = [r for r in axes.restrictions if r.kind in _CHANGING]
    copy = _own_copy(axes, "your copy stays as it is until you take another")
    if not changing or copy.value == "unknown":
        return copy
    kinds = enumerate_words(list(dict.fromkeys(RESTRICTION[r.kind] for r in changing)))
    because, evidence = f"{copy.because}, but its licence has {kinds}", [i for r in changing for i in r.evidence[:1]]
    return Cell(value="conditional", because=because, evidence=(*copy.evidence, *evidence))


def _customisation(side: _Model, axes: Axes) -> Cell:
    return _tell(side, "customisation", "conditional") or _question("modify")(side, axes)


def _terms(side: _Model, axes: Axes) -> Cell:
    """The freedom to use it, under which licence, limited by what."""
    if (terms := _tell(side, "terms", "unknown")) is not None:
        return terms
    found = _weights_license(side.record)
    if found is None:
        return Cell(value=axes.freedoms.use, because="no licence was seen", evidence=axes.freedoms.evidence)
    limits = enumerate_words(list(dict.fromkeys(RESTRICTION[r.kind] for r in axes.restrictions)))
    parts = [found.concluded_expression or f"declared “{found.declared}”", f"limited by {limits}" if limits else ""]
    if _absent(side.record).value == "unknown":
        parts.append("its terms are not known in full")
    elif not limits:
        parts.append("no restriction in its terms")
    because = ", ".join(part for part in parts if part)
    return Cell(value=axes.freedoms.use, because=because, evidence=axes.freedoms.evidence or found.evidence)


def _accountability(side: _Model, axes: Axes) -> Cell:
    """What can be checked of how it was made, and whether the licence makes its user answer for it."""
    if (published := _tell(side, "published", "no")) is not None:
        return published
    built = _question("built-how")(side, axes)
    duty = next((o for o in axes.obligations if o.kind == "indemnity"), None)
    if duty is None:
        return built
    because = f"{built.because}; the licence makes you answer for claims against its licensor"
    return replace(built, because=because, evidence=(*built.evidence, *duty.evidence[:1]))


def _exit(side: _Model, axes: Axes) -> Cell:
    if not side.told:
        return _question("keep")(side, axes)
    more = side.told.get("withdrawal", ())[1:]
    because = ": ".join(("there is no copy to keep", *(" ".join(c.quote for c in more) for _ in more[:1])))
    return Cell(value="no", because=because, evidence=(*axes.weights.evidence, *side.cite(more)))


_NO_LICENSE = "OA201"
_HAVING: dict[WeightsLevel, tuple[Freedom, str]] = {
    "full": ("yes", "{}"),
    "gated": ("conditional", "once access is granted, {}"),
    "partial": ("conditional", "once the missing parts are at hand, {}"),
    "unknown": ("unknown", "whether there are weights was not seen"),
    "none": ("unknown", "there are no weights, and nothing tells how it is offered"),
}
# Restrictions by which what is allowed today can be forbidden tomorrow.
_CHANGING = frozenset({"mutable-policy", "remote-disable", "termination-at-will", "fixed-term"})
_CONTROL: dict[AspectId, Callable[[_Model, Axes], Cell]] = {
    "access": _access,
    "deployment": _deployment,
    "data-path": _data_path,
    "updates": _updates,
    "customisation": _customisation,
    "licence": _terms,
    "accountability": _accountability,
    "exit": _exit,
}
