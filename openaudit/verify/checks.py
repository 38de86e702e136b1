"""A record held against its digest and its snapshot: pure, one check each."""

from collections.abc import Iterator
from typing import Any

import msgspec

from openaudit import __version__
from openaudit.audit import audit
from openaudit.classify.profile import use
from openaudit.licensing import knowledge
from openaudit.record import AuditRecord
from openaudit.record.digest import digest
from openaudit.record.filed import Filed
from openaudit.record.use import Use
from openaudit.snapshot import Snapshot
from openaudit.verify.evidence import Kept
from openaudit.verify.quotes import quotes
from openaudit.verify.result import Check, Held

_MOST = 10  # of the differences that are told
_RATHER_LONG = 80
# What a record says beside the audit: it is not computed from the snapshot.
_BESIDE = ("digest", "policy")
_LAYOUT = "byte for byte as openaudit writes it"
_CHANGED = "its bytes are not those that openaudit writes for these values: it was edited, or written anew by a program"
_VERSIONS = ("version", "knowledge_base", "fingerprints")


def layout(filed: Filed) -> Check:
    """Whether the bytes that a record was filed in are those that openaudit writes."""
    same = filed.as_written
    return Check(id="layout", outcome="holds" if same else "broken", message=_LAYOUT if same else _CHANGED)


def by_itself(record: AuditRecord) -> tuple[Check, ...]:
    """What a record can be held against without its evidence: its digest, and that it cites only what it holds."""
    return (_digest(record), _citations(record))


def attested(record: AuditRecord, signed: AuditRecord, signature: Check) -> Check:
    """The signature's check, for a record filed beside the attestation: it must be the record that was signed."""
    if signature.outcome == "holds" and msgspec.json.encode(record) != msgspec.json.encode(signed):
        message = f"the attestation is of another record, of {signed.subject.id}"
        return Check(id="signature", outcome="broken", message=message)
    return signature


def against(record: AuditRecord, kept: Kept) -> tuple[Check, ...]:
    """The record held against its snapshot: is it of this model and commit, and does everything come out again?"""
    snapshot = kept.snapshot
    subject, seen = record.subject, snapshot.subject
    if (subject.id, subject.revision) != (seen.id, seen.revision):
        return (without(record, "what was given"),)
    if subject.source not in {kept.source, "snapshot"}:
        message = f"the snapshot's evidence is from the source {kept.source!r}, the record says {subject.source!r}"
        return (Check(id="snapshot", outcome="broken", message=message),)
    held: Held = "holds"
    message = "undamaged, and of the record's model and commit"
    if subject.retrieved_at != seen.retrieved_at:
        # The same commit fetched at another time may be an honest snapshot, and may be a forged time: it proves none.
        message += f"; fetched at {seen.retrieved_at}, and the record says {subject.retrieved_at}"
        held = "not-checked"
    same = _same_version(record)
    return (
        Check(id="snapshot", outcome=held, message=message),
        quotes(record, snapshot, same_version=same),
        _files(record, snapshot),
        _recomputed(record, snapshot, same_version=same),
    )


def without(record: AuditRecord, where: str) -> Check:
    """The snapshot's check where there is none of the record's model and commit: that accuses nobody."""
    subject = record.subject
    at = f" at {subject.revision}" if subject.revision else ""
    message = f"{where} holds no snapshot of {subject.id}{at}: name the folder that `openaudit snapshot` wrote for it"
    return Check(id="snapshot", outcome="not-checked", message=message)


def _digest(record: AuditRecord) -> Check:
    if isinstance(record.digest, msgspec.UnsetType):
        return Check(id="digest", outcome="not-checked", message="the record carries no digest")
    try:
        computed = digest(record)
    except ValueError as error:
        return Check(id="digest", outcome="broken", message=f"no digest can be computed: {error}")
    if computed != record.digest:
        message = "the record is not what was written: its digest is another"
        return Check(id="digest", outcome="broken", message=message, details=(f"{record.digest}, computed {computed}",))
    return Check(id="digest", outcome="holds", message=record.digest)


