"""The framework's verdict on an audited model: from what was seen, and beside it from what the user supplied."""

import msgspec

from openaudit.classify.frameworks.mof.evidence import Seen, seen
from openaudit.classify.frameworks.mof.openness import normalized
from openaudit.classify.frameworks.mof.score import possible, reading
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.read.mof import Component, by_id, framework
from openaudit.read.readings import Supplied
from openaudit.record import Axes
from openaudit.record.mof import Mof, MofComponent

# Where nothing was seen, the user's word may stand; it never contradicts what was seen.
_OPEN_TO_WORD = frozenset({"missing", "unknown"})


def assess(facts: Facts, axes: Axes, ledger: Ledger) -> Mof:  # noqa: ARG001  every framework is asked in this way
    """The class of a model, by what was seen."""
    told = [(c, seen(facts, c)) for c in framework().components]
    components = tuple(_component(c, found, ledger) for c, found in told)
    own = reading(components)
    return Mof(
        **{field: getattr(own, field) for field in own.__struct_fields__},
        possible_class=possible(components),
    )


def believe(found: Mof, facts: Facts, axes: Axes, ledger: Ledger) -> Mof:  # noqa: ARG001  as above
    """The same class, with the reading that believes the user beside it: his word never changes what was seen."""
    believed = tuple(_with(c, facts.supplied, ledger) for c in found.components)
    return msgspec.structs.replace(found, with_supplied=reading(believed))


def _component(component: Component, found: Seen, ledger: Ledger) -> MofComponent:
    judged = found.judged
    return MofComponent(
        id=component.id,
        name=component.name,
        status=judged.status,
        license=judged.license,
        evidence=ledger.cite(found.citations),
        reason=judged.reason,
        optional=component.optional,
        conditional=judged.conditional,
    )


def _with(component: MofComponent, supplied: tuple[Supplied, ...], ledger: Ledger) -> MofComponent:
    """The component as it stands if the user's word for it is taken."""
    word = next((s for s in supplied if s.component == component.name), None)
    if word is None:
        return component
    judged = normalized(word.license, by_id()[component.id].type)
    if component.status not in _OPEN_TO_WORD:
        if judged.license == component.license:
            return component
        told = f"the user says {word.license or 'that it has no licence'}; what was seen holds"
        return msgspec.structs.replace(component, reason=told)
    return msgspec.structs.replace(
        component,
        status=judged.status,
        license=judged.license,
        evidence=(*component.evidence, *ledger.cite((word.citation,))),
        reason=f"the user says so: {word.url or word.note or 'no address is given'}",
        conditional=judged.conditional,
        supplied=True,
    )
