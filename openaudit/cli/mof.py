"""`openaudit mof FILE.yml`: the class that a model file of the Model Openness Tool claims, and what it lacks."""

import sys
from pathlib import Path

import click

from openaudit.answers.mot import MotAnswer, evaluate
from openaudit.cli.main import EXIT_UNAUDITED
from openaudit.cli.options import PageStyle, output_options, write_answer
from openaudit.errors import OpenauditError
from openaudit.fetch.supplied import read_file
from openaudit.read.text import read_text


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@output_options("mof", "text", "json")
@click.option("-v", "--verbose", is_flag=True, help="Every component with its place in the file.")
def command(file: Path, form: str, as_json: bool, output: Path | None, color: str, verbose: bool) -> None:
    """Evaluate a model file of the Model Openness Tool (MOT) under the Model Openness Framework.

    Two readings: strict follows MOT to the letter, normalized takes a licence for what its name means. A file with
    faults is evaluated as far as it can be read; all its faults are told, with their lines, and the exit code is 3.

    \b
    openaudit mof models/My-Model.yml
    openaudit check org/name --format mot -o My-Model.yml && openaudit mof My-Model.yml
    """  # noqa: D301  click reads the escape as "keep these lines"
    try:
        answer = evaluate(read_text(read_file(file, str(file))))
    except OpenauditError as error:
        error.fix = "name a model file as MOT keeps them: YAML with `framework` and `release`"
        raise
    write_answer(answer, _page, output, as_json=as_json or form == "json", color=color, verbose=verbose)
    if answer.problems or answer.strict is None:
        sys.exit(EXIT_UNAUDITED)


def _page(answer: MotAnswer, style: PageStyle) -> str:
    from openaudit.report.terminal.mof import render_mof  # noqa: PLC0415  rich is the heaviest import we have

    return render_mof(answer, **style)
