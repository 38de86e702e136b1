"""A model's licence and claims through its repository's commits: audits by commit become a timeline.

Pure, as `audit` is: each commit's state is that function's, commits alike in a row are told as one period, and where
the licence became another one, OA208 is found with both sides cited.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

from msgspec.structs import asdict, replace

from openaudit.audit import audit
from openaudit.errors import FetchError
from openaudit.evidence import Ledger
from openaudit.findings.interface import Found, report
from openaudit.read.license_files import is_license_file
from openaudit.read.licenses import may_hold_terms
from openaudit.record import (
    AuditRecord,
    Claim,
    ComponentLicense,
    Confidence,
    Evidence,
    Finding,
    Restriction,
    Status,
    Subject,
    Tier,
    Tool,
    Unavailable,
)
from openaudit.record.value import Value
from openaudit.snapshot import Commit, Snapshot, Visit
from openaudit.vocabulary import RESTRICTION, enumerate_words


class DatedEvidence(Evidence, frozen=True, kw_only=True):
    """A place as the record cites it; `revision` is the oldest commit looked at whose audit cites it."""

    revision: str


class Period(Value, frozen=True, kw_only=True):
    """Commits in a row that the audit cannot tell apart, from `first` (the oldest) to `last`.

    `tier` is null, and nothing else is known, where `status` is `failed`. `licenses`, `claims` (those about the model
    itself) and `restrictions` are the record's, as they were at `first`; `evidence` is that of the tier.
    """

    first: Commit
    last: Commit
    commits: int
    status: Status
    tier: Tier | None
    licenses: tuple[ComponentLicense, ...]
    claims: tuple[Claim, ...]
    restrictions: tuple[Restriction, ...]
    unavailable: tuple[Unavailable, ...]
    evidence: tuple[str, ...]

    @property
    def weights_license(self) -> ComponentLicense | None:
        """The licence of the weights, None when none was seen."""
        return next((found for found in self.licenses if found.component == "weights"), None)

    @property
    def terms_seen(self) -> bool:
        """Whether everything was seen that may hold terms."""
        return self.status != "failed" and not any(may_hold_terms(u) for u in self.unavailable)


class History(Value, frozen=True, kw_only=True):
    """The timeline, newest first. `left_out` counts the older commits not looked at, null where they are uncounted.

    `status` is `partial` when something at some commit could not be fetched.
    """

    schema_version: Literal["1.0"] = "1.0"
    tool: Tool
    subject: Subject
    status: Status
    commits: int
    left_out: int | None
    timeline: tuple[Period, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[DatedEvidence, ...]


def history(head: Snapshot, visits: Iterable[Visit], *, left_out: int | None) -> History:
    """The history of the model whose newest state is `head`, out of its commits, the oldest first.

    Raises KnowledgeInvalid when the installation's own data files are damaged.
    """
    ledger = _Ledger()
    states = list(_states(visits, ledger))
    periods = [_fold(list(run)) for _, run in groupby(states, key=lambda state: _sameness(state, ledger))]
    return History(
        tool=audit(head).tool,
        subject=head.subject,
        status="partial" if any(_lacking(p) for p in periods) else "complete",
        commits=len(states),
        left_out=left_out,
        timeline=tuple(reversed(periods)),
        findings=tuple(report(_changes(periods, ledger), Ledger())),
        evidence=ledger.evidence(),
    )


class _Ledger:
    """Numbers the evidence of all commits; the same words of the same file are one piece, dated by its first commit."""

    def __init__(self) -> None:
        self._numbers: dict[Evidence, str] = {}
        self._pieces: dict[str, DatedEvidence] = {}

    def take(self, record: AuditRecord, commit: Commit) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
        """What turns the record's ids of evidence into those of the ledger."""
        known = {e.id: e for e in record.evidence}
        return lambda ids: tuple(self._number(known[i], commit) for i in ids)

    def _number(self, piece: Evidence, commit: Commit) -> str:
        number = self._numbers.setdefault(replace(piece, id=""), f"e{len(self._numbers) + 1}")
        if number not in self._pieces:
            self._pieces[number] = DatedEvidence(**asdict(replace(piece, id=number)), revision=commit.id)
        return number

    def pieces(self, ids: tuple[str, ...]) -> tuple[DatedEvidence, ...]:
        return tuple(self._pieces[i] for i in ids)

    def evidence(self) -> tuple[DatedEvidence, ...]:
        return tuple(self._pieces.values())


def _states(visits: Iterable[Visit], ledger: _Ledger) -> Iterator[Period]:
    """A period for each commit. A commit that shows nothing new has the record of the one before it."""
    known: Snapshot | None = None
    record: AuditRecord | None = None
    for visit in visits:
        if isinstance(visit.found, FetchError):
            yield _unseen(visit.commit, visit.found)
            continue
        seen = _undated(visit.found)
        if record is None or seen != known:
            known, record = seen, audit(visit.found)
        yield _seen(visit.commit, record, ledger)


def _undated(snapshot: Snapshot) -> Snapshot:
    """The snapshot without what differs between any two commits."""
    subject = replace(snapshot.subject, revision=None, retrieved_at="")
    return replace(snapshot, subject=subject, repository=replace(snapshot.repository, last_modified=None))


