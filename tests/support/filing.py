"""A record filed with its evidence, and keys to sign it with."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from openaudit.audit import audit
from openaudit.record import AuditRecord
from openaudit.report.json import JsonFormatter
from openaudit.snapshot import Followed, Snapshot, load, save
from tests.support.snapshots import MIT, STRANGE, card, snapshot


class Filing(msgspec.Struct, frozen=True):
    """Where the record, its snapshot and the two keys lie; and the record."""

    folder: Path
    record: AuditRecord

    @property
    def path(self) -> Path:
        return self.folder / "record.json"

    @property
    def snapshot(self) -> Path:
        return self.folder / "snapshot"

    @property
    def private_key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def public_key(self) -> Path:
        return self.folder / "key.pub"


def evidence() -> Snapshot:
    """A model with a card, two licence texts and a base."""
    base = snapshot(card("A base.", license="llama3.1"), model_id="acme/base")
    model = snapshot(
        card("An open source model, for research only.", license="mit", base_model="acme/base"),
        texts={"LICENSE": MIT, "USE_POLICY.md": STRANGE},
    )
    return msgspec.structs.replace(model, ancestors=(Followed("acme/base", base),))


def file_record(folder: Path) -> Filing:
    """Save the evidence, audit it and write the record as `check --format json` does; make a pair of keys."""
    save(evidence(), folder / "snapshot")
    filing = Filing(folder, audit(load(folder / "snapshot")))
    filing.path.write_text(JsonFormatter().format([filing.record]), encoding="utf-8")
    write_keys(filing.private_key, filing.public_key)
    return filing


def write_keys(private: Path, public: Path) -> None:
    """A new Ed25519 key in two PEM files."""
    key = Ed25519PrivateKey.generate()
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
