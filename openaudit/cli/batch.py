"""`openaudit batch INPUT... -o FILE`: audit many models, one record a line, in the order of the input."""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from openaudit.batch.dump import is_dump
from openaudit.batch.inputs import STDIN, check_inputs
from openaudit.batch.observer import Observer, Silent
from openaudit.cli.batch_job import Job, audit_dump, audit_inputs, list_models
from openaudit.cli.dumps import dump_options, on_dask
from openaudit.cli.main import EXIT_NOTHING, EXIT_POLICY, EXIT_UNAUDITED
from openaudit.cli.options import fetch_options, set_logging, talk_options
from openaudit.cli.policies import PolicyTotals, find_policy, judge_of, policy_options
from openaudit.fetch.evidence import EvidenceStore
from openaudit.fetch.interface import utc_now
from openaudit.fetch.listing import Listing
from openaudit.fetch.sources import Sources
from openaudit.report.totals import BatchTotals, batch_summary

PATIENCE = 3600.0  # seconds that a batch waits for the Hub's quota: its windows have five minutes


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="JSON Lines, one record a line, as they come; - is stdout. With --engine dask a folder for its parts.",
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
@dump_options
@fetch_options
@click.option(
    "--workers", type=click.IntRange(1, 64), default=32, show_default=True, help="Models fetched side by side."
)
@policy_options
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 even when some models could not be audited.")
@talk_options
def command(
    inputs: tuple[str, ...],
    output: str,
    column: str | None,
    author: str | None,
    search: str | None,
    top: int | None,
    resume: bool,
    snapshots: Path | None,
    refresh: bool,
    parquet: str | None,
    engine: str,
    scheduler: str | None,
    offline: bool,
    token: str | None,
    workers: int,
    policy_name: str | None,
    no_config: bool,
    allow_incomplete: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Audit many models: one record a line, in the order of the input.

    INPUT is a list (one reference a line; blank lines and lines that begin with # are skipped), - for a list on stdin,
    a .csv, .tsv or .jsonl file, a folder of saved snapshots, or a dump of model cards: a Parquet or JSON Lines file
    with the columns `modelId` and `card`, which needs no network. --author, --search and --top ask the Hub for its
    list.

    Models that could not be audited have a record too, with the reason. --resume goes on after a crash or Ctrl-C.
    """
    set_logging(quiet=quiet, verbose=verbose)
    policy = find_policy(policy_name, no_config=no_config)
    if engine == "dask":
        allowed = PolicyTotals()
        totals = on_dask(_alone(inputs), output, parquet, scheduler, workers, judge_of(policy), allowed)
        _end(totals, allowed, found=totals is not None, quiet=quiet, allow_incomplete=allow_incomplete)
        return
    wanted = Listing(author=author, search=search, top=top)
    asked = wanted != Listing()
    _check(inputs, (output, parquet), column, asked=asked, refresh=refresh, snapshots=snapshots)
    dump = _dump(inputs, asked=asked)
    with ExitStack() as stack:
        watch = _watch(stack, quiet=quiet)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="openaudit-", ignore_cleanup_errors=True))
        kept = EvidenceStore(snapshots, since=utc_now() if refresh else "") if snapshots is not None else None
        sources = stack.enter_context(_sources(kept, Path(folder), watch, offline=offline, token=token))
        job = Job(
            Path(output), workers=workers, resume=resume, sources=sources, watch=watch, parquet=parquet, policy=policy
        )
        listed = list_models(job, wanted, Path(folder)) if asked else None
        names = [*inputs, *([str(listed)] if listed is not None else [])]
        found = audit_dump(job, dump) if dump is not None else audit_inputs(job, names, column)
    if listed is not None:
        listed.unlink(missing_ok=True)
    _end(job.totals, job.allowed, found=found, quiet=quiet, allow_incomplete=allow_incomplete)


def _end(
    totals: BatchTotals | None, allowed: PolicyTotals, *, found: bool, quiet: bool, allow_incomplete: bool
) -> None:
    """Say what it came to, and exit."""
    if totals is None or not found:
        click.echo("openaudit: the input names no model", err=True)
        sys.exit(EXIT_NOTHING)
    if not quiet:
        click.echo(batch_summary(totals), err=True, nl=False)
        allowed.tell()
    if totals.statuses["failed"] and not allow_incomplete:
        sys.exit(EXIT_UNAUDITED)
    if allowed.refused:
        sys.exit(EXIT_POLICY)


def _sources(kept: EvidenceStore | None, folder: Path, watch: Observer, *, offline: bool, token: str | None) -> Sources:
    """The sources of a batch; where no evidence is kept, what models share goes to `folder` and not into memory."""
    return Sources(
        offline=offline,
        token=token,
        patience=PATIENCE,
        many=True,
        evidence=kept,
        spill=EvidenceStore(folder) if kept is None and not offline else None,
        waiting=watch.waiting,
    )


def _dump(inputs: tuple[str, ...], *, asked: bool) -> Path | None:
    """The dump among the inputs, if there is one. Raises UsageError when it is not alone."""
    dump = next((Path(name) for name in inputs if Path(name).is_file() and is_dump(Path(name))), None)
    if dump is not None and (len(inputs) > 1 or asked):
        raise click.UsageError(f"{dump} is a dump, and dumps are audited alone")
    return dump


def _alone(inputs: tuple[str, ...]) -> str:
    if len(inputs) != 1:
        raise click.UsageError("--engine dask audits one dump: name it as the INPUT")
    return inputs[0]


def _check(
    inputs: tuple[str, ...],
    outputs: tuple[str | None, ...],
    column: str | None,
    *,
    asked: bool,
    refresh: bool,
    snapshots: Path | None,
) -> None:
    if not inputs and not asked:
        raise click.UsageError("name an INPUT, or ask the Hub with --author, --search or --top")
    if refresh and snapshots is None:
        raise click.UsageError("--refresh is for --snapshots DIR")
    check_inputs(inputs, column)
    written = [Path(out) for out in outputs if out is not None and Path(out).exists()]
    if any(out.samefile(name) for out in written for name in inputs if name != STDIN):
        raise click.UsageError("the records would overwrite the input: name another file with -o or --parquet")


def _watch(stack: ExitStack, *, quiet: bool) -> Observer:
    if quiet or not sys.stderr.isatty():
        return Silent()
    from openaudit.cli.progress import TerminalProgress  # noqa: PLC0415  rich is the heaviest import we have

    return stack.enter_context(TerminalProgress())
