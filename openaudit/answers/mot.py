"""What `openaudit mof` answers about a model file of the Model Openness Tool: its class, under two readings.

Pure, like the audit: the same file and knowledge base give the same answer.
"""

from collections.abc import Callable
from typing import Literal

from openaudit.classify.frameworks.mof.openness import Judged, normalized, to_the_letter
from openaudit.classify.frameworks.mof.score import reading
from openaudit.evidence import Ledger
from openaudit.read.mof import Component, ComponentType, by_id, framework
from openaudit.read.mot import Listed, Release, license_of, read_mot
from openaudit.read.text import Citation, Document
from openaudit.record import Evidence
from openaudit.record.mof import MofComponent, MofReading
from openaudit.record.value import Value

_Judge = Callable[[str | None, ComponentType], Judged]


class MotProblem(Value, frozen=True, kw_only=True):
    """A fault of the file and its line; what it concerns was not evaluated."""

    line: int
    what: str


class MotAnswer(Value, frozen=True, kw_only=True):
    """The answer. `strict` follows MOT to the letter, `normalized` takes licences for what their names mean.

    Both are null where the file could not be evaluated: `problems` say why. `differences` tells where they part.
    """

    schema_version: Literal["1.0"] = "1.0"
    input: str
    release: str | None
    strict: MofReading | None
    normalized: MofReading | None
    differences: tuple[str, ...]
    problems: tuple[MotProblem, ...]
    evidence: tuple[Evidence, ...]


def evaluate(document: Document) -> MotAnswer:
    """The class that the model file in `document` claims for its release."""
    file = read_mot(document)
    ledger = Ledger()
    release = file.release
    strict = _reading(release, to_the_letter, ledger) if release is not None else None
    meant = _reading(release, normalized, ledger) if release is not None else None
    return MotAnswer(
        input=document.path,
        release=release.name if release is not None else None,
        strict=strict,
        normalized=meant,
        differences=_differences(strict, meant) if strict is not None and meant is not None else (),
        problems=tuple(MotProblem(line=p.line, what=p.what) for p in file.problems),
        evidence=ledger.evidence(),
    )


def _reading(release: Release, judge: _Judge, ledger: Ledger) -> MofReading:
    listed = {entry.name: entry for entry in release.components}
    return reading(tuple(_component(c, release, listed.get(c.name), judge, ledger) for c in framework().components))


def _component(
    component: Component, release: Release, listed: Listed | None, judge: _Judge, ledger: Ledger
) -> MofComponent:
    citations: tuple[Citation, ...] = ()
    if listed is None:
        judged = Judged(status="missing", license=None, reason="it is not listed")
    else:
        written, inherited = license_of(release, listed)
        judged, citations = judge(written, component.type), (listed.citation, *inherited)
    return MofComponent(
        id=component.id,
        name=component.name,
        status=judged.status,
        license=judged.license,
        evidence=ledger.cite(citations),
        reason=judged.reason,
        optional=component.optional,
        conditional=judged.conditional,
    )


def _differences(strict: MofReading, meant: MofReading) -> tuple[str, ...]:
    """A sentence for each component that stands otherwise, and one for the class."""
    said = [
        f"{a.name}: {a.status} to the letter, {b.status} by what the licence means"
        f"{f' ({a.license} is {b.license})' if a.license and b.license and a.license != b.license else ''}"
        for a, b in zip(strict.components, meant.components, strict=True)
        if a.status != b.status
    ]
    said += [
        f"{a.name}: {a.license} suits {by_id()[a.id].type} only by what the licence means"
        for a, b in zip(strict.components, meant.components, strict=True)
        if a.status == b.status and a.conditional and not b.conditional
    ]
    if strict.class_ != meant.class_:
        classes = [f"class {c}" if c is not None else "no class" for c in (strict.class_, meant.class_)]
        said.insert(0, f"{classes[0]} to the letter, {classes[1]} by what the licences mean")
    return tuple(said)
