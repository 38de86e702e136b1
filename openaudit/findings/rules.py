"""The rules as documented objects: what each sees, why it matters, how to mend it."""

from functools import cache

import msgspec

from openaudit.datafiles import as_type, read_toml
from openaudit.record import RestrictionKind, Severity

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule; `id` is stable, `slug` says it in words."""

    id: str
    slug: str
    title: str
    severity: Severity
    sees: str
    why: str
    mend: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by id, in the order of their ids."""
    raw = read_toml("findings", "rules.toml")
    return {key: as_type({"id": key, **table}, Rule) for key, table in sorted(raw.items())}


@cache
def rule_of(kind: RestrictionKind) -> Rule | None:
    """The rule that reports a kind of restriction; None for the rarer kinds, which have none."""
    return next((r for r in rules().values() if r.slug == kind), None)
