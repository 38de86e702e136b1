"""The catalogue as a source: dated facts that ship with openaudit, for systems and models known by name."""

from functools import cache
from typing import Literal

import msgspec

from openaudit.datafiles import read_data
from openaudit.errors import KnowledgeInvalid, NoSuchModel
from openaudit.fetch.reference import DEFAULT_ENDPOINT, Reference
from openaudit.licensing.knowledge import normal_name, parse
from openaudit.record import Subject, Unavailable
from openaudit.snapshot import CATALOGUE, Repository, Snapshot, TextFile, sort_texts


class CatalogueHit(msgspec.Struct, frozen=True):
    """A name that the catalogue knows: the `id` it stands for, and the `file` that has the facts."""

    id: str
    file: str


class _Index(msgspec.Struct, frozen=True):
    version: str
    names: dict[str, CatalogueHit]


class _Head(msgspec.Struct, frozen=True):
    """What fetch needs of an entry; the facts are read's."""

    kind: Literal["api", "open"]
    date: str
    covers: tuple[str, ...] = ()
    gated: Literal["auto", "manual"] | None = None
    base_model: str | None = None


class CatalogueFile(msgspec.Struct, frozen=True):
    """An entry's file, byte for byte, and what it says of itself."""

    hit: CatalogueHit
    head: _Head
    data: bytes

    @property
    def on_hub(self) -> bool:
        """Whether the id is a repository's: not that of an API-only system, nor of a family of models."""
        return self.head.kind == "open" and self.hit.id in self.head.covers


def find(name: str) -> CatalogueHit | None:
    """What the catalogue knows by this name (an id or another name), or None.

    Raises KnowledgeInvalid when the catalogue can't be read.
    """
    return _index().names.get(normal_name(name))


def entry(hit: CatalogueHit) -> CatalogueFile:
    """The entry with the facts. Raises KnowledgeInvalid when its file can't be read."""
    data = _read(hit.file)
    return CatalogueFile(hit, parse(data, _Head, hit.file), data)


def with_bases(found: CatalogueFile) -> tuple[CatalogueFile, ...]:
    """The entry, then those of the models that it descends from, as far up as the catalogue knows them."""
    chain = [found]
    while (base := chain[-1].head.base_model) is not None and (hit := find(base)) is not None:
        if any(hit.file == known.hit.file for known in chain):
            break
        chain.append(entry(hit))
    return tuple(chain)


class CatalogueFetcher:
    """Snapshots that hold the entry itself, and those of the models that it descends from."""

    def fetch(self, reference: Reference) -> Snapshot:
        """The catalogue's facts, retrieved when they were written down. Raises NoSuchModel for an unknown name."""
        hit = find(reference.id)
        if hit is None:
            raise NoSuchModel(
                f"{reference.id} is not in the catalogue",
                why="the catalogue has only well-known models",
                fix="audit it online, or from a saved snapshot",
            )
        found = entry(hit)
        return Snapshot(
            subject=Subject(
                id=hit.id,
                revision=None,
                source="catalogue",
                url=f"{DEFAULT_ENDPOINT}/{hit.id}" if found.on_hub else None,
                gated=found.head.gated is not None if found.head.kind == "open" else None,
                retrieved_at=f"{found.head.date}T00:00:00Z",
            ),
            repository=Repository(id=hit.id, files=(), gated=found.head.gated or False),
            unavailable=(_unread(hit.id, found.head.date),) if found.head.kind == "open" else (),
            texts=sort_texts(TextFile(f"{CATALOGUE}{f.hit.file}", f.data) for f in with_bases(found)),
        )


def _unread(model: str, date: str) -> Unavailable:
    detail = f"not asked for: these are the facts that the catalogue had on {date}"
    return Unavailable(what=f"the repository of {model}", reason="network", detail=detail)


@cache
def _index() -> _Index:
    return parse(_read("index.json"), _Index, "index.json")


def _read(file: str) -> bytes:
    try:
        return read_data("catalogue", file)
    except OSError as error:
        raise KnowledgeInvalid(
            f"the catalogue's {file} can't be read", why=error.strerror or str(error), fix="reinstall openaudit"
        ) from error
