"""`--format` and `-o` where reports are written: several formats in one run, each to its own place."""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from openaudit.cli.folders import place_folder, stage_folder
from openaudit.cli.options import Decorated, Written, page_style, use_color, write_outputs
from openaudit.cli.passages import passages
from openaudit.record import AuditRecord
from openaudit.report.formats import FORMATS, formatter
from openaudit.report.interface import ContextFormatter, FolderFormatter, Formatter
from openaudit.report.places import SourceLine
from openaudit.snapshot import Snapshot

TEXT = "text"


class Target(msgspec.Struct, frozen=True):
    """A format and the file, or the folder, that it goes to; None is stdout."""

    form: str
    output: Path | None
    folder: bool = False


def report_options(command: str) -> Callable[[Decorated], Decorated]:
    """`--format` and `-o`, both repeatable, `--json` and `--color`."""

    def decorate(function: Decorated) -> Decorated:
        options = (
            click.option(
                "--format",
                "forms",
                type=click.Choice((TEXT, *FORMATS)),
                multiple=True,
                envvar=f"OPENAUDIT_{command.upper()}_FORMAT",
                help="What to write; text without it. Repeatable: the n-th format goes to the n-th -o, the last to "
                "stdout where it has none.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
            click.option(
                "-o",
                "--output",
                "outputs",
                multiple=True,
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Write to FILE, not stdout; - is stdout. Repeatable, with --format. HTML becomes a folder with a "
                "page for each model where FILE is a folder, or is new and has no suffix.",
            ),
            click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
        )
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def targets(forms: Sequence[str], outputs: Sequence[Path], *, as_json: bool) -> list[Target]:
    """Which format goes where. Raises UsageError when formats and files don't pair."""
    named = ["json", *(f for f in forms if f not in {"json", TEXT})] if as_json else list(forms) or [TEXT]
    files = [None if str(path) == "-" else path for path in outputs]
    if len(files) > len(named):
        raise click.UsageError(f"{len(files)} files with -o for {len(named)} format(s): name a --format for each")
    if len(named) - len(files) > 1:
        raise click.UsageError("several formats: name a file with -o for each but the last, in the same order")
    paired = [_target(form, file) for form, file in zip(named, [*files, None], strict=False)]
    written = [t.output.resolve() for t in paired if t.output is not None]
    if len(set(written)) < len(written):
        raise click.UsageError("two formats would go to the same file")
    if sum(t.output is None for t in paired) > 1:
        raise click.UsageError("only one format can go to stdout: name a file with -o for the others")
    if any(t.output is None and t.form in FORMATS and FORMATS[t.form].binary for t in paired) and sys.stdout.isatty():
        raise click.UsageError("this format is no text for a terminal: name a file with -o")
    return paired


def _target(form: str, output: Path | None) -> Target:
    """Where this format goes. Raises UsageError for a folder that it can't be."""
    can_be_folder = form in FORMATS and FORMATS[form].folder
    if output is None:
        return Target(form, None)
    if output.is_dir() and not can_be_folder:
        raise click.UsageError(f"{output} is a folder, and the format {form} is one file: name the file")
    return Target(form, output, folder=can_be_folder and (output.is_dir() or not (output.suffix or output.exists())))


class Reports:
    """The formats that a run was asked for, ready before it begins: what can't be written is told at once."""

    def __init__(
        self, wanted: Sequence[Target], *, color: str, verbose: bool = False, places: Sequence[SourceLine] = ()
    ) -> None:
        self._color = color
        self._verbose = verbose
        self._made = [(target, self._formatter(target, places)) for target in wanted]
        self._passages: dict[str, tuple[str, ...]] = {}

    def see(self, snapshot: Snapshot) -> None:
        """Keep the texts of a snapshot, where one of the formats shows quotes in their context."""
        if any(isinstance(made, ContextFormatter) for _, made in self._made):
            self._passages.update(passages(snapshot))

    def write(self, records: Sequence[AuditRecord]) -> None:
        """Write them all; nothing is written unless all could be made. Raises OpenauditError."""
        made = [(target, self._in_context(found)) for target, found in self._made]
        staged: list[tuple[Path, Path]] = []
        try:
            for target, found in made:
                if target.folder and target.output is not None and isinstance(found, FolderFormatter):
                    staged.append((stage_folder(found.files(records), target.output), target.output))
            ready = [Written(found.format(records), target.output) for target, found in made if not target.folder]
            write_outputs(ready, color=self.tells_people and self._colored)
            for partial, folder in staged:
                place_folder(partial, folder)
        finally:
            for partial, _ in staged:
                shutil.rmtree(partial, ignore_errors=True)

    def _in_context(self, made: Formatter) -> Formatter:
        return made.within(self._passages) if isinstance(made, ContextFormatter) else made

    @property
    def tells_people(self) -> bool:
        """Whether a page for people goes to stdout."""
        return any(t.form == TEXT and t.output is None for t, _ in self._made)

    @property
    def _colored(self) -> bool:
        return use_color(self._color, to_file=False)

    def _formatter(self, target: Target, places: Sequence[SourceLine]) -> Formatter:
        if target.form != TEXT:
            return formatter(target.form, places)
        from openaudit.report.terminal import TerminalFormatter  # noqa: PLC0415  rich is the heaviest import we have

        to_file = target.output is not None
        style: Any = page_style(color=use_color(self._color, to_file=to_file), to_file=to_file, verbose=self._verbose)
        return TerminalFormatter(**style)
