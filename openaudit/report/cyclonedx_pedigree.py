"""The pedigree of a model in a CycloneDX ML-BOM: its ancestors, each below what was made of it."""

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
from cyclonedx.model.component import Component, Pedigree

from openaudit.record import AuditRecord, LineageLink, Relation
from openaudit.report import wording
from openaudit.report.bom import made_of
from openaudit.report.cyclonedx_parts import model_ref
from openaudit.report.printable import printable

GENERATIONS = 12
"""The most pedigrees one in another: no line of descent that is audited is longer, and readers of JSON have limits."""

Named = Callable[[str, LineageLink], Component]


class _Above(msgspec.Struct, frozen=True):
    """An ancestor by its place in the record, and how what stands below it was made of it."""

    place: int
    link: LineageLink
    relation: Relation


def pedigree(number: int, record: AuditRecord, named: Named) -> Pedigree | None:
    """The pedigree of the n-th model, None without ancestors; `named` makes the component of one, by its reference.

    An ancestor that stands at several places has its own ancestors at the first of them. What the record does not place
    stands below the model itself: no ancestor is left out.
    """
    return _Tree(number, record, named).whole() if record.lineage else None


class _Tree:
    """The ancestors as they are put in their places."""

    def __init__(self, number: int, record: AuditRecord, named: Named) -> None:
        self._ref, self._named = model_ref(number), named
        own, known = record.subject.id, {record.subject.id, *(link.id for link in record.lineage)}
        self._all = [_Above(place, link, link.relation) for place, link in enumerate(record.lineage, 1)]
        self._above: dict[str, list[_Above]] = {}
        for found in self._all:
            for made in made_of(found.link, own):
                below = made.id if made.id in known else own
                self._above.setdefault(below, []).append(_Above(found.place, found.link, made.relation))
        self._direct = self._above.get(own, [])
        self._placed: Counter[int] = Counter()

    def whole(self) -> Pedigree:
        made = {found.place: self._component(found, 1) for found in self._direct}
        loose = [found for found in self._all if not self._placed[found.place]]
        made |= {found.place: self._component(found, GENERATIONS) for found in loose}
        return _pedigree([*self._direct, *loose], made.values())

    def _component(self, found: _Above, depth: int) -> Component:
        self._placed[found.place] += 1
        times = self._placed[found.place]
        again = f"/{times}" if times > 1 else ""
        component = self._named(f"{self._ref}/ancestor-{found.place}{again}", found.link)
        above = self._above.get(found.link.id, [])
        if above and not again and depth < GENERATIONS:
            component.pedigree = _pedigree(above, [self._component(one, depth + 1) for one in above])
        return component


def _pedigree(found: Iterable[_Above], components: Iterable[Component]) -> Pedigree:
    notes = [f"{one.link.id}: {wording.RELATION[one.relation]}; {one.link.status}" for one in found]
    return Pedigree(ancestors=components, notes=printable(". ".join(notes)))
