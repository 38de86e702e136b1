"""What a model inherits: the terms that its ancestors' licences impose on whatever is made from them."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from openaudit.read.facts import Facts
from openaudit.read.families import Family, by_id, of_repository
from openaudit.read.readings import Ancestor, Descendant, Mention, Statement, lowest
from openaudit.read.text import Citation
from openaudit.snapshot import CATALOGUE, Snapshot

# Files that are the same wherever a model lies; every other file of an ancestor is named with the ancestor's id.
_COMMON = ("openaudit/", CATALOGUE, "https://", "hf://")


def read_ancestors(
    snapshot: Snapshot, mentions: Sequence[Mention]
) -> tuple[tuple[Ancestor, ...], tuple[Statement, ...]]:
    """The ancestors, each once, nearest first; and the statements of licences that bind through them.

    A mention that leads nowhere is an ancestor that was not followed. What is only a fallback counts where none of the
    repositories that the files name could be had.
    """
    ancestors: dict[str, Ancestor] = {}
    inherited: list[Statement] = []
    for mention in mentions:
        had = mention.fallback and _is_had(mention, ancestors.values())
        above, statements = (_beside(mention, inherited), []) if had else _ancestor(snapshot, mention)
        here = (Descendant(snapshot.subject.id, mention.relation),)
        above[:1] = [msgspec.structs.replace(nearest, made=here) for nearest in above[:1]]
        for one in above:
            ancestors[one.id] = _joined(ancestors.get(one.id), one)
        inherited += [s for s in statements if not _same_owner(s.inherited_from, snapshot.subject.id)]
    return tuple(ancestors.values()), tuple(inherited)


def _joined(known: Ancestor | None, again: Ancestor) -> Ancestor:
    """The ancestor as it is known already, with what was made from it by either way."""
    if known is None:
        return again
    return msgspec.structs.replace(known, made=tuple(dict.fromkeys((*known.made, *again.made))))


def _is_had(mention: Mention, ancestors: Iterable[Ancestor]) -> bool:
    """Whether that was followed in whose place the mention would count: the one that it stands for, else any."""
    return any(a.followed for a in ancestors if mention.stands_for in {None, a.id})


def _beside(mention: Mention, inherited: Sequence[Statement]) -> list[Ancestor]:
    """A family that the card's words tell beside the base that it declares: told, where its terms are not counted.

    Nothing is told of one whose terms are open, or bind already; nor of what the declared base itself is.
    """
    if mention.by != "family" or mention.stands_for is not None:
        return []
    family = by_id(mention.named)
    bound = {s.entry.license.id for s in inherited if s.entry is not None}
    if family.is_open or any(entry.license.id in bound for entry in family.entries):
        return []
    return [Ancestor(family.id, mention.relation, mention.citation, by="family", confidence="low")]


def _ancestor(snapshot: Snapshot, mention: Mention) -> tuple[list[Ancestor], list[Statement]]:
    """The ancestor that is mentioned, with its own; and the statements that bind through them."""
    if mention.by in {"family", "name"}:
        return _of_family(by_id(mention.named), mention.named, mention)
    followed = next((a.snapshot for a in snapshot.ancestors if a.named == mention.named), None)
    if followed is not None:
        facts = _read(followed)
        nearest = _nearest(facts, mention)
        above = [
            msgspec.structs.replace(a, generation=a.generation + 1, citation=_at(a.citation, nearest.id))
            for a in facts.ancestors
        ]
        return [nearest, *above], list(_inherited(facts, mention))
    family = of_repository(mention.named) if mention.by == "repository" else None
    if family is not None:
        return _of_family(family, mention.named, mention)
    missing = next((u.reason for u in snapshot.unavailable if u.what == f"hf://{mention.named}"), None)
    unseen = Ancestor(
        mention.named,
        mention.relation,
        mention.citation,
        by=mention.by,
        confidence=mention.confidence,
        missing=missing,
    )
    return [unseen], []


def _nearest(facts: Facts, mention: Mention) -> Ancestor:
    """The ancestor as its descendant knows it; what its card hid, or did not tell, stays unsaid."""
    name, released = facts.snapshot.subject.id, facts.released
    unread = facts.card_unseen or (facts.card is None and facts.entry is None)
    return Ancestor(
        name,
        mention.relation,
        mention.citation,
        license=", ".join(dict.fromkeys(s.written for s in facts.licenses["weights"].declared)) or None,
        followed=True,
        terms_known=facts.licenses["weights"].terms.is_open is not None,
        is_open=facts.licenses["weights"].terms.is_open,
        confidence=mention.confidence,
        weights=facts.weights.level,
        data=None if unread else released.data,
        weights_citations=tuple(_at(place, name) for place in facts.weights.citations),
        data_citations=tuple(_at(place, name) for place in released.data_citations),
    )


def _of_family(family: Family, name: str, mention: Mention) -> tuple[list[Ancestor], list[Statement]]:
    """The ancestor that is known as one of a family; the terms of a mere hint do not bind."""
    counted = mention.by != "name"
    ancestor = Ancestor(
        name,
        mention.relation,
        mention.citation,
        license=", ".join(family.license) if counted else None,
        followed=counted,
        terms_known=not any(entry.license.underspecified for entry in family.entries),
        is_open=family.is_open if counted else None,
        by="family" if counted else "name",
        confidence=mention.confidence,
    )
    statements = [
        Statement(
            stated_in="catalogue",
            component="weights",
            written=entry.license.id,
            entry=entry,
            citation=citation,
            inherited_from=name,
            confidence=mention.confidence,
        )
        for entry in (family.entries if counted else ())
        for citation in (mention.citation, family.citation)
    ]
    return [ancestor], statements


def _same_owner(ancestor: str | None, model: str) -> bool:
    """Whether both models are one organisation's: whoever licensed the first may license the second as he likes."""
    owner, _, name = model.partition("/")
    return bool(name) and ancestor is not None and ancestor.partition("/")[0].casefold() == owner.casefold()


def _read(snapshot: Snapshot) -> Facts:
    from openaudit.read.reading import read  # noqa: PLC0415  an ancestor is read as its descendant is

    return read(snapshot)


def _inherited(facts: Facts, mention: Mention) -> Iterator[Statement]:
    """The statements that govern the ancestor's weights, as ones that its descendant inherits."""
    ancestor = facts.snapshot.subject.id
    for statement in facts.licenses["weights"].governing:
        document = statement.document
        yield msgspec.structs.replace(
            statement,
            component="weights",
            inherited_from=statement.inherited_from or ancestor,
            confidence=lowest((mention.confidence, statement.confidence)),
            citation=_at(statement.citation, ancestor),
            places=_all_at(statement.places, ancestor),
            terms=msgspec.structs.replace(
                statement.terms,
                restrictions=_all_at(statement.terms.restrictions, ancestor),
                obligations=_all_at(statement.terms.obligations, ancestor),
            )
            if statement.terms is not None
            else None,
            document=msgspec.structs.replace(document, path=_path(document.path, ancestor))
            if document is not None
            else None,
        )


def _at(citation: Citation, ancestor: str) -> Citation:
    return msgspec.structs.replace(citation, file=_path(citation.file, ancestor))


def _all_at(places: tuple[Citation | None, ...], ancestor: str) -> tuple[Citation | None, ...]:
    return tuple(_at(place, ancestor) if place is not None else None for place in places)


def _path(path: str, ancestor: str) -> str:
    return path if path.startswith(_COMMON) else f"hf://{ancestor}/{path}"
