"""The exemption of Article 53(2) of the EU AI Act for models under free and open-source licences.

Source: the Commission's guidelines C(2025) 5045 of 18 July 2025, paragraphs 17 and 73 to 92; how they are read is told
in docs/frameworks/eu-ai-act.md. What an audit can't see (monetisation, compute) is `unknown` unless the card states it.
"""

from openaudit.classify.frameworks.criteria import Effect, Finding, conclude, criterion, text
from openaudit.classify.frameworks.parts import UNLISTED, documented, shown
from openaudit.classify.spectrum import unaudited
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.read.readings import DocumentName
from openaudit.record import Axes, Freedom, Restriction
from openaudit.record.frameworks import EuAiAct, Outcome, Test
from openaudit.vocabulary import RESTRICTION, enumerate_words

GENERAL_PURPOSE = 1e23
"""Floating-point operations above which a model counts as general-purpose (guidelines, paragraph 17)."""
SYSTEMIC_RISK = 1e25
"""Floating-point operations above which systemic risk is presumed (Article 51(2))."""
LICENSE_TEST = ("access", "use", "modify", "redistribute")
_NEEDS = {"use": "use", "modify": "modify", "redistribute": "share"}  # a check and the freedom that it asks for
# What the means of use are made up of, and the words for it.
_USAGE: tuple[tuple[DocumentName, str], ...] = (
    ("modalities", "what goes in and comes out"),
    ("capabilities", "capabilities"),
    ("limitations", "limitations"),
    ("integration", "how to integrate it"),
)


def assess(facts: Facts, axes: Axes, ledger: Ledger) -> EuAiAct:
    """The checks for one model, and the duties that stay in any case."""
    page = text("eu_ai_act")
    judges = {
        **{key: _licensed(key, facts, axes) for key in LICENSE_TEST},
        "monetisation": _monetisation(facts, axes),
        "weights-public": _weights(facts),
        "architecture-public": _architecture(facts),
        "usage-information": _usage(facts),
        "general-purpose": _general_purpose(facts),
        "systemic-risk": _systemic_risk(facts),
    }
    criteria = tuple(criterion(about, judges[about.id], ledger) for about in page.criteria)
    outcomes = {c.id: c.outcome for c in criteria}
    return EuAiAct(
        exempt=conclude(outcomes.values()),
        license_test=_test([outcomes[key] for key in LICENSE_TEST]),
        criteria=criteria,
        due=tuple(criterion(about, _due(facts, about.id), ledger) for about in page.due),
        note=page.note,
    )


def _test(outcomes: list[Outcome]) -> Test:
    words: dict[str, Test] = {"yes": "pass", "no": "fail", "unknown": "unknown"}
    return words[conclude(outcomes)]


def _licensed(key: str, facts: Facts, axes: Axes) -> Finding:
    """A check that the licence decides: by the restrictions that bear on it, then by the freedom that it asks for."""
    if facts.weights.level == "none":
        return Finding("not_met", "there are no weights to which anything could be granted", facts.weights.citations)
    effects = text("eu_ai_act").effects
    bearing = [
        (r, effects[r.kind]) for r in axes.restrictions if r.kind in effects and effects[r.kind].criterion == key
    ]
    if fatal := [(r, e) for r, e in bearing if e.effect == "fails"]:
        return Finding("not_met", f"the licence has {_kinds(fatal)}", evidence=_evidence(fatal))
    if bearing:
        reason = (
            f"the licence has {_kinds(bearing)}: whether that is no more than proportionate safety is yours to judge"
        )
        return Finding("unknown", reason, evidence=_evidence(bearing))
    if key == "access":
        return _access(facts)
    return _granted(key, facts, axes)


def _granted(key: str, facts: Facts, axes: Axes) -> Finding:
    reading = facts.licenses["weights"]
    grants: dict[str, Freedom] = {
        "use": axes.freedoms.use,
        "modify": axes.freedoms.modify,
        "share": axes.freedoms.share,
    }
    evidence = axes.freedoms.evidence
    if not reading.own:
        return Finding("unknown", "no licence is granted that could be read", evidence=evidence)
    if grants[_NEEDS[key]] == "no":
        return Finding("not_met", "the licence does not grant it", evidence=evidence)
    if grants[_NEEDS[key]] == "conditional":
        return Finding(
            "unknown", "the licence grants it within limits, which it does not owe to this check", evidence=evidence
        )
    if reading.terms.is_open is None or grants[_NEEDS[key]] == "unknown":
        return Finding("unknown", "the terms of the licence are not known in full", evidence=evidence)
    if unread := unaudited(facts):
        return Finding("unknown", f"what {unread[0]} imposes was not audited", evidence=evidence)
    return Finding("met", "the licence grants it", evidence=evidence)


