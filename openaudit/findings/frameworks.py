"""OA6xx: what is missing for a framework, told where its licence would let it through: the rest is worth mending."""

from collections.abc import Iterator

from openaudit.classify.frameworks.osaid import missing
from openaudit.findings.interface import Found
from openaudit.findings.mof import mof_class
from openaudit.record.frameworks import Criterion, EuAiAct, Frameworks, Osaid
from openaudit.vocabulary import enumerate_words

_SHOWN = 4  # criteria named in one message


def frameworks(found: Frameworks) -> Iterator[Found]:
    """What is missing for the next class of MOF, the Open Source AI Definition, and the exemption of Article 53(2)."""
    if found.mof is not None:
        yield from mof_class(found.mof)
    if found.osaid is not None:
        yield from _osaid(found.osaid)
    if found.eu_ai_act is not None:
        yield from _exemption(found.eu_ai_act)


def _osaid(found: Osaid) -> Iterator[Found]:
    """OA602, unless the licence of the weights stands in the way: of that, other rules tell."""
    by_id = {c.id: c for c in found.criteria}
    if found.conforms == "yes" or by_id["parameters-terms"].outcome != "met":
        return
    lacking = list(missing(found))
    yield Found(
        rule="OA602",
        message=f"For the Open Source AI Definition 1.0, these are not shown to be met: {_named(lacking)}.",
        evidence=_evidence([c for c in found.criteria if c.outcome == "not_met" or c.id == "data-description"]),
        confidence="medium",
    )


def _exemption(found: EuAiAct) -> Iterator[Found]:
    """OA603, where the licence passes and something that was seen falls short."""
    lacking = [c for c in found.criteria if c.outcome in {"not_met", "partial"}]
    if found.license_test != "pass" or not lacking:
        return
    shortfalls = "; ".join(f"{c.title[:1].lower()}{c.title[1:]} ({c.reason})" for c in lacking[:_SHOWN])
    yield Found(
        rule="OA603",
        message=f"For the exemption of Article 53(2) of the EU AI Act, this falls short: {shortfalls}.",
        evidence=_evidence(lacking),
        confidence="medium",
    )


def _named(titles: list[str]) -> str:
    shown = [f"“{title}”" for title in titles[:_SHOWN]]
    return enumerate_words(shown + ([f"{len(titles) - _SHOWN} more"] if len(titles) > _SHOWN else []))


def _evidence(lacking: list[Criterion]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e for c in lacking for e in c.evidence[:1]))
