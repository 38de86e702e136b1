"""The verdicts under the frameworks in a few words each, for every format that people read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from openaudit.record import Freedom
from openaudit.record.frameworks import (
    Criterion,
    EuAiAct,
    Frameworks,
    Level,
    Osai,
    Osaid,
    OsaidReading,
    OsaiReading,
    Outcome,
    Test,
)
from openaudit.record.mof import ComponentStatus, Mof, MofReading
from openaudit.vocabulary import enumerate_words

_SHOWN = 2  # criteria named in one line
LICENSE_TEST: dict[Test, str] = {
    "pass": "the licence passes",
    "fail": "the licence fails",
    "unknown": "the licence is doubtful",
}

TITLE: dict[str, str] = {
    "mof": "Model Openness Framework 1.0",
    "osaid": "Open Source AI Definition 1.0",
    "osai": "European Open Source AI Index",
    "eu_ai_act": "EU AI Act, Article 53(2)",
}
OUTCOME: dict[Outcome, tuple[Freedom, str]] = {
    "met": ("yes", "met"),
    "partial": ("conditional", "in part"),
    "not_met": ("no", "not met"),
    "not_applicable": ("yes", "not asked"),
    "unknown": ("unknown", "unknown"),
}
STATUS: dict[ComponentStatus, Freedom] = {
    "included": "yes",
    "missing": "no",
    "unlicensed": "no",
    "invalid": "no",
    "unknown": "unknown",
}
LEVEL: dict[Level, Freedom] = {"open": "yes", "partial": "conditional", "closed": "no", "unknown": "unknown"}


class Line(NamedTuple):
    """A framework's verdict in one line: its key in the record, its name, the answer, and what decides it."""

    key: str
    name: str
    answer: Freedom | None
    verdict: str
    words: str


def lines(found: Frameworks) -> Iterator[Line]:
    """A line for each framework that the record holds."""
    if found.mof is not None:
        verdict = f"class {found.mof.class_}" if found.mof.class_ is not None else "no class"
        yield Line("mof", "MOF 1.0", None, verdict, _mof(found.mof))
    if found.osaid is not None:
        yield Line("osaid", "OSAID 1.0", found.osaid.conforms, found.osaid.conforms, _osaid(found.osaid))
    if found.osai is not None:
        score = f"{found.osai.score:.2f}" if found.osai.score is not None else "unknown"
        yield Line("osai", "OSAI index", None, score, _osai(found.osai))
    if found.eu_ai_act is not None:
        eu = found.eu_ai_act
        yield Line("eu_ai_act", "EU AI Act 53(2)", eu.exempt, eu.exempt, _eu(eu))


def _mof(found: Mof) -> str:
    required = [c for c in found.components if not c.optional]
    included = sum(c.status == "included" for c in required)
    told = f"{included} of {len(required)} components are there under open licences"
    if found.possible_class is not None and found.possible_class != found.class_:
        told += f"; class {found.possible_class} is not ruled out"
    return told


def _osaid(found: Osaid) -> str:
    met = sum(c.outcome in {"met", "not_applicable"} for c in found.criteria)
    if found.conforms == "no":
        failing = [c for c in found.criteria if c.outcome == "not_met"]
        return f"not met: {_titles(sorted(failing, key=_of_parameters, reverse=True))}"
    if found.conforms == "yes":
        return "every criterion is met, by what the card and the list of files say"
    lacking = [c for c in found.criteria if c.outcome in {"partial", "unknown"}]
    return f"{met} of {len(found.criteria)} criteria met; not shown: {_titles(lacking)}"


def _of_parameters(criterion: Criterion) -> bool:
    """What fails of the parameters themselves is told before the rest."""
    return criterion.id.startswith("parameters")


def _osai(found: Osai) -> str:
    count = len(found.dimensions)
    by_level = {
        level: sum(d.level == level for d in found.dimensions.values()) for level in ("open", "partial", "closed")
    }
    told = ", ".join(f"{n} {level}" for level, n in by_level.items() if n)
    if not found.known:
        return "no dimension is known"
    if found.known == count:
        return told
    return f"{found.known} of {count} dimensions known: {told}; over all {found.lowest:.2f} to {found.highest:.2f}"


def _eu(found: EuAiAct) -> str:
    failing = [c for c in found.criteria if c.outcome == "not_met"]
    if failing:
        return f"{LICENSE_TEST[found.license_test]}; not met: {_titles(failing)}"
    lacking = [c for c in found.criteria if c.outcome in {"partial", "unknown"}]
    return f"{LICENSE_TEST[found.license_test]}; to establish: {_titles(lacking)}"


def _titles(criteria: list[Criterion]) -> str:
    titles = [c.title[:1].lower() + c.title[1:] if c.title[1:2].islower() else c.title for c in criteria]
    return enumerate_words(titles[:_SHOWN] + ([f"{len(titles) - _SHOWN} more"] if len(titles) > _SHOWN else []))


# Column of a table -> where the record's `frameworks` has it.
_STANDING = {
    "mof_class": ("mof", "class"),
    "osaid_conforms": ("osaid", "conforms"),
    "osai_score": ("osai", "score"),
    "eu_exempt": ("eu_ai_act", "exempt"),
}
TITLES = {
    "mof_class": "Model Openness Framework, class",
    "osaid_conforms": "Open Source AI Definition 1.0, conforms",
    "osai_score": "European Open Source AI Index, score",
    "eu_exempt": "EU AI Act Art. 53(2), exempt",
}


def standing(found: Frameworks) -> dict[str, Any]:
    """Each framework's outcome by its column; those that the record does not hold are left out."""
    held = msgspec.to_builtins(found)
    return {column: held[name][outcome] for column, (name, outcome) in _STANDING.items() if name in held}


def believed(found: Frameworks) -> Iterator[str]:
    """What each framework would answer if what the user supplied is believed, a sentence each beside its own answer."""
    if found.mof is not None and (mof := found.mof.with_supplied) is not None:
        seen, told = (f"class {c}" if c is not None else "no class" for c in (found.mof.class_, mof.class_))
        yield _beside("mof", seen, told, [c.name for c in mof.components if c.supplied])
    if found.osaid is not None and isinstance(osaid := found.osaid.with_supplied, OsaidReading):
        rests = [c.title for c in osaid.criteria if c.supplied]
        yield _beside("osaid", found.osaid.conforms, osaid.conforms, rests)
    if found.osai is not None and isinstance(osai := found.osai.with_supplied, OsaiReading):
        rests = [d.title for d in osai.dimensions.values() if d.supplied]
        yield _beside("osai", _score(found.osai), _score(osai), rests)


def _beside(key: str, seen: str, told: str, rests: list[str]) -> str:
    resting = f"; on them would rest: {enumerate_words(rests)}" if rests else "; nothing rests on them"
    return f"{TITLE[key]}: {seen} by what was seen, {told} if they are believed{resting}."


def _score(found: OsaiReading) -> str:
    if found.score is None:
        return "no score"
    return f"{found.score:.2f} over {found.known} of {len(found.dimensions)} dimensions"


def overruled(mof: Mof, believed: MofReading) -> dict[str, str]:
    """Why a fact was not taken, by component: what was seen speaks against it."""
    pairs = zip(mof.components, believed.components, strict=True)
    return {told.name: told.reason for seen, told in pairs if not told.supplied and told.reason != seen.reason}
