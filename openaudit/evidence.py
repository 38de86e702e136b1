"""The ledger of evidence: every place that a verdict cites, numbered in the order of first use."""

from collections.abc import Iterable

from openaudit.read.text import Citation
from openaudit.record import Evidence


class Ledger:
    """Hands out evidence ids while the record is put together; the same place gets the same id."""

    def __init__(self) -> None:
        self._ids: dict[Citation, str] = {}

    def cite(self, citations: Iterable[Citation]) -> tuple[str, ...]:
        """The ids of these places, in their order, each once."""
        return tuple(dict.fromkeys(self._ids.setdefault(c, f"e{len(self._ids) + 1}") for c in citations))

    def evidence(self) -> tuple[Evidence, ...]:
        """All that was cited, as the record holds it."""
        return tuple(
            Evidence(id=number, file=c.file, sha256=c.sha256, lines=c.lines, quote=c.quote)
            for c, number in self._ids.items()
        )
