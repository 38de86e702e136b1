"""The lock file: what is pinned of each model, sorted and one fact a line, so that a change shows in a diff.

`openaudit.lock` is JSON; docs/policy.md describes it.
"""

import msgspec

from openaudit.errors import LockInvalid
from openaudit.record import AuditRecord, Restriction, Tier
from openaudit.record.json import indented

VERSION = 1
LIMIT = 64 * 1024 * 1024  # bytes of a lock file: some ten thousand models
NAME = "openaudit.lock"


class Pinned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model: its commit, the terms it was audited under, and its files by path with their SHA-256 where known.

    `licenses` are concluded expressions by component, null where none could be concluded. `restrictions` are kinds with
    their figures, as `restrictions_of` writes them; `unseen` is what may hold terms and could not be seen.
    """

    id: str
    revision: str | None
    tier: Tier
    licenses: dict[str, str | None]
    restrictions: tuple[str, ...]
    files: dict[str, str | None]
    unseen: tuple[str, ...] = ()


class Lock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: models by the reference that they were asked for as."""

    openaudit_lock: int = VERSION
    tool: str
    knowledge_base: str
    models: dict[str, Pinned]


class _Version(msgspec.Struct):
    openaudit_lock: int


def pin(record: AuditRecord) -> Pinned:
    """What is pinned of an audited model."""
    return Pinned(
        id=record.subject.id,
        revision=record.subject.revision,
        tier=record.verdict.tier,
        licenses={c.component: c.concluded_expression for c in sorted(record.licenses, key=lambda c: c.component)},
        restrictions=restrictions_of(record),
        files={f.path: f.sha256 for f in sorted(record.files, key=lambda f: f.path)},
        unseen=unseen_terms(record),
    )


def unseen_terms(record: AuditRecord) -> tuple[str, ...]:
    """What may hold terms of the model and could not be seen, by path or id, sorted."""
    from openaudit.policy.checks import unseen  # noqa: PLC0415  reading a lock needs none of it

    return tuple(sorted(dict(unseen(record))))


def restrictions_of(record: AuditRecord) -> tuple[str, ...]:
    """The restrictions with their figures as texts, sorted: `user-cap 700000000 monthly-active-users (weights)`."""
    return tuple(sorted({_line(r) for r in (record.axes.restrictions if record.axes is not None else ())}))


def _line(found: Restriction) -> str:
    figures = [found.threshold, found.metric, found.amount, found.currency, found.period]
    words = [found.kind, *(str(f) for f in figures if f is not None)]
    places = [f"[{', '.join(found.places)}]"] if found.places else []
    return " ".join((*words, *places, f"({found.component})"))


def write_lock(lock: Lock) -> str:
    """The file's text: models and files in the order of their names, ends with a newline."""
    return indented(msgspec.structs.replace(lock, models=dict(sorted(lock.models.items()))))


def read_lock(data: bytes, source: str) -> Lock:
    """The lock in a file's bytes; `source` is how the file is named. Raises LockInvalid."""
    if len(data) > LIMIT:
        raise _invalid(source, f"it is larger than {LIMIT:,} bytes")
    try:
        version = msgspec.json.decode(data, type=_Version).openaudit_lock
        if version != VERSION:
            raise _invalid(source, f"it is of version {version}, this openaudit reads {VERSION}")
        return msgspec.json.decode(data, type=Lock)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(source, str(error)) from error


def _invalid(source: str, why: str) -> LockInvalid:
    return LockInvalid(f"{source} is no lock file", why=why, fix="write it anew with `openaudit lock REF...`")
