"""What comes of verifying a record."""

from typing import Literal

from openaudit.record.value import Value

CheckId = Literal["layout", "digest", "citations", "signature", "snapshot", "quotes", "files", "recomputed", "policy"]
Held = Literal["holds", "broken", "not-checked"]
Outcome = Literal["holds", "self-consistent", "broken", "unknown"]


class Check(Value, frozen=True, kw_only=True):
    """One thing that was held against another; `details` are what is broken, or what could not be checked."""

    id: CheckId
    outcome: Held
    message: str
    details: tuple[str, ...] = ()


class Verification(Value, frozen=True, kw_only=True):
    """Whether a record stands.

    `holds`: its digest holds, and all of it comes out of its snapshot (and its policy) again. `self-consistent`: its
    digest holds; no snapshot was given to hold it against, and who wrote it is not proven. `broken`: something is not
    as it was. `unknown`: something that was asked for could not be checked.
    """

    schema_version: Literal["1.0"] = "1.0"
    id: str
    revision: str | None
    outcome: Outcome
    checks: tuple[Check, ...]


def conclude(checks: tuple[Check, ...], *, id: str, revision: str | None, against_snapshot: bool) -> Verification:  # noqa: A002  the record's word
    """The verification that these checks come to."""
    outcomes = {check.outcome for check in checks}
    outcome: Outcome = (
        "broken"
        if "broken" in outcomes
        else "unknown"
        if "not-checked" in outcomes
        else "holds"
        if against_snapshot
        else "self-consistent"
    )
    return Verification(id=id, revision=revision, outcome=outcome, checks=checks)
