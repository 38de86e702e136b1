"""The facts of a model as they would be if what the user supplied is true: what the readings `with_supplied` rest on.

His word fills what nothing that was read shows. It never stands against what was seen: a part that is said to be
withheld stays so, and so do terms that were read.
"""

import msgspec

from openaudit.classify.frameworks.mof.openness import normalized
from openaudit.read.facts import Facts
from openaudit.read.mof import by_name
from openaudit.read.readings import Released, Supplied, WeightsReading


def taken_for_true(facts: Facts) -> Facts:
    """The facts, with what the user says in `believed`, and weights and data there where he says so of unseen ones."""
    words = _words(facts.supplied)
    return msgspec.structs.replace(
        facts, believed=words, weights=_weights(facts, words), released=_released(facts, words)
    )


def _words(supplied: tuple[Supplied, ...]) -> dict[str, Supplied]:
    """The user's word by the part of the release; the first for each, and none that says that it is not included."""
    first: dict[str, Supplied] = {}
    for said in supplied:
        first.setdefault(said.component, said)
    words: dict[str, Supplied] = {}
    for name, said in first.items():
        component = by_name()[name]
        part = component.shown_by or component.supplied_as
        if part is not None and normalized(said.license, component.type).status != "missing":
            words[part] = said
    return words


def _weights(facts: Facts, words: dict[str, Supplied]) -> WeightsReading:
    """Weights that lie elsewhere; the catalogue is not silent where it shows none."""
    if "weights" not in words or facts.entry is not None or facts.weights.level not in {"none", "unknown"}:
        return facts.weights
    return msgspec.structs.replace(facts.weights, level="full", citations=(words["weights"].citation,))


def _released(facts: Facts, words: dict[str, Supplied]) -> Released:
    """Data that lies elsewhere; the catalogue is not silent where it tells of it."""
    if "datasets" not in words or "training-data" in facts.said or facts.released.data == "released":
        return facts.released
    return msgspec.structs.replace(facts.released, data="released", data_citations=(words["datasets"].citation,))
