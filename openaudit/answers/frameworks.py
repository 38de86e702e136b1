"""What `frameworks` answers: the part of a record that the frameworks are about, and why they disagree."""

from collections.abc import Iterator
from typing import Literal

from openaudit.answers.disagreements import Disagreement, disagreements
from openaudit.record import AuditRecord, Evidence, Status, Subject, Tool, Unavailable, Verdict
from openaudit.record.frameworks import Criterion, Dimension, Frameworks, OsaidReading, OsaiReading
from openaudit.record.mof import MofComponent
from openaudit.record.value import Value


class FrameworksAnswer(Value, frozen=True, kw_only=True):
    """One model under every framework; `evidence` holds what is cited here, by the ids of the record."""

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    subject: Subject
    status: Status
    unavailable: tuple[Unavailable, ...]
    verdict: Verdict
    frameworks: Frameworks
    disagreements: tuple[Disagreement, ...]
    evidence: tuple[Evidence, ...]


def frameworks_answer(record: AuditRecord) -> FrameworksAnswer:
    """The answer out of a record."""
    found = disagreements(record)
    cited = {*record.verdict.evidence, *(e for d in found for e in d.evidence), *_cited(record.frameworks)}
    return FrameworksAnswer(
        tool=record.tool,
        subject=record.subject,
        status=record.status,
        unavailable=record.unavailable,
        verdict=record.verdict,
        frameworks=record.frameworks,
        disagreements=found,
        evidence=tuple(e for e in record.evidence if e.id in cited),
    )


def _cited(found: Frameworks) -> set[str]:
    judged: list[MofComponent | Criterion | Dimension] = [
        *(found.mof.components if found.mof is not None else ()),
        *(found.osaid.criteria if found.osaid is not None else ()),
        *(found.osai.dimensions.values() if found.osai is not None else ()),
        *_believed(found),
        *((*found.eu_ai_act.criteria, *found.eu_ai_act.due) if found.eu_ai_act is not None else ()),
    ]
    return {e for item in judged for e in item.evidence}


def _believed(found: Frameworks) -> Iterator[MofComponent | Criterion | Dimension]:
    """All that is judged in the answers that believe the user."""
    if found.mof is not None and found.mof.with_supplied is not None:
        yield from found.mof.with_supplied.components
    if found.osaid is not None and isinstance(found.osaid.with_supplied, OsaidReading):
        yield from found.osaid.with_supplied.criteria
    if found.osai is not None and isinstance(found.osai.with_supplied, OsaiReading):
        yield from found.osai.with_supplied.dimensions.values()
