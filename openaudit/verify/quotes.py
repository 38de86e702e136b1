"""Every quote of a record held against the file that it is from: the file's hash, the lines, the words."""

from collections.abc import Iterator

from openaudit import datafiles
from openaudit.read.text import Document, read_text
from openaudit.record import AuditRecord, Evidence
from openaudit.snapshot import CATALOGUE, Snapshot, TextFile
from openaudit.verify.result import Check

_PACKAGE = "openaudit/"
_CUT = "…"


def quotes(record: AuditRecord, snapshot: Snapshot, *, same_version: bool) -> Check:
    """Whether each piece of evidence stands where the record says.

    The knowledge base's files are those of this installation: where another version made the record and they differ,
    their quotes are not checked.
    """
    texts = {text.sha256: text for text in _texts(snapshot)}
    documents: dict[str, Document] = {}
    broken: list[str] = []
    unchecked: list[str] = []
    for evidence in record.evidence:
        text = _own(evidence) or texts.get(evidence.sha256)
        if text is None or text.sha256 != evidence.sha256:
            own = evidence.file.startswith(_PACKAGE) and not same_version
            why = "the file of that hash is not in the snapshot" if not own else "from another knowledge base"
            (unchecked if own else broken).append(f"{_place(evidence)}: {why}")
            continue
        document = documents.setdefault(text.sha256, read_text(text))
        if not _stands(evidence, document):
            broken.append(f"{_place(evidence)}: these words are not there: {evidence.quote[:80]!r}")
    count = len(record.evidence)
    if broken:
        return Check(
            id="quotes", outcome="broken", message=f"{len(broken)} of {count} quotes don't stand", details=tuple(broken)
        )
    if unchecked:
        message = f"{len(unchecked)} of {count} quotes are from another version's knowledge base"
        return Check(id="quotes", outcome="not-checked", message=message, details=tuple(unchecked))
    return Check(
        id="quotes", outcome="holds", message=f"all {count} quotes stand at their lines in files of their hash"
    )


def _texts(snapshot: Snapshot) -> Iterator[TextFile]:
    """All texts that evidence can be from: the model's, the user's, those of its ancestors."""
    yield from snapshot.texts
    yield from snapshot.supplied
    yield snapshot.repository_text
    for ancestor in snapshot.ancestors:
        yield from _texts(ancestor.snapshot)


def _own(evidence: Evidence) -> TextFile | None:
    """The file of the knowledge base that is cited, None when the evidence is from elsewhere or there is none."""
    parts = evidence.file.removeprefix(_PACKAGE).split("/")
    if not evidence.file.startswith(_PACKAGE) or evidence.file.startswith(CATALOGUE) or ".." in parts:
        return None
    try:
        return TextFile(evidence.file, datafiles.read_data(*parts))
    except (OSError, ValueError):
        return None


def _stands(evidence: Evidence, document: Document) -> bool:
    """Whether the words stand at the lines: blanks count alike, a shortened quote as far as it goes."""
    if evidence.lines is None:
        return True
    first, last = evidence.lines
    if not 1 <= first <= last <= len(document.lines):
        return False
    there = " ".join(" ".join(document.lines[first - 1 : last]).split())
    quote = " ".join(evidence.quote.split())
    return (quote.removesuffix(_CUT).rstrip() if quote.endswith(_CUT) else quote) in there


def _place(evidence: Evidence) -> str:
    at = f":{evidence.lines[0]}-{evidence.lines[1]}" if evidence.lines is not None else ""
    return f"{evidence.id} {evidence.file}{at}"
