"""The audit of a dump on a Dask cluster: partition by partition, each written whole by whoever audited it.

The dump and the output lie where every worker can reach them: a shared folder, or object storage by an fsspec address.
Through the scheduler go only the partitions' places and their totals. A partition is done when its files are there, so
that a run that was interrupted goes on where it was; one whose worker died is audited again by another, and its files
are replaced by the same bytes: nothing is lost, and nothing stands twice.
"""

import importlib
import posixpath
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from openaudit import __version__
from openaudit.batch.dump import LINES, PARQUET, Row, check_columns, parse_line
from openaudit.batch.engines.local import cores
from openaudit.batch.rows import audit_row
from openaudit.errors import DumpUnreadable, ExtraMissing, OpenauditError
from openaudit.fetch.interface import one_line
from openaudit.licensing import knowledge
from openaudit.policy.lines import Judge
from openaudit.record import AuditRecord
from openaudit.report.totals import BatchTotals

ROWS = 1_000
"""The rows of a partition of a Parquet dump; more where its row groups are large: each is read from its start."""

BYTES = 4 * 1024 * 1024
"""The bytes of a partition of a JSON Lines dump, up to the end of the line that they end in."""

SLICES = 16  # of a row group at most
RETRIES = 5  # of a partition whose worker died: the next one may die as well
PATIENCE = 20  # seconds until a scheduler that does not answer is given up
RUN = "run.json"
_ANY_PORT = "127.0.0.1:0"


