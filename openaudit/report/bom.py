"""What bills of materials have in common: suppliers, the licence of the weights, ids and times that never change."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from openaudit.errors import RecordsInvalid
from openaudit.record import AuditRecord, ComponentLicense, LineageLink, Made
from openaudit.record.json import one_line
from openaudit.report import wording

NOASSERTION = "NOASSERTION"


def content_id(records: Sequence[AuditRecord], form: str) -> UUID:
    """An id of the records in this form: the same for the same content, whenever and wherever it is written."""
    return uuid5(NAMESPACE_URL, "\n".join((f"https://openaudit.dev/{form}", *map(one_line, records))))


def owner_and_name(model: str) -> tuple[str | None, str]:
    """The namespace of a Hub id, None where it has none, and the rest; a folder's path is all name."""
    owner, slash, name = model.partition("/")
    return (owner, name) if slash and owner and name and "/" not in name else (None, model)


def made_of(link: LineageLink, own: str) -> tuple[Made, ...]:
    """What was made of an ancestor, each once; the model itself (`own`) where a record does not tell."""
    if isinstance(link.made, msgspec.UnsetType) or not link.made:
        return (Made(id=own, relation=link.relation),)
    return tuple({made.id: made for made in reversed(link.made)}.values())[::-1]


class WeightsLicense(msgspec.Struct, frozen=True):
    """What is declared and concluded for the weights; None where nothing is known.

    `written` is the declaration as it stands; `none` that nothing declares a licence, and that all was seen.
    """

    declared: str | None
    concluded: str | None
    written: str | None
    none: bool


def weights_license(record: AuditRecord) -> WeightsLicense:
    """The licence of the weights, with which the model stands in a bill of materials."""
    found: ComponentLicense | None = next((c for c in record.licenses if c.component == "weights"), None)
    if found is None:
        return WeightsLicense(None, None, None, record.status == "complete")
    return WeightsLicense(
        found.declared_expression,
        found.concluded_expression,
        found.declared,
        found.declared is None and found.detected_expression is None and record.status == "complete",
    )


def standing(record: AuditRecord) -> str:
    """The verdict in words, or that there is none: for the note that goes with the model."""
    if record.status == "failed":
        why = "; ".join(f"{u.what}: {wording.REASON[u.reason]}, {u.detail}" for u in record.unavailable)
        return f"Not audited. {record.verdict.summary} {why}".rstrip()
    tier, summary = wording.phrase(record.verdict.tier).capitalize(), record.verdict.summary
    said = summary if summary.startswith(tier) else f"{tier}. {summary}"
    return said if record.status == "complete" else f"{said} Not everything could be seen."


def newest(records: Sequence[AuditRecord]) -> datetime:
    """When the newest of the records was retrieved, in UTC and whole seconds.

    Raises RecordsInvalid when a record's time is none.
    """
    return max(map(retrieved, records), default=datetime.fromtimestamp(0, UTC))


def retrieved(record: AuditRecord) -> datetime:
    """When the record's evidence was retrieved. Raises RecordsInvalid when what it says is no time."""
    said = record.subject.retrieved_at
    try:
        time = datetime.fromisoformat(said)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise RecordsInvalid(
            f"the record of {record.subject.id} can't be written as a bill of materials",
            why=f"its retrieved_at is no time: {said!r}",
            fix="use the record as openaudit wrote it",
        ) from error
