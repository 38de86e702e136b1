"""Whether the framework takes a licence for open, and for one that suits a component: to the letter, or normalised.

To the letter means MOT's own rules: names match exactly, case included. Normalised means that a name counts for the
licence that it means. Either way a licence is open when the OSI approves it, the FSF calls it free, or MOF lists it.
"""

from functools import cache

import msgspec

from openaudit.licensing import names, spdx
from openaudit.licensing.knowledge import Entry, normal_name
from openaudit.read.mof import ComponentType, framework
from openaudit.record.mof import ComponentStatus

UNLICENSED = "unlicensed"
"""MOT's word for a component that is there without a licence."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a licence makes of a component that is listed. `license` is the identifier where one is known."""

    status: ComponentStatus
    license: str | None
    reason: str = ""
    conditional: bool = False


def to_the_letter(written: str | None, type_: ComponentType) -> Judged:
    """MOT's judgment of a licence's name, its list's plain faults mended and said so."""
    if not written or written == UNLICENSED:
        return Judged(status="unlicensed", license=None, reason="no licence is given")
    lists = framework().licenses
    if not (written in lists.open or written in lists.mended or _approved(written)):
        return Judged(status="invalid", license=written, reason=f"“{written}” is no name of a licence on MOT's list")
    return Judged(
        status="included",
        license=written,
        reason=lists.mended.get(written, ""),
        conditional=written not in lists.appropriate[type_],
    )


def normalized(written: str | None, type_: ComponentType) -> Judged:
    """The judgment of the licence that a name means."""
    name = normal_name(written or "")
    lists = framework().licenses
    if not name or name in lists.none:
        return Judged(status="unlicensed", license=None, reason="no licence is given")
    if name in lists.not_included:
        return Judged(status="missing", license=None, reason=f"“{written}” says that it is not included")
    entries = entries_of(name=written or "")
    if not entries:
        return Judged(status="invalid", license=written, reason=f"“{written}” is no licence that is known")
    return of_entries(entries, type_)


def entries_of(name: str) -> tuple[Entry, ...]:
    """The licences that a name or an SPDX expression means; () where it is none."""
    if (entry := names.find(name)) is not None:
        return (entry,)
    expression = names.read_expression(name)
    return expression.entries if expression is not None else ()


def of_entries(entries: tuple[Entry, ...], type_: ComponentType) -> Judged:
    """The judgment of licences that all hold."""
    called = " AND ".join(dict.fromkeys(identifier(e) for e in entries))
    closed = [e for e in entries if not is_open(e)]
    if closed:
        why = "names a family of licences, not one" if closed[0].license.underspecified else "is not open under MOF"
        return Judged(status="invalid", license=called, reason=f"{closed[0].license.name} {why}")
    return Judged(status="included", license=called, conditional=not all(_suits(e, type_) for e in entries))


def is_open(entry: Entry) -> bool:
    """Whether MOF takes a licence for open: approved or listed, and nothing known of it that restricts."""
    license_ = entry.license
    if license_.underspecified or license_.placeholder or license_.modifies or license_.is_open is False:
        return False
    lists = framework().licenses
    listed = license_.spdx in lists.open or license_.spdx in lists.mended
    return listed or bool(license_.approvals.osi or license_.approvals.fsf)


def identifier(entry: Entry) -> str:
    """The SPDX identifier, or our own where SPDX has none."""
    return entry.license.spdx or entry.license.id


def _suits(entry: Entry, type_: ComponentType) -> bool:
    lists = framework().licenses
    if entry.license.spdx in lists.appropriate[type_] | lists.also_appropriate[type_]:
        return True
    return type_ == "code" and entry.license.approvals.osi is True


@cache
def _approved(name: str) -> bool:
    """Whether `name` is, to the letter, the SPDX identifier of a licence that the OSI or the FSF approves."""
    if spdx.names().get(normal_name(name)) != name:
        return False
    approvals = spdx.entry(name).license.approvals
    return bool(approvals.osi or approvals.fsf)
