"""`openaudit frameworks REF`: one model under every framework, criterion by criterion."""

import sys
from pathlib import Path

import click

from openaudit.answers.frameworks import FrameworksAnswer, frameworks_answer
from openaudit.audit import audit, failed
from openaudit.cli.main import EXIT_DONE, EXIT_UNAUDITED, complain
from openaudit.cli.options import PageStyle, fetch_options, output_options, set_logging, talk_options, write_answer
from openaudit.errors import FetchError, SnapshotInvalid
from openaudit.fetch.interface import utc_now
from openaudit.fetch.sources import Sources
from openaudit.record import AuditRecord


@click.command()
@click.argument("reference", metavar="REF")
@click.option("--revision", metavar="REV", help="Branch, tag or commit on the Hub (default: main).")
@output_options("frameworks", "text", "json")
@fetch_options
@talk_options
def command(
    reference: str,
    revision: str | None,
    form: str,
    as_json: bool,
    output: Path | None,
    offline: bool,
    token: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Place a model under every framework, criterion by criterion, and say why they disagree.

    The Open Source AI Definition 1.0, the European Open Source AI Index, and the exemption of Article 53(2) of the EU
    AI Act, all from the same evidence. What could not be seen is unknown: it counts neither for the model nor against.
    REF is what `check` takes. Exits 3 when the model could not be audited.

    \b
    openaudit frameworks allenai/OLMo-7B
    openaudit frameworks --offline deepseek-ai/DeepSeek-R1 --format json
    """  # noqa: D301  click reads the escape as "keep these lines"
    set_logging(quiet=quiet, verbose=verbose)
    with Sources(offline=offline, token=token) as sources:
        record = _audited(sources, reference, revision)
    found = frameworks_answer(record)
    write_answer(found, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    sys.exit(EXIT_UNAUDITED if record.status == "failed" else EXIT_DONE)


def _page(found: FrameworksAnswer, style: PageStyle) -> str:
    from openaudit.report.terminal.frameworks import render_frameworks  # noqa: PLC0415  rich is the heaviest import

    return render_frameworks(found, **style)


def _audited(sources: Sources, reference: str, revision: str | None) -> AuditRecord:
    try:
        snapshot = sources.fetch(reference, revision)
    except (FetchError, SnapshotInvalid) as error:
        complain(error)
        return failed(reference, error, retrieved_at=utc_now())
    return audit(snapshot)
