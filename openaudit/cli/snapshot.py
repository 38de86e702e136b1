"""`openaudit snapshot REF -o DIR`: save the evidence, so that the audit can be repeated later, offline."""

import sys
from pathlib import Path

import click

from openaudit.cli.main import EXIT_UNAUDITED, complain
from openaudit.cli.options import evidence_option, fetch_options, set_logging, talk_options, unwritable
from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.fetch.sources import Sources
from openaudit.fetch.supplied import with_supplied
from openaudit.report.printable import printable
from openaudit.snapshot import save


@click.command()
@click.argument("reference", metavar="REF")
@click.option("--revision", metavar="REV", help="Branch, tag or commit on the Hub (default: main).")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new or empty folder."
)
@fetch_options
@evidence_option
@talk_options
def command(
    reference: str,
    revision: str | None,
    output: Path,
    offline: bool,
    token: str | None,
    supplied: tuple[Path, ...],
    quiet: bool,
    verbose: bool,
) -> None:
    """Save the evidence of REF into a folder: its texts, what the Hub says of it, and what could not be seen.

    `openaudit check DIR` audits the folder later, offline, with the same result.
    """
    set_logging(quiet=quiet, verbose=verbose)
    try:
        with Sources(offline=offline, token=token) as sources:
            snapshot = with_supplied(sources.fetch(reference, revision), supplied)
    except (FetchError, SnapshotInvalid) as error:
        complain(error)
        sys.exit(EXIT_UNAUDITED)
    try:
        save(snapshot, output)
    except OSError as error:
        raise unwritable(output, error) from error
    if not quiet:
        at = f" at {snapshot.subject.revision}" if snapshot.subject.revision else ""
        missing = f", {len(snapshot.unavailable)} could not be seen" if snapshot.unavailable else ""
        saved = f"{snapshot.subject.id}{at}: {len(snapshot.texts)} texts saved in {output}{missing}"
        click.echo(printable(saved), err=True)
        folder = output if output.is_absolute() or str(output).startswith(".") else f"./{output}"
        click.echo(printable(f"audit it again, offline: openaudit check {folder}"), err=True)
