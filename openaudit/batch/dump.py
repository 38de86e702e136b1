"""A dump of model cards, read in a stream: Parquet or JSON Lines, one model a row, as the public datasets have them.

Columns: `modelId` (or `id`) and `card`; where present also `sha`, `siblings` (paths, or objects with `rfilename`),
`gated`, `tags`, `pipeline_tag`, `library_name`, `createdAt` and `last_modified`. A dump holds no file but the card:
what else matters stands in the snapshot's `unavailable`, and so does the list of files where there is no column for it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

import msgspec

from openaudit.errors import DumpUnreadable
from openaudit.fetch.interface import one_line
from openaudit.fetch.links import Leads, follow, license_links, well_known
from openaudit.fetch.reference import DEFAULT_ENDPOINT
from openaudit.fetch.texts import CARD, CARD_LIMIT, select, too_large
from openaudit.record import Subject, Unavailable
from openaudit.snapshot import GATE, LISTING, ListedFile, Repository, Snapshot, TextFile, sort_texts

Row = Mapping[str, Any]

PARQUET = frozenset({".parquet", ".pq"})
LINES = frozenset({".jsonl", ".ndjson"})
CARD_PATH = "README.md"
COLUMNS = (
    "modelId",
    "id",
    "card",
    "sha",
    "siblings",
    "gated",
    "tags",
    "pipeline_tag",
    "library_name",
    "createdAt",
    "created_at",
    "lastModified",
    "last_modified",
)
"""The columns that are read where a dump has them; all others are left on disk."""

_LINE_LIMIT = 64 * 1024 * 1024
_BATCH = 64
_SHA = re.compile(r"[0-9a-f]{40}")
NOT_HELD = "the dump does not hold it"


def is_dump(path: Path) -> bool:
    """Whether the file is a dump: Parquet by its name, or JSON Lines whose first line has a model and a card.

    Raises OSError when the file can't be read.
    """
    suffix = path.suffix.lower()
    if suffix in PARQUET:
        return True
    if suffix not in LINES:
        return False
    with path.open("rb") as file:
        first = next((line for line in islice(file, 100) if line.strip()), b"")
    try:
        row = msgspec.json.decode(first)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(row, dict) and "card" in row and bool({"modelId", "id"} & row.keys())


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a dump in order, a few at a time. Raises DumpUnreadable."""
    yield from _parquet_rows(path) if path.suffix.lower() in PARQUET else _line_rows(path)


def taken(path: Path) -> str:
    """When the dump was written, as a record writes it: the file's own time, so that an audit needs no clock."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_line(line: bytes) -> Row:
    """One line of a JSON Lines dump; where it is no object, a row that says what is wrong with it."""
    try:
        row = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return {"problem": f"it is not JSON: {error}"}
    return row if isinstance(row, dict) else {"problem": "it is no JSON object"}


def check_columns(names: list[str], where: str) -> list[str]:
    """Those of a Parquet dump's columns that are read. Raises DumpUnreadable when it has no models or no cards."""
    if "card" not in names or not {"modelId", "id"} & set(names):
        raise DumpUnreadable(
            f"{where} can't be read as a dump of model cards",
            why=f"it needs the columns `modelId` and `card`, and has {', '.join(names[:20]) or 'none'}",
            fix="name a file that has them, or rename its columns",
        )
    return [name for name in COLUMNS if name in names]


def _parquet_rows(path: Path) -> Iterator[Row]:
    from openaudit.batch.arrow import pyarrow  # noqa: PLC0415  an extra, and slow to import

    arrow = pyarrow("Parquet dumps")
    try:
        with arrow.parquet.ParquetFile(path, memory_map=False, pre_buffer=False) as file:
            columns = check_columns(file.schema_arrow.names, str(path))
            for batch in file.iter_batches(_BATCH, columns=columns, use_threads=False):
                yield from batch.to_pylist()
    except (OSError, arrow.ArrowException) as error:
        raise _unreadable(str(path), error) from error


def _line_rows(path: Path) -> Iterator[Row]:
    try:
        with path.open("rb") as file:
            while line := file.readline(_LINE_LIMIT):
                if line.strip():
                    yield parse_line(line)
    except OSError as error:
        raise _unreadable(str(path), error) from error


def _unreadable(where: str, error: Exception) -> DumpUnreadable:
    return DumpUnreadable(
        f"{where} can't be read as a dump of model cards",
        why=one_line(str(error)),
        fix="check that the file is whole, and that it is Parquet or JSON Lines as its name says",
    )


def model_id(row: Row) -> str:
    """The row's model, empty where it names none."""
    named = row.get("modelId") or row.get("id")
    return one_line(named.strip()) if isinstance(named, str) else ""


