"""Files that openaudit itself wrote: its answers name models that were audited, not used; a lock pins what is used."""

from collections.abc import Iterator
from typing import Any

import msgspec

from openaudit.lock.document import NAME as LOCK
from openaudit.scan.names import named
from openaudit.scan.places import Place

_US = "openaudit"


class _Named(msgspec.Struct):
    name: str


class _Driven(msgspec.Struct):
    driver: _Named


class _Run(msgspec.Struct):
    tool: _Driven


class _Record(msgspec.Struct):
    schema_version: str
    tool: _Named


class _Sarif(msgspec.Struct):
    runs: tuple[_Run, ...]


class _Tools(msgspec.Struct):
    components: tuple[_Named, ...]


class _Metadata(msgspec.Struct):
    tools: _Tools


class _CycloneDx(msgspec.Struct):
    bomFormat: str  # noqa: N815  CycloneDX's spelling
    metadata: _Metadata


class _Model(msgspec.Struct):
    reference: str
    places: tuple[dict[str, Any], ...]


class _Scan(msgspec.Struct):
    schema_version: str
    files: int
    models: tuple[_Model, ...]
    skipped: tuple[dict[str, Any], ...]


def is_lock(file: str) -> bool:
    """Whether the path is one of a lock file of ours."""
    return file.rpartition("/")[2] == LOCK


def is_ours(text: str) -> bool:
    """Whether a JSON text is a record, an array of records, the answer of a scan, SARIF or an SBOM that we wrote."""
    if _US not in text and '"schema_version"' not in text:
        return False
    return any(is_one(text) for is_one in (_is_record, _is_sarif, _is_scan, _is_cyclonedx, _is_spdx))


def lock_places(text: str, file: str) -> Iterator[Place]:
    """The models of a lock of ours, at their pinned revisions: the keys of `models`. Raises ValueError for no JSON."""
    value = msgspec.json.decode(text)
    models = value.get("models") if isinstance(value, dict) else None
    lines = text.splitlines()
    for reference, pinned in models.items() if isinstance(models, dict) else ():
        line = next((n for n, words in enumerate(lines, 1) if words.strip().startswith(f'"{reference}":')), 1)
        if isinstance(pinned, dict) and named(reference, owner=False) is not None:
            revision = pinned.get("revision")
            yield Place(
                reference=reference, file=file, line=line, revision=revision if isinstance(revision, str) else None
            )


def _is_record(text: str) -> bool:
    found = _decoded(text, _Record | tuple[_Record, ...])
    records = found if isinstance(found, tuple) else (found,)
    return bool(records) and all(isinstance(r, _Record) and r.tool.name == _US for r in records)


def _is_sarif(text: str) -> bool:
    found = _decoded(text, _Sarif)
    return found is not None and bool(found.runs) and all(run.tool.driver.name == _US for run in found.runs)


def _is_cyclonedx(text: str) -> bool:
    found = _decoded(text, _CycloneDx)
    return found is not None and any(tool.name == _US for tool in found.metadata.tools.components)


def _is_spdx(text: str) -> bool:
    found = _decoded(text, dict[str, Any])
    graph = found.get("@graph") if found is not None else None
    elements = graph if isinstance(graph, list) else []
    return any(isinstance(e, dict) and e.get("type") == "Tool" and str(e.get("name")).startswith(_US) for e in elements)


def _is_scan(text: str) -> bool:
    return _decoded(text, _Scan) is not None


def _decoded(text: str, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
