"""The Markdown page of one model: the verdict first, then what it rests on, down to what could not be seen."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import msgspec

from openaudit.record import AuditRecord, Evidence, Finding, Restriction
from openaudit.record.policy import PolicyCheck
from openaudit.record.use import Use, UsePoint, UseRisk
from openaudit.report import frameworks, wording
from openaudit.report.contrasts import contrasts
from openaudit.report.markup import block, cell, code, inline
from openaudit.report.places import address, with_lines
from openaudit.report.policy_results import VERDICT

MAX_QUOTES = 3
MAX_QUOTE = 1200  # characters of one quote; the whole of it stands at its place
_GRAVE = ("high", "medium", "low", "info")
_SAFE_IN_LINK = "/:?#@!$&'*+,;=%"  # no brackets, no spaces: nothing that ends a link
_SAFE_LINK = ("https://", "http://")


def page(record: AuditRecord) -> Iterator[str]:
    """The lines of the page."""
    yield f"# {code(record.subject.id)}"
    yield ""
    yield from _verdict(record)
    yield from _facts(record)
    if record.axes is not None:
        yield from _axes(record)
    proof = _Proof(record)
    yield from _policy(record, proof)
    yield from _use(record, proof)
    yield from _licenses(record)
    yield from _restrictions(record, proof)
    yield from _obligations(record, proof)
    yield from _findings(record, proof)
    yield from _questions(record)
    yield from _frameworks(record)
    yield from _ancestry(record)
    yield from _supplied(record, proof)
    yield from _unavailable(record)
    yield from _evidence(record, proof)


def linked(words: str, url: str | None) -> str:
    """The words as code, with a link where the address is one of the web."""
    if url is None or not url.startswith(_SAFE_LINK):
        return code(words)
    safe = quote(url, safe=_SAFE_IN_LINK, errors="replace")
    return f"[{code(words)}]({safe})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(cell, cells))} |" for cells in rows)


class _Proof:
    """The record's evidence: each quoted once, and linked wherever it comes up."""

    def __init__(self, record: AuditRecord) -> None:
        self._record = record
        self._evidence = {e.id: e for e in record.evidence}
        self._quoted: set[str] = set()

    def place(self, found: Evidence) -> str:
        """Where it stands, linked to the revision that was audited where there is an address."""
        link = address(self._record, found)
        return linked(_place(found), with_lines(link, found.lines) if link else None)

    def places(self, ids: Iterable[str]) -> str:
        """All places, each once."""
        return ", ".join(dict.fromkeys(self.place(self._evidence[i]) for i in ids))

    def quotes(self, ids: Sequence[str], said: str | None = None) -> Iterator[str]:
        """What has not been quoted yet, the first few, each with its place; then the places of the rest.

        What holds just the words that were `said` above is named by its place.
        """
        new = [i for i in ids if i not in self._quoted and self._evidence[i].quote != said][:MAX_QUOTES]
        for i in new:
            self._quoted.add(i)
            found = self._evidence[i]
            cut = found.quote if len(found.quote) <= MAX_QUOTE else f"{found.quote[:MAX_QUOTE]} […]"
            yield ""
            yield block(cut)
            yield ""
            yield f"— {self.place(found)}"
        rest = [i for i in ids if i not in new]
        if rest:
            yield ""
            yield f"See also {self.places(rest)}."


def _place(found: Evidence) -> str:
    if found.lines is None:
        return found.file
    first, last = found.lines
    return f"{found.file}:{first}" if first == last else f"{found.file}:{first}-{last}"


