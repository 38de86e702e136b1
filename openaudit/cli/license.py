"""`openaudit license FILE...` or `license ID`: which licence a text is, or what is known of a licence."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from openaudit.answers.license import LicenseAnswer, describe, read_license, unread
from openaudit.cli.main import EXIT_UNAUDITED
from openaudit.cli.options import output_options, page_style, use_color, write_output
from openaudit.errors import OpenauditError
from openaudit.licensing import knowledge, names
from openaudit.read.text import read_text
from openaudit.record import Unavailable
from openaudit.record.json import indented, one_line
from openaudit.snapshot import TextFile

_LARGEST = 4_000_000  # bytes; the longest licence known has a twentieth of it


@click.command()
@click.argument("inputs", metavar="FILE|ID...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the licences of the knowledge base.")
@output_options("license", "text", "json", "jsonl")
@click.option("-v", "--verbose", is_flag=True, help="Quote everything in full.")
def command(
    inputs: tuple[str, ...], listing: bool, form: str, as_json: bool, output: Path | None, color: str, verbose: bool
) -> None:
    """Say which licence a text is, exactly or changed, or show what is known of a licence.

    FILE is a licence text. ID is an identifier of the Hub or of SPDX, or a name ("Apache 2.0"). A file of that name is
    taken first.
    """
    if listing == bool(inputs):
        raise click.UsageError("name files or licences, or ask for --list")
    if listing:
        write_output(_listing("json" if as_json else form), output)
        return
    answers = [_answer(name) for name in inputs]
    colored = use_color(color, to_file=output is not None)
    forms: dict[str, Callable[[], str]] = {
        "json": lambda: indented(answers[0] if len(answers) == 1 else answers),
        "jsonl": lambda: "".join(one_line(a) for a in answers),
        "text": lambda: _text(answers, output=output, colored=colored, verbose=verbose),
    }
    write_output(forms["json" if as_json else form](), output, color=colored)
    if any(a.unavailable for a in answers):
        sys.exit(EXIT_UNAUDITED)


def _answer(name: str) -> LicenseAnswer:
    """The answer to a file's name, or to a licence's. Raises OpenauditError for what is just like a licence's name."""
    path = Path(name)
    if _exists(path):
        return _read(path)
    if (entry := names.find(name)) is not None:
        return describe(entry, name)
    close = names.suggest(name)
    if close is None and (path.suffix or len(path.parts) > 1):
        return _read(path)  # a file's name, and no licence's
    perhaps = f"perhaps {close!r} is meant; " if close is not None else ""
    raise OpenauditError(
        f"{name!r} is neither a file nor a licence that is known",
        why="there is no such file, and names of licences count only whole, never in part",
        fix=f"{perhaps}`openaudit license --list` lists the licences",
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # longer than any file's name
        return False


def _read(path: Path) -> LicenseAnswer:
    try:
        if path.exists() and not path.is_file():
            return unread(str(path), Unavailable(what=str(path), reason="unreadable", detail="it is no regular file"))
        if path.stat().st_size > _LARGEST:
            return unread(str(path), Unavailable(what=str(path), reason="too-large", detail="larger than 4 MB"))
        document = read_text(TextFile(str(path), path.read_bytes()))
    except OSError as error:
        why = error.strerror or str(error)
        return unread(str(path), Unavailable(what=str(path), reason="unreadable", detail=why))
    if document.binary:
        return unread(str(path), Unavailable(what=str(path), reason="unreadable", detail="it is no text"))
    return read_license(document)


def _text(answers: Sequence[LicenseAnswer], *, output: Path | None, colored: bool, verbose: bool) -> str:
    from openaudit.report.terminal.license import render_licenses  # noqa: PLC0415  rich is the heaviest import we have

    return render_licenses(answers, **page_style(color=colored, to_file=output is not None, verbose=verbose))


def _listing(form: str) -> str:
    """Every licence of the knowledge base: id, whether it is open, name; families and placeholders are marked so."""
    known = [knowledge.entry(i).license for i in sorted(set(knowledge.index().names.values()))]
    rows = [{"id": k.id, "name": k.name, "spdx": k.spdx, "open": k.is_open, "family": k.underspecified} for k in known]
    if form == "json":
        return indented(rows)
    if form == "jsonl":
        return "".join(one_line(row) for row in rows)
    return "".join(f"{k.id:44} {_standing(k):12} {k.name}\n" for k in known)


def _standing(license_: knowledge.License) -> str:
    if license_.placeholder or license_.underspecified:
        return "placeholder" if license_.placeholder else "family"
    return {True: "open", False: "not open", None: "unknown"}[license_.is_open]