def _seen(commit: Commit, record: AuditRecord, ledger: _Ledger) -> Period:
    cite = ledger.take(record, commit)
    return Period(
        first=commit,
        last=commit,
        commits=1,
        status=record.status,
        tier=record.verdict.tier,
        licenses=tuple(replace(x, evidence=cite(x.evidence), added=cite(x.added)) for x in record.licenses),
        claims=tuple(replace(c, evidence=cite(c.evidence)) for c in record.claims if c.about == "self"),
        restrictions=tuple(
            replace(r, evidence=cite(r.evidence)) for r in (record.axes.restrictions if record.axes else ())
        ),
        unavailable=record.unavailable,
        evidence=cite(record.verdict.evidence),
    )


def _unseen(commit: Commit, error: FetchError) -> Period:
    return Period(
        first=commit,
        last=commit,
        commits=1,
        status="failed",
        tier=None,
        licenses=(),
        claims=(),
        restrictions=(),
        unavailable=(Unavailable(what=commit.id, reason=error.reason, detail=f"{error.what}: {error.why}"),),
        evidence=(),
    )


def _sameness(state: Period, ledger: _Ledger) -> Hashable:
    """What two commits must share to be told as one: everything but where it stands, and how often it is said."""
    if state.tier is None:
        return state.unavailable[0].reason
    return (
        state.status,
        state.tier,
        tuple(_license_sameness(x, ledger) for x in state.licenses),
        frozenset(c.kind for c in state.claims),
        tuple(replace(r, evidence=()) for r in state.restrictions),
        tuple((u.what, u.reason) for u in state.unavailable),
    )


def _license_sameness(found: ComponentLicense, ledger: _Ledger) -> Hashable:
    """The licence without its places; of a text that is no standard one, the words count."""
    texts = {p.file: p.sha256 for p in ledger.pieces(found.evidence) if is_license_file(p.file)}
    bare = replace(found, evidence=(), added=(), coverage=None)
    return bare, () if found.match == "exact" else tuple(texts.items())


def _fold(run: list[Period]) -> Period:
    return replace(run[0], last=run[-1].last, commits=len(run))


def _lacking(period: Period) -> bool:
    """Whether something could not be fetched; what is known not to be there was not missed."""
    return any(u.reason != "not-found" for u in period.unavailable) or period.status == "failed"


def _changes(periods: Sequence[Period], ledger: _Ledger) -> Iterator[Found]:
    """OA208: each change of the licence of the weights, or of its text; commits that name none are passed over."""
    licensed = [(period, found) for period in periods if (found := period.weights_license) is not None]
    for (before, old), (after, new) in pairwise(licensed):
        both_seen = before.terms_seen and after.terms_seen
        confidence = _differ(old, new, both_seen=both_seen)
        if confidence is not None:
            known = both_seen and old.concluded_expression and new.concluded_expression
            effect = _effect(before.restrictions, after.restrictions) if known else ""
            sides = f"from {_at(old, before.last)} to {_at(new, after.first)}"
            message, evidence = f"The weights went {sides}{effect}.", (*old.evidence, *new.evidence)
            yield Found(rule="OA208", message=message, evidence=evidence, confidence=confidence)
        elif both_seen and (edited := _edited(old, new, ledger)):
            effect = _effect(before.restrictions, after.restrictions)
            sides = f"between {_commit(before.last)} and {_commit(after.first)}"
            message = f"The text of the licence, {license_name(new)}, was edited {sides}{effect}."
            yield Found(rule="OA208", message=message, evidence=edited, confidence="medium")


def _differ(old: ComponentLicense, new: ComponentLicense, *, both_seen: bool) -> Confidence | None:
    """How sure it is that the licences differ; None when nothing shows it. What was not seen is never a difference."""
    if both_seen and old.concluded_expression and new.concluded_expression:
        return "high" if old.concluded_expression != new.concluded_expression else None
    if old.declared_expression and new.declared_expression and old.declared_expression != new.declared_expression:
        return "high"
    if not both_seen:
        return None
    if old.detected_expression and new.detected_expression:
        return "high" if old.detected_expression != new.detected_expression else None
    return "medium" if old.declared and new.declared and old.declared != new.declared else None


def _edited(old: ComponentLicense, new: ComponentLicense, ledger: _Ledger) -> tuple[str, ...]:
    """Both versions of a licence file whose words changed under one name; nothing where both are a standard text."""
    if old.match == new.match == "exact":
        return ()
    before, after = ({p.file: p for p in ledger.pieces(x.evidence) if is_license_file(p.file)} for x in (old, new))
    changed = [path for path in before if path in after and before[path].sha256 != after[path].sha256]
    return tuple(piece.id for path in changed for piece in (before[path], after[path]))


def _at(found: ComponentLicense, commit: Commit) -> str:
    return f"{license_name(found)} ({_commit(commit)})"


def _commit(commit: Commit) -> str:
    return f"commit {commit.id[:7]}, {commit.date[:10]}"


def license_name(found: ComponentLicense) -> str:
    """The licence concluded, else what its text is, else the name that is declared."""
    declared = f"“{found.declared}”" if found.declared is not None else "an unknown text"
    return found.concluded_expression or found.detected_expression or declared


def _effect(old: Sequence[Restriction], new: Sequence[Restriction]) -> str:
    """Which kinds of restriction came and which went, in words."""
    before, after = (dict.fromkeys(r.kind for r in side) for side in (old, new))
    came = enumerate_words([RESTRICTION[kind] for kind in after if kind not in before])
    went = enumerate_words([RESTRICTION[kind] for kind in before if kind not in after])
    return (f"; restrictions that came: {came}" if came else "") + (f"; restrictions that went: {went}" if went else "")
