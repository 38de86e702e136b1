"""`openaudit drift OLD.jsonl NEW.jsonl`: what changed between two batches, model by model."""

import sys
from pathlib import Path

import click

from openaudit.answers.drift import ModelDrift, drift, why_failed
from openaudit.batch.pairs import Pair, pairs
from openaudit.cli.main import EXIT_POLICY, EXIT_UNAUDITED
from openaudit.cli.options import output_options, set_logging, talk_options, write_output
from openaudit.errors import OpenauditError
from openaudit.record.json import indented
from openaudit.report.drift import DriftReport, Named, render_drift

LESS_OPEN, CHANGE = "less-open", "change"
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("old", metavar="OLD.jsonl", type=_FILE)
@click.argument("new", metavar="NEW.jsonl", type=_FILE)
@output_options("drift", "text", "json")
@click.option(
    "--fail-on",
    type=click.Choice([LESS_OPEN, CHANGE]),
    is_flag=False,
    flag_value=LESS_OPEN,
    help="Exit 1 when a model got less open (the default, when no value is given), or changed at all; exit 3 when a "
    "model could not be compared.",
)
@talk_options
def command(
    old: Path,
    new: Path,
    form: str,
    as_json: bool,
    output: Path | None,
    color: str,  # noqa: ARG001  the page has no colours; the option is every command's
    fail_on: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show what changed between two batches: tier, licence, restrictions, claims and files of each model.

    The files are what `openaudit batch` wrote. Models are matched by their names; what only one file has appeared or
    disappeared. A model whose audit failed is not compared, unless the Hub has it no more.
    """
    set_logging(quiet=quiet, verbose=verbose)
    try:
        report = _report(old, new, quiet=quiet)
    except OSError as error:
        why = error.strerror or str(error)
        raise OpenauditError("the records can't be read", why=why, fix="check the paths") from error
    write_output(indented(report) if as_json or form == "json" else render_drift(report), output)
    if fail_on is not None:
        sys.exit(_exit_code(report, fail_on))


def _exit_code(report: DriftReport, fail_on: str) -> int:
    if report.less_open or (fail_on == CHANGE and (report.changed or report.appeared or report.disappeared)):
        return EXIT_POLICY
    return EXIT_UNAUDITED if report.not_compared else 0


def _report(old: Path, new: Path, *, quiet: bool) -> DriftReport:
    changed: list[ModelDrift] = []
    appeared: list[Named] = []
    disappeared: list[Named] = []
    left: list[Named] = []
    tools: dict[str, None] = {}
    compared = 0
    for pair in pairs(old, new, lambda said: None if quiet else click.echo(f"openaudit: {said}", err=True)):
        was, now = pair
        tools |= {f"{s.tool.get('version')}, knowledge base {s.tool.get('knowledge_base')}": None for s in pair if s}
        if (why := _incomparable(pair)) is not None:
            left.append(Named(id=next(side.id for side in pair if side is not None), note=why))
        elif was is None and now is not None:
            appeared.append(Named(id=now.id, note=now.tier))
        elif now is None and was is not None:
            disappeared.append(Named(id=was.id, note=was.tier))
        elif was is not None and now is not None:
            compared += 1
            found = drift(was, now)
            changed += [found] if found is not None else []
    return DriftReport(
        old=str(old),
        new=str(new),
        compared=compared,
        unchanged=compared - len(changed),
        less_open=sum(model.less_open for model in changed),
        tools=tuple(tools),
        changed=tuple(changed),
        appeared=tuple(appeared),
        disappeared=tuple(disappeared),
        not_compared=tuple(left),
    )


def _incomparable(pair: Pair) -> str | None:
    """Why two records can't be compared: one of them failed."""
    was, now = pair
    if was is not None and was.status == "failed":
        return f"the old audit failed: {why_failed(was)}"
    if now is not None and now.status == "failed" and not (now.gone and was is not None):
        return f"the new audit failed: {why_failed(now)}"
    return None
