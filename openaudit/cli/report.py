"""`openaudit report RECORDS...`: filed records in another format, without auditing anything again."""

import sys
from pathlib import Path

import click
import msgspec

from openaudit.cli.formats import Reports, report_options, targets
from openaudit.cli.main import EXIT_NOTHING, EXIT_UNAUDITED
from openaudit.cli.options import set_logging, talk_options
from openaudit.cli.records import load_records, read_file
from openaudit.errors import ReferenceInvalid
from openaudit.fetch.reference import parse
from openaudit.record import AuditRecord
from openaudit.record.digest import digest
from openaudit.report.places import SourceLine
from openaudit.report.printable import printable
from openaudit.snapshot import load


@click.command()
@click.argument("files", metavar="RECORDS...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@report_options("report")
@click.option(
    "--list",
    "listing",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The list of models that was audited: SARIF places each finding on the line that names the model.",
)
@click.option(
    "--snapshot",
    "snapshots",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A saved snapshot: HTML shows quotes in their context where a file of their hash is in it. Repeatable.",
)
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 even when some models could not be audited.")
@talk_options
def command(
    files: tuple[Path, ...],
    forms: tuple[str, ...],
    as_json: bool,
    outputs: tuple[Path, ...],
    color: str,
    listing: Path | None,
    snapshots: tuple[Path, ...],
    allow_incomplete: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write filed records in another format; nothing is audited or fetched again.

    RECORDS are files of `check --format json` or of `batch`, in any mixture; - is stdin. The records keep their order.
    One that is not what was written, by its digest, is told on stderr, and the exit code is 3.
    """
    set_logging(quiet=quiet, verbose=verbose)
    places = _places(listing) if listing is not None else []
    reports = Reports(targets(forms, outputs, as_json=as_json), color=color, verbose=verbose, places=places)
    records = load_records(files)
    if not records:
        click.echo("openaudit: there is no record in what was given", err=True)
        sys.exit(EXIT_NOTHING)
    for folder in snapshots:
        reports.see(load(folder))
    reports.write(records)
    altered = [record for record in records if not _stands(record)]
    for record in altered:
        click.echo(
            printable(
                f"openaudit: the record of {record.subject.id} is not what was written: its digest is another; "
                "`openaudit verify` says more"
            ),
            err=True,
        )
    if altered:
        sys.exit(EXIT_UNAUDITED)
    if any(r.status == "failed" for r in records) and not allow_incomplete:
        sys.exit(EXIT_UNAUDITED)


def _stands(record: AuditRecord) -> bool:
    """Whether the record's digest, if it carries one, is that of its values."""
    if isinstance(record.digest, msgspec.UnsetType):
        return True
    try:
        return digest(record) == record.digest
    except ValueError:
        return False


def _places(listing: Path) -> list[SourceLine]:
    """The lines of the list that name a model; each by the id that its record has."""
    places = []
    for number, line in enumerate(read_file(listing).decode("utf-8-sig", errors="replace").splitlines(), 1):
        name = line.strip()
        if name and not name.startswith("#"):
            try:
                identity = parse(name).id
            except ReferenceInvalid:
                identity = name  # its record is a failed one, under these words
            places.append(SourceLine(identity, _address(listing), number))
    return places


def _address(file: Path) -> str:
    """The file as reports name it: from where the command runs (in CI the repository's root), else whole."""
    whole = file.resolve()
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else whole.as_uri()
