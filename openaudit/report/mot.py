"""The audit as a model file of the Model Openness Tool, ready to be completed and proposed there.

Source of the shape: MOT's own model files and schema, https://github.com/lfai/model_openness_tool. A component is
listed only where the evidence shows it, with the licence that holds for it. What could not be told stands as a comment
marked REVIEW, which claims nothing; what the user supplied is listed, and says so.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import msgspec
import yaml

from openaudit.read.mof import by_id, framework
from openaudit.record import AuditRecord
from openaudit.record.mof import Mof, MofComponent, MofReading
from openaudit.report.printable import printable

_UNLICENSED = "unlicensed"
_LISTED = frozenset({"included", "invalid", "unlicensed"})


class MotFormatter(msgspec.Struct, frozen=True):
    """One YAML document for each record; several are separated as YAML separates them."""

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The model files, ending with a newline."""
        return "---\n".join("".join(f"{line}\n" for line in _file(record)) for record in records)


def _file(record: AuditRecord) -> Iterator[str]:
    subject = record.subject
    mof = record.frameworks.mof
    if mof is None:
        yield f"# {_comment(subject.id)} could not be audited: there is nothing to write."
        return
    version, tool = framework().framework, record.tool
    at = f" at {subject.revision}" if subject.revision else ""
    yield f"# Written by {tool.name} {tool.version} (knowledge base of {tool.knowledge_base}) from its audit of"
    yield f"# {_comment(subject.id)}{_comment(at)}, seen on {_comment(subject.retrieved_at[:10])}."
    yield "# Lines marked REVIEW are what the audit could not tell: complete them before you propose this file."
    yield "framework:"
    yield from _pairs({"name": version.name, "version": version.version, "date": version.date}, 2)
    yield "release:"
    owner, _, name = subject.id.rpartition("/")
    yield from _pairs({"name": name, "version": ""}, 2)
    yield "  # REVIEW: the date of the audit, not that of the release"
    yield from _pairs({"date": subject.retrieved_at[:10], "type": "", "architecture": ""}, 2)
    origin = record.lineage[0].id if record.lineage else ""
    about = {"origin": origin, "producer": owner, "contact": "", "repository": "", "huggingface": subject.url or ""}
    yield from _pairs(about, 2)
    yield "  license: {}"
    yield from _components(record, mof, mof.with_supplied or mof)


def _components(record: AuditRecord, mof: Mof, believed: MofReading) -> Iterator[str]:
    listed = [c for c in believed.components if c.status in _LISTED]
    yield "  components:" if listed else "  components: []"
    for component in listed:
        yield "    -"
        yield from _pairs(_entry(record, component), 6)
    for component in mof.components:
        if component.status == "unknown" and component.id not in {c.id for c in listed}:
            yield f"    # REVIEW: {_comment(component.reason)}"
            yield "    # -"
            yield from (f"    #   {line}" for line in _pairs(_entry(record, component), 0))


def _entry(record: AuditRecord, component: MofComponent) -> dict[str, str]:
    """A component as MOT lists it; the licence is always its own, so that none is inherited by accident."""
    description = by_id()[component.id].description
    if component.supplied:
        description += " (REVIEW: supplied by the user, not seen in the audit)"
    entry = {"name": component.name, "description": description}
    if component.status != "unknown":
        entry["license"] = component.license or _UNLICENSED
    path = _path(record, component)
    return entry | ({"component_path": path} if path else {})


def _path(record: AuditRecord, component: MofComponent) -> str:
    """Where the component is to be had: the user's address, else the file that shows it."""
    if component.supplied:
        return next((s.url or "" for s in record.supplied if s.component == component.name), "")
    if not component.evidence:
        return ""
    subject = record.subject
    shown = next(e.file for e in record.evidence if e.id == component.evidence[0])
    path = shown if shown in {f.path for f in record.files} else None
    if subject.source != "local" and subject.url is not None:
        at = f"/blob/{subject.revision or 'main'}/{quote(path)}" if path is not None else ""
        return f"{subject.url}{at}"
    return path or ""


def _pairs(pairs: dict[str, str], indent: int) -> Iterator[str]:
    yield from (f"{' ' * indent}{key}: {_quoted(words)}" for key, words in pairs.items())


def _quoted(words: str) -> str:
    """The words as a YAML scalar on one line, whatever they hold."""
    clean = words.encode("utf-8", "replace").decode()
    return str(yaml.safe_dump(clean, default_style='"', allow_unicode=False, width=2**31)).strip()


def _comment(words: str) -> str:
    return printable(words)
