"""`openaudit batch LIST -o FILE`: audit a list of models, or a dump of cards, one record a line, in its order."""

import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import click

from openaudit.batch.dump import is_dump
from openaudit.batch.runner import read_list, run
from openaudit.cli.dumps import dump_lines, dump_options, on_dask, read_line, table_of
from openaudit.cli.main import EXIT_NOTHING, EXIT_POLICY, EXIT_UNAUDITED
from openaudit.cli.options import fetch_options, set_logging, talk_options, unwritable
from openaudit.cli.policies import PolicyTotals, find_policy, judged_lines, policy_options
from openaudit.errors import OpenauditError
from openaudit.fetch.sources import Sources
from openaudit.report.json import to_line
from openaudit.report.totals import BatchTotals, batch_summary

if TYPE_CHECKING:
    from openaudit.policy.rules import Policy


@click.command()
@click.argument("listing", metavar="LIST")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="JSON Lines, one record a line, as they come; with --engine dask a folder for the parts of it.",
)
@dump_options
@fetch_options
@click.option(
    "--workers", type=click.IntRange(1, 64), default=8, show_default=True, help="Models audited side by side."
)
@policy_options
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 even when some models could not be audited.")
@talk_options
def command(
    listing: str,
    output: str,
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
    """Audit the models named in LIST, one reference a line; blank lines and lines that begin with # are skipped.

    Models that could not be audited have a record too, with the reason. LIST may also be a dump of model cards: a
    Parquet or JSON Lines file with the columns `modelId` and `card`, which needs no network.
    """
    set_logging(quiet=quiet, verbose=verbose)
    policy, allowed = find_policy(policy_name, no_config=no_config), PolicyTotals()
    if engine == "dask" and policy is not None:
        raise click.UsageError("a policy is not evaluated on dask: leave it out (--no-config), or use --engine local")
    if engine == "dask":
        totals = on_dask(listing, output, parquet, scheduler, workers)
    else:
        totals = _here(
            _checked(listing, (output, parquet)), Path(output), parquet, _Hub(offline, token, workers, policy, allowed)
        )
    if totals is None:
        click.echo(f"openaudit: {listing} names no model", err=True)
        sys.exit(EXIT_NOTHING)
    if not quiet:
        click.echo(batch_summary(totals), err=True, nl=False)
        allowed.tell()
    if totals.statuses["failed"] and not allow_incomplete:
        sys.exit(EXIT_UNAUDITED)
    if allowed.refused:
        sys.exit(EXIT_POLICY)


class _Hub(NamedTuple):
    """How the models of a list are fetched, and what they are held against."""

    offline: bool
    token: str | None
    workers: int
    policy: "Policy | None"
    allowed: PolicyTotals


def _here(listing: Path, output: Path, parquet: str | None, hub: _Hub) -> BatchTotals | None:
    """What the audits on this machine come to, None when there is nothing to audit."""
    totals = BatchTotals()
    try:
        with ExitStack() as stack:
            if is_dump(listing):
                found = dump_lines(listing, hub.workers)
            else:
                references = _references(listing)
                sources = stack.enter_context(Sources(offline=hub.offline, token=hub.token))
                found = map(to_line, run(references, sources.fetch, workers=hub.workers)) if references else iter(())
            found = judged_lines(found, hub.policy, hub.allowed)
            first = next(found, None)
            if first is None:
                return None
            table = stack.enter_context(table_of(parquet)) if parquet is not None else None
            lines = stack.enter_context(_opened(output))
            for line in chain([first], found):
                lines.write(line)
                lines.flush()
                totals.add(read_line(line))
                if table is not None:
                    table.add(line)
    except OSError as error:
        raise unwritable(output, error) from error
    return totals


def _checked(listing: str, outputs: tuple[str | None, ...]) -> Path:
    if not Path(listing).is_file():
        raise click.BadParameter(f"File {listing!r} does not exist.", param_hint="'LIST'")
    if any(out and Path(out).exists() and Path(out).samefile(listing) for out in outputs):
        raise click.UsageError("the records would overwrite the list: name another file with -o or --parquet")
    return Path(listing)


def _opened(output: Path) -> AbstractContextManager[BinaryIO]:
    """Where the records go: written as they come, so that an interrupted batch keeps those that it has."""
    return nullcontext(sys.stdout.buffer) if str(output) == "-" else output.open("wb")


def _references(listing: Path) -> list[str]:
    try:
        return read_list(listing.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise OpenauditError(
            f"{listing} can't be read as a list", why=str(error), fix="give a UTF-8 text file with one reference a line"
        ) from error
