"""What a model inherits: the terms that its ancestors' licences impose on whatever is made from them."""

from collections.abc import Iterator, Sequence

import msgspec

from openaudit.read.facts import Facts
from openaudit.read.readings import Ancestor, Mention, Statement
from openaudit.read.text import Citation
from openaudit.snapshot import CATALOGUE, Snapshot

# Files that are the same wherever a model lies; every other file of an ancestor is named with the ancestor's id.
_COMMON = ("openaudit/", CATALOGUE, "https://", "hf://")


def read_ancestors(
    snapshot: Snapshot, mentions: Sequence[Mention]
) -> tuple[tuple[Ancestor, ...], tuple[Statement, ...]]:
    """The ancestors, each once, nearest first; and the statements of licences that bind through them.

    A mention that leads nowhere is an ancestor that was not followed; words that name no model are none at all.
    """
    ancestors: list[Ancestor] = []
    inherited: list[Statement] = []
    for mention in mentions:
        followed = next((a.snapshot for a in snapshot.ancestors if a.named == mention.named), None)
        if followed is None:
            if not mention.words:
                ancestors.append(Ancestor(mention.named, mention.relation, mention.citation))
            continue
        facts = _read(followed)
        terms = facts.licenses["weights"]
        declared = ", ".join(dict.fromkeys(s.written for s in terms.declared)) or None
        ancestors.append(_ancestor(facts, mention, declared))
        above = [msgspec.structs.replace(a, generation=a.generation + 1) for a in facts.ancestors]
        ancestors += [a for a in above if a.id not in {known.id for known in ancestors}]
        inherited += [s for s in _inherited(facts) if not _same_owner(s.inherited_from, snapshot.subject.id)]
    return tuple(ancestors), tuple(inherited)


def _ancestor(facts: Facts, mention: Mention, declared: str | None) -> Ancestor:
    """The ancestor as its descendant knows it; what its card hid, or did not tell, stays unsaid."""
    name, released = facts.snapshot.subject.id, facts.released
    unread = facts.card_unseen or (facts.card is None and facts.entry is None)
    return Ancestor(
        name,
        mention.relation,
        mention.citation,
        license=declared,
        followed=True,
        weights=facts.weights.level,
        data=None if unread else released.data,
        weights_citations=tuple(_at(place, name) for place in facts.weights.citations),
        data_citations=tuple(_at(place, name) for place in released.data_citations),
    )


def _same_owner(ancestor: str | None, model: str) -> bool:
    """Whether both models are one organisation's: whoever licensed the first may license the second as he likes."""
    owner, _, name = model.partition("/")
    return bool(name) and ancestor is not None and ancestor.partition("/")[0].casefold() == owner.casefold()


def _read(snapshot: Snapshot) -> Facts:
    from openaudit.read.reading import read  # noqa: PLC0415  an ancestor is read as its descendant is

    return read(snapshot)


def _inherited(facts: Facts) -> Iterator[Statement]:
    """The statements that govern the ancestor's weights, as ones that its descendant inherits."""
    ancestor = facts.snapshot.subject.id
    for statement in facts.licenses["weights"].governing:
        document = statement.document
        yield msgspec.structs.replace(
            statement,
            component="weights",
            inherited_from=statement.inherited_from or ancestor,
            citation=_at(statement.citation, ancestor),
            places=tuple(_at(place, ancestor) if place is not None else None for place in statement.places),
            document=msgspec.structs.replace(document, path=_path(document.path, ancestor))
            if document is not None
            else None,
        )


def _at(citation: Citation, ancestor: str) -> Citation:
    return msgspec.structs.replace(citation, file=_path(citation.file, ancestor))


def _path(path: str, ancestor: str) -> str:
    return path if path.startswith(_COMMON) else f"hf://{ancestor}/{path}"
