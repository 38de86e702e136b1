"""The licences of an SPDX 3.0.1 document: expressions, and custom licences for what SPDX does not list."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from spdx_python_model.bindings import v3_0_1 as spdx

from openaudit.record import AuditRecord, Obligation, Restriction
from openaudit.report.printable import printable

_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_NOT_OF_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_INDIVIDUALS = spdx.expandedlicensing_IndividualLicensingInfo.NAMED_INDIVIDUALS
_NO_TEXT = (
    "The text of this licence is not copied into the audit record. The record cites it by file, SHA-256 and lines; "
    "these are the words that it quotes."
)


def as_reference(name: str) -> str:
    """A licence's name as a reference that an expression may hold.

    >>> as_reference("llama 3.1")
    'LicenseRef-llama-3.1'
    """
    return name if _REFERENCE.fullmatch(name) else f"LicenseRef-{_NOT_OF_AN_ID.sub('-', name).strip('-') or 'unnamed'}"


class Licenses:
    """The licences that the document's packages are under, each made once, when it is first asked for."""

    none = _INDIVIDUALS["NoneLicense"]

    def __init__(self, add: Callable[..., Any], records: Sequence[AuditRecord]) -> None:
        self._add = add
        self._quotes = _quotes(records)
        self._expressions: dict[str, Any] = {}
        self._custom: dict[str, Any] = {}

    def expression(self, expression: str | None) -> Any:
        """The element for an expression, NoAssertion for none; what SPDX does not list gets a custom licence."""
        if expression is None:
            return _INDIVIDUALS["NoAssertionLicense"]
        if expression not in self._expressions:
            entries = [
                spdx.DictionaryEntry(key=reference, value=self._license(reference)._id)  # noqa: SLF001  its own name for it
                for reference in dict.fromkeys(_REFERENCE.findall(expression))
            ]
            self._expressions[expression] = self._add(
                spdx.simplelicensing_LicenseExpression,
                simplelicensing_licenseExpression=expression,
                simplelicensing_customIdToUri=entries,
            )
        return self._expressions[expression]

    def _license(self, reference: str) -> Any:
        if reference not in self._custom:
            words = [_NO_TEXT, *self._quotes.get(reference, ("Nothing of it is quoted.",))]
            self._custom[reference] = self._add(
                spdx.expandedlicensing_CustomLicense, name=reference, simplelicensing_licenseText="\n\n".join(words)
            )
        return self._custom[reference]


def _quotes(records: Sequence[AuditRecord]) -> dict[str, list[str]]:
    """What the records quote of each licence that SPDX does not list: the words that restrict or oblige, and where."""
    found: dict[str, dict[str, None]] = {}
    for record in records:
        evidence = {e.id: e for e in record.evidence}
        axes = record.axes
        terms: list[Restriction | Obligation] = [*axes.restrictions, *axes.obligations] if axes is not None else []
        for term in terms:
            if term.basis is None or not _REFERENCE.fullmatch(term.basis):
                continue
            words = found.setdefault(term.basis, {})
            for cited in (evidence[i] for i in term.evidence):
                lines = f":{cited.lines[0]}-{cited.lines[1]}" if cited.lines else ""
                quoted = f"{cited.file}{lines} (SHA-256 {cited.sha256}):\n{cited.quote}"
                words[printable(quoted, keep_newlines=True)] = None
    return {basis: list(words) for basis, words in found.items()}