class Partition(msgspec.Struct, frozen=True):
    """A part of a dump: rows `start` to `stop` of a row group, or, where `group` is None, bytes of a text."""

    number: int
    dump: str
    group: int | None
    start: int
    stop: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of results is of: finished partitions count only for a run that is the same in all of this."""

    dump: str
    size: int
    retrieved_at: str
    openaudit: str
    knowledge_base: str
    partitions: int
    policy: str | None = None


def run_dump(
    dump: str,
    output: str,
    parquet: str | None = None,
    *,
    scheduler: str | None = None,
    workers: int = 2,
    judge: Judge | None = None,
    each: Callable[[AuditRecord], None] = lambda _: None,
) -> BatchTotals | None:
    """Audit the dump at an fsspec address into `output/part-00000.jsonl` and so on; None when it has no rows.

    With `parquet` the same rows are also written as tables there. Without `scheduler` a cluster of `workers` processes
    is begun on this machine. `judge` holds every record against a policy, on the worker that made it; `each` is given
    all records in their order, once all parts are there. Raises ExtraMissing, DumpUnreadable, or OpenauditError when
    the folder holds another run.
    """
    distributed = _module("distributed")
    output, parquet = _absolute(output), _absolute(parquet) if parquet is not None else None
    run, partitions = plan(_absolute(dump), judge)
    if not partitions:
        return None
    for folder in filter(None, (output, parquet)):
        _claim(folder, run)
    todo = [p for p in partitions if not _is_done(p, output, parquet)]
    if not todo:
        return _totals(partitions, output, each)
    with _client(distributed, scheduler, workers) as client:
        futures = client.map(
            audit_partition, todo, output=output, parquet=parquet, run=run, judge=judge, retries=RETRIES, pure=False
        )
        for future in distributed.as_completed(futures, loop=client.loop):
            _finish(future, todo)
    for folder in filter(None, (output, parquet)):
        _sweep(folder)
    return _totals(partitions, output, each)


def _sweep(folder: str) -> None:
    """Take away what a worker left that was killed while it wrote: files that were never put in place."""
    files, path = _filesystem(folder)
    for name in files.ls(path, detail=False):
        if posixpath.basename(name).startswith(".part-"):
            files.rm(name)


def _finish(future: Any, todo: list[Partition]) -> None:
    """Raises OpenauditError when the partition could not be audited, in spite of all retries."""
    try:
        future.result()
    except Exception as error:
        raise OpenauditError(
            f"a partition of {todo[0].dump} could not be audited",
            why=one_line(f"{type(error).__name__}: {error}"),
            fix="once that is mended, run the same command again: the partitions that are done are kept",
        ) from error
    future.release()


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ExtraMissing("--engine dask", package=name, extra="dask") from error


def _client(distributed: Any, scheduler: str | None, workers: int) -> Any:
    if scheduler is None:
        # The scheduler serves its figures in any case: on a port of its own, so that two runs do not meet.
        return distributed.Client(
            n_workers=min(workers, cores()), threads_per_worker=1, dashboard_address=_ANY_PORT, set_as_default=False
        )
    try:
        return distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise OpenauditError(
            f"the Dask scheduler at {scheduler} can't be reached",
            why=one_line(str(error)),
            fix="check the address; `dask scheduler` begins one, `dask worker ADDRESS --nthreads 1` a worker of it",
        ) from error


def _filesystem(address: str) -> tuple[Any, str]:
    """The file system of an fsspec address, and the path in it."""
    core = importlib.import_module("fsspec.core")
    found, path = core.url_to_fs(address)
    return found, path


def _absolute(address: str) -> str:
    """The address as every worker understands it, whatever folder it runs in."""
    files, path = _filesystem(address)
    return str(files.unstrip_protocol(path))


def plan(dump: str, judge: Judge | None = None) -> tuple[Run, list[Partition]]:
    """The run that a dump asks for, and its partitions in order. Raises DumpUnreadable."""
    suffix = posixpath.splitext(dump)[1].lower()
    try:
        files, path = _filesystem(dump)
        info = files.info(path)
        if suffix in PARQUET:
            ranges: list[_Range] = list(_row_ranges(files, path))
        elif suffix in LINES:
            ranges = [_Range(None, at, min(at + BYTES, info["size"])) for at in range(0, info["size"], BYTES)]
        else:
            raise DumpUnreadable(
                f"{dump} is no dump of model cards",
                why="--engine dask audits Parquet and JSON Lines files, by their names",
                fix="name a file that ends with .parquet or .jsonl",
            )
    except (OSError, ValueError, ImportError) as error:
        raise DumpUnreadable(
            f"{dump} can't be read as a dump of model cards",
            why=one_line(str(error)),
            fix="check the address; every worker must reach it too",
        ) from error
    partitions = [Partition(n, dump, *found) for n, found in enumerate(ranges)]
    run = Run(
        dump=dump,
        size=info["size"],
        retrieved_at=_modified(files, path),
        openaudit=__version__,
        knowledge_base=knowledge.index().version,
        partitions=len(partitions),
        policy=judge.policy.sha256 if judge is not None else None,
    )
    return run, partitions


def _modified(files: Any, path: str) -> str:
    """When the dump was written, as a record writes it; the epoch where the storage does not tell."""
    try:
        return str(files.modified(path).strftime("%Y-%m-%dT%H:%M:%SZ"))
    except NotImplementedError:
        return "1970-01-01T00:00:00Z"


class _Range(NamedTuple):
    group: int | None
    start: int
    stop: int


def _row_ranges(files: Any, path: str) -> Iterator[_Range]:
    parquet = importlib.import_module("pyarrow.parquet")
    with files.open(path, "rb") as file, parquet.ParquetFile(file) as table:
        check_columns(table.schema_arrow.names, path)
        for group in range(table.num_row_groups):
            count = table.metadata.row_group(group).num_rows
            step = max(ROWS, -(-count // SLICES))
            yield from (_Range(group, start, min(start + step, count)) for start in range(0, count, step))


def audit_partition(
    partition: Partition, *, output: str, parquet: str | None, run: Run, judge: Judge | None = None
) -> int:
    """Audit one partition and write its parts; the number of its rows. What the cluster's workers run."""
    lines = [
        audit_row(row, retrieved_at=run.retrieved_at, place=f"row {n} of partition {partition.number}")
        for n, row in enumerate(rows_of(partition), 1)
    ]
    if judge is not None:
        lines = [judge.line(line) for line in lines]
    if parquet is not None:
        _write(_part(parquet, partition, "parquet"), _as_parquet(lines))
    _write(_part(output, partition, "jsonl"), b"".join(lines))
    return len(lines)


