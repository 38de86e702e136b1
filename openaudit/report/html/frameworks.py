"""The frameworks side by side: each one's verdict and criteria, and why they disagree."""

from collections.abc import Iterator

import msgspec

from openaudit.record import AuditRecord, Freedom
from openaudit.record.frameworks import Criterion, Frameworks, Osai
from openaudit.record.mof import MofComponent
from openaudit.report.frameworks import LEVEL, OUTCOME, STATUS, TITLE, lines, overruled
from openaudit.report.html.dimensions import FILLED, Dimension
from openaudit.report.html.wheel import Segment, segments


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion: what it comes to, in a word and as an answer, why, and where the framework asks for it."""

    title: str
    answer: Freedom
    word: str
    reason: str
    source: str
    evidence: tuple[str, ...]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One framework; `due` are duties that its verdict never lifts, `wheel` its dimensions as segments."""

    key: str
    title: str
    answer: Freedom | None
    verdict: str
    words: str
    criteria: tuple[Judged, ...]
    due: tuple[Judged, ...] = ()
    note: str = ""
    wheel: tuple[Segment, ...] = ()


def sides(record: AuditRecord) -> Iterator[Side]:
    """Each framework that the record holds."""
    found = record.frameworks
    for line in lines(found):
        eu = found.eu_ai_act if line.key == "eu_ai_act" else None
        yield Side(
            key=line.key,
            title=TITLE[line.key],
            answer=line.answer,
            verdict=line.verdict,
            words=line.words,
            criteria=tuple(_criteria(found, line.key)),
            due=tuple(map(_criterion, eu.due)) if eu is not None else (),
            note=eu.note if eu is not None else "",
            wheel=_wheel(found.osai) if line.key == "osai" and found.osai is not None else (),
        )


def supplied_notes(record: AuditRecord) -> dict[str, str]:
    """Why a fact that the user supplied was not taken, by its component."""
    mof = record.frameworks.mof
    return overruled(mof, mof.with_supplied) if mof is not None and mof.with_supplied is not None else {}


def _criteria(found: Frameworks, key: str) -> Iterator[Judged]:
    if key == "mof" and found.mof is not None:
        yield from map(_component, found.mof.components)
    elif key == "osaid" and found.osaid is not None:
        yield from map(_criterion, found.osaid.criteria)
    elif key == "osai" and found.osai is not None:
        for d in found.osai.dimensions.values():
            yield Judged(
                title=d.title, answer=LEVEL[d.level], word=d.level, reason=d.reason, source="", evidence=d.evidence
            )
    elif key == "eu_ai_act" and found.eu_ai_act is not None:
        yield from map(_criterion, found.eu_ai_act.criteria)


def _criterion(found: Criterion) -> Judged:
    answer, word = OUTCOME[found.outcome]
    return Judged(
        title=found.title,
        answer=answer,
        word=word,
        reason=found.reason,
        source=found.source,
        evidence=found.evidence,
    )


def _component(found: MofComponent) -> Judged:
    return Judged(
        title=f"{found.name} ({found.license})" if found.license else found.name,
        answer=STATUS[found.status],
        word=found.status,
        reason=found.reason,
        source=f"component {found.id}{', optional' if found.optional else ''}",
        evidence=found.evidence,
    )


def _wheel(found: Osai) -> tuple[Segment, ...]:
    return segments(
        [
            Dimension(key=key, title=d.title, steps=FILLED[LEVEL[d.level]], word=d.level, says=d.reason)
            for key, d in found.dimensions.items()
        ],
        numbered=True,
    )
