"""What of a sigstore bundle's bytes no signature covers, held against the one way in which we write them.

Sources: sigstore's protobuf-specs (bundle v0.3 as JSON), C2SP's signed note and tlog-checkpoint.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import msgspec

from openaudit.record.json import one_line

_DASH = "—"


class _Envelope(msgspec.Struct, frozen=True):
    payload: bytes


class _Checkpoint(msgspec.Struct, frozen=True):
    envelope: str


class _Proof(msgspec.Struct, frozen=True, rename="camel"):
    log_index: str
    tree_size: str
    checkpoint: _Checkpoint


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    log_index: str
    inclusion_proof: _Proof


class _Material(msgspec.Struct, frozen=True, rename="camel"):
    tlog_entries: tuple[_Entry]


class Layout(msgspec.Struct, frozen=True, rename="camel"):
    """The parts of a bundle that are looked at here; all others are sigstore's."""

    verification_material: _Material
    dsse_envelope: _Envelope

    @property
    def payload(self) -> bytes:
        """The statement's bytes, signed by whomever."""
        return self.dsse_envelope.payload

    @property
    def entry(self) -> _Entry:
        """The entry of the transparency log."""
        return self.verification_material.tlog_entries[0]


def laid_out(bundle: str) -> str:
    """The bundle as we write it: sigstore's JSON on one line, newline included."""
    return one_line(msgspec.json.decode(bundle))


def alterations(data: bytes, understood: str) -> tuple[str, ...]:
    """Where these bytes are not what was written, though every signature in them holds; empty when nowhere.

    `understood` is the bundle as JSON again, from what sigstore made of these bytes. The bytes must be a bundle's.
    """
    return tuple(_alterations(data, understood))


def cosignatures(layout: Layout) -> int:
    """How many others cosigned the log's checkpoint: nobody's keys for these are at hand, so they prove nothing."""
    return len(_signatures(layout.entry.inclusion_proof.checkpoint.envelope)) - 1


def _alterations(data: bytes, understood: str) -> Iterator[str]:
    found: Any = msgspec.json.decode(data)
    if one_line(found).encode() != data:
        yield "its bytes are not those that openaudit writes for these values"
    if msgspec.json.decode(understood) != found:
        yield "it holds values that are written otherwise than sigstore writes them"
    if any(s.get("keyid") for s in found["dsseEnvelope"]["signatures"]):
        yield "its signature names a key, and a signature of sigstore's has none"
    proof = msgspec.json.decode(data, type=Layout).entry.inclusion_proof
    if not _same_tree(proof):
        yield "its proof of inclusion is for another size of the log than the log signed"
    if not _well_written(proof.checkpoint.envelope):
        yield "the log's checkpoint is not written as logs write it"


def _same_tree(proof: _Proof) -> bool:
    """Whether the proof is for the tree that the checkpoint's second line is of: the hashes alone fit others too."""
    lines = proof.checkpoint.envelope.split("\n")
    return len(lines) > 1 and lines[1] == proof.tree_size and int(proof.log_index) < int(proof.tree_size)


def _well_written(note: str) -> bool:
    """Whether the note's signatures are just so many lines, in base64 as it is written, the log's own among them."""
    origin = note.split("\n", 1)[0]
    names = []
    for line in _signatures(note):
        match line.split(" "):
            case [dash, name, signature] if dash == _DASH and _canonical(signature):
                names.append(name)
            case _:
                return False
    return note.endswith("\n") and any(origin == name or origin.startswith(f"{name} - ") for name in names)


def _signatures(note: str) -> list[str]:
    return note.partition("\n\n")[2].removesuffix("\n").split("\n")


def _canonical(text: str) -> bool:
    """Whether a text is base64 with no stray bits or characters: decoders pass over both."""
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except binascii.Error:
        return False
