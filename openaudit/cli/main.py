"""The `openaudit` command: its options for all commands, and the loading of a command only when it is asked for."""

import io
import sys
from importlib import import_module
from typing import Any

import click

from openaudit import __version__
from openaudit.errors import KnowledgeInvalid, OpenauditError, SigstoreFailed

# Command -> module that holds it, and the line that `--help` shows: listing them must not import them all.
COMMANDS = {
    "check": "Audit models: how open is each, really, and with what proof?",
    "batch": "Audit many models, one record a line: a list, an author, the most downloaded.",
    "report": "Write filed records in another format, without auditing again.",
    "serve": "Show filed records in a browser, on this machine only.",
    "snapshot": "Save the evidence of a model, to audit it again offline.",
    "verify": "Hold a filed record against its evidence and its signature.",
    "lock": "Pin models with the terms that they are audited under.",
    "scan": "Find the models that a repository names, and audit them.",
    "license": "Say which licence a text is, or show what is known of a licence.",
    "mof": "Evaluate a model file of the Model Openness Tool.",
    "compare": "Lay models side by side, differences first.",
    "frameworks": "Place a model under every framework, and say why they disagree.",
    "history": "Show a model's licence and claims through its commits.",
    "drift": "Show what changed between two batches.",
    "explain": "Say what a rule sees, why it matters and how to mend it.",
    "schema": "Print the JSON Schema of the record.",
}

EXIT_DONE, EXIT_POLICY, EXIT_USAGE, EXIT_UNAUDITED, EXIT_NOTHING = range(5)
EXIT_INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own name, imported when they run."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors of ours become three lines on stderr and an exit code, never a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # what the terminal's encoding lacks is shown escaped
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except OpenauditError as error:
            complain(error)
            ctx.exit(EXIT_UNAUDITED if isinstance(error, KnowledgeInvalid | SigstoreFailed) else EXIT_USAGE)
        except KeyboardInterrupt:
            click.echo("openaudit: interrupted", err=True)
            ctx.exit(EXIT_INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        """The command, None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"openaudit.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    name="openaudit",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "OPENAUDIT"},
    epilog="Exit codes: 0 done; 1 policy failed; 2 usage; 3 something could not be audited; 4 nothing to audit.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def command() -> None:
    """Tell how open an AI model really is, with proof.

    \b
    openaudit check meta-llama/Llama-3.1-8B
    openaudit check --offline openai/gpt-5
    openaudit check ./my-model --format json
    """  # noqa: D301  click reads the escape as "keep these lines"


def complain(error: OpenauditError) -> None:
    """Say on stderr what happened, why, and what to do next; words of strangers made harmless."""
    from openaudit.report.printable import printable  # noqa: PLC0415  only needed when something went wrong

    click.echo(f"openaudit: {printable(error.diagnostics(), keep_newlines=True)}", err=True)