def snapshot_of(row: Row, *, retrieved_at: str) -> Snapshot:
    """The evidence that a row holds. Raises DumpUnreadable when it names no model.

    What the row does not hold is unavailable, never taken for absent.
    """
    name = model_id(row)
    if not name:
        why = row.get("problem", "its column `modelId` is empty")
        raise DumpUnreadable("A row of the dump names no model", why=one_line(str(why)), fix="mend the dump's row")
    listed = _siblings(row.get("siblings"))
    text, missing = _card(row.get("card"), listed)
    files = listed if listed is not None else (ListedFile(path=CARD_PATH),) if text is not None else ()
    leads = _leads(name, text, files, row, listing=listed is not None)
    unavailable = [*missing, *leads.unavailable]
    unavailable += [
        Unavailable(what=one_line(found.link), reason="network", detail="links are not followed from a dump")
        for found in leads.elsewhere
    ]
    if listed is None:
        unavailable.append(Unavailable(what=LISTING, reason="network", detail=NOT_HELD))
    else:
        selection = select(listed, leads.own)
        unavailable += selection.unavailable
        unavailable += [
            Unavailable(what=wanted.file.path, reason="network", detail=NOT_HELD)
            for wanted in selection.wanted
            if wanted.file.path.lower() != CARD
        ]
    gated = _gated(row)
    if gated is None:
        unavailable.append(Unavailable(what=GATE, reason="network", detail=NOT_HELD))
    return Snapshot(
        subject=Subject(
            id=name,
            revision=_revision(row),
            source="snapshot",
            url=f"{DEFAULT_ENDPOINT}/{name}",
            gated=bool(gated) if gated is not None else None,
            retrieved_at=retrieved_at,
        ),
        repository=_repository(name, files, row, gated),
        texts=sort_texts([text] if text is not None else []),
        unavailable=tuple(sorted(unavailable, key=lambda u: u.what)),
        linked=leads.own,
    )


def _card(given: Any, listed: tuple[ListedFile, ...] | None) -> tuple[TextFile | None, list[Unavailable]]:
    """The card as a text, and what is to be said where the row has none."""
    path = next((f.path for f in listed or () if f.path.lower() == CARD), None)
    if isinstance(given, str):
        given = given.encode("utf-8", "replace")
    if isinstance(given, bytes) and len(given) > CARD_LIMIT:
        return None, [too_large(path or CARD_PATH, CARD_LIMIT)]
    if isinstance(given, bytes) and (given or path is not None):
        return TextFile(path or CARD_PATH, given), []
    if listed is not None and path is None:
        return None, []  # its files are known, and there is no card among them
    return None, [Unavailable(what=path or CARD_PATH, reason="network", detail="the dump has no card of it")]


def _leads(name: str, text: TextFile | None, files: tuple[ListedFile, ...], row: Row, *, listing: bool) -> Leads:
    """Where the card's licence links lead; without a list of files nobody can say that a link leads nowhere."""
    if text is None:
        return Leads((), (), ())
    from openaudit.read.card import read_card  # noqa: PLC0415  a row without a card is audited without it

    revisions = frozenset({"main", _revision(row) or "main"})
    links = license_links(read_card(text).strings("license_link"))
    leads = follow(links, {file.path for file in files}, name, revisions, well_known)
    if listing:
        return leads
    told = tuple(
        msgspec.structs.replace(u, reason="network", detail=NOT_HELD) if u.reason == "not-found" else u
        for u in leads.unavailable
    )
    return msgspec.structs.replace(leads, unavailable=told)


def _repository(name: str, files: tuple[ListedFile, ...], row: Row, gated: Any) -> Repository:
    tags = row.get("tags")
    return Repository(
        id=name,
        files=files,
        gated=gated or False,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        pipeline_tag=_word(row.get("pipeline_tag")),
        library_name=_word(row.get("library_name")),
        created_at=_time(row.get("createdAt") or row.get("created_at")),
        last_modified=_time(row.get("lastModified") or row.get("last_modified")),
    )


def _siblings(given: Any) -> tuple[ListedFile, ...] | None:
    """The files that the row lists, each path once; None where it lists none, which no repository of the Hub does."""
    if not isinstance(given, list) or not given:
        return None
    found: dict[str, ListedFile] = {}
    for item in given:
        path = item.get("rfilename") or item.get("path") if isinstance(item, dict) else item
        size = item.get("size") if isinstance(item, dict) else None
        if isinstance(path, str) and path:
            found.setdefault(path, ListedFile(path=path, size=size if isinstance(size, int) and size >= 0 else None))
    return tuple(found.values()) or None


def _gated(row: Row) -> Any:
    """The Hub's word for it; None where the dump has none."""
    given = row.get("gated")
    if isinstance(given, str):
        given = {"false": False, "true": "manual"}.get(given.lower(), given)
    return cast("Any", given) if given in (False, True, "auto", "manual") else None


def _revision(row: Row) -> str | None:
    sha = row.get("sha")
    return sha if isinstance(sha, str) and _SHA.fullmatch(sha) else None


def _word(given: Any) -> str | None:
    return one_line(given) if isinstance(given, str) and given.strip() else None


def _time(given: Any) -> str | None:
    return given.isoformat() if isinstance(given, datetime) else _word(given)
