"""`openaudit serve RECORDS...`: filed records as pages in a browser, on this machine only."""

import sys
from pathlib import Path

import click

from openaudit.cli.main import EXIT_NOTHING
from openaudit.cli.options import set_logging, talk_options
from openaudit.cli.passages import passages
from openaudit.cli.records import load_records
from openaudit.errors import ExtraMissing
from openaudit.snapshot import load


@click.command()
@click.argument("files", metavar="RECORDS...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--snapshot",
    "snapshots",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A saved snapshot: quotes are shown in their context where a file of their hash is in it. Repeatable.",
)
@talk_options
def command(files: tuple[Path, ...], port: int, snapshots: tuple[Path, ...], quiet: bool, verbose: bool) -> None:
    """Show filed records in a browser: the list with its heat map, and a page for each model.

    RECORDS are files of `check --format json` or of `batch`, in any mixture; - is stdin. Only this machine can reach
    the pages, and nothing can be changed there. Ctrl-C ends it.
    """
    set_logging(quiet=quiet, verbose=verbose)
    try:
        from openaudit.server import ADDRESS, server  # noqa: PLC0415  the templates' engine comes with an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "openaudit":
            raise
        raise ExtraMissing("serve", package=error.name or "a package", extra="html") from error
    records = load_records(files)
    if not records:
        click.echo("openaudit: there is no record in what was given", err=True)
        sys.exit(EXIT_NOTHING)
    texts = {digest: lines for folder in snapshots for digest, lines in passages(load(folder)).items()}
    with server(records, texts, port) as running:
        count = "1 model" if len(records) == 1 else f"{len(records):,} models"
        click.echo(f"openaudit: {count} at http://{ADDRESS}:{running.server_port}/  (Ctrl-C ends)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("openaudit: ended", err=True)
