"""What `openaudit scan` answers: each model with its places and its audit, and what could not be read."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from openaudit.record import AuditRecord
from openaudit.record.digest import seal
from openaudit.record.value import Value
from openaudit.scan.places import Found, Place, Skipped


class Model(Value, frozen=True, kw_only=True):
    """A model at the revision that is asked for, every place that names it, and its audit where there was one."""

    reference: str
    revision: str | None
    places: tuple[Place, ...]
    record: AuditRecord | msgspec.UnsetType = msgspec.UNSET


class Scan(Value, frozen=True, kw_only=True):
    """The whole answer; models in the order in which they are named first."""

    schema_version: Literal["1.0"] = "1.0"
    files: int
    models: tuple[Model, ...]
    skipped: tuple[Skipped, ...]


def group(found: Found, records: Sequence[AuditRecord], *, audited: bool) -> Scan:
    """The places by model; `records` are one for each model and revision in their order, if they were audited."""
    places: dict[tuple[str, str | None], list[Place]] = {}
    for place in found.places:
        places.setdefault((place.reference, place.revision), []).append(place)
    audits: list[AuditRecord | msgspec.UnsetType] = [msgspec.UNSET] * len(places)
    if audited:
        audits = [seal(record) for record in records]
    models = tuple(
        Model(reference=reference, revision=revision, places=tuple(at), record=record)
        for ((reference, revision), at), record in zip(places.items(), audits, strict=True)
    )
    return Scan(files=found.files, models=models, skipped=found.skipped)
