"""From the status of each component to class and progress: the Model Openness Tool's own arithmetic.

Source: MOF 1.0 and MOT's evaluator (ModelEvaluator.php, https://github.com/lfai/model_openness_tool): classes add up
from III to I; a class is met when all that it and those below it require is included. The technical report may be
left out where a research paper is provided, which then counts in its place.
"""

from collections.abc import Mapping

import msgspec

from openaudit.read.mof import by_id, framework
from openaudit.record.mof import CLASSES, ComponentStatus, MofClass, MofComponent, MofReading

# Of the component that may stand for another: it is provided, or may be.
_MAY_STAND = frozenset({"included", "invalid", "unlicensed", "unknown"})


class Score(msgspec.Struct, frozen=True):
    """The most demanding class that is met, and the progress towards each in percent."""

    class_: MofClass | None
    progress: dict[MofClass, float]


def score(statuses: Mapping[int, ComponentStatus]) -> Score:
    """Class and progress. A component that `statuses` leaves out is missing; only `included` counts."""
    progress: dict[MofClass, float] = {}
    below = True
    for place, class_ in enumerate(CLASSES):
        needed = _required(class_)
        counted = sum(statuses.get(i) == "included" for i in needed)
        total = len(needed)
        if _substituted(statuses, "included"):
            # The most demanding class asks for the paper itself; the others count it for the report.
            last = place == len(CLASSES) - 1
            counted, total = (counted, total - 1) if last else (counted + 1, total)
        progress[class_] = round(min(100.0, 100 * counted / total), 2) if below else 0.0
        below = below and counted >= total
    met = [c for c in CLASSES if progress[c] >= 100]
    return Score(met[-1] if met else None, progress)


def reading(components: tuple[MofComponent, ...]) -> MofReading:
    """The class of these components, and what the next class lacks."""
    statuses = {c.id: c.status for c in components}
    found = score(statuses)
    place = CLASSES.index(found.class_) + 1 if found.class_ is not None else 0
    next_class = CLASSES[place] if place < len(CLASSES) else None
    lacking = _lacking(statuses, next_class) if next_class is not None else ()
    return MofReading(
        class_=found.class_,
        progress=found.progress,
        next_class=next_class,
        missing=tuple(by_id()[i].name for i in lacking if statuses.get(i) != "unknown"),
        unknown=tuple(by_id()[i].name for i in lacking if statuses.get(i) == "unknown"),
        conditional=tuple(c.name for c in components if c.conditional and c.status == "included"),
        components=components,
    )


def possible(components: tuple[MofComponent, ...]) -> MofClass | None:
    """The class if all that is unknown turned out to be included."""
    return score({c.id: "included" if c.status == "unknown" else c.status for c in components}).class_


def _required(class_: MofClass) -> list[int]:
    """The components that a class and those below it require."""
    asked = CLASSES[: CLASSES.index(class_) + 1]
    return [c.id for c in framework().components if c.class_ in asked and not c.optional]


def _substituted(statuses: Mapping[int, ComponentStatus], *of: ComponentStatus) -> bool:
    """Whether the component that may be omitted is not included, and the other has one of these statuses."""
    pair = framework().substitute
    return statuses.get(pair.omitted) != "included" and statuses.get(pair.by) in of


def _lacking(statuses: Mapping[int, ComponentStatus], class_: MofClass) -> tuple[int, ...]:
    """What a class requires and is not included; the paper in the report's place where it alone is provided."""
    pair = framework().substitute
    needed = _required(class_)
    provided = statuses.get(pair.omitted) == "missing" and statuses.get(pair.by) in _MAY_STAND
    if provided or _substituted(statuses, "included"):
        needed = [pair.by if i == pair.omitted else i for i in needed]
    return tuple(dict.fromkeys(i for i in needed if statuses.get(i) != "included"))
