"""What a framework is, and all of them at once. One more is one module with its data file, and its line here."""

from collections.abc import Callable
from typing import Any

import msgspec

from openaudit.classify.frameworks import eu_ai_act, mof, osai, osaid
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.record import Axes
from openaudit.record.frameworks import Frameworks


class Framework(msgspec.Struct, frozen=True):
    """A framework: its key in the record, and the pure function that places a model under it."""

    name: str
    assess: Callable[[Facts, Axes, Ledger], Any]


FRAMEWORKS = (
    Framework("mof", mof.assess),
    Framework("osaid", osaid.assess),
    Framework("osai", osai.assess),
    Framework("eu_ai_act", eu_ai_act.assess),
)


def assess_all(facts: Facts, axes: Axes, ledger: Ledger) -> Frameworks:
    """The verdicts under every framework, from the same evidence."""
    return Frameworks(**{framework.name: framework.assess(facts, axes, ledger) for framework in FRAMEWORKS})
