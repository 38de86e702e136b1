"""What changed between two audits of a model: tier, licence, restrictions, claims, files; and whether it got less open.

Pure: two records in, their difference out. Records are read leniently, so that those of other versions can be compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from openaudit.record import Tier
from openaudit.record.value import Value

What = Literal["withdrawn", "tier", "license", "restriction", "freedom", "weights", "code", "data", "claim", "files"]

# From closed to open. What is undetermined grants nothing that anybody knows of, and stands with the closed.
OPENNESS: dict[str, int] = {
    "closed": 0,
    "undetermined": 0,
    "restricted-weights": 1,
    "open-weights": 2,
    "open-source": 3,
    "open-science": 4,
}
_GRADES: dict[str, tuple[str, ...]] = {
    "weights": ("none", "gated", "partial", "full"),
    "code": ("none", "inference", "partial", "training"),
    "data": ("none", "described", "documented", "released"),
}
_FREEDOMS = ("use", "study", "modify", "share")
_GRANTS: dict[str, int] = {"no": 0, "unknown": 0, "conditional": 1, "yes": 2}
_LIMITS = ("threshold", "amount")  # of a restriction: the lower, the sooner it binds
_UNCOMPARED = frozenset({"evidence", "clause", "says", "confidence", "basis"})  # how it is told, not what it is

Row = dict[str, Any]


class Quote(Value, frozen=True, kw_only=True):
    """The words that show one side of a change, and where they stand, out of that side's record."""

    file: str
    sha256: str
    lines: tuple[int, int] | None
    quote: str


class Change(Value, frozen=True, kw_only=True):
    """One thing that changed: `of` says of what (a component, a freedom); a side that is None was not there."""

    what: What
    of: str | None
    old: str | None
    new: str | None
    less_open: bool
    old_evidence: tuple[Quote, ...] = ()
    new_evidence: tuple[Quote, ...] = ()


class Files(Value, frozen=True, kw_only=True):
    """Paths of the release that came, went, or have other contents (by their digests, else by their sizes)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


class ModelDrift(Value, frozen=True, kw_only=True):
    """What changed of one model. `same_revision`: both read the same commit, so the reading changed, not the model."""

    id: str
    old_revision: str | None
    new_revision: str | None
    same_revision: bool
    less_open: bool
    changes: tuple[Change, ...]
    files: Files | None


class Side(msgspec.Struct, frozen=True):
    """The parts of a record that are compared."""

    schema_version: str
    tool: Row
    subject: Row
    status: str
    unavailable: tuple[Row, ...]
    verdict: Row
    axes: Row | None
    licenses: tuple[Row, ...]
    claims: tuple[Row, ...]
    evidence: tuple[Row, ...]
    files: tuple[Row, ...]

    @property
    def id(self) -> str:
        """The model's name."""
        return str(self.subject.get("id"))

    @property
    def tier(self) -> Tier:
        """Where it stands."""
        tier: Tier = self.verdict["tier"]
        return tier

    @property
    def gone(self) -> bool:
        """Whether the Hub has it no more, or shows it to nobody."""
        return self.status == "failed" and any(u.get("reason") == "not-found" for u in self.unavailable)

    def quotes(self, ids: Sequence[str]) -> tuple[Quote, ...]:
        """What these pieces of evidence quote, and where."""
        wanted = set(ids)
        return tuple(
            Quote(file=e["file"], sha256=e["sha256"], lines=tuple(e["lines"]) if e["lines"] else None, quote=e["quote"])
            for e in self.evidence
            if e["id"] in wanted
        )


_decoder = msgspec.json.Decoder(Side)


def read_side(line: bytes) -> Side:
    """The record of a line. Raises msgspec.DecodeError (a ValueError) when it is none."""
    return _decoder.decode(line)


def why_failed(side: Side) -> str:
    """Why a record failed, in one line."""
    first = next(iter(side.unavailable), {})
    return f"{first.get('reason', 'failed')}: {first.get('detail', '')}"


def drift(old: Side, new: Side) -> ModelDrift | None:
    """What changed from `old` to `new`, None when nothing did. Neither may have failed, but that `new` may be gone."""
    changes = tuple(_changes(old, new))
    files = None if new.status == "failed" else _files(old, new)
    if not changes and files is None:
        return None
    before, after = old.subject.get("revision"), new.subject.get("revision")
    return ModelDrift(
        id=new.id,
        old_revision=before,
        new_revision=after,
        same_revision=before is not None and before == after,
        less_open=any(c.less_open for c in changes),
        changes=changes,
        files=files,
    )


def _changes(old: Side, new: Side) -> Iterator[Change]:
    if new.status == "failed":
        yield Change(what="withdrawn", of=None, old=old.tier, new=None, less_open=True)
        return
    if old.tier != new.tier:
        yield Change(
            what="tier",
            of=None,
            old=old.tier,
            new=new.tier,
            less_open=OPENNESS[new.tier] < OPENNESS[old.tier] or new.tier == "undetermined",
            old_evidence=old.quotes(old.verdict["evidence"]),
            new_evidence=new.quotes(new.verdict["evidence"]),
        )
    yield from _licenses(old, new)
    yield from _restrictions(old, new)
    yield from _axes(old, new)
    yield from _claims(old, new)


