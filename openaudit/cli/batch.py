"""`openaudit batch LIST -o FILE`: audit a list of models, one record a line, in the order of the list."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from openaudit.batch.runner import read_list, run
from openaudit.cli.main import EXIT_NOTHING, EXIT_POLICY, EXIT_UNAUDITED
from openaudit.cli.options import fetch_options, set_logging, talk_options, unwritable
from openaudit.cli.policies import PolicyTotals, find_policy, judged, policy_options
from openaudit.errors import OpenauditError
from openaudit.fetch.sources import Sources
from openaudit.report.json import to_line
from openaudit.report.totals import BatchTotals, batch_summary


@click.command()
@click.argument("listing", metavar="LIST", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON Lines, one record a line, as they come.",
)
@fetch_options
@click.option(
    "--workers", type=click.IntRange(1, 64), default=8, show_default=True, help="Models audited side by side."
)
@policy_options
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 even when some models could not be audited.")
@talk_options
def command(
    listing: Path,
    output: Path,
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

    Models that could not be audited have a record too, with the reason.
    """
    set_logging(quiet=quiet, verbose=verbose)
    references = _references(listing)
    if output.exists() and output.samefile(listing):
        raise click.UsageError("the records would overwrite the list: name another file with -o")
    if not references:
        click.echo(f"openaudit: {listing} names no model", err=True)
        sys.exit(EXIT_NOTHING)
    policy = find_policy(policy_name, no_config=no_config)
    totals, allowed = BatchTotals(), PolicyTotals()
    try:
        with Sources(offline=offline, token=token) as sources, _opened(output) as lines:
            for record in judged(run(references, sources.fetch, workers=workers), policy):
                lines.write(to_line(record))
                lines.flush()
                totals.add(record)
                allowed.add(record)
    except OSError as error:
        raise unwritable(output, error) from error
    if not quiet:
        click.echo(batch_summary(totals), err=True, nl=False)
        allowed.tell()
    if totals.failed and not allow_incomplete:
        sys.exit(EXIT_UNAUDITED)
    if allowed.refused:
        sys.exit(EXIT_POLICY)


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
