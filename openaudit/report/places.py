"""Where things stand: the line on which a model was named, and the address of a piece of evidence."""

from urllib.parse import quote

import msgspec

from openaudit.record import AuditRecord, Evidence

_HUB = "hf://"
_SAFE_IN_PATH = "/@:+,;=~!$&'()*"
_SAFE_IN_ADDRESS = _SAFE_IN_PATH + "?#%[]"


class SourceLine(msgspec.Struct, frozen=True):
    """A line (1-based) of a file that names a model: `reference` is the model's id as records have it.

    `revision` is that of the record which the line is of, empty for a record that has none; None where the line is of
    every record of the model.
    """

    reference: str
    file: str
    line: int
    revision: str | None = None


def address(record: AuditRecord, evidence: Evidence) -> str | None:
    """The web address of the file that the evidence cites, at the revision that was audited; None where it has none.

    Files of a base model are addressed at its newest state, as the record does not hold its revision.
    """
    file = evidence.file
    if file.startswith(("https://", "http://")):
        return _quoted(file, _SAFE_IN_ADDRESS)
    if file.startswith(_HUB):
        return _of_another(record, file.removeprefix(_HUB))
    if file.startswith("@") or not any(f.path == file for f in record.files):
        return None
    return repository_file(record, file)


def repository_file(record: AuditRecord, path: str) -> str | None:
    """The web address of a file of the audited repository; None where the repository has none."""
    url, revision = record.subject.url, record.subject.revision
    if url is None or revision is None or not url.startswith(("https://", "http://")):
        return None
    return f"{_quoted(url, _SAFE_IN_ADDRESS)}/blob/{_quoted(revision, '')}/{_quoted(path, _SAFE_IN_PATH)}"


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web, its odd characters escaped; None else, for whatever other scheme."""
    return _quoted(url, _SAFE_IN_ADDRESS) if url is not None and url.startswith(("https://", "http://")) else None


def with_lines(link: str, lines: tuple[int, int] | None) -> str:
    """The address with the lines as the Hub marks them.

    >>> with_lines("https://hub.example/a/b/blob/c/README.md", (3, 5))
    'https://hub.example/a/b/blob/c/README.md#L3-L5'
    """
    if lines is None or "#" in link:
        return link
    first, last = lines
    return f"{link}#L{first}" if first == last else f"{link}#L{first}-L{last}"


def _of_another(record: AuditRecord, rest: str) -> str | None:
    """A file of another repository of the same Hub: `org/name/path`, where the audited one's own address is known."""
    url = record.subject.url or ""
    owner, _, after = rest.partition("/")
    name, _, path = after.partition("/")
    if not path or not url.startswith(("https://", "http://")) or not url.endswith(f"/{record.subject.id}"):
        return None
    hub = url.removesuffix(record.subject.id)
    return f"{_quoted(hub, _SAFE_IN_ADDRESS)}{_quoted(f'{owner}/{name}/blob/main/{path}', _SAFE_IN_PATH)}"


def _quoted(words: str, safe: str) -> str:
    """The words as part of an address; what has no bytes in UTF-8 becomes a question mark, escaped."""
    return quote(words, safe=safe, errors="replace")