def _licenses(old: Side, new: Side) -> Iterator[Change]:
    """The licence of each component: what is concluded, else detected, else declared."""
    before, after = ({row["component"]: row for row in side.licenses} for side in (old, new))
    for component in dict.fromkeys([*before, *after]):
        was, now = before.get(component), after.get(component)
        if _named(was) == _named(now):
            continue
        yield Change(
            what="license",
            of=component,
            old=_named(was),
            new=_named(now),
            less_open=was is not None and now is None,
            old_evidence=old.quotes(was["evidence"]) if was else (),
            new_evidence=new.quotes(now["evidence"]) if now else (),
        )


def _named(row: Row | None) -> str | None:
    if row is None:
        return None
    named = row["concluded_expression"] or row["detected_expression"] or row["declared_expression"] or row["declared"]
    return str(named) if named else None


def _restrictions(old: Side, new: Side) -> Iterator[Change]:
    before, after = (_by_kind(side) for side in (old, new))
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        said = [_said(row) if row else None for row in (was, now)]
        if said[0] == said[1]:
            continue
        yield Change(
            what="restriction",
            of=key[1],
            old=said[0],
            new=said[1],
            less_open=now is not None and (was is None or _tighter(was, now)),
            old_evidence=old.quotes(was["evidence"]) if was else (),
            new_evidence=new.quotes(now["evidence"]) if now else (),
        )


def _by_kind(side: Side) -> dict[tuple[str, str, int], Row]:
    """Restrictions by kind, component and number: a licence may have two of a kind."""
    found: dict[tuple[str, str, int], Row] = {}
    for row in (side.axes or {}).get("restrictions", ()):
        kind, component = row["kind"], row["component"]
        number = sum(k[:2] == (kind, component) for k in found)
        found[kind, component, number] = row
    return found


def _said(row: Row) -> str:
    """A restriction with its parameters: `user-cap (metric: monthly-active-users, threshold: 700000000)`."""
    rest = {k: v for k, v in row.items() if k not in _UNCOMPARED and k not in {"kind", "component"}}
    said = ", ".join(f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in sorted(rest.items()))
    return f"{row['kind']} ({said})" if said else str(row["kind"])


def _tighter(was: Row, now: Row) -> bool:
    lower = any(now.get(limit, was.get(limit, 0)) < was.get(limit, 0) for limit in _LIMITS)
    return lower or not set(now.get("places", ())) <= set(was.get("places", ()))


def _axes(old: Side, new: Side) -> Iterator[Change]:
    if old.axes is None or new.axes is None:
        return
    for freedom in _FREEDOMS:
        was, now = old.axes["freedoms"][freedom], new.axes["freedoms"][freedom]
        if was != now:
            ids = (old.axes["freedoms"]["evidence"], new.axes["freedoms"]["evidence"])
            yield _graded("freedom", freedom, was, now, _GRANTS, (old.quotes(ids[0]), new.quotes(ids[1])))
    for axis, grades in _GRADES.items():
        was, now = old.axes[axis]["level"], new.axes[axis]["level"]
        if was != now:
            ids = (old.axes[axis]["evidence"], new.axes[axis]["evidence"])
            ranks = {grade: rank for rank, grade in enumerate(grades)}
            what: What = "weights" if axis == "weights" else "code" if axis == "code" else "data"
            yield _graded(what, None, was, now, ranks, (old.quotes(ids[0]), new.quotes(ids[1])))


def _graded(
    what: What,
    of: str | None,
    was: str,
    now: str,
    ranks: Mapping[str, int],
    quotes: tuple[tuple[Quote, ...], tuple[Quote, ...]],
) -> Change:
    return Change(
        what=what,
        of=of,
        old=was,
        new=now,
        less_open=ranks.get(now, 0) < ranks.get(was, 0),
        old_evidence=quotes[0],
        new_evidence=quotes[1],
    )


def _claims(old: Side, new: Side) -> Iterator[Change]:
    """The kinds of claims about the model itself that came or went."""
    before, after = (_own_claims(side) for side in (old, new))
    for kind in dict.fromkeys([*before, *after]):
        if (kind in before) == (kind in after):
            continue
        yield Change(
            what="claim",
            of=None,
            old=kind if kind in before else None,
            new=kind if kind in after else None,
            less_open=False,
            old_evidence=old.quotes(before.get(kind, ())),
            new_evidence=new.quotes(after.get(kind, ())),
        )


def _own_claims(side: Side) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in side.claims:
        if row["about"] == "self":
            found.setdefault(row["kind"], []).extend(row["evidence"])
    return found


def _files(old: Side, new: Side) -> Files | None:
    before, after = ({row["path"]: row for row in side.files} for side in (old, new))
    changed = tuple(path for path in before if path in after and _differ(before[path], after[path]))
    files = Files(
        added=tuple(path for path in after if path not in before),
        removed=tuple(path for path in before if path not in after),
        changed=changed,
    )
    return files if files.added or files.removed or files.changed else None


def _differ(was: Row, now: Row) -> bool:
    if was["sha256"] and now["sha256"]:
        return bool(was["sha256"] != now["sha256"])
    return was["size"] is not None and now["size"] is not None and bool(was["size"] != now["size"])
