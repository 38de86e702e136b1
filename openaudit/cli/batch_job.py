"""What `openaudit batch` does once its options are read: the records go to their file; what goes wrong is told."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from openaudit.batch.dump import model_id, read_rows, taken
from openaudit.batch.inputs import STDIN, Item, read_inputs
from openaudit.batch.listed import list_beside, write_list
from openaudit.batch.observer import Observer, Silent
from openaudit.batch.processes import AuditProcesses
from openaudit.batch.runner import AHEAD, Audits, run
from openaudit.batch.store import Records, hush_stdout
from openaudit.cli.dumps import table_of
from openaudit.cli.main import EXIT_INTERRUPTED, EXIT_UNAUDITED, complain
from openaudit.cli.policies import PolicyTotals, line_judge
from openaudit.errors import FetchError, OpenauditError
from openaudit.fetch.listing import Listing
from openaudit.fetch.sources import Sources
from openaudit.record.brief import Brief
from openaudit.report.totals import BatchTotals

if TYPE_CHECKING:
    from openaudit.policy.rules import Policy

Lines = Iterable[tuple[Item, bytes]]


class Job:
    """What the options ask for."""

    def __init__(
        self,
        output: Path,
        *,
        workers: int,
        resume: bool,
        sources: Sources,
        watch: Observer,
        parquet: str | None,
        policy: "Policy | None" = None,
    ) -> None:
        self.output = output
        self.workers = workers
        self.resume = resume
        self.sources = sources
        self.watch = watch
        self.parquet = parquet
        self.policy = policy
        self.allowed = PolicyTotals()
        self.totals = BatchTotals()


def list_models(job: Job, wanted: Listing, folder: Path) -> Path:
    """The file of what the Hub lists."""
    plain = str(job.output) != "-" and (job.output.is_file() or not job.output.exists())
    path = list_beside(job.output if plain else folder / "records")
    try:
        write_list(wanted, job.sources.models, path, resume=job.resume)
    except FetchError as error:
        complain(error)
        sys.exit(EXIT_UNAUDITED)
    except OSError as error:
        _unwritten(path, error, None)
    return path


def audit_inputs(job: Job, names: list[str], column: str | None) -> bool:
    """Whether the inputs name any model; their records are written."""
    source = read_inputs(names, column)
    first = next(source, None)
    if first is None:
        return False
    job.watch.begun(None if STDIN in names or isinstance(job.watch, Silent) else _count(names, column))

    def lines(items: Iterator[Item], records: Records) -> Iterator[tuple[Item, bytes]]:
        with AuditProcesses() as processes:
            audits = Audits(job.sources.fetch, processes.audit, records, under_way=AHEAD * job.workers)
            yield from run(items, audits.line, workers=job.workers)

    _write(job, chain([first], source), lines)
    return True


def audit_dump(job: Job, dump: Path) -> bool:
    """Whether a dump has any row; its records are written."""
    from openaudit.batch.engines.local import run_dump  # noqa: PLC0415  only dumps need it

    rows = read_rows(dump)
    head = next(rows, None)
    if head is None:
        return False
    rows = chain([head], rows)
    job.watch.begun(None)

    def lines(_: Iterator[Item], records: Records) -> Iterator[tuple[Item, bytes]]:
        first = records.count + 1  # those kept from a run before have taken their rows
        found = run_dump(rows, workers=job.workers, retrieved_at=taken(dump), first=first)
        return ((Item(name), line) for name, line in found)

    _write(job, (Item(model_id(row) or f"row {number}") for number, row in enumerate(rows, 1)), lines)
    return True


def _write(job: Job, items: Iterator[Item], lines: Callable[[Iterator[Item], Records], Lines]) -> None:
    """Write the records that are kept from a run before, and the new ones; whatever ends it is told."""
    records: Records | None = None
    with ExitStack() as stack:
        try:
            table = stack.enter_context(table_of(job.parquet)) if job.parquet is not None else None
            records = Records(job.output, resume=job.resume)
            stack.callback(records.close)
            for of in records.kept(items):
                _same_policy(job, of)
                job.totals.add(of)
                job.watch.audited(of, kept=True)
            judge = line_judge(job.policy)
            for item, line in lines(items, records):
                of = records.append(item, judge(line))
                job.totals.add(of)
                job.watch.audited(of, kept=False)
            for line in records.lines() if table is not None else ():
                if table is not None:
                    table.add(line)
            if job.policy is not None:  # those of a run before this one count as well, as the policy is today
                job.allowed.add_lines(judge(line) for line in records.lines())
            records.finish()
        except KeyboardInterrupt:
            click.echo(f"openaudit: interrupted; {_state(records)}", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except OSError as error:
            if isinstance(error, BrokenPipeError) and str(job.output) == "-":
                hush_stdout()
            _unwritten(job.output, error, records)


def _same_policy(job: Job, of: Brief) -> None:
    """Raises OpenauditError for a kept record that was held against another policy than the one asked for, or none."""
    was, now = of.policy, job.policy
    if (was.sha256 if was is not None else None) == (now.sha256 if now is not None else None):
        return
    before = f"held against {was.source}" if was is not None else "held against no policy"
    asked = f"the policy now is {now.source}" if now is not None else "there is no policy now"
    same = (
        f"with `--policy {was.source.removeprefix('preset ')}` as it was then"
        if was is not None
        else "with --no-config"
    )
    if was is not None and now is not None and was.source == now.source:
        asked = "that file has changed since"
    raise OpenauditError(
        f"{job.output} can't be resumed under this policy",
        why=f"its record of {of.subject.id} was {before}, and {asked}",
        fix=f"go on {same}, or begin another file with -o (--snapshots DIR keeps what was fetched)",
    )


def _count(names: list[str], column: str | None) -> int | None:
    try:
        return sum(1 for _ in read_inputs(names, column))
    except OpenauditError:  # it is told when it is reached
        return None


def _state(records: Records | None) -> str:
    if records is None:
        return "no record is written"
    if not records.plain:
        return f"{records.count:,} records are written"
    return f"{records.whole():,} records are whole in {records.path}; run the same command with --resume to go on"


def _unwritten(path: Path, error: OSError, records: Records | None) -> NoReturn:
    fix = "name another path with -o"
    if records is not None:
        fix = _state(records) if records.plain else f"{_state(records)}; name a file with -o"
    raise OpenauditError(f"{path} can't be written", why=error.strerror or str(error), fix=fix) from error
