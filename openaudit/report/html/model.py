"""The page of one model: what its template is given."""

from itertools import groupby
from math import floor
from typing import Any

import msgspec

from openaudit.answers.disagreements import disagreements
from openaudit.record import AuditRecord, ComponentLicense, Finding, Obligation, Restriction
from openaudit.report import wording
from openaudit.report.contrasts import contrasts
from openaudit.report.frameworks import believed
from openaudit.report.html.dimensions import dimensions
from openaudit.report.html.environment import render
from openaudit.report.html.family import family
from openaudit.report.html.frameworks import sides, supplied_notes
from openaudit.report.html.policy import OUTCOME, ruling
from openaudit.report.html.proof import Book
from openaudit.report.html.wheel import RINGS, segments
from openaudit.report.interface import Passages
from openaudit.report.places import web_address

_GRAVE = ("high", "medium", "low", "info")


def page(record: AuditRecord, passages: Passages, index: str | None = None) -> str:
    """The whole page; `index` is the address of the page that lists all models, where there is one."""
    found = dimensions(record)
    return render(
        "model.html",
        record=record,
        book=Book(record, passages),
        index=index,
        url=web_address(record.subject.url),
        seen=_seen(record),
        failed=record.status == "failed",
        partial=record.status == "partial" or bool(record.unavailable),
        dimensions=found,
        segments=segments(found),
        rings=RINGS,
        family=family(record),
        contrasts=contrasts(record),
        licenses=_licenses(record),
        restrictions=[(r, _about(r, record)) for r in record.axes.restrictions] if record.axes else [],
        obligations=[(o, _duty(o), _about(o, record)) for o in record.axes.obligations] if record.axes else [],
        findings=_findings(record),
        sides=tuple(sides(record)),
        disagreements=disagreements(record),
        overruled=supplied_notes(record),
        believed=tuple(believed(record.frameworks)),
        ruling=ruling(record),
        outcomes=OUTCOME,
        digest=None if isinstance(record.digest, msgspec.UnsetType) else record.digest,
    )


def _seen(record: AuditRecord) -> str:
    """Where and when it was seen."""
    source = wording.SOURCE[record.subject.source] if record.status != "failed" else wording.ASKED
    return source.format(date=record.subject.retrieved_at[:10])


def _findings(record: AuditRecord) -> list[Finding]:
    return sorted(record.findings, key=lambda f: (_GRAVE.index(f.severity), f.rule))


def _duty(found: Obligation) -> str:
    text = f": “{found.text}”" if found.text else ""
    above = f", {wording.above(found.threshold, found.metric)}" if found.threshold is not None else ""
    return f"{wording.sentence(wording.OBLIGATION[found.kind])}{text}{above}"


def _about(found: Restriction | Obligation, record: AuditRecord) -> str:
    """Clause and component, and the licence where it is not the one that governs anyhow."""
    governing = {c.concluded_expression for c in record.licenses if c.component == "weights"}
    facts = [f"clause {found.clause}"] if found.clause else []
    facts += [found.basis] if found.basis and found.basis not in governing else []
    facts += [found.component] if found.component != "weights" else []
    if isinstance(found, Restriction) and found.confidence != "high":
        facts.append(f"confidence {found.confidence}")
    return " · ".join(facts)


def _licenses(record: AuditRecord) -> list[dict[str, Any]]:
    """What holds of each component; components that agree stand together."""

    def facts(found: ComponentLicense) -> tuple[Any, ...]:
        expressions = (found.declared_expression, found.detected_expression, found.concluded_expression)
        return (found.declared or "", *(e or "" for e in expressions), found.match, found.coverage or 0, found.added)

    return [
        {
            "components": ", ".join(found.component for found in alike),
            "found": alike[0],
            "match": _match(alike[0]),
            "evidence": tuple(dict.fromkeys(i for found in alike for i in found.evidence)),
        }
        for alike in (list(group) for _, group in groupby(sorted(record.licenses, key=facts), key=facts))
    ]


def _match(found: ComponentLicense) -> str:
    if found.match == "none" or found.detected_expression is None:
        return ""
    # Rounded down: 100% is said of nothing less.
    share = f", {floor(found.coverage * 1000) / 10:g}% alike" if found.coverage is not None else ""
    return f"{wording.MATCH[found.match]}{share}"