def _access(facts: Facts) -> Finding:
    cited = facts.weights.citations
    gate = facts.snapshot.repository.gated if facts.entry is None else facts.entry.gated
    if gate == "manual" or gate is True:
        return Finding("unknown", "somebody grants access: establish that nobody is turned away but for safety", cited)
    if facts.licenses["weights"].terms.is_open is None:
        return Finding("unknown", "the terms of the licence are not known in full", cited)
    if facts.gate_unseen:
        return Finding("unknown", "whether access must be granted first was not seen", cited)
    if gate == "auto":
        return Finding("met", "anyone who fills in the form gets it", cited)
    return Finding("met", "anyone can download it, for free", cited)


def _monetisation(facts: Facts, axes: Axes) -> Finding:
    effects = text("eu_ai_act").effects
    bearing = [(r, e) for r in axes.restrictions if (e := effects.get(r.kind)) and e.criterion == "monetisation"]
    if bearing:
        return Finding("not_met", f"the licence has {_kinds(bearing)}", evidence=_evidence(bearing))
    price = documented(facts, "price")
    if price.state == "yes":
        return Finding("not_met", "the card offers a licence for money beside the free one", price.citations)
    reason = (
        "no page of a model shows it: establish that nothing is asked for it, be it money, tied support, use on a paid "
        "platform alone, or personal data"
    )
    return Finding("unknown", reason)


def _weights(facts: Facts) -> Finding:
    words: dict[str, tuple[Outcome, str]] = {
        "full": ("met", "the weights can be downloaded"),
        "gated": ("met", "the weights can be downloaded once access is granted"),
        "partial": ("partial", "incomplete: an adapter, a delta, or missing shards"),
        "none": ("not_met", "there are no weights to download"),
        "unknown": ("unknown", UNLISTED),
    }
    outcome, reason = words[facts.weights.level]
    return Finding(outcome, reason, facts.weights.citations)


def _architecture(facts: Facts) -> Finding:
    found, code = documented(facts, "architecture"), documented(facts, "architecture-code")
    if code.state == "yes":
        return Finding("met", "the code of the architecture is released", code.citations)
    if found.state in {"yes", "partial"}:
        return Finding("met", "described, or laid down in the configuration", found.citations)
    return Finding("unknown", found.why, found.citations)


def _usage(facts: Facts) -> Finding:
    """All four pieces of information; one that the card does not tell leaves the check in part."""
    found = {words: documented(facts, name) for name, words in _USAGE}
    results = shown(facts, "evaluation-results")
    if found["capabilities"].state != "yes" and results.state == "yes":
        found["capabilities"] = results
    citations = tuple(c for f in found.values() if f.state == "yes" for c in f.citations[:1])
    lacking = [words for words, f in found.items() if f.state != "yes"]
    if not lacking:
        return Finding("met", "the card tells modalities, capabilities, limitations and how to integrate it", citations)
    if facts.card is None or facts.card_unseen:
        return Finding("unknown", f"the card was not read, which would tell {enumerate_words(lacking)}", citations)
    return Finding("partial", f"not shown: {enumerate_words(lacking)}", citations)


def _general_purpose(facts: Facts) -> Finding:
    compute = facts.released.documented.compute
    if compute is None:
        return Finding("unknown", "the training compute is not stated: establish whether it is above 10^23 operations")
    if compute.flop > GENERAL_PURPOSE:
        reason = (
            f"{compute.flop:.2g} operations are stated, above 10^23; it must also generate language, images or video"
        )
        return Finding("met", reason, (compute.citation,))
    reason = f"{compute.flop:.2g} operations are stated, not above 10^23: there may be no duties to be exempt from"
    return Finding("not_applicable", reason, (compute.citation,))


def _systemic_risk(facts: Facts) -> Finding:
    compute = facts.released.documented.compute
    if compute is None:
        return Finding("unknown", "the training compute is not stated: establish that it is not above 10^25 operations")
    if compute.flop > SYSTEMIC_RISK:
        reason = f"{compute.flop:.2g} operations are stated, above 10^25: systemic risk is presumed"
        return Finding("not_met", reason, (compute.citation,))
    reason = f"{compute.flop:.2g} operations are stated, not above 10^25; the Commission may still designate it"
    return Finding("met", reason, (compute.citation,))


def _due(facts: Facts, key: str) -> Finding:
    found = documented(facts, "copyright-policy" if key == "copyright-policy" else "data-summary")
    if found.state == "yes":
        return Finding("partial", "the card speaks of it; its text was not read", found.citations)
    return Finding("unknown", "due, exempt or not; nothing that was read shows it")


def _kinds(bearing: list[tuple[Restriction, Effect]]) -> str:
    named = {RESTRICTION[r.kind]: e.source for r, e in bearing}
    return enumerate_words([f"{words} ({source})" for words, source in named.items()])


def _evidence(bearing: list[tuple[Restriction, Effect]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e for r, _ in bearing for e in r.evidence[:1]))
