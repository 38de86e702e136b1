"""The one function that everything drives: a snapshot becomes a record.

Pure and deterministic: the same snapshot, knowledge base and version give the same bytes. A single check, a batch, a
replay and a distributed run differ only in who calls it.
"""

from openaudit import __version__
from openaudit.classify.axes import axes as classify_axes
from openaudit.classify.frameworks.interface import assess_all, believe_all
from openaudit.classify.questions import questions
from openaudit.classify.spectrum import verdict as classify_verdict
from openaudit.errors import OpenauditError
from openaudit.evidence import Ledger
from openaudit.findings import interface
from openaudit.findings.claims import claims
from openaudit.findings.conflicts import conflicts
from openaudit.findings.datasets import dataset_status, datasets
from openaudit.findings.frameworks import frameworks as framework_findings
from openaudit.findings.license import license_
from openaudit.findings.lineage import lineage, status
from openaudit.findings.release import release
from openaudit.findings.restrictions import restrictions
from openaudit.licensing import knowledge
from openaudit.read.facts import Facts
from openaudit.read.licenses import ComponentReading, expression
from openaudit.read.reading import read
from openaudit.read.readings import Ancestor, Supplied
from openaudit.record import (
    AuditRecord,
    Claim,
    ComponentLicense,
    Dataset,
    File,
    LineageLink,
    Made,
    Subject,
    SuppliedFact,
    Tool,
    Unavailable,
    Verdict,
)
from openaudit.record.frameworks import Frameworks
from openaudit.snapshot import Snapshot

_FAMILIES: tuple[interface.Family, ...] = (claims, license_, conflicts, restrictions, lineage, datasets, release)
_CERTAINTY = ("none", "modified", "partial", "exact")  # of matches, the least certain first


def audit(snapshot: Snapshot) -> AuditRecord:
    """The audit of one snapshot. Raises KnowledgeInvalid when the installation's own data files are damaged."""
    facts = read(snapshot)
    ledger = Ledger()
    axes = classify_axes(facts, ledger)
    verdict = classify_verdict(facts, axes, ledger)
    answers = questions(facts, axes, verdict, ledger)
    frameworks = assess_all(facts, axes, ledger)
    found = [item for family in _FAMILIES for item in family(facts, axes)]
    findings = tuple(interface.report([*found, *framework_findings(frameworks)], ledger))
    said = tuple(
        Claim(kind=c.kind, about=c.about, language=c.language, evidence=ledger.cite((c.citation,)))
        for c in facts.claims
    )
    licenses = tuple(_component(r, ledger) for r in facts.licenses.values() if r.statements)
    supplied = tuple(_supplied(s, ledger) for s in facts.supplied)
    # Last, so that the ids of what was seen are the same with and without it.
    frameworks = believe_all(frameworks, facts, axes, ledger)
    return AuditRecord(
        tool=_tool(facts),
        subject=snapshot.subject,
        status="partial" if facts.unavailable else "complete",
        unavailable=facts.unavailable,
        verdict=verdict,
        axes=axes,
        licenses=licenses,
        claims=said,
        findings=findings,
        frameworks=frameworks,
        questions=answers,
        lineage=tuple(map(_link, facts.ancestors)),
        datasets=tuple(
            Dataset(id=d.id, license=", ".join(t.written for t in d.terms) or None, status=dataset_status(d))
            for d in facts.datasets
        ),
        evidence=ledger.evidence(),
        files=_files(facts),
        supplied=supplied,
    )


def failed(reference: str, error: OpenauditError, *, retrieved_at: str) -> AuditRecord:
    """The record of a model that could not be had: never a verdict, always the reason."""
    return AuditRecord(
        tool=_tool(),
        subject=Subject(id=reference, revision=None, source="hub", url=None, gated=None, retrieved_at=retrieved_at),
        status="failed",
        unavailable=(Unavailable(what=reference, reason=error.reason, detail=f"{error.what}: {error.why}"),),
        verdict=Verdict(
            tier="undetermined",
            reasons=(),
            full_pipeline=False,
            summary=f"Not audited: {error.what}.",
            evidence=(),
        ),
        axes=None,
        licenses=(),
        claims=(),
        findings=(),
        frameworks=Frameworks(),
        questions=(),
        lineage=(),
        datasets=(),
        evidence=(),
        files=(),
    )


def _tool(facts: Facts | None = None) -> Tool:
    texts = [s.identification for s in facts.statements if s.identification is not None] if facts is not None else []
    return Tool(
        name="openaudit",
        version=__version__,
        knowledge_base=knowledge.index().version,
        fingerprints=texts[0].fingerprints if texts else None,
    )


def _link(ancestor: Ancestor) -> LineageLink:
    return LineageLink(
        id=ancestor.id,
        relation=ancestor.relation,
        license=ancestor.license,
        status=status(ancestor),
        audited=ancestor.audited,
        terms="unknown" if ancestor.is_open is None else "open" if ancestor.is_open else "restricted",
        made=tuple(Made(id=d.id, relation=d.relation) for d in ancestor.made),
    )


def _component(reading: ComponentReading, ledger: Ledger) -> ComponentLicense:
    """One component's licence: what is declared, what the texts say, what follows."""
    declared, detected = reading.declared, reading.detected
    texts = [s.identification for s in detected if s.identification is not None]
    # Where several files are of one component, the one furthest from a standard text speaks for all.
    found = min(texts, key=lambda t: _CERTAINTY.index(t.match)) if texts else None
    expressions = list(dict.fromkeys(t.expression for t in texts if t.expression is not None))
    added = [
        s.document.cite_words(span.start, span.end)
        for s in detected
        if s.document is not None and s.identification is not None and s.identification.match == "modified"
        for span in s.identification.added
    ]
    return ComponentLicense(
        component=reading.component,
        declared=", ".join(dict.fromkeys(s.written for s in declared)) or None,
        declared_expression=next((s.expression for s in declared if s.expression is not None), None)
        or expression([s.entry for s in declared if s.entry is not None]),
        detected_expression=" AND ".join(f"({e})" if " OR " in e and len(expressions) > 1 else e for e in expressions)
        or None,
        concluded_expression=expression(reading.terms.entries) if reading.terms.complete else None,
        match=found.match if found is not None else "none",
        coverage=round(found.coverage, 4) if found is not None else None,
        added=ledger.cite(added),
        evidence=ledger.cite(s.citation for s in (*declared, *detected)),
    )


def _supplied(said: Supplied, ledger: Ledger) -> SuppliedFact:
    return SuppliedFact(
        component=said.component,
        license=said.license,
        url=said.url,
        note=said.note,
        evidence=ledger.cite((said.citation,)),
    )


def _files(facts: Facts) -> tuple[File, ...]:
    """The files of the release: as listed, with the digest of the bytes where they were read."""
    read_here = {t.path: t for t in facts.snapshot.texts}
    listed = {f.path: File(path=f.path, size=f.size, sha256=f.sha256) for f in facts.snapshot.repository.files}
    for path, text in read_here.items():
        if path in listed:
            listed[path] = File(path=path, size=len(text.data), sha256=text.sha256)
    return tuple(listed[path] for path in sorted(listed))
