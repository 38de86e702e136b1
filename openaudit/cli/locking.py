"""`--locked` of `check`: are the models' terms still those that were locked?"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from openaudit.errors import LockInvalid
from openaudit.lock.document import LIMIT, NAME, Lock, read_lock
from openaudit.record import AuditRecord
from openaudit.report.printable import printable


def locked_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--locked` and `--lockfile` of `check`."""
    locked = click.option(
        "--locked",
        is_flag=True,
        help=f"Exit 1 when a model's licence, tier or restrictions are no longer those of {NAME}. Without REF: all "
        "models of it.",
    )
    lockfile = click.option(
        "--lockfile", type=click.Path(path_type=Path, dir_okay=False), default=NAME, show_default=True
    )
    return locked(lockfile(function))


def load_lock(path: Path) -> Lock:
    """The lock in this file. Raises LockInvalid."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        why = error.strerror or str(error)
        raise LockInvalid(
            f"the lock file {path} can't be read", why=why, fix="write it: openaudit lock REF..."
        ) from error
    return read_lock(data, str(path))


def tell_changes(references: Sequence[str], records: Sequence[AuditRecord], lock: Lock, *, quiet: bool) -> bool:
    """Say on stderr what changed since the models were locked; whether the terms of one did. When quiet, only these."""
    from openaudit.lock.compare import changes  # noqa: PLC0415  only `check --locked` needs it

    failed = False
    for reference, record in zip(references, records, strict=True):
        found = changes(reference, record, lock)
        broken = any(change.fails for change in found)
        failed = failed or broken
        if broken or not quiet:
            same = "as locked" if not found else "the terms are as locked"
            click.echo(printable(f"{reference}: {'not as locked' if broken else same}"), err=True)
        for change in found:
            if change.fails or not quiet:
                click.echo(printable(f"  {change.message}"), err=True)
    return failed