def rows_of(partition: Partition) -> Iterator[Row]:
    """The rows of a partition in order."""
    files, path = _filesystem(partition.dump)
    with files.open(path, "rb") as file:
        if partition.group is None:
            utils = importlib.import_module("fsspec.utils")
            block = utils.read_block(file, partition.start, partition.stop - partition.start, b"\n")
            yield from (parse_line(line) for line in block.split(b"\n") if line.strip())
            return
        parquet = importlib.import_module("pyarrow.parquet")
        with parquet.ParquetFile(file) as table:
            columns = check_columns(table.schema_arrow.names, path)
            batches = table.iter_batches(64, row_groups=[partition.group], columns=columns, use_threads=False)
            rows = (row for batch in batches for row in batch.to_pylist())
            yield from islice(rows, partition.start, partition.stop)


def _as_parquet(lines: list[bytes]) -> bytes:
    from openaudit.batch.arrow import pyarrow, schema, to_batch  # noqa: PLC0415  only where a table is asked for

    arrow = pyarrow("Parquet tables")
    sink = arrow.BufferOutputStream()
    with arrow.parquet.ParquetWriter(sink, schema(), compression="zstd") as writer:
        writer.write_batch(to_batch(lines))
    return bytes(sink.getvalue())


def _part(folder: str, partition: Partition, suffix: str) -> str:
    return f"{folder.rstrip('/')}/part-{partition.number:05}.{suffix}"


def _write(address: str, data: bytes) -> None:
    """Put a file in place whole: under another name first, then moved, so that nobody ever sees half of it."""
    files, path = _filesystem(address)
    head, name = posixpath.split(path)
    files.makedirs(head, exist_ok=True)
    partial = f"{head}/.{name}.{uuid.uuid4().hex}"
    try:
        with files.open(partial, "wb") as file:
            file.write(data)
        files.mv(partial, path)
    except BaseException:
        if files.exists(partial):
            files.rm(partial)
        raise


def _is_done(partition: Partition, output: str, parquet: str | None) -> bool:
    parts = [_part(output, partition, "jsonl")] + ([_part(parquet, partition, "parquet")] if parquet else [])
    return all(files.exists(path) for files, path in map(_filesystem, parts))


def _claim(folder: str, run: Run) -> None:
    """Say in the folder what its parts are of. Raises OpenauditError when they are of another run."""
    address = f"{folder.rstrip('/')}/{RUN}"
    files, path = _filesystem(address)
    if files.exists(path):
        with files.open(path, "rb") as file:
            raw = file.read()
        try:
            same = msgspec.json.decode(raw, type=Run) == run
        except msgspec.MsgspecError:
            same = False
        if not same:
            raise OpenauditError(
                f"{folder} holds parts of another run",
                why="they are of another dump, another version of it, another policy, or another version of openaudit",
                fix="name a new folder, or take the old parts away",
            )
        return
    if files.isdir(posixpath.dirname(path)) and files.ls(posixpath.dirname(path)):
        raise OpenauditError(
            f"{folder} is not empty", why="parts are never mixed with other files", fix="name a new folder"
        )
    _write(address, msgspec.json.encode(run))


def _totals(partitions: list[Partition], output: str, each: Callable[[AuditRecord], None]) -> BatchTotals:
    totals, decoder = BatchTotals(), msgspec.json.Decoder(AuditRecord)
    for partition in partitions:
        files, path = _filesystem(_part(output, partition, "jsonl"))
        with files.open(path, "rb") as lines:
            for line in lines:
                record = decoder.decode(line)
                totals.add(record)
                each(record)
    return totals
