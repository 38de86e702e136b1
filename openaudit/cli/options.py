"""Options and habits that several commands share: formats, colour, output files, logging."""

import logging
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import click

from openaudit.errors import OpenauditError

Decorated = Callable[..., Any]


class PageStyle(TypedDict):
    """How a page for people is laid out: columns, and what may be used."""

    width: int
    color: bool
    unicode: bool
    verbose: bool


def _once(_context: click.Context, parameter: click.Parameter, values: tuple[Any, ...]) -> Any:
    """The one value: where other commands take several, this one would lose all but the last. Raises BadParameter."""
    if len(values) > 1:
        raise click.BadParameter(f"{parameter.opts[0]} is given {len(values)} times, and this command writes one file")
    return values[0] if values else None


def fetch_options(function: Decorated) -> Decorated:
    """`--offline` and `--token`."""
    offline = click.option(
        "--offline", is_flag=True, help="Touch no network: local folders, snapshots and the bundled catalogue only."
    )
    token = click.option(
        "--token",
        metavar="TOKEN",
        envvar=["OPENAUDIT_TOKEN"],
        help="Hub token; else the Hub's own order: HF_TOKEN, then the saved login.",
    )
    return offline(token(function))


def evidence_option(function: Decorated) -> Decorated:
    """`--evidence FILE`, repeatable."""
    return click.option(
        "--evidence",
        "supplied",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="What lies outside the repository, on your word: a MOT file or a list of components (docs/evidence.md). "
        "Marked as user-supplied; no verdict rests on it. Repeatable.",
    )(function)


def output_options(command: str, *forms: str) -> Callable[[Decorated], Decorated]:
    """`--format` out of `forms` (the first is the default), `--json` short for one, `-o` and `--color`."""

    def decorate(function: Decorated) -> Decorated:
        options = (
            click.option(
                "--format",
                "form",
                type=click.Choice(forms),
                default=(forms[0],),
                show_default=True,
                multiple=True,
                callback=_once,
                envvar=f"OPENAUDIT_{command.upper()}_FORMAT",
            ),
            click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
            click.option(
                "-o",
                "--output",
                type=click.Path(path_type=Path, dir_okay=False),
                multiple=True,
                callback=_once,
                help="Write to FILE, not stdout; - is stdout.",
            ),
            click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
        )
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def talk_options(function: Decorated) -> Decorated:
    """`-q` and `-v`."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr but errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="All evidence with its hashes; log on stderr.")
    return quiet(verbose(function))


def set_logging(*, quiet: bool, verbose: bool) -> None:
    """Log the package's own messages to stderr: warnings, with -v everything, with -q errors only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("openaudit: %(message)s"))
    logger = logging.getLogger("openaudit")
    logger.handlers = [handler]
    logger.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING)


def use_color(choice: str, *, to_file: bool) -> bool:
    """Whether to colour what goes to stdout. `auto` means a terminal that NO_COLOR does not speak against."""
    if choice != "auto":
        return choice == "always"
    return not to_file and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def page_style(*, color: bool, to_file: bool, verbose: bool) -> PageStyle:
    """The layout for where the page goes: stdout, or a file."""
    return PageStyle(width=terminal_width(), color=color, unicode=unicode_output(to_file=to_file), verbose=verbose)


def terminal_width() -> int:
    """Columns of the terminal, or of COLUMNS; 80 when piped. Never less than 40 nor more than 160."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 160))


def unicode_output(*, to_file: bool) -> bool:
    """Whether what is written can hold more than ASCII: a file always can, stdout by its encoding."""
    return to_file or (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


class Written(NamedTuple):
    """A finished text or binary, and the file that it goes to; None is stdout."""

    content: str | bytes
    output: Path | None


def write_answer(
    answer: Any, page: Callable[[Any, PageStyle], str], output: Path | None, *, as_json: bool, color: str, verbose: bool
) -> None:
    """Write an answer as `write_output` does: as indented JSON, or as the page that `page` makes of it."""
    from openaudit.record.json import indented  # noqa: PLC0415  not every command writes one

    to_file = output is not None
    colored = use_color(color, to_file=to_file)
    text = indented(answer) if as_json else page(answer, page_style(color=colored, to_file=to_file, verbose=verbose))
    write_output(text, output, color=colored)


def write_output(text: str, output: Path | None, *, color: bool = False) -> None:
    """Write the result to stdout (no `output`, or `-`), or to `output`, as `write_outputs` does."""
    write_outputs([Written(text, None if str(output) == "-" else output)], color=color)


def write_outputs(results: Sequence[Written], *, color: bool = False) -> None:
    """Write results to files and stdout.

    A regular file is replaced in one step, and only when all could be written, so that a failed run leaves no half of
    them; a link is followed, a device or a pipe is written to. Raises OpenauditError when one can't be written.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for content, output in results:
            if output is not None:
                staged += _stage(content, output)
        for partial, target in staged:
            _replace(partial, target)
    finally:
        for partial, _ in staged:
            partial.unlink(missing_ok=True)
    for content in (r.content for r in results if r.output is None):
        click.echo(content, nl=False, color=color)


def _stage(content: str | bytes, output: Path) -> list[tuple[Path, Path]]:
    """The content in a file beside its target, to be moved there; a device or a pipe is written to at once."""
    raw = content.encode() if isinstance(content, str) else content
    target = output.resolve() if output.is_symlink() else output
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(raw)
            return []
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            partial.write_bytes(raw)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(output, error) from error
    return [(partial, target)]


def _replace(partial: Path, target: Path) -> None:
    try:
        partial.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error


def unwritable(path: Path, error: OSError) -> OpenauditError:
    """The error for a path that can't be written."""
    return OpenauditError(f"{path} can't be written", why=error.strerror or str(error), fix="name another path with -o")
