"""The five axes: weights, code, data information, licence freedoms, restrictions; and the duties beside them."""

from collections.abc import Iterator

from openaudit.classify.terms import Ground, obligations, restrictions, stated
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.read.license_files import is_policy_file
from openaudit.read.licenses import ComponentReading
from openaudit.read.readings import Statement
from openaudit.read.text import Document
from openaudit.record import Axes, Code, Confidence, Data, Freedoms, Weights


def axes(facts: Facts, ledger: Ledger) -> Axes:
    """The axes of one model. Freedoms and restrictions are those of the weights' licence."""
    reading = facts.licenses["weights"]
    released = facts.released
    freedoms = reading.terms.freedoms
    grounds = list(_grounds(facts, reading))
    licensed = tuple(r for g in grounds for r in restrictions(g, ledger, multimodal=facts.multimodal))
    return Axes(
        weights=Weights(
            level=facts.weights.level,
            formats=facts.weights.formats,
            checkpoints=released.checkpoints,
            evidence=ledger.cite((*facts.weights.citations, *released.checkpoint_citations)),
        ),
        code=Code(level=released.code, evidence=ledger.cite(released.code_citations)),
        data=Data(level=released.data, evidence=ledger.cite(released.data_citations)),
        freedoms=Freedoms(
            use=freedoms.use,
            study=freedoms.study,
            modify=freedoms.modify,
            share=freedoms.share,
            evidence=ledger.cite(s.citation for s in reading.governing),
        ),
        restrictions=(*licensed, *stated(facts.claims, {r.kind for r in licensed}, ledger)),
        obligations=tuple(o for g in grounds for o in obligations(g, ledger)),
    )


def _grounds(facts: Facts, reading: ComponentReading) -> Iterator[Ground]:
    """Each governing licence with all the statements that say that it governs."""
    for entry in reading.terms.entries:
        own = [s for s in reading.governing if s.entry is not None and s.entry.license.id == entry.license.id]
        yield Ground(
            entry=entry,
            component=reading.component,
            named=tuple(s.citation for s in own),
            texts=tuple(_texts(facts, own)),
            confidence=_confidence(entry.license.origin.confidence, own),
            restrictions=next((s.places for s in own if s.places), ()),
            obligations=next((s.terms.obligations for s in own if s.terms is not None), ()),
            from_text=any(s.terms is not None for s in own),
        )


def _texts(facts: Facts, statements: list[Statement]) -> Iterator[Document]:
    """The texts that hold a licence's terms: its own file first, then the policies beside it."""
    yield from (s.document for s in statements if s.document is not None)
    if any(s.document is not None for s in statements):
        yield from (d for d in facts.documents if is_policy_file(d.path))


def _confidence(origin: Confidence, statements: list[Statement]) -> Confidence:
    """High when the facts were read in full, and a file or the metadata names the licence.

    What is inherited is as sure as the surest way in which the ancestor is told.
    """
    if origin != "high":
        return origin
    told: Confidence = "low" if all(s.confidence == "low" for s in statements) else "medium"
    if all(s.confidence != "high" for s in statements):
        return told
    return "medium" if all(s.stated_in == "prose" for s in statements) else "high"
