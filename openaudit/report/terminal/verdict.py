"""The top of the report: what was audited, the verdict, where it stands on the spectrum, the five axes."""

from typing import get_args

from rich.text import Text

from openaudit.record import AuditRecord, Axes, CodeLevel, DataLevel, Freedom, Freedoms, Restriction, Tier, WeightsLevel
from openaudit.report import wording
from openaudit.report.terminal.page import ANSWER_STYLE, BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.report.terminal.proof import Proof

BADGE: dict[Tier, str] = {
    "closed": "white on red",
    "undetermined": "white on magenta",
    "restricted-weights": "black on yellow",
    "open-weights": "black on cyan",
    "open-source": "black on green",
    "open-science": "black on green",
}
FAILED_BADGE = "white on red"


def header(page: Page, record: AuditRecord) -> None:
    """The model's id, and at which revision it was seen, where and when."""
    subject = record.subject
    facts = [f"revision {subject.revision[:12]}"] if subject.revision else []
    facts += ["gated"] if subject.gated else []
    source = wording.SOURCE[subject.source] if record.status != "failed" else wording.ASKED
    facts.append(source.format(date=subject.retrieved_at[:10]))
    page.row(page.text((subject.id, BOLD)))
    page.row(page.text((f" {page.glyphs.dot} ".join(facts), DIM)))


def failure(page: Page, record: AuditRecord) -> None:
    """The verdict's place, when there is none: said so that nobody takes it for a clean result."""
    page.blank()
    page.row(_badge(page, "not audited", FAILED_BADGE), page.text((wording.FAILED, BOLD)), widths=(13,))
    page.row(page.text(record.verdict.summary))


def verdict(page: Page, record: AuditRecord, proof: Proof) -> None:
    """The verdict in a sentence, its reasons and its proof, and whether anything stayed unseen."""
    found = record.verdict
    page.blank()
    reasons = ", ".join(dict.fromkeys(wording.reason(r) for r in found.reasons))
    name = wording.phrase(found.tier)
    page.row(_badge(page, name, BADGE[found.tier]), page.text(reasons), widths=(len(name) + 2,))
    page.row(page.text((found.summary, BOLD)))
    if found.full_pipeline:
        page.row(page.text(wording.FULL_PIPELINE))
    if found.evidence:
        page.row(page.text((f"Proof: {proof.places(found.evidence)}", DIM)))
    if record.status == "partial" or record.unavailable:
        page.row(page.text((wording.partial(len(record.unavailable)), MIXED)))


def _badge(page: Page, words: str, style: str) -> Text:
    return page.text((f" {words.upper()} ", style) if page.color else f"[{words.upper()}]")


def spectrum(page: Page, tier: Tier) -> None:
    """The line from closed to open science, with the model's place on it."""
    page.blank()
    names = [wording.phrase(t) for t in wording.SPECTRUM]
    line, labels = page.text(), page.text()
    glyphs = page.glyphs
    wide = sum(map(len, names)) + 3 * (len(names) - 1) <= page.width
    for stop, name in zip(wording.SPECTRUM, names, strict=True):
        here = stop == tier
        last = stop == wording.SPECTRUM[-1]
        line.append_text(page.text((glyphs.here, BOLD) if here else (glyphs.stop, DIM)))
        line.append_text(page.text(("" if last else glyphs.line * (len(name) + 2 if wide else 3), DIM)))
        labels.append_text(page.text((name, BOLD if here else DIM), "" if last else "   "))
    page.row(line)
    if wide:
        page.row(labels)
    elif tier in wording.SPECTRUM:
        page.row(page.text((wording.phrase(tier), BOLD), (f", {wording.SPECTRUM.index(tier) + 1} of 5", DIM)))
    if tier in wording.TIER_NOTE:
        page.row(page.text((wording.TIER_NOTE[tier], DIM)))


def axes(page: Page, found: Axes, tier: Tier, proof: Proof) -> None:
    """The five axes: a bar or a sign for each, and words."""
    page.blank()
    weights, code, data = found.weights, found.code, found.data
    about = [wording.WEIGHTS[weights.level], ", ".join(weights.formats)]
    about += ["intermediate checkpoints too"] if weights.checkpoints == "intermediate" else []
    said = f" {page.glyphs.dot} ".join(filter(None, about))
    _axis(page, "Weights", _weights_bar(page, weights.level), said, proof.cited(weights.evidence))
    bar = _bar(page, code.level, get_args(CodeLevel))
    _axis(page, "Code", bar, wording.CODE[code.level], proof.cited(code.evidence))
    bar = _bar(page, data.level, get_args(DataLevel))
    _axis(page, "Data information", bar, wording.DATA[data.level], proof.cited(data.evidence))
    _freedoms(page, found.freedoms, proof)
    _restrictions(page, found.restrictions, tier)


def _axis(page: Page, name: str, sign: Text, words: str, places: str = "") -> None:
    page.row(page.text(name), sign, page.text(words, (f"  {places}" if places else "", DIM)), widths=(16, 4))


def _weights_bar(page: Page, level: WeightsLevel) -> Text:
    known = tuple(known for known in get_args(WeightsLevel) if known != "unknown")
    return _bar(page, level, known) if level in known else page.text((page.glyphs.answers["unknown"], MIXED))


def _bar(page: Page, level: str, levels: tuple[str, ...]) -> Text:
    filled, cells = levels.index(level), len(levels) - 1
    style = {0: BAD, cells: GOOD}.get(filled, MIXED)
    return page.text((page.glyphs.on * filled + page.glyphs.off * (cells - filled), style))


def _freedoms(page: Page, found: Freedoms, proof: Proof) -> None:
    given = {"use": found.use, "study": found.study, "modify": found.modify, "share": found.share}
    signs = page.text(*((page.glyphs.answers[answer], ANSWER_STYLE[answer]) for answer in given.values()))
    alike = {answer: ", ".join(name for name in given if given[name] == answer) for answer in given.values()}
    words = f" {page.glyphs.dot} ".join(f"{names}: {answer}" for answer, names in alike.items())
    _axis(page, "Licence freedoms", signs, words, proof.cited(found.evidence))


def _restrictions(page: Page, found: tuple[Restriction, ...], tier: Tier) -> None:
    kinds = list(dict.fromkeys(wording.RESTRICTION[r.kind] for r in found))
    sign: Freedom
    if kinds:
        sign, words = "no", ", ".join(kinds)
    elif tier in wording.NONE_READ:
        sign, words = "unknown", wording.NONE_READ[tier]
    else:
        sign, words = "yes", wording.NO_RESTRICTION
    count = f" {len(kinds)}" if kinds else ""
    _axis(page, "Restrictions", page.text((page.glyphs.answers[sign] + count, ANSWER_STYLE[sign])), words)
