"""What a framework is, and all of them at once. One more is one module with its data file, and its line here."""

from collections.abc import Callable
from typing import Any

import msgspec

from openaudit.classify.frameworks import eu_ai_act, mof, osai, osaid
from openaudit.classify.frameworks.words import taken_for_true
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.record import Axes
from openaudit.record.frameworks import Frameworks


class Framework(msgspec.Struct, frozen=True):
    """A framework: its key in the record, and the pure function that places a model under it.

    `believe` gives the answer its reading `with_supplied`, where the framework asks for what a user can supply.
    """

    name: str
    assess: Callable[[Facts, Axes, Ledger], Any]
    believe: Callable[[Any, Facts, Axes, Ledger], Any] | None = None


FRAMEWORKS = (
    Framework("mof", mof.assess, mof.believe),
    Framework("osaid", osaid.assess, osaid.believe),
    Framework("osai", osai.assess, osai.believe),
    Framework("eu_ai_act", eu_ai_act.assess),
)


def assess_all(facts: Facts, axes: Axes, ledger: Ledger) -> Frameworks:
    """The verdicts under every framework, from the same evidence."""
    return Frameworks(**{framework.name: framework.assess(facts, axes, ledger) for framework in FRAMEWORKS})


def believe_all(found: Frameworks, facts: Facts, axes: Axes, ledger: Ledger) -> Frameworks:
    """The same verdicts, each with what it would be if the user's own evidence is believed, where he supplied any."""
    if not facts.supplied:
        return found
    believing = taken_for_true(facts)
    answers = {
        framework.name: framework.believe(getattr(found, framework.name), believing, axes, ledger)
        for framework in FRAMEWORKS
        if framework.believe is not None
    }
    return msgspec.structs.replace(found, **answers)
