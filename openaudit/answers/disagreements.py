"""Why the frameworks disagree on one model: a pure function over its record, for every report that shows them.

Each sentence is drawn from the criteria of the record; where the verdicts agree, or too little is known, none is made.
"""

from collections.abc import Iterator

from openaudit.record import AuditRecord
from openaudit.record.frameworks import Criterion, EuAiAct, Osai, Osaid
from openaudit.record.mof import Mof
from openaudit.record.value import Value
from openaudit.vocabulary import enumerate_words

_HIGH = 0.5  # of the index's score: from here on a reader takes the model for an open one
_SHOWN = 3  # criteria named in one sentence


class Disagreement(Value, frozen=True, kw_only=True):
    """Two or more frameworks that part ways, and why, in one sentence; `frameworks` are their keys in the record."""

    id: str
    frameworks: tuple[str, ...]
    sentence: str
    evidence: tuple[str, ...]


def disagreements(record: AuditRecord) -> tuple[Disagreement, ...]:
    """Where the record's frameworks part ways, and why; none for a model that could not be audited."""
    found = record.frameworks
    if found.osaid is None or found.osai is None or found.eu_ai_act is None:
        return ()
    return (
        *_license_alone(found.osaid, found.eu_ai_act),
        *_class_against_definition(found.mof, found.osaid, found.eu_ai_act),
        *_score_against_license(found.osaid, found.osai),
        *_license_against_score(found.osai, found.eu_ai_act),
        *_limits_for_safety(found.osaid, found.eu_ai_act),
        *_gate(
            found.osaid,
            found.osai,
            found.eu_ai_act,
            gated=record.axes is not None and record.axes.weights.level == "gated",
        ),
        *_spectrum(record, found.osaid),
    )


def _license_alone(osaid: Osaid, eu: EuAiAct) -> Iterator[Disagreement]:
    lacking = _lacking(osaid)
    if eu.license_test != "pass" or osaid.conforms == "yes" or not lacking:
        return
    failing = [c for c in lacking if c.outcome == "not_met"]
    ending = f"{_named(failing)} {_are(failing)} not met" if failing else f"not shown to be met: {_named(lacking)}"
    yield Disagreement(
        id="licence-alone",
        frameworks=("osaid", "eu_ai_act"),
        sentence="Its licence passes the test of Article 53(2), which asks for no training data and no training code. "
        f"The Open Source AI Definition asks for both: {ending}.",
        evidence=_evidence(failing or lacking),
    )


def _class_against_definition(mof: Mof | None, osaid: Osaid, eu: EuAiAct) -> Iterator[Disagreement]:
    if mof is None or mof.class_ is not None or eu.license_test != "pass" or osaid.conforms == "yes":
        return
    lacking = [*mof.missing, *mof.unknown]
    included = [c for c in mof.components if c.status == "included"]
    if lacking:
        more = [f"{len(lacking) - _SHOWN} more"] if len(lacking) > _SHOWN else []
        yield Disagreement(
            id="no-class-in-spite-of-licence",
            frameworks=("mof", "osaid", "eu_ai_act"),
            sentence="Its licence passes the test of Article 53(2); the Model Openness Framework counts "
            f"components, each under an open licence, and not shown are {enumerate_words(lacking[:_SHOWN] + more)}.",
            evidence=tuple(dict.fromkeys(e for c in included for e in c.evidence[:1])),
        )


def _score_against_license(osaid: Osaid, osai: Osai) -> Iterator[Disagreement]:
    terms = _criterion(osaid, "parameters-terms")
    if osai.score is not None and osai.score >= _HIGH and terms.outcome == "not_met":
        yield Disagreement(
            id="score-in-spite-of-licence",
            frameworks=("osai", "osaid"),
            sentence=f"The index gives {osai.score:.2f}, because the licence is one of its twelve dimensions and the "
            f"others ask what is shared. The Open Source AI Definition ends at the licence: {terms.reason}.",
            evidence=terms.evidence,
        )


