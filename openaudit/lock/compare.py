"""An audit of today held against the lock: what changed of the terms, and what of the rest."""

from collections.abc import Iterator
from typing import Literal

from openaudit.lock.document import Lock, Pinned, restrictions_of, unseen_terms
from openaudit.record import AuditRecord
from openaudit.record.value import Value

Aspect = Literal["lock", "audit", "license", "tier", "restrictions", "revision", "files"]
_SHOWN = 5  # of the files that are named


class Change(Value, frozen=True, kw_only=True):
    """One difference from the lock. `fails` where it is one of the terms, or where nothing is known of them."""

    aspect: Aspect
    fails: bool
    message: str


def changes(reference: str, record: AuditRecord, lock: Lock) -> tuple[Change, ...]:
    """What changed since the model was locked; empty when nothing did."""
    pinned = lock.models.get(reference)
    if pinned is None:
        return (Change(aspect="lock", fails=True, message="it is not in the lock file"),)
    if record.status == "failed":
        return (Change(aspect="audit", fails=True, message=record.verdict.summary),)
    found = (*_changes(pinned, record), *_unseen(pinned, record))
    version = record.tool.knowledge_base
    if any(change.fails for change in found) and version != lock.knowledge_base:
        told = f"the lock was written with the knowledge base of {lock.knowledge_base}, this is that of {version}"
        return (*found, Change(aspect="lock", fails=False, message=told))
    return found


def _changes(pinned: Pinned, record: AuditRecord) -> Iterator[Change]:
    if pinned.id != record.subject.id:
        yield _change("revision", f"it is now called {record.subject.id}, was {pinned.id}", fails=False)
    if pinned.tier != record.verdict.tier:
        yield _change("tier", f"the tier is {record.verdict.tier}, was {pinned.tier}")
    now: dict[str, str | None] = {c.component: c.concluded_expression for c in record.licenses}
    for component in sorted(now.keys() | pinned.licenses.keys()):
        before, after = pinned.licenses.get(component), now.get(component)
        if before != after:
            yield _change("license", f"the licence of the {component} is {_named(after)}, was {_named(before)}")
    there, were = set(restrictions_of(record)), set(pinned.restrictions)
    yield from (_change("restrictions", f"new restriction: {line}") for line in sorted(there - were))
    yield from (_change("restrictions", f"restriction gone: {line}") for line in sorted(were - there))
    if pinned.revision != record.subject.revision:
        told = f"the commit is {record.subject.revision}, was {pinned.revision}"
        yield _change("revision", told, fails=False)
    files = {f.path: f.sha256 for f in record.files}
    changed = sorted(p for p in files.keys() | pinned.files.keys() if files.get(p, "") != pinned.files.get(p, ""))
    if changed:
        more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        yield _change("files", f"files changed: {', '.join(changed[:_SHOWN])}{more}", fails=False)


def _unseen(pinned: Pinned, record: AuditRecord) -> Iterator[Change]:
    """What may hold terms and could be seen when the model was locked: what is not seen is not as locked."""
    for what in unseen_terms(record):
        if what not in pinned.unseen:
            yield _change("audit", f"not seen, and terms may stand in it: {what}")


def _change(aspect: Aspect, message: str, *, fails: bool = True) -> Change:
    return Change(aspect=aspect, fails=fails, message=message)


def _named(expression: str | None) -> str:
    return expression or "none that could be concluded"
