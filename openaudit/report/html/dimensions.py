"""The dimensions that the wheel and the heat map show: what is released, what the licence allows, what it restricts.

Each is as full as its level stands among the levels that the record knows, as the bars of the terminal are.
"""

from typing import get_args

import msgspec

from openaudit.record import AuditRecord, Axes, CodeLevel, DataLevel, Freedom, Tier, WeightsLevel
from openaudit.report import wording

STEPS = 6  # of fullness; thirds and halves are whole numbers of them
UNKNOWN = "unknown"
FILLED: dict[Freedom, int | None] = {"yes": STEPS, "conditional": STEPS // 2, "no": 0, "unknown": None}


class Dimension(msgspec.Struct, frozen=True, kw_only=True):
    """One dimension: `steps` of fullness from 0 to 6, None where it is not known; a `word`, and what it `says`."""

    key: str
    title: str
    steps: int | None
    word: str
    says: str
    evidence: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """`open`, `partial`, `closed` or `unknown`."""
        if self.steps is None:
            return UNKNOWN
        return {0: "closed", STEPS: "open"}.get(self.steps, "partial")


TITLES = {
    "weights": "Weights",
    "code": "Code",
    "data": "Data",
    "use": "Use",
    "study": "Study",
    "modify": "Modify",
    "share": "Share",
    "restrictions": "Restrictions",
}


def dimensions(record: AuditRecord) -> tuple[Dimension, ...]:
    """The eight dimensions; none for a model that could not be audited."""
    axes = record.axes
    if axes is None:
        return ()
    return (*_released(axes), *_freedoms(axes, record.verdict.tier), _restrictions(axes, record.verdict.tier))


def _released(axes: Axes) -> tuple[Dimension, ...]:
    weights, code, data = axes.weights, axes.code, axes.data
    about = [wording.WEIGHTS[weights.level], ", ".join(weights.formats)]
    about += ["intermediate checkpoints too"] if weights.checkpoints == "intermediate" else []
    return (
        _level("weights", weights.level, get_args(WeightsLevel), " · ".join(filter(None, about)), weights.evidence),
        _level("code", code.level, get_args(CodeLevel), wording.CODE[code.level], code.evidence),
        _level("data", data.level, get_args(DataLevel), wording.DATA[data.level], data.evidence),
    )


def _level(key: str, level: str, levels: tuple[str, ...], says: str, evidence: tuple[str, ...]) -> Dimension:
    known = [name for name in levels if name != UNKNOWN]
    steps = STEPS * known.index(level) // (len(known) - 1) if level in known else None
    return Dimension(key=key, title=TITLES[key], steps=steps, word=level, says=says, evidence=evidence)


def _freedoms(axes: Axes, tier: Tier) -> tuple[Dimension, ...]:
    found = axes.freedoms
    given = {"use": found.use, "study": found.study, "modify": found.modify, "share": found.share}
    says = {
        "yes": "yes: the licence allows it",
        "conditional": "conditional: the licence allows it with limits",
        "no": "no: the licence does not allow it",
        "unknown": "unknown: the terms are not known",
    }
    if tier == "undetermined":  # no licence is known in full that would allow anything
        says |= {
            "yes": "yes, as far as the terms are known",
            "conditional": "conditional at most: what is known of the terms limits it",
        }
    return tuple(
        Dimension(
            key=name,
            title=TITLES[name],
            steps=FILLED[answer],
            word=answer,
            says=says[answer],
            evidence=found.evidence,
        )
        for name, answer in given.items()
    )


def _restrictions(axes: Axes, tier: Tier) -> Dimension:
    kinds = list(dict.fromkeys(wording.RESTRICTION[r.kind] for r in axes.restrictions))
    evidence = tuple(dict.fromkeys(i for r in axes.restrictions for i in r.evidence))
    steps: int | None
    if kinds:
        steps, word, says = 0, f"{len(kinds)}", f"{len(kinds)}: {', '.join(kinds)}"
    elif tier in wording.NONE_READ:
        steps, word, says = None, UNKNOWN, wording.NONE_READ[tier]
    else:
        steps, word, says = STEPS, "none", wording.NO_RESTRICTION
    return Dimension(
        key="restrictions", title=TITLES["restrictions"], steps=steps, word=word, says=says, evidence=evidence
    )
