"""The in-toto statement of an audit: which files it is about, by their hashes, and the record as the predicate.

Source: in-toto Attestation Framework, Statement v1; the predicate is ours and is described in docs/verify.md.
"""

from typing import Literal

import msgspec

from openaudit.errors import RecordsInvalid
from openaudit.record import AuditRecord
from openaudit.record.digest import PREFIX, seal

STATEMENT_TYPE: Literal["https://in-toto.io/Statement/v1"] = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Literal["https://openaudit.dev/attestation/audit/v1"] = "https://openaudit.dev/attestation/audit/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"


class ResourceDescriptor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject: its name, and its digests by algorithm (`sha256`, or `gitCommit` of a repository)."""

    name: str
    digest: dict[str, str]


class Predicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is attested: the record with its digest."""

    record: AuditRecord


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"type_": "_type"}):
    """An in-toto statement with our predicate."""

    type_: Literal["https://in-toto.io/Statement/v1"]
    subject: tuple[ResourceDescriptor, ...]
    predicateType: Literal["https://openaudit.dev/attestation/audit/v1"]  # noqa: N815  in-toto's spelling
    predicate: Predicate


def statement(record: AuditRecord, *, sha256_only: bool = False) -> Statement:
    """The statement of this record; `sha256_only` leaves out the commit, whose digest sigstore's clients refuse."""
    sealed = seal(record)
    subjects = (_by_sha256 if sha256_only else _subjects)(sealed)
    return Statement(STATEMENT_TYPE, subjects, PREDICATE_TYPE, Predicate(sealed))


def payload(made: Statement) -> bytes:
    """The bytes that are signed. Their layout is kept as it is: the signature is over them."""
    return msgspec.json.encode(made)


def read_payload(data: bytes) -> Statement:
    """The statement in signed bytes. Raises RecordsInvalid when it is none of ours, or of other files."""
    try:
        found = msgspec.json.decode(data, type=Statement)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(str(error)) from error
    if found.subject not in (_subjects(found.predicate.record), _by_sha256(found.predicate.record)):
        raise _invalid("its subjects are not the files of its record")
    return found


def _subjects(record: AuditRecord) -> tuple[ResourceDescriptor, ...]:
    """The commit where there is one, and every file whose hash is known; the record itself where there is neither."""
    if record.subject.revision is None:
        return _by_sha256(record)
    name = f"pkg:huggingface/{record.subject.id}@{record.subject.revision}"
    return (ResourceDescriptor(name, {"gitCommit": record.subject.revision}), *_files(record))


def _by_sha256(record: AuditRecord) -> tuple[ResourceDescriptor, ...]:
    """Every file whose hash is known; the record itself where there is none."""
    files = _files(record)
    if not files and isinstance(record.digest, str):
        return (ResourceDescriptor("the audit record", {"sha256": record.digest.removeprefix(PREFIX)}),)
    return files


def _files(record: AuditRecord) -> tuple[ResourceDescriptor, ...]:
    return tuple(ResourceDescriptor(f.path, {"sha256": f.sha256}) for f in record.files if f.sha256 is not None)


def _invalid(why: str) -> RecordsInvalid:
    return RecordsInvalid(
        "the signed statement is no audit", why=why, fix="name an attestation that `openaudit check --attest` wrote"
    )
