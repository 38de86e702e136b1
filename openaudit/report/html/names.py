"""The names of the pages of a folder: of the model's id, safe on every file system, and no two alike."""

import hashlib
import re
from collections.abc import Sequence

from openaudit.record import AuditRecord

INDEX = "index.html"
MODELS = "models"
UPWARDS = "../"  # from a model's page to the folder
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_LONGEST = 120


def file_names(records: Sequence[AuditRecord]) -> tuple[str, ...]:
    """The path of each model's page: `models/org--name.html`.

    A name that had to be changed, or that is taken, ends with a hash of the record's place and id.
    """
    taken: set[str] = set()
    names = []
    for place, record in enumerate(records):
        name = _plain(record.subject.id)
        if name is None or name.casefold() in taken:
            name = _hashed(record.subject.id, place)
        taken.add(name.casefold())
        names.append(f"{MODELS}/{name}.html")
    return tuple(names)


def _plain(identity: str) -> str | None:
    """The id as a name, where nothing of it is lost; `org/name`, so that no system reserves it."""
    owner, slash, name = identity.partition("/")
    plain = f"{owner}--{name}"
    return plain if slash and _SAFE.fullmatch(owner) and _SAFE.fullmatch(name) and len(plain) <= _LONGEST else None


def _hashed(identity: str, place: int) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", identity).strip("-")[:40]
    digest = hashlib.sha256(f"{place} {identity}".encode(errors="surrogatepass")).hexdigest()[:12]
    return f"model-{words}-{digest}" if words else f"model-{digest}"
