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


def statement(record: AuditRecord) -> Statement:
    """The statement of this record."""
    sealed = seal(record)
    return Statement(STATEMENT_TYPE, _subjects(sealed), PREDICATE_TYPE, Predicate(sealed))


def payload(made: Statement) -> bytes:
    """The bytes that are signed. Their layout is kept as it is: the signature is over them."""
    return msgspec.json.encode(made)


def read_payload(data: bytes) -> Statement:
    """The statement in signed bytes. Raises RecordsInvalid when it is none of ours, or of other files."""
    try:
        found = msgspec.json.decode(data, type=Statement)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(str(error)) from error
    if found.subject != _subjects(found.predicate.record):
        raise _invalid("its subjects are not the files of its record")
    return found


def _subjects(record: AuditRecord) -> tuple[ResourceDescriptor, ...]:
    """The commit where there is one, and every file whose hash is known; the record itself where there is neither."""
    subjects = [ResourceDescriptor(f.path, {"sha256": f.sha256}) for f in record.files if f.sha256 is not None]
    if record.subject.revision is not None:
        name = f"pkg:huggingface/{record.subject.id}@{record.subject.revision}"
        subjects.insert(0, ResourceDescriptor(name, {"gitCommit": record.subject.revision}))
    if not subjects and isinstance(record.digest, str):
        subjects.append(ResourceDescriptor("the audit record", {"sha256": record.digest.removeprefix(PREFIX)}))
    return tuple(subjects)


def _invalid(why: str) -> RecordsInvalid:
    return RecordsInvalid(
        "the signed statement is no audit", why=why, fix="name an attestation that `openaudit check --attest` wrote"
    )
