"""What every format of the report has in common."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, Self, runtime_checkable

from openaudit.record import AuditRecord

Passages = Mapping[str, tuple[str, ...]]
"""SHA-256 of a file -> its lines, numbered from 1 as evidence numbers them."""


class Formatter(Protocol):
    """One format of the report, with its options settled: a pure function of the records."""

    def format(self, records: Sequence[AuditRecord]) -> str | bytes:
        """The whole output for these records, in their order; a text ends with a newline.

        Raises OpenauditError when the format can't show these records.
        """
        ...


@runtime_checkable
class ContextFormatter(Formatter, Protocol):
    """A format that can show a quote among the lines around it, where the file of that hash is at hand."""

    def within(self, passages: Passages) -> Self:
        """The same format with these texts."""
        ...


@runtime_checkable
class FolderFormatter(Formatter, Protocol):
    """A format that can also be a folder of files that lead to each other."""

    def files(self, records: Sequence[AuditRecord]) -> Iterator[tuple[str, str]]:
        """Each file's path below the folder, its parts joined by /, and its text."""
        ...