def _citations(record: AuditRecord) -> Check:
    known = [e.id for e in record.evidence]
    missing = sorted(set(_cited(msgspec.to_builtins(record))) - set(known))
    if missing or len(set(known)) < len(known):
        message = "it cites evidence that it does not hold, or holds some twice"
        return Check(id="citations", outcome="broken", message=message, details=tuple(missing[:_MOST]))
    return Check(
        id="citations", outcome="holds", message=f"all that is cited is among its {len(known)} pieces of evidence"
    )


def _cited(value: Any) -> Iterator[str]:
    """Every evidence id below a plain value: the texts in its lists called `evidence` or `added`."""
    if isinstance(value, dict):
        for key, item in value.items():
            if (
                key in {"evidence", "added"}
                and isinstance(item, list | tuple)
                and all(isinstance(i, str) for i in item)
            ):
                yield from item
            else:
                yield from _cited(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _cited(item)


def _files(record: AuditRecord, snapshot: Snapshot) -> Check:
    """Whether the release's files are those that the snapshot lists, with the same digests."""
    listed = {f.path: f.sha256 for f in snapshot.repository.files}
    read = {t.path: t.sha256 for t in snapshot.texts if t.path in listed}
    there = {**listed, **read}
    told = {f.path: f.sha256 for f in record.files}
    wrong = [path for path in sorted(there.keys() | told.keys()) if there.get(path, "-") != told.get(path, "-")]
    if wrong:
        message = f"{len(wrong)} of its files are not those of the snapshot"
        return Check(id="files", outcome="broken", message=message, details=tuple(wrong[:_MOST]))
    hashed = sum(digest is not None for digest in told.values())
    return Check(id="files", outcome="holds", message=f"the same {len(told)} files, {hashed} with their SHA-256")


def _recomputed(record: AuditRecord, snapshot: Snapshot, *, same_version: bool) -> Check:
    """Whether an audit of the snapshot gives the record again, but for where and when the evidence was fetched."""
    again = audit(snapshot)
    if isinstance(record.use, Use):
        again = msgspec.structs.replace(again, use=use(again, record.use.profile))
    subject = msgspec.structs.replace(
        again.subject, source=record.subject.source, retrieved_at=record.subject.retrieved_at
    )
    # Which version came to it is no part of what it came to.
    tool = msgspec.structs.replace(again.tool, **{field: getattr(record.tool, field) for field in _VERSIONS})
    now = msgspec.to_builtins(msgspec.structs.replace(again, subject=subject, tool=tool))
    then = msgspec.to_builtins(record)
    for key in _BESIDE:
        then.pop(key, None)
    wrong = list(_differences(then, now, ""))
    if not wrong:
        message = "the same verdict and everything else, from the snapshot"
        if again.tool != record.tool:
            message = f"made by {_version(record)}; today's openaudit gives the same verdict and everything else"
        return Check(id="recomputed", outcome="holds", message=message)
    shown = (*wrong[:_MOST], *([f"and {len(wrong) - _MOST} more"] if len(wrong) > _MOST else []))
    if not same_version:
        message = (
            f"made by {_version(record)}; what this installation makes of the same evidence differs. "
            f"To hold it against its own version, install openaudit {record.tool.version}"
        )
        return Check(id="recomputed", outcome="not-checked", message=message, details=shown)
    message = "an audit of the snapshot gives something else"
    return Check(id="recomputed", outcome="broken", message=message, details=shown)


def _differences(then: Any, now: Any, path: str) -> Iterator[str]:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted(then.keys() | now.keys()):
            yield from _differences(then.get(key), now.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(then, list | tuple) and isinstance(now, list | tuple) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif then != now:
        yield f"{path}: recorded {_short(then)}, now {_short(now)}"


def _short(value: Any) -> str:
    text = msgspec.json.encode(value).decode(errors="replace")
    return text if len(text) <= _RATHER_LONG else f"{text[:_RATHER_LONG]}..."


def _same_version(record: AuditRecord) -> bool:
    return (record.tool.version, record.tool.knowledge_base) == (__version__, knowledge.index().version)


def _version(record: AuditRecord) -> str:
    return f"openaudit {record.tool.version} with the knowledge base of {record.tool.knowledge_base}"
