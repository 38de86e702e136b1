"""Pages that people read, each complete in itself: no network, no file beside it."""

from collections.abc import Iterator, Sequence
from typing import Self

import msgspec

from openaudit.record import AuditRecord
from openaudit.report.html import batch, model
from openaudit.report.html.site import Site
from openaudit.report.interface import Passages


class HtmlFormatter(msgspec.Struct, frozen=True):
    """A page for one model, a page with the heat map for several; or a folder with both."""

    passages: Passages = {}

    def within(self, passages: Passages) -> Self:
        """The same pages, with each quote among the lines around it where its file is among these."""
        return msgspec.structs.replace(self, passages=passages)

    def format(self, records: Sequence[AuditRecord]) -> str:
        """One page, in UTF-8."""
        if len(records) == 1:
            return model.page(records[0], self.passages)
        return batch.page(records, None)

    def files(self, records: Sequence[AuditRecord]) -> Iterator[tuple[str, str]]:
        """A page for each model, then the one that lists and links them all."""
        return Site(records, self.passages).pages()
