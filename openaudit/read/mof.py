"""The Model Openness Framework's components and licence lists, out of mof.toml: facts for reading and judging alike."""

from functools import cache
from typing import Literal

import msgspec

from openaudit.datafiles import read_data
from openaudit.licensing.knowledge import Strict, parse
from openaudit.read.readings import DocumentName, PartName
from openaudit.record.mof import MofClass

_FILE = "mof.toml"
ComponentType = Literal["code", "data", "document"]
Shown = Literal["architecture-code", "weights", "card", "datasets"] | PartName


class Component(Strict, frozen=True, kw_only=True):
    """A component of the framework: MOT's number and name for it, its type, and the class that asks for it.

    `shown_by` is what of an audit's evidence shows it, `supplied_as` what else a user's word for it tells of.
    """

    id: int
    name: str
    type: ComponentType
    class_: MofClass = msgspec.field(name="class")
    description: str
    optional: bool = False
    shown_by: Shown | None = None
    supplied_as: DocumentName | None = None


class Licenses(Strict, frozen=True, kw_only=True):
    """MOT's licence lists: `open` beside what the OSI or the FSF approves, `mended` what the list misspells."""

    open: frozenset[str]
    mended: dict[str, str]
    none: frozenset[str]
    not_included: frozenset[str]
    appropriate: dict[ComponentType, frozenset[str]]
    also_appropriate: dict[ComponentType, frozenset[str]]


class Substitute(Strict, frozen=True):
    """The component that may be `omitted` where the one of `by` is there."""

    omitted: int
    by: int


class Version(Strict, frozen=True):
    """The framework as a MOT file names it."""

    name: str
    version: str
    date: str


class Framework(Strict, frozen=True, kw_only=True, dict=True):
    """All of mof.toml; `components` in the order in which they are told."""

    framework: Version
    substitute: Substitute
    licenses: Licenses
    components: tuple[Component, ...]


@cache
def framework() -> Framework:
    """The framework. Raises KnowledgeInvalid when the installation's own file is damaged."""
    return parse(read_data("read", _FILE), Framework, _FILE)


@cache
def by_id() -> dict[int, Component]:
    """The components by their number."""
    return {c.id: c for c in framework().components}


@cache
def by_name() -> dict[str, Component]:
    """The components by their name, which MOT matches to the letter."""
    return {c.name: c for c in framework().components}
