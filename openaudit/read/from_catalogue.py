"""Facts out of catalogue entries, in the same terms as those out of a repository."""

from collections.abc import Iterator, Sequence
from typing import cast

import msgspec

from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import normal_name
from openaudit.read.catalogue import CatalogueEntry, Fact, Topic, fact_lines, key_line, parse
from openaudit.read.facts import Facts
from openaudit.read.licenses import read_licenses
from openaudit.read.readings import Ancestor, ClaimReading, Descendant, Released, Said, Statement, WeightsReading
from openaudit.read.text import Citation, Document, read_text
from openaudit.record import Checkpoints, ClaimKind, CodeLevel, DataLevel, WeightsLevel
from openaudit.snapshot import Snapshot, TextFile

_CODE: dict[str, CodeLevel] = {"released": "training", "partial": "partial"}


class _Page(msgspec.Struct, frozen=True):
    """An entry with the text that it stands in."""

    entry: CatalogueEntry
    document: Document
    raw: bytes

    def covers(self, name: str) -> bool:
        """Whether the entry speaks of the model of this id."""
        return normal_name(name) in {normal_name(known) for known in (self.entry.id, *self.entry.covers)}

    def cite_key(self, key: str) -> Citation | None:
        """The line of a key of the entry, None when it has none."""
        line = key_line(self.raw, key)
        return self.document.cite(line) if line is not None else None

    def facts(self) -> Iterator[tuple[Fact, Citation]]:
        """The entry's facts with their places; what a fact says is the quote."""
        for fact, (first, last) in zip(self.entry.facts, fact_lines(self.raw), strict=True):
            says = next((line for line in self.document.lines[first - 1 : last] if line.startswith("says = ")), None)
            quote = says.partition(" = ")[2].strip('"') if says is not None else None
            yield fact, self.document.cite(first, last, quote=quote)

    def topic(self, topic: Topic) -> tuple[str | None, tuple[Citation, ...]]:
        """The level that the entry gives a topic, and where."""
        found = [(fact.level, citation) for fact, citation in self.facts() if fact.topic == topic]
        return (found[0][0] if found else None), tuple(citation for _, citation in found)


def read_catalogue(snapshot: Snapshot) -> Facts:
    """The facts of a catalogue snapshot: the subject's own entry, and the licences of the entries it descends from.

    Raises KnowledgeInvalid when an entry breaks the catalogue's schema.
    """
    pages = [_page(file) for file in snapshot.texts]
    page = next((p for p in pages if p.covers(snapshot.subject.id)), pages[0])
    ancestors = tuple(_ancestors(snapshot.subject.id, page, pages))
    statements = [
        *_license(page, None),
        *(s for a in ancestors for p in pages if p.covers(a.id) for s in _license(p, a.id)),
    ]
    return Facts(
        snapshot=snapshot,
        documents=(page.document, *(p.document for p in pages if p is not page)),
        card=None,
        entry=page.entry,
        statements=tuple(statements),
        licenses=read_licenses(statements, snapshot.unavailable, multimodal=page.entry.multimodal),
        weights=_weights(page),
        released=_released(page),
        multimodal=page.entry.multimodal,
        claims=tuple(
            ClaimReading(
                cast("ClaimKind", fact.level),
                citation,
                fact.says,
                openness="open-source" if fact.level == "open-source" else None,
            )
            for fact, citation in page.facts()
            if fact.topic == "claim" and fact.level is not None
        ),
        ancestors=ancestors,
        datasets=(),
        unavailable=snapshot.unavailable,
        said=_said(page),
    )


def _said(page: _Page) -> dict[str, Said]:
    """What the entry says on each topic, the first fact where there are several."""
    said: dict[str, Said] = {}
    for fact, citation in page.facts():
        said.setdefault(fact.topic, Said(fact.says, citation))
    return said


def _page(file: TextFile) -> _Page:
    return _Page(parse(file.data, file.path), read_text(file), file.data)


def _license(page: _Page, ancestor: str | None) -> Iterator[Statement]:
    """What the entry says of the licence; `ancestor` is the model whose licence it is, None for the subject's own."""
    cited = page.cite_key("license")
    if page.entry.license is not None and cited is not None:
        yield Statement(
            stated_in="catalogue",
            component="weights",
            written=page.entry.license,
            entry=knowledge.find(page.entry.license),
            citation=cited,
            inherited_from=ancestor,
        )


def _ancestors(below: str, page: _Page, pages: Sequence[_Page]) -> Iterator[Ancestor]:
    """The models that the entry of the model `below` descends from, upwards; each entry once."""
    seen: list[_Page] = []
    while page not in seen:
        seen.append(page)
        base, cited = page.entry.base_model, page.cite_key("base_model")
        if base is None or cited is None:
            return
        above = next((p for p in pages if p.covers(base)), None)
        relation = page.entry.relation or "finetune"
        made = (Descendant(below, relation),)
        if above is None:
            yield Ancestor(base, relation, cited, generation=len(seen), made=made)
            return
        weights, (data, data_places) = _weights(above), above.topic("training-data")
        yield Ancestor(
            base,
            relation,
            cited,
            license=above.entry.license,
            followed=True,
            generation=len(seen),
            is_open=_is_open(above.entry.license),
            made=made,
            weights=weights.level,
            data=cast("DataLevel | None", data),
            weights_citations=weights.citations,
            data_citations=data_places,
        )
        below, page = base, above


def _is_open(name: str | None) -> bool | None:
    """Whether a licence is open; None where it is not known."""
    entry = knowledge.find(name) if name is not None else None
    return entry.license.is_open if entry is not None else None


def _weights(page: _Page) -> WeightsReading:
    entry = page.entry
    said, citations = page.topic("weights")
    level = cast("WeightsLevel", said or ("none" if entry.kind == "api" else "full"))
    if level == "full" and entry.gated:
        level = "gated"
    place = page.cite_key("gated" if entry.gated else "kind")
    return WeightsReading(
        level=level, formats=tuple(entry.formats), citations=(*citations, *((place,) if place is not None else ()))
    )


def _released(page: _Page) -> Released:
    training, training_places = page.topic("training-code")
    inference, inference_places = page.topic("inference-code")
    data, data_places = page.topic("training-data")
    data_code, data_code_places = page.topic("data-code")
    evaluation, evaluation_places = page.topic("evaluation")
    checkpoints, checkpoint_places = page.topic("checkpoints")
    report, _ = page.topic("report")
    fallback: CodeLevel = "inference" if inference == "released" else "none"
    code = _CODE.get(training or "", fallback)
    return Released(
        code=code,
        code_citations=inference_places if code == "inference" else training_places,
        data=cast("DataLevel", data or "none"),
        data_citations=data_places,
        data_code=data_code == "released",
        data_code_citations=data_code_places,
        evaluation=evaluation == "released",
        evaluation_citations=evaluation_places,
        checkpoints=cast("Checkpoints", checkpoints or "none"),
        checkpoint_citations=checkpoint_places,
        paper=report == "paper",
    )
