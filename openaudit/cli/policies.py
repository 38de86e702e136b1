"""The policy options that commands share, and what the policy says on stderr."""

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from openaudit.fetch.interface import utc_now
from openaudit.record import AuditRecord
from openaudit.report.printable import printable

if TYPE_CHECKING:
    from openaudit.policy.lines import Judge
    from openaudit.policy.rules import Policy

Decorated = Callable[..., Any]
_SHOWN = 20
_records = msgspec.json.Decoder(AuditRecord)
_NAME = "openaudit.toml"


def policy_options(function: Decorated) -> Decorated:
    """`--policy` and `--no-config`."""
    policy = click.option(
        "--policy",
        "policy_name",
        metavar="FILE|PRESET",
        envvar="OPENAUDIT_POLICY",
        help="Hold the models against a policy, exit 1 when it does not allow one: a file, or commercial, osi-only, "
        f"research, eu-exempt. Default: {_NAME}, here or above, up to the repository's root.",
    )
    no_config = click.option("--no-config", is_flag=True, help=f"Look for no {_NAME}.")
    return policy(no_config(function))


def find_policy(name: str | None, *, no_config: bool, start: Path | None = None) -> "Policy | None":
    """The policy that the options mean, looked for from `start` (here) upwards, or None. Raises PolicyInvalid."""
    if name is None:
        here = (start or Path()).resolve()
        if no_config or not any((folder / _NAME).is_file() for folder in (here, *here.parents)):
            return None  # the common case, without an import
        from openaudit.policy import find  # noqa: PLC0415  as above

        path = find.config_file(here)
        return find.policy_file(path) if path is not None else None
    from openaudit.policy.find import named_policy  # noqa: PLC0415  as above

    return named_policy(name)


def today() -> datetime.date:
    """The day in UTC: the clock that exceptions of a policy are held against."""
    return datetime.date.fromisoformat(utc_now()[:10])


def judged(records: Iterable[AuditRecord], policy: "Policy | None") -> Iterable[AuditRecord]:
    """The records held against the policy of today, each with its verdict in it; as they are where there is none."""
    if policy is None:
        return records
    from openaudit.policy.evaluate import judge_all  # noqa: PLC0415  only where there is a policy

    return judge_all(records, policy, today=today())


def judge_of(policy: "Policy | None") -> "Judge | None":
    """What holds the records of a batch against the policy of today; None where there is none."""
    if policy is None:
        return None
    from openaudit.policy.lines import Judge  # noqa: PLC0415  only where there is a policy

    return Judge(policy, today())


def line_judge(policy: "Policy | None") -> Callable[[bytes], bytes]:
    """What holds a record of a batch, a line, against the policy of today; without a policy the lines stay."""
    judge = judge_of(policy)
    return judge.line if judge is not None else lambda line: line


def passed(record: AuditRecord) -> bool:
    """Whether the policy that the record was held against, if any, lets the model through."""
    return isinstance(record.policy, msgspec.UnsetType) or record.policy.passes


def tell_policy(records: Iterable[AuditRecord]) -> None:
    """Say on stderr what the policy says of these records, as `PolicyTotals` does; nothing where there was none."""
    totals = PolicyTotals()
    for record in records:
        totals.add(record)
    totals.tell()


class PolicyTotals:
    """Counts over the verdicts of the records added so far; the first `_SHOWN` models that do not pass, with why."""

    def __init__(self) -> None:
        self.source = ""
        self.counts = {"allowed": 0, "not-allowed": 0, "unknown": 0}
        self.refused = 0
        self.reasons: list[str] = []

    def add(self, record: AuditRecord) -> None:
        """Count one record; one that was held against no policy counts nothing."""
        found = record.policy
        if isinstance(found, msgspec.UnsetType):
            return
        self.source = found.source
        self.counts[found.verdict] += 1
        if found.passes:
            return
        self.refused += 1
        if len(self.reasons) < _SHOWN:
            why = next(c for word in ("not-met", "unknown") for c in found.checks if c.outcome == word)
            self.reasons.append(f"  {record.subject.id}  {found.verdict.replace('-', ' ')}: {why.message}")

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Count the records of a batch, one a line."""
        for line in lines:
            self.add(_records.decode(line))

    def tell(self) -> None:
        """Say on stderr how many models the policy allows, and which it does not, with the first reason of each."""
        if not self.source:
            return
        counts = ", ".join(f"{n:,} {word.replace('-', ' ')}" for word, n in self.counts.items() if n)
        click.echo(printable(f"Policy {self.source}: {counts}"), err=True)
        for line in self.reasons:
            click.echo(printable(line), err=True)
        if self.refused > len(self.reasons):
            click.echo(f"  and {self.refused - len(self.reasons):,} more", err=True)
