"""The report for a terminal: the verdict first, then what it rests on, down to what could not be seen.

Importing this package imports rich: do so only when text is asked for.
"""

from collections.abc import Sequence

import msgspec

from openaudit.record import AuditRecord
from openaudit.report.terminal import frameworks, policy, sections, summary, supplied, use, verdict
from openaudit.report.terminal.page import Page
from openaudit.report.terminal.proof import Proof


class TerminalFormatter(msgspec.Struct, frozen=True, kw_only=True):
    """The report as text, `width` cells wide; with several records, a summary of them follows.

    `unicode` false keeps to ASCII, for terminals and files whose encoding knows nothing else. `verbose` shows quotes
    in full, and every piece of evidence with its file's hash.
    """

    width: int
    color: bool
    unicode: bool = True
    verbose: bool = False

    def format(self, records: Sequence[AuditRecord]) -> str:
        """The reports in their order, ending with a newline."""
        page = Page(width=self.width, color=self.color, unicode=self.unicode)
        for place, record in enumerate(records):
            if place:
                page.blank()
                page.rule()
                page.blank()
            _report(page, record, verbose=self.verbose)
        if len(records) > 1:
            page.blank()
            page.rule()
            page.blank()
            summary.table(page, records)
        return page.finish()


def render(record: AuditRecord, *, width: int, color: bool, unicode: bool = True, verbose: bool = False) -> str:
    """The report of one record, as `TerminalFormatter` describes it."""
    return TerminalFormatter(width=width, color=color, unicode=unicode, verbose=verbose).format([record])


def _report(page: Page, record: AuditRecord, *, verbose: bool) -> None:
    proof = Proof(record.evidence, page, verbose=verbose)
    verdict.header(page, record)
    if record.status == "failed":
        verdict.failure(page, record)
    else:
        verdict.verdict(page, record, proof)
        verdict.spectrum(page, record.verdict.tier)
        if record.axes is not None:
            verdict.axes(page, record.axes, record.verdict.tier, proof)
    use.use(page, record, proof)
    policy.policy(page, record, proof, verbose=verbose)
    sections.licenses(page, record, proof)
    sections.restrictions(page, record, proof)
    sections.obligations(page, record, proof, verbose=verbose)
    sections.findings(page, record, proof)
    sections.questions(page, record, proof)
    frameworks.block(page, record)
    sections.ancestry(page, record)
    supplied.supplied(page, record, proof)
    sections.unavailable(page, record.unavailable)
    if verbose:
        sections.evidence(page, record)
    sections.footer(page, record)
