"""The lineage of a model as a graph: what it was made of, and what those were made of, as far as the record tells."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from openaudit.record import AuditRecord, Dataset, LineageLink
from openaudit.report import wording
from openaudit.report.html.layout import Drawing, Edge, layout
from openaudit.report.printable import printable
from openaudit.vocabulary import enumerate_words

MOST = 24  # boxes of ancestors
_MOST_DATA = 6
_WIDE, _NARROW = 3, 1  # boxes side by side: on a desk, and on a phone
_NAME, _TERMS = 28, 33  # letters of a name that fit into a box, and of the line under it
_UNKNOWN = "licence not known"
_OWN = "own"  # the key of the model itself; the others' begin with their kind
_STEPS = {"open": 6, "restricted": 0}
_STATE = {"open": "open", "restricted": "closed"}


class Kin(msgspec.Struct, frozen=True, kw_only=True):
    """A box: its words as they fit, `title` in full; `dashed` where its terms were not audited or are not known.

    `steps` is the fullness of the sign before its terms, -1 for one not known, None for none at all.
    """

    kind: str
    owner: str
    name: str
    terms: str
    title: str
    state: str = "unknown"
    steps: int | None = None
    dashed: bool = False


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """The graph, drawn twice: for a desk and for a phone.

    `told` says the same in sentences; `more` counts what was left out; `loose` says that the record does not tell which
    ancestor came of which.
    """

    kin: Mapping[str, Kin]
    wide: Drawing
    narrow: Drawing
    told: tuple[str, ...]
    more: int
    loose: bool


def family(record: AuditRecord) -> Family | None:
    """The graph of the record's lineage and datasets; None where it names neither."""
    if not record.lineage and not record.datasets:
        return None
    links = _shown(record)
    sets = record.datasets[:_MOST_DATA]
    names = {f"model {link.id}": link for link in links}
    kin = {_OWN: _own(record)}
    kin |= {key: _ancestor(link) for key, link in names.items()}
    kin |= {f"data {place}": _dataset(found) for place, found in enumerate(sets)}
    edges: dict[Edge, tuple[str, ...]] = {(f"data {place}", _OWN): ("data",) for place in range(len(sets))}
    for key, link in names.items():
        edges |= _edges(key, link, record.subject.id, names)
    return Family(
        kin=kin,
        wide=layout(tuple(kin), edges, _OWN, _WIDE),
        narrow=layout(tuple(kin), edges, _OWN, _NARROW),
        told=tuple(_told(record, links, sets)),
        more=len(record.lineage) + len(record.datasets) - len(links) - len(sets),
        loose=any(isinstance(link.made, msgspec.UnsetType) for link in links) and len(links) > 1,
    )


def _shown(record: AuditRecord) -> list[LineageLink]:
    """The links that are drawn: each leads to the model, or to one that is drawn already."""
    drawn: dict[str, LineageLink] = {}
    for link in record.lineage:
        known = {record.subject.id, *drawn}
        leads = isinstance(link.made, msgspec.UnsetType) or any(made.id in known for made in link.made)
        if leads and link.id != record.subject.id and len(drawn) < MOST:
            drawn.setdefault(link.id, link)
    return list(drawn.values())


def _edges(key: str, link: LineageLink, own: str, names: Mapping[str, LineageLink]) -> dict[Edge, tuple[str, ...]]:
    """The lines from an ancestor to what was made of it, with their words."""
    if isinstance(link.made, msgspec.UnsetType):
        return {(key, _OWN): (wording.RELATION[link.relation],)}
    found: dict[Edge, dict[str, None]] = {}
    for made in link.made:
        child = _OWN if made.id == own else f"model {made.id}"
        if child == _OWN or child in names:
            found.setdefault((key, child), {})[wording.RELATION[made.relation]] = None
    return {edge: tuple(words) for edge, words in found.items()}


def _own(record: AuditRecord) -> Kin:
    weights = next((c for c in record.licenses if c.component == "weights"), None)
    # As with its ancestors: what is declared; what is concluded shows in the tier.
    license_name = (weights.declared or weights.concluded_expression if weights is not None else None) or _UNKNOWN
    words = f"{wording.phrase(record.verdict.tier)} · {printable(license_name)}"
    kin = _kin("own", record.subject.id, license_name, wording.phrase(record.verdict.tier))
    return msgspec.structs.replace(kin, terms=words if len(words) <= _TERMS else f"{words[: _TERMS - 1]}…")


def _ancestor(link: LineageLink) -> Kin:
    audited, terms = link.audited is True, link.terms
    judged = "" if isinstance(terms, msgspec.UnsetType) else terms
    word = judged if judged in _STATE else "terms not known" if audited and judged else "" if audited else "not audited"
    return msgspec.structs.replace(
        _kin("ancestor", link.id, link.license or _UNKNOWN, word),
        state=_STATE.get(judged, "unknown"),
        steps=_STEPS.get(judged, -1),
        dashed=not audited or judged == "unknown",
    )


def _dataset(found: Dataset) -> Kin:
    kin = _kin("dataset", found.id, found.license or _UNKNOWN, "dataset")
    return msgspec.structs.replace(kin, dashed=found.license is None)


def _kin(kind: str, name: str, license_name: str, word: str) -> Kin:
    owner, _, short = printable(name).rpartition("/")
    ending = f" · {word}" if word else ""
    return Kin(
        kind=kind,
        owner=_fit(owner, _TERMS),
        name=_fit(short, _NAME),
        terms=f"{_fit(printable(license_name), _TERMS - len(ending))}{ending}",
        title=f"{name}: {license_name}{ending}",
    )


def _fit(words: str, letters: int) -> str:
    """The words as far as they fit, cut in the middle: names differ at their ends."""
    if len(words) <= letters:
        return words
    ending = letters // 3
    return f"{words[: letters - ending - 1]}…{words[len(words) - ending :]}"


def _told(record: AuditRecord, links: Sequence[LineageLink], sets: Sequence[Dataset]) -> Iterator[str]:
    """The graph in sentences, for those who don't see it."""
    for link in links:
        kin = _ancestor(link)
        made = () if isinstance(link.made, msgspec.UnsetType) else link.made
        into = [f"{m.id} ({wording.RELATION[m.relation]})" for m in made]
        into = into or [f"{record.subject.id} ({wording.RELATION[link.relation]})"]
        yield f"{kin.title}; above {enumerate_words(into)}."
    if sets:
        named = enumerate_words([f"{found.id} ({found.license or _UNKNOWN})" for found in sets])
        yield f"Datasets that it names: {named}."
