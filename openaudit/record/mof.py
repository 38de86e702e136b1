"""The part of the record that speaks of the Model Openness Framework; also what `openaudit mof` answers with."""

from typing import Literal

import msgspec

from openaudit.record.value import Value

MofClass = Literal["I", "II", "III"]
ComponentStatus = Literal["included", "missing", "unlicensed", "invalid", "unknown"]
CLASSES: tuple[MofClass, ...] = ("III", "II", "I")
"""From the least to the most demanding."""


class MofComponent(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One component of the framework: where it stands, under which licence, and why.

    `conditional`: its licence is open, but not one that the framework means for this type of component. `supplied`:
    the user says so; it was not seen.
    """

    id: int
    name: str
    status: ComponentStatus
    license: str | None
    evidence: tuple[str, ...]
    reason: str = ""
    optional: bool = False
    conditional: bool = False
    supplied: bool = False


class MofReading(Value, frozen=True, kw_only=True):
    """A class with what it rests on. `progress` is in percent; `missing` names what `next_class` still lacks.

    `unknown` names what it asks for and could not be told: neither met nor missing.
    """

    class_: MofClass | None = msgspec.field(name="class")
    progress: dict[MofClass, float]
    next_class: MofClass | None
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    conditional: tuple[str, ...]
    components: tuple[MofComponent, ...]


class Mof(MofReading, frozen=True, kw_only=True):
    """An audited model's class, from what was seen alone.

    `possible_class` is the best that what is not known leaves room for; `with_supplied` the reading that also believes
    what the user supplied, null where nothing was.
    """

    possible_class: MofClass | None
    with_supplied: MofReading | None = None
