"""`openaudit compare REF REF...`: models side by side, differences first."""

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from openaudit.answers.compare import Audited, Comparison, compare, told
from openaudit.audit import audit, failed
from openaudit.classify.profile import use
from openaudit.cli.main import EXIT_DONE, EXIT_UNAUDITED, complain
from openaudit.cli.options import PageStyle, fetch_options, output_options, set_logging, talk_options, write_answer
from openaudit.cli.profile import profile_options
from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.fetch.interface import utc_now
from openaudit.fetch.sources import Sources
from openaudit.record.use import Profile


@click.command()
@click.argument("references", metavar="REF REF...", nargs=-1, required=True)
@output_options("compare", "text", "json")
@fetch_options
@profile_options
@talk_options
def command(
    references: tuple[str, ...],
    form: str,
    as_json: bool,
    output: Path | None,
    offline: bool,
    token: str | None,
    profile: Profile | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lay models side by side: where they differ, where they are alike, and what you control with each.

    REF is what `check` takes, in any mixture: Hub ids, folders, saved snapshots, systems of the catalogue.
    """
    set_logging(quiet=quiet, verbose=verbose)
    if len(references) < 2:
        raise click.UsageError("name two models at least")
    with Sources(offline=offline, token=token) as sources:
        models = [_audited(sources, reference, profile) for reference in references]
    found = compare(models)
    write_answer(found, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    sys.exit(EXIT_UNAUDITED if any(m.record.status == "failed" for m in models) else EXIT_DONE)


def _page(found: Comparison, style: PageStyle) -> str:
    from openaudit.report.terminal.compare import render_comparison  # noqa: PLC0415  rich is the heaviest import

    return render_comparison(found, **style)


def _audited(sources: Sources, reference: str, profile: Profile | None) -> Audited:
    try:
        snapshot = sources.fetch(reference)
    except (FetchError, SnapshotInvalid) as error:
        complain(error)
        return Audited(failed(reference, error, retrieved_at=utc_now()))
    record = audit(snapshot)
    return Audited(record if profile is None else replace(record, use=use(record, profile)), told(snapshot))
