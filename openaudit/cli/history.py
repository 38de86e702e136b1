"""`openaudit history REF`: the licence and the claims of a model through its repository's commits."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openaudit.cli.main import EXIT_UNAUDITED, complain
from openaudit.cli.options import PageStyle, fetch_options, output_options, set_logging, talk_options, write_answer
from openaudit.errors import FetchError, ReferenceInvalid
from openaudit.fetch.sources import Sources

if TYPE_CHECKING:
    from openaudit.answers.history import History


@click.command()
@click.argument("reference", metavar="REF")
@click.option("--revision", metavar="REV", help="Branch, tag or commit to go back from (default: main).")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="Newest commits looked at.")
@output_options("history", "text", "json")
@fetch_options
@talk_options
def command(
    reference: str,
    revision: str | None,
    limit: int,
    form: str,
    as_json: bool,
    output: Path | None,
    offline: bool,
    token: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show the licence and the claims of a model through the commits of its repository on the Hub.

    Each commit is audited as `check --revision` would; commits alike are told as one period. OA208 reports each change
    of the licence, with both sides quoted. Exits 3 when something at some commit could not be fetched.
    """
    set_logging(quiet=quiet, verbose=verbose)
    try:
        found = _history(reference, revision, limit, offline=offline, token=token)
    except FetchError as error:
        complain(error)
        sys.exit(EXIT_UNAUDITED)
    write_answer(found, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    if found.status != "complete":
        sys.exit(EXIT_UNAUDITED)


def _page(found: "History", style: PageStyle) -> str:
    from openaudit.report.terminal.history import render_history  # noqa: PLC0415  rich is the heaviest import

    return render_history(found, **style)


def _history(reference: str, revision: str | None, limit: int, *, offline: bool, token: str | None) -> "History":
    with Sources(offline=offline, token=token) as sources:
        if sources.reference(reference, revision).kind != "hub":
            raise ReferenceInvalid(
                f"{reference} has no commits to look at",
                why="only a repository on the Hub has a history that openaudit reads"
                + (", and offline mode forbids asking it" if offline else ""),
                fix="name a model of the Hub, or use `openaudit check` for what is there now",
            )
        head = sources.fetch(reference, revision)
    # Both come with the Hub's client, the slowest import of all.
    from openaudit.answers.history import history  # noqa: PLC0415
    from openaudit.fetch.history import HistoryFetcher  # noqa: PLC0415

    with HistoryFetcher(head, token=token) as fetcher:
        listed = fetcher.commits(limit)
        return history(head, fetcher.visits(listed.commits[::-1]), left_out=listed.left_out)
