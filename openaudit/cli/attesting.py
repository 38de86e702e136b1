"""`--attest FILE --key KEY` of `check`: the record as a signed in-toto statement."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from openaudit.cli.options import write_output
from openaudit.record import AuditRecord

Decorated = Callable[..., Any]


def attest_options(function: Decorated) -> Decorated:
    """`--attest` and `--key`."""
    attest = click.option(
        "--attest",
        "attest_to",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the record to FILE as a signed in-toto statement (DSSE) as well.",
    )
    key = click.option(
        "--key",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="The Ed25519 private key (PEM) to sign with.",
    )
    return attest(key(function))


def check_attest(references: Sequence[str], attest_to: Path | None, key: Path | None) -> None:
    """Refuse what can't be signed, and keys that can't sign, before anything is fetched.

    Raises UsageError, ExtraMissing, SigningFailed.
    """
    if (attest_to is None) != (key is None):
        raise click.UsageError("--attest and --key go together")
    if attest_to is None or key is None:
        return
    if len(references) != 1:
        raise click.UsageError("--attest is for one model: run it once for each")
    from openaudit.attest.signing import signer  # noqa: PLC0415  raises ExtraMissing where the extra is not installed

    signer(key)


def attest_records(records: Sequence[AuditRecord], attest_to: Path | None, key: Path | None) -> None:
    """Sign and write the record. One of a model that could not be audited says nothing, and is not signed."""
    if attest_to is None or key is None or records[0].status == "failed":
        return
    from openaudit.attest.signing import attest  # noqa: PLC0415  an extra

    write_output(attest(records[0], key), attest_to)
