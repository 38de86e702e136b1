"""`openaudit batch INPUT... -o FILE`: audit many models, one record a line, in the order of the input."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click

from openaudit.batch.inputs import STDIN, Item, check_inputs, read_inputs
from openaudit.batch.listed import list_beside, write_list
from openaudit.batch.observer import Observer, Silent
from openaudit.batch.processes import AuditProcesses
from openaudit.batch.runner import AHEAD, Audits, run
from openaudit.batch.store import Records, hush_stdout
from openaudit.cli.main import EXIT_INTERRUPTED, EXIT_NOTHING, EXIT_UNAUDITED, complain
from openaudit.cli.options import fetch_options, set_logging, talk_options
from openaudit.errors import FetchError, OpenauditError
from openaudit.fetch.evidence import EvidenceStore
from openaudit.fetch.interface import utc_now
from openaudit.fetch.listing import Listing
from openaudit.fetch.sources import Sources
from openaudit.report.totals import BatchTotals, batch_summary

PATIENCE = 3600.0  # seconds that a batch waits for the Hub's quota: its windows have five minutes


class _Job:
    """What the options ask for."""

    def __init__(self, output: Path, *, workers: int, resume: bool, sources: Sources, watch: Observer) -> None:
        self.output = output
        self.workers = workers
        self.resume = resume
        self.sources = sources
        self.watch = watch
        self.totals = BatchTotals()


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON Lines, one record a line, as they come; - is stdout.",
)
@click.option("--column", metavar="NAME", help="The column that names the models, of a .csv, .tsv or .jsonl file.")
@click.option("--author", metavar="NAME", help="All models of this author on the Hub.")
@click.option("--search", metavar="TEXT", help="All models of the Hub with this text in their names.")
@click.option("--top", metavar="N", type=click.IntRange(1), help="The N most downloaded (of those of --author, ...).")
@click.option("--resume", is_flag=True, help="Go on where a run before this one ended, however it ended.")
@click.option(
    "--snapshots",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the evidence in DIR, and take what is there: the next audit needs no network.",
)
@click.option("--refresh", is_flag=True, help="Fetch again what is in --snapshots DIR.")
@fetch_options
@click.option(
    "--workers", type=click.IntRange(1, 64), default=32, show_default=True, help="Models fetched side by side."
)
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 even when some models could not be audited.")
@talk_options
def command(
    inputs: tuple[str, ...],
    output: Path,
    column: str | None,
    author: str | None,
    search: str | None,
    top: int | None,
    resume: bool,
    snapshots: Path | None,
    refresh: bool,
    offline: bool,
    token: str | None,
    workers: int,
    allow_incomplete: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Audit many models: one record a line, in the order of the input.

    INPUT is a list (one reference a line; blank lines and lines that begin with # are skipped), - for a list on stdin,
    a .csv, .tsv or .jsonl file, or a folder of saved snapshots. --author, --search and --top ask the Hub for its list.

    Models that could not be audited have a record too, with the reason. --resume goes on after a crash or Ctrl-C.
    """
    set_logging(quiet=quiet, verbose=verbose)
    wanted = Listing(author=author, search=search, top=top)
    asked = wanted != Listing()
    _check(inputs, output, column, asked=asked, refresh=refresh, snapshots=snapshots)
    with ExitStack() as stack:
        watch = _watch(stack, quiet=quiet)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="openaudit-", ignore_cleanup_errors=True))
        evidence = EvidenceStore(snapshots, since=utc_now() if refresh else "") if snapshots is not None else None
        sources = stack.enter_context(
            Sources(
                offline=offline,
                token=token,
                patience=PATIENCE,
                many=True,
                evidence=evidence,
                spill=EvidenceStore(Path(folder)) if evidence is None and not offline else None,
                waiting=watch.waiting,
            )
        )
        job = _Job(output, workers=workers, resume=resume, sources=sources, watch=watch)
        listed = _list(job, wanted, Path(folder)) if asked else None
        names = [*inputs, *([str(listed)] if listed is not None else [])]
        found = _audit_all(job, names, column)
    if listed is not None:
        listed.unlink(missing_ok=True)
    if not found:
        click.echo("openaudit: the input names no model", err=True)
        sys.exit(EXIT_NOTHING)
    if not quiet:
        click.echo(batch_summary(job.totals), err=True, nl=False)
    if job.totals.failed and not allow_incomplete:
        sys.exit(EXIT_UNAUDITED)


def _check(
    inputs: tuple[str, ...], output: Path, column: str | None, *, asked: bool, refresh: bool, snapshots: Path | None
) -> None:
    if not inputs and not asked:
        raise click.UsageError("name an INPUT, or ask the Hub with --author, --search or --top")
    if refresh and snapshots is None:
        raise click.UsageError("--refresh is for --snapshots DIR")
    check_inputs(inputs, column)
    for name in inputs:
        if name != STDIN and output.exists() and output.samefile(name):
            raise click.UsageError("the records would overwrite the input: name another file with -o")


def _watch(stack: ExitStack, *, quiet: bool) -> Observer:
    if quiet or not sys.stderr.isatty():
        return Silent()
    from openaudit.cli.progress import TerminalProgress  # noqa: PLC0415  rich is the heaviest import we have

    return stack.enter_context(TerminalProgress())


def _list(job: _Job, wanted: Listing, folder: Path) -> Path:
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


def _audit_all(job: _Job, names: list[str], column: str | None) -> bool:
    """Whether there was anything to audit; its records are written."""
    source = read_inputs(names, column)
    first = next(source, None)
    if first is None:
        return False
    items = chain([first], source)
    job.watch.begun(None if STDIN in names or isinstance(job.watch, Silent) else _count(names, column))
    try:
        records = Records(job.output, resume=job.resume)
    except OSError as error:
        _unwritten(job.output, error, None)
    try:
        _write_all(job, records, items)
        records.finish()
    except KeyboardInterrupt:
        click.echo(f"openaudit: interrupted; {_state(records)}", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:
        if isinstance(error, BrokenPipeError) and str(job.output) == "-":
            hush_stdout()
        _unwritten(job.output, error, records)
    finally:
        records.close()
    return True


def _write_all(job: _Job, records: Records, items: Iterator[Item]) -> None:
    for of in records.kept(items):
        job.totals.add(of)
        job.watch.audited(of, kept=True)
    with AuditProcesses() as processes:
        audits = Audits(job.sources.fetch, processes.audit, records, under_way=AHEAD * job.workers)
        for item, line in run(items, audits.line, workers=job.workers):
            of = records.append(item, line)
            job.totals.add(of)
            job.watch.audited(of, kept=False)


def _count(names: list[str], column: str | None) -> int | None:
    try:
        return sum(1 for _ in read_inputs(names, column))
    except OpenauditError:  # it is told when it is reached
        return None


def _state(records: Records) -> str:
    if not records.plain:
        return f"{records.count:,} records are written"
    return f"{records.count:,} records are whole in {records.path}; run the same command with --resume to go on"


def _unwritten(path: Path, error: OSError, records: Records | None) -> NoReturn:
    fix = "name another path with -o"
    if records is not None:
        fix = _state(records) if records.plain else f"{_state(records)}; name a file with -o"
    raise OpenauditError(f"{path} can't be written", why=error.strerror or str(error), fix=fix) from error
