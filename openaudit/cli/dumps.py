"""What `openaudit batch` does with dumps of model cards: its options, and the engines that audit them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openaudit.cli.policies import PolicyTotals
from openaudit.record import AuditRecord
from openaudit.report.totals import BatchTotals

if TYPE_CHECKING:
    from openaudit.batch.arrow import ParquetTable
    from openaudit.policy.lines import Judge

Decorated = Callable[..., Any]


def dump_options(function: Decorated) -> Decorated:
    """`--parquet`, `--engine` and `--scheduler`."""
    options = (
        click.option(
            "--parquet",
            metavar="FILE",
            help="Also write the records as a Parquet table; with --engine dask a folder for the parts of it.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            help="Who audits a dump: processes of this machine, or a Dask cluster.",
        ),
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            help="The Dask scheduler (tcp://...); without it a cluster on this machine is begun.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def table_of(path: str) -> "ParquetTable":
    """The Parquet table to write. Raises ExtraMissing without pyarrow."""
    from openaudit.batch.arrow import ParquetTable  # noqa: PLC0415  as above

    return ParquetTable(Path(path))


def on_dask(
    dump: str,
    output: str,
    parquet: str | None,
    scheduler: str | None,
    workers: int,
    judge: "Judge | None",
    allowed: PolicyTotals,
) -> BatchTotals | None:
    """What the audits on a Dask cluster come to, None when the dump has no rows; `allowed` counts the policy's part."""
    from openaudit.batch.engines.dask import run_dump  # noqa: PLC0415  as above

    def count(record: AuditRecord) -> None:  # parts of a run before this one count as the policy is today
        allowed.add(judge.record(record) if judge is not None else record)

    return run_dump(dump, output, parquet, scheduler=scheduler, workers=workers, judge=judge, each=count)