def _section(title: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""


def _verdict(record: AuditRecord) -> Iterator[str]:
    if record.status == "failed":
        yield f"**Not audited.** {wording.FAILED} {inline(record.verdict.summary)}"
        return
    found = record.verdict
    yield f"**Verdict: {wording.phrase(found.tier)}**"
    yield ""
    yield inline(found.summary)
    if found.full_pipeline:
        yield ""
        yield inline(wording.FULL_PIPELINE)
    if found.tier in wording.TIER_NOTE:
        yield ""
        yield inline(wording.TIER_NOTE[found.tier])
    if record.status == "partial" or record.unavailable:
        yield ""
        yield f"**{wording.partial(len(record.unavailable))}**"


def _facts(record: AuditRecord) -> Iterator[str]:
    subject, tool = record.subject, record.tool
    yield ""
    yield f"- Seen: {inline(subject.retrieved_at)}, {subject.source}" + (", gated" if subject.gated else "")
    if subject.url:
        yield f"- Address: {linked(subject.url, subject.url)}"
    if subject.revision:
        yield f"- Revision: {code(subject.revision)}"
    made_by = f"{tool.name} {tool.version}, knowledge base of {tool.knowledge_base}"
    yield f"- Audit: {record.status}, by {inline(made_by)}"


def _axes(record: AuditRecord) -> Iterator[str]:
    axes = record.axes
    if axes is None:
        return
    weights = ", ".join(filter(None, (wording.WEIGHTS[axes.weights.level], ", ".join(axes.weights.formats))))
    freedoms = axes.freedoms
    said = ", ".join(f"{name}: {getattr(freedoms, name)}" for name in ("use", "study", "modify", "share"))
    kinds = list(dict.fromkeys(wording.RESTRICTION[r.kind] for r in axes.restrictions))
    none = wording.NONE_READ.get(record.verdict.tier, wording.NO_RESTRICTION)
    yield from _section("What is released")
    yield from table(
        ("Axis", "Finding"),
        (
            ("Weights", inline(weights)),
            ("Code", wording.CODE[axes.code.level]),
            ("Data information", wording.DATA[axes.data.level]),
            ("Licence freedoms", said),
            ("Restrictions", inline(", ".join(kinds) or none)),
        ),
    )


def _licenses(record: AuditRecord) -> Iterator[str]:
    if not record.licenses:
        return
    yield from _section("Licence")
    yield from table(
        ("Part", "Declared", "Detected", "Match", "Concluded"),
        (
            (
                c.component,
                code(c.declared) if c.declared else "nothing",
                code(c.detected_expression) if c.detected_expression else "nothing",
                wording.MATCH[c.match],
                code(c.concluded_expression) if c.concluded_expression else "unknown",
            )
            for c in record.licenses
        ),
    )


def _policy(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    """The policy's verdict and its requirements, what is not met first; nothing where there was no policy."""
    found = record.policy
    if isinstance(found, msgspec.UnsetType):
        return
    yield from _section("Policy")
    passing = " The policy lets unknown models pass." if found.verdict == "unknown" and found.passes else ""
    yield f"**{VERDICT[found.verdict].capitalize()}** under {code(found.source)}, on {found.evaluated_on}.{passing}"
    yield ""
    order = ("not-met", "unknown", "waived", "met")
    yield from table(
        ("Outcome", "Requirement", "Because", "Evidence"),
        (
            (f"**{c.outcome.replace('-', ' ')}**", code(c.rule), inline(_because(c)), proof.places(c.evidence[:1]))
            for outcome in order
            for c in found.checks
            if c.outcome == outcome
        ),
    )


def _because(check: PolicyCheck) -> str:
    waived = f"; waived until {check.waiver.expires}: {check.waiver.reason}" if check.waiver is not None else ""
    expired = f"; an exception expired on {check.expired.expires}" if check.expired is not None else ""
    return f"{check.message}{waived}{expired}"


def _use(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    """The answer for one user, each term with its clause and place; nothing where no profile was given."""
    found = record.use
    if not isinstance(found, Use):
        return
    yield from _section("Your use")
    yield f"**{inline(found.summary)}** {inline(wording.profile(found.profile))}"
    yield ""
    rows: list[tuple[str, str, UsePoint | UseRisk]] = [
        *((wording.ANSWER[point.answer], wording.term(point.about), point) for point in found.points),
        *(("risk", wording.term(risk.kind), risk) for risk in found.risks),
    ]
    yield from table(
        ("Answer", "Term", "Because", "Clause", "Evidence"),
        (
            (f"**{answer}**", about, inline(term.because), inline(term.clause or ""), proof.places(term.evidence[:1]))
            for answer, about, term in rows
        ),
    )
    yield ""
    yield wording.NO_COUNSEL


def _restrictions(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    found = record.axes.restrictions if record.axes else ()
    if not found:
        return
    yield from _section(f"Restrictions ({len(found)})")
    for place, restriction in enumerate(found):
        if place:
            yield ""
        yield f"### {_restriction(restriction)}"
        if restriction.says:
            yield ""
            yield inline(restriction.says)
        yield from proof.quotes(restriction.evidence, restriction.says)


def _restriction(found: Restriction) -> str:
    kind = wording.RESTRICTION[found.kind]
    about = [f"clause {found.clause}"] if found.clause else []
    about += [found.basis] if found.basis else []
    about += [found.component] if found.component != "weights" else []
    about += [f"confidence {found.confidence}"] if found.confidence != "high" else []
    figures = f": {wording.limits(found)}" if wording.limits(found) else ""
    return inline(f"{kind[:1].upper()}{kind[1:]}{figures}" + (f" ({', '.join(about)})" if about else ""))


def _obligations(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    found = record.axes.obligations if record.axes else ()
    if not found:
        return
    yield from _section(f"Obligations ({len(found)})")
    for duty in found:
        text = f": “{duty.text}”" if duty.text else ""
        above = f", {wording.above(duty.threshold, duty.metric)}" if duty.threshold is not None else ""
        places = f" ({proof.places(duty.evidence)})" if duty.evidence else ""
        yield f"- {inline(f'{wording.OBLIGATION[duty.kind]}{text}{above}')}{places}"


def _findings(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    if not record.findings:
        return
    yield from _section(f"Findings ({len(record.findings)})")
    ordered: list[Finding] = sorted(record.findings, key=lambda f: (_GRAVE.index(f.severity), f.rule))
    for place, finding in enumerate(ordered):
        if place:
            yield ""
        yield f"### {inline(finding.rule)} {inline(finding.title)} ({finding.severity})"
        yield ""
        sure = "" if finding.confidence == "high" else f" Confidence: {finding.confidence}."
        yield f"{inline(finding.message)}{sure}"
        yield from proof.quotes(finding.evidence)


def _questions(record: AuditRecord) -> Iterator[str]:
    if not record.questions:
        return
    yield from _section("What you can do")
    rows = ((wording.QUESTION[q.id], f"**{q.answer}**", inline(q.because)) for q in record.questions)
    yield from table(("Question", "Answer", "Because"), rows)
    if parting := contrasts(record):
        yield "Where this differs from the licence's freedoms:"
        yield ""
        yield from (f"- {inline(sentence)}" for sentence in parting)


def _frameworks(record: AuditRecord) -> Iterator[str]:
    held = frameworks.standing(record.frameworks)
    if not held:
        return
    yield from _section("Frameworks")
    rows = ((frameworks.TITLES[k], "none shown" if v is None else inline(f"{v}")) for k, v in held.items())
    yield from table(("Framework", "Outcome"), rows)


def _ancestry(record: AuditRecord) -> Iterator[str]:
    if record.lineage:
        yield from _section("Descends from")
        rows = (
            (code(x.id), wording.RELATION[x.relation], inline(x.license or "unknown"), inline(x.status))
            for x in record.lineage
        )
        yield from table(("Model", "Relation", "Licence", "Standing"), rows)
    if record.datasets:
        yield from _section("Datasets it names")
        sets = ((code(d.id), inline(d.license or "unknown"), inline(d.status)) for d in record.datasets)
        yield from table(("Dataset", "Licence", "Standing"), sets)


def _supplied(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    if not record.supplied:
        return
    yield from _section(f"Supplied by the user, not seen by openaudit ({len(record.supplied)})")
    for fact in record.supplied:
        about = ", ".join(filter(None, (fact.license or "no licence", fact.url, fact.note)))
        yield f"- {inline(f'{fact.component}: {about}')} ({proof.places(fact.evidence)})"
    yield ""
    yield "No verdict, answer or finding above rests on these."
    yield ""
    yield from (f"- {inline(said)}" for said in frameworks.believed(record.frameworks))


def _unavailable(record: AuditRecord) -> Iterator[str]:
    if not record.unavailable:
        return
    yield from _section(f"Could not be seen ({len(record.unavailable)})")
    for missing in record.unavailable:
        detail = f": {inline(missing.detail)}" if missing.detail else ""
        yield f"- {code(missing.what)}, {wording.REASON[missing.reason]}{detail}"


def _evidence(record: AuditRecord, proof: _Proof) -> Iterator[str]:
    if not record.evidence:
        return
    yield from _section(f"Evidence ({len(record.evidence)})")
    rows = ((e.id, proof.place(e), code(e.sha256)) for e in record.evidence)
    yield from table(("Id", "Place", "SHA-256 of the file"), rows)
