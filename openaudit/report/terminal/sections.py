"""The body of the report: licences, what they restrict and ask for, findings, questions, and what stayed unseen."""

from collections.abc import Sequence
from itertools import groupby
from math import floor

from openaudit.record import AuditRecord, ComponentLicense, Evidence, Obligation, Restriction, Severity, Unavailable
from openaudit.report import wording
from openaudit.report.contrasts import contrasts
from openaudit.report.terminal.page import ANSWER_STYLE, BAD, BOLD, DIM, MIXED, Page, Part
from openaudit.report.terminal.proof import Proof, lines_of

SEVERITIES: dict[Severity, str] = {"high": BAD, "medium": MIXED, "low": "cyan", "info": DIM}


def licenses(page: Page, record: AuditRecord, proof: Proof) -> None:
    """What is declared, detected and concluded for each component; components that agree stand together."""
    if not record.licenses:
        return
    page.heading("Licence")
    alike: dict[tuple[object, ...], list[ComponentLicense]] = {}
    for found in record.licenses:
        same = (found.declared, found.declared_expression, found.detected_expression, found.concluded_expression)
        alike.setdefault((*same, found.match, found.coverage, found.added), []).append(found)
    for group in alike.values():
        ids = tuple(dict.fromkeys(i for found in group for i in found.evidence))
        page.row(page.text((", ".join(found.component for found in group), BOLD)), indent=2)
        _license(page, group[0], proof)
        if ids:
            page.beneath(proof.places(ids), indent=4)


def _license(page: Page, found: ComponentLicense, proof: Proof) -> None:
    declared = page.text(found.declared if found.declared is not None else ("nothing", DIM))
    if found.declared_expression not in {None, found.declared}:
        declared.append_text(page.text(f" {page.glyphs.arrow} {found.declared_expression}"))
    detected = page.text(found.detected_expression or ("nothing", DIM))
    if found.match != "none" and found.detected_expression is not None:
        # Rounded down: 100% is said of nothing less.
        share = f", {floor(found.coverage * 1000) / 10:g}% alike" if found.coverage is not None else ""
        detected.append_text(page.text((f" ({wording.MATCH[found.match]}{share})", DIM)))
    concluded = page.text((found.concluded_expression, BOLD) if found.concluded_expression else ("unknown", MIXED))
    for name, words in (("declared", declared), ("detected", detected), ("concluded", concluded)):
        page.row(page.text((name, DIM)), words, widths=(9,), indent=4)
    if found.added:
        page.row(page.text(("Added to the standard text:", MIXED)), indent=4)
        proof.quote(found.added, indent=4)


def restrictions(page: Page, record: AuditRecord, proof: Proof) -> None:
    """Each restriction in plain words, with its parameters, clause, and the words that impose it."""
    found = record.axes.restrictions if record.axes else ()
    if not found:
        return
    page.heading("Restrictions", len(found))
    governing = _governing(record)
    for restriction in found:
        one_restriction(page, restriction, governing, proof)


def one_restriction(page: Page, restriction: Restriction, governing: set[str | None], proof: Proof) -> None:
    """A restriction in plain words; its licence is named where it is not the one that governs anyhow."""
    parameters = wording.limits(restriction)
    title: list[Part] = [(_sentence(wording.RESTRICTION[restriction.kind]), BOLD)]
    title += [f": {parameters}"] if parameters else []
    title += [_aside(_source(page, restriction, governing))]
    page.row(page.text(*title), indent=2)
    if restriction.says:
        page.row(page.text(restriction.says), indent=4)
    proof.quote(restriction.evidence, indent=4, said=restriction.says)


def _governing(record: AuditRecord) -> set[str | None]:
    return {c.concluded_expression for c in record.licenses if c.component == "weights"}


def _source(page: Page, found: Restriction | Obligation, governing: set[str | None]) -> str:
    facts = [f"clause {found.clause}"] if found.clause else []
    facts += [found.basis] if found.basis and found.basis not in governing else []
    facts += [found.component] if found.component != "weights" else []
    if isinstance(found, Restriction) and found.confidence != "high":
        facts.append(f"confidence {found.confidence}")
    return f" {page.glyphs.dot} ".join(facts)


def obligations(page: Page, record: AuditRecord, proof: Proof, *, verbose: bool) -> None:
    """The obligations, one line each; with their proof when asked for."""
    found = record.axes.obligations if record.axes else ()
    if not found:
        return
    page.heading("Obligations", len(found))
    governing = _governing(record)
    for obligation in found:
        one_obligation(page, obligation, governing, proof if verbose else None)