def _license_against_score(osai: Osai, eu: EuAiAct) -> Iterator[Disagreement]:
    closed = [d for d in osai.dimensions.values() if d.level == "closed"]
    if eu.license_test == "pass" and osai.score is not None and osai.score < _HIGH and closed:
        titles = [d.title[:1].lower() + d.title[1:] for d in closed]
        more = [f"{len(titles) - _SHOWN} more"] if len(titles) > _SHOWN else []
        yield Disagreement(
            id="low-score-in-spite-of-licence",
            frameworks=("osai", "eu_ai_act"),
            sentence=f"Its licence passes the test of Article 53(2), and the index gives {osai.score:.2f}: to it, an "
            f"open licence is one dimension of twelve. {len(closed)} are closed: "
            f"{enumerate_words(titles[:_SHOWN] + more)}.",
            evidence=tuple(dict.fromkeys(e for d in closed for e in d.evidence[:1])),
        )


def _limits_for_safety(osaid: Osaid, eu: EuAiAct) -> Iterator[Disagreement]:
    terms, use = _criterion(osaid, "parameters-terms"), next(c for c in eu.criteria if c.id == "use")
    if terms.outcome == "not_met" and use.outcome == "unknown" and use.evidence:
        yield Disagreement(
            id="limits-for-safety",
            frameworks=("osaid", "eu_ai_act"),
            sentence="The Open Source AI Definition allows no limit on what the model is used for; paragraph 84 of the "
            f"Commission's guidelines allows proportionate limits for safety. Here {use.reason}.",
            evidence=use.evidence,
        )


def _gate(osaid: Osaid, osai: Osai, eu: EuAiAct, *, gated: bool) -> Iterator[Disagreement]:
    access = next(c for c in eu.criteria if c.id == "access")
    if gated and access.outcome in {"met", "unknown"}:
        end_model = osai.dimensions["weights_endmodel"]
        yield Disagreement(
            id="gate",
            frameworks=("osaid", "osai", "eu_ai_act"),
            sentence="Access has to be granted first. Article 53(2) allows a check of users that discriminates "
            "against nobody; "
            f"the index calls such weights {end_model.level}, and the Open Source AI Definition wants nobody to have "
            "to ask.",
            evidence=_criterion(osaid, "parameters").evidence,
        )


def _spectrum(record: AuditRecord, osaid: Osaid) -> Iterator[Disagreement]:
    lacking = _lacking(osaid)
    if record.verdict.tier in {"open-source", "open-science"} and osaid.conforms != "yes" and lacking:
        yield Disagreement(
            id="spectrum-and-definition",
            frameworks=("osaid",),
            sentence="openaudit's own spectrum takes the release's licence to cover the code that the card links to. "
            "For a “yes” under the Open Source AI Definition every criterion must be seen to be met; not shown: "
            f"{_named(lacking)}.",
            evidence=_evidence(lacking),
        )


def _criterion(osaid: Osaid, key: str) -> Criterion:
    return next(c for c in osaid.criteria if c.id == key)


def _lacking(osaid: Osaid) -> list[Criterion]:
    """The criteria that keep it from conforming, those that fail first."""
    failing = [c for c in osaid.criteria if c.outcome == "not_met"]
    return failing + [c for c in osaid.criteria if c.outcome in {"partial", "unknown"}]


def _named(lacking: list[Criterion]) -> str:
    titles = [f"“{c.title}”" for c in lacking[:_SHOWN]]
    return enumerate_words(titles + ([f"{len(lacking) - _SHOWN} more"] if len(lacking) > _SHOWN else []))


def _are(lacking: list[Criterion]) -> str:
    return "is" if len(lacking) == 1 else "are"


def _evidence(lacking: list[Criterion]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e for c in lacking[:_SHOWN] for e in c.evidence[:1]))
