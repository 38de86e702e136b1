"""`openaudit lock REF...|LIST`: pin models with the terms that they are audited under."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from openaudit import __version__
from openaudit.audit import audit
from openaudit.batch.inputs import read_inputs
from openaudit.cli.main import EXIT_NOTHING, EXIT_UNAUDITED, complain
from openaudit.cli.options import fetch_options, set_logging, talk_options, write_output
from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.fetch.sources import Sources
from openaudit.licensing import knowledge
from openaudit.lock.document import NAME, Lock, Pinned, pin, write_lock
from openaudit.report.printable import printable


@click.command()
@click.argument("references", metavar="REF|LIST...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=NAME, show_default=True, help="The lock."
)
@fetch_options
@talk_options
def command(
    references: tuple[str, ...], output: Path, offline: bool, token: str | None, quiet: bool, verbose: bool
) -> None:
    """Pin models by commit and file hashes, with the tier, licences and restrictions that they have today.

    LIST is a text file with one reference a line. `openaudit check --locked` fails when a model's terms are no longer
    those. Nothing is written unless every model could be audited.
    """
    set_logging(quiet=quiet, verbose=verbose)
    named = _references(references)
    if not named:
        click.echo("openaudit: no model is named", err=True)
        sys.exit(EXIT_NOTHING)
    models: dict[str, Pinned] = {}
    with Sources(offline=offline, token=token) as sources:
        for reference in named:
            try:
                models[reference] = pin(audit(sources.fetch(reference)))
                for what in models[reference].unseen:
                    words = f"openaudit: {reference}: locked without {what}, in which terms may stand: it was not seen"
                    click.echo(printable(words), err=True)
            except (FetchError, SnapshotInvalid) as error:
                complain(error)
    if len(models) < len(named):
        click.echo(f"openaudit: {output} is left as it is: {len(named) - len(models)} could not be audited", err=True)
        sys.exit(EXIT_UNAUDITED)
    lock = Lock(tool=f"openaudit {__version__}", knowledge_base=knowledge.index().version, models=models)
    write_output(write_lock(lock), output)
    if not quiet:
        click.echo(printable(f"{len(models)} locked in {output}"), err=True)


def _references(given: Sequence[str]) -> list[str]:
    """The references, with each list file replaced by those in it; each once."""
    found: list[str] = []
    for text in given:
        if not Path(text).is_file():
            found.append(text)
            continue
        for item in read_inputs([text]):
            if item.fault is not None:
                raise item.fault
            found.append(item.reference)
    return list(dict.fromkeys(found))