def one_obligation(page: Page, obligation: Obligation, governing: set[str | None], proof: Proof | None) -> None:
    """An obligation in one line; with `proof`, also what it says and where."""
    duty = _sentence(wording.OBLIGATION[obligation.kind]) + _duty(obligation)
    page.row(page.text(duty, _aside(_source(page, obligation, governing))), indent=2)
    if proof is not None:
        if obligation.says:
            page.row(page.text(obligation.says), indent=4)
        proof.quote(obligation.evidence, indent=4, said=obligation.says)


def _duty(found: Obligation) -> str:
    text = f": “{found.text}”" if found.text else ""
    return text if found.threshold is None else f"{text}, {wording.above(found.threshold, found.metric)}"


def findings(page: Page, record: AuditRecord, proof: Proof) -> None:
    """What the rules found, gravest first, each with the words it rests on."""
    if not record.findings:
        return
    page.heading("Findings", len(record.findings))
    grave = list(SEVERITIES)
    ordered = sorted(record.findings, key=lambda f: (grave.index(f.severity), f.rule))
    for finding in ordered:
        sure = "" if finding.confidence == "high" else f"confidence {finding.confidence}"
        title = page.text((f"{finding.rule}  {finding.title}", BOLD), _aside(sure))
        page.row(page.text((finding.severity, SEVERITIES[finding.severity])), title, widths=(6,), indent=2)
        page.row(page.text(finding.message), indent=4)
        proof.quote(finding.evidence, indent=4)
    page.row(page.text((f"openaudit explain {ordered[0].rule}: what a rule sees and how to mend it", DIM)), indent=2)


def questions(page: Page, record: AuditRecord, proof: Proof) -> None:
    """The plain questions with their answers, and because of what."""
    if not record.questions:
        return
    page.heading("What you can do")
    # Of the questions, all but one fit on a line of a wide page, and all on two lines of one of 80 columns.
    asked = 44 if page.width >= 110 else 29
    for question in record.questions:
        style = ANSWER_STYLE[question.answer]
        answer = page.text((f"{page.glyphs.answers[question.answer]} {question.answer}", style))
        because = page.text(question.because, _aside(proof.cited(question.evidence)))
        page.row(page.text(wording.QUESTION[question.id]), answer, because, widths=(asked, 13), indent=2)
    for sentence in contrasts(record):
        page.row(page.text((sentence, DIM)), indent=2)


def ancestry(page: Page, record: AuditRecord) -> None:
    """The models this one descends from and the datasets it names, one line each."""
    if record.lineage:
        page.heading("Descends from")
        for link in record.lineage:
            _relative(page, link.id, f"{wording.RELATION[link.relation]}: ", link.license, link.status)
    if record.datasets:
        page.heading("Datasets it names")
        for dataset in record.datasets:
            _relative(page, dataset.id, "", dataset.license, dataset.status)


def _relative(page: Page, name: str, relation: str, license_name: str | None, status: str) -> None:
    known = license_name or "no licence known"
    page.row(page.text((relation, DIM), name, _aside(f"{known} {page.glyphs.dot} {status}")), indent=2)


def unavailable(page: Page, unseen: Sequence[Unavailable]) -> None:
    """What could not be seen, and why."""
    if not unseen:
        return
    page.heading("Could not be seen", len(unseen))
    for missing in unseen:
        page.row(page.text(f"{missing.what}  ", (wording.REASON[missing.reason], MIXED)), indent=2)
        if missing.detail:
            page.row(page.text(missing.detail), indent=4)


def evidence(page: Page, record: AuditRecord) -> None:
    """Every file that is cited, with its SHA-256 and the places in it."""
    if not record.evidence:
        return
    page.heading("Evidence", len(record.evidence))
    for (file, digest), cited in groupby(sorted(record.evidence, key=_file), key=_file):
        page.row(page.text(file), indent=2)
        page.row(page.text((f"sha256 {digest}", DIM)), indent=4)
        page.row(page.text((", ".join(f"{e.id}:{lines_of(e)}" if e.lines else e.id for e in cited), DIM)), indent=4)


def _file(found: Evidence) -> tuple[str, str]:
    return found.file, found.sha256


def footer(page: Page, record: AuditRecord) -> None:
    """Which program and which facts speak, on how much evidence."""
    count = len(record.evidence)
    pieces = "1 piece of evidence" if count == 1 else f"{count} pieces of evidence"
    facts = (f"{record.tool.name} {record.tool.version}", f"knowledge base of {record.tool.knowledge_base}", pieces)
    page.blank()
    page.row(page.text((f" {page.glyphs.dot} ".join(facts), DIM)))


def _aside(words: str) -> Part:
    return (f"  {words}" if words else "", DIM)


def _sentence(words: str) -> str:
    """The words with a capital at the beginning."""
    return words[:1].upper() + words[1:]
