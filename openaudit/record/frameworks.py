"""The verdicts under each framework, as the record holds them under `frameworks`.

An outcome is never a default: `met` rests on what was seen, `not_met` on what was seen against it, and what was not to
be had is `unknown`, with what is missing as its reason.
"""

from typing import Literal

import msgspec

from openaudit.record.mof import Mof
from openaudit.record.value import Value

Outcome = Literal["met", "partial", "not_met", "not_applicable", "unknown"]
Answer = Literal["yes", "no", "unknown"]
Level = Literal["open", "partial", "closed", "unknown"]
Test = Literal["pass", "fail", "unknown"]


class Criterion(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One criterion of a framework: where it stands there (`source`), its outcome, why in words, and the proof.

    `supplied`: its outcome rests on what the user says, which was not seen.
    """

    id: str
    title: str
    source: str
    outcome: Outcome
    reason: str
    evidence: tuple[str, ...]
    supplied: bool = False


class OsaidReading(Value, frozen=True, kw_only=True):
    """Open Source AI Definition 1.0. `yes` only where every criterion is met; `no` where one is known not to be."""

    conforms: Answer
    criteria: tuple[Criterion, ...]


class Osaid(OsaidReading, frozen=True, kw_only=True):
    """The definition's answer, from what was seen alone; `with_supplied` believes the user too."""

    with_supplied: OsaidReading | msgspec.UnsetType = msgspec.UNSET


class Dimension(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One dimension of the European Open Source AI Index; `supplied`: it rests on what the user says."""

    title: str
    level: Level
    reason: str
    evidence: tuple[str, ...]
    supplied: bool = False


class OsaiReading(Value, frozen=True, kw_only=True):
    """The index's twelve dimensions; `score` is the mean over the `known` ones (open 1, partial 0.5, closed 0).

    Over all twelve it lies between `lowest`, were the unknown ones closed, and `highest`, were they open.
    """

    score: float | None
    known: int
    lowest: float
    highest: float
    dimensions: dict[str, Dimension]


class Osai(OsaiReading, frozen=True, kw_only=True):
    """The index's answer, from what was seen alone; `with_supplied` believes the user too."""

    with_supplied: OsaiReading | msgspec.UnsetType = msgspec.UNSET


class EuAiAct(Value, frozen=True, kw_only=True):
    """The exemption of Article 53(2): `exempt` over all criteria, `license_test` over what the licence must grant.

    `due` are the duties that the exemption never lifts; `note` says what this answer is not.
    """

    exempt: Answer
    license_test: Test
    criteria: tuple[Criterion, ...]
    due: tuple[Criterion, ...]
    note: str


class Frameworks(Value, frozen=True, kw_only=True, omit_defaults=True):
    """The verdicts by framework; empty for a model that could not be audited."""

    mof: Mof | None = None
    osaid: Osaid | None = None
    osai: Osai | None = None
    eu_ai_act: EuAiAct | None = None
