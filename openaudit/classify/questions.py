"""The plain questions that people ask before they build on a model, each answered with its reason.

The answers follow from the axes alone. `conditional` means: allowed, but not to everybody or not for everything, or
only after something is done; duties that go with any open licence do not make an answer conditional.
"""

from collections.abc import Sequence
from typing import get_args

from openaudit.classify.spectrum import unaudited
from openaudit.classify.terms import CARD
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.record import Axes, Freedom, Question, QuestionId, Restriction, RestrictionKind, Verdict
from openaudit.vocabulary import RESTRICTION, enumerate_words

# Restrictions that make an answer `no`, and those that make it `conditional`.
FORBIDS: dict[QuestionId, frozenset[RestrictionKind]] = {
    "modify": frozenset({"no-derivatives"}),
    "share": frozenset({"no-redistribution"}),
    "commercial": frozenset({"non-commercial", "research-only", "non-production", "individuals-only"}),
    "train-others": frozenset({"no-model-training"}),
}
LIMITS: dict[QuestionId, frozenset[RestrictionKind]] = {
    "self-host": frozenset(
        {"non-commercial", "research-only", "individuals-only", "non-production", "discretionary-gate", "tied-product"}
    ),
    "modify": frozenset({"non-commercial", "research-only", "discretionary-gate", "field-of-use"}),
    "share": frozenset(
        {"non-commercial", "research-only", "discretionary-gate", "no-hosting", "no-derivatives", "field-of-use"}
    ),
    "commercial": frozenset(
        {
            "user-cap",
            "revenue-cap",
            "field-of-use",
            "territory",
            "discretionary-gate",
            "royalty",
            "no-compete",
            "size-cap",
            "excluded-licensees",
            "tied-product",
            "no-hosting",
        }
    ),
    "train-others": frozenset({"no-compete", "non-commercial", "research-only"}),
    "keep": frozenset({"termination-at-will", "fixed-term", "remote-disable", "mutable-policy"}),
}
_UNDERSTOOD = 0.95  # of a text's clauses: below this one that was missed may say anything
_GATE_UNSEEN = "the weights are listed; whether access to them must be granted first was not seen"
_UNSEEN = "which files it has was not seen"
_EUROPE = frozenset({"european union", "eu", "eea", "european economic area", "europe"})


def questions(facts: Facts, axes: Axes, verdict: Verdict, ledger: Ledger) -> tuple[Question, ...]:
    """The ten questions in the order in which they are asked."""
    if verdict.tier == "closed":
        return _closed(facts, ledger)
    licensed = [_licensed(key, facts, axes) for key in ("modify", "share", "commercial", "train-others")]
    return (
        _download(facts, axes),
        _self_host(facts, axes),
        _inspect(axes),
        _built_how(facts, axes),
        *licensed,
        _eu(facts, axes),
        _keep(facts, axes),
    )


def _question(key: QuestionId, answer: Freedom, because: str, evidence: Sequence[str] = ()) -> Question:
    return Question(id=key, answer=answer, because=because, evidence=tuple(dict.fromkeys(evidence)))


def _download(facts: Facts, axes: Axes) -> Question:
    if facts.gate_unseen and axes.weights.level not in {"none", "unknown"}:
        return _question("download", "unknown", _GATE_UNSEEN, axes.weights.evidence)
    answers: dict[str, tuple[Freedom, str]] = {
        "full": ("yes", "the weights are in the repository, open to anyone"),
        "gated": ("conditional", "only after access is granted on the Hub"),
        "partial": ("conditional", "what is there is incomplete: an adapter, a delta, or missing shards"),
        "none": ("no", "there are no weights to download"),
        "unknown": ("unknown", _UNSEEN),
    }
    answer, because = answers[axes.weights.level]
    return _question("download", answer, because, axes.weights.evidence)


def _self_host(facts: Facts, axes: Axes) -> Question:
    if facts.weights.adapter:
        return _question("self-host", "conditional", "it needs its base model beside it", axes.weights.evidence)
    limits = _of(axes.restrictions, LIMITS["self-host"])
    if limits:
        return _question(
            "self-host", "conditional", f"{_basis(limits)} limits it by {_kinds(limits)}", _evidence(limits)
        )
    if axes.freedoms.use == "unknown":
        return _question("self-host", "unknown", "no licence whose terms are known permits their use")
    if axes.freedoms.use == "no":
        return _question("self-host", "no", "the licence does not grant their use", axes.freedoms.evidence)
    if unseen := unaudited(facts):
        return _question("self-host", "unknown", f"what {unseen[0]} imposes was not audited")
    if axes.weights.level == "unknown":
        return _question("self-host", "unknown", _UNSEEN)
    if axes.weights.level != "full":
        return _question("self-host", "conditional", _once(axes), axes.weights.evidence)
    return _question("self-host", "yes", "the weights run where you put them", axes.weights.evidence)


def _once(axes: Axes) -> str:
    """What has to happen before all of the weights are at hand."""
    return "once access is granted" if axes.weights.level == "gated" else "once the missing parts are at hand"


def _inspect(axes: Axes) -> Question:
    if axes.weights.level == "unknown":
        return _question("inspect", "unknown", _UNSEEN)
    answer: Freedom = "yes" if axes.weights.level == "full" else "conditional"
    because = "the weights can be opened" if answer == "yes" else _once(axes)
    return _question("inspect", answer, because, axes.weights.evidence)


def _built_how(facts: Facts, axes: Axes) -> Question:
    if facts.card_unseen:
        return _question("built-how", "unknown", "the card could not be read")
    if facts.listing_unseen and axes.code.level == "none" and axes.data.level == "none":
        return _question("built-how", "unknown", _UNSEEN)
    code, data = axes.code, axes.data
    evidence = (*code.evidence, *data.evidence)
    if code.level == "training" and data.level in {"documented", "released"}:
        return _question("built-how", "yes", "training code and data information are released", evidence)
    if code.level in {"training", "partial"} or data.level != "none":
        because = f"in part: training code {_WORDS[code.level]}, training data {_WORDS[data.level]}"
        return _question("built-how", "conditional", because, evidence)
    return _question("built-how", "no", "neither training code nor data information is shown", evidence)


_WORDS = {
    "none": "not shown",
    "inference": "not shown",
    "partial": "in part",
    "training": "released",
    "described": "described in outline",
    "documented": "documented",
    "released": "named and released",
}


def _licensed(key: QuestionId, facts: Facts, axes: Axes) -> Question:
    """A question that the licence of the weights decides."""
    terms = facts.licenses["weights"].terms
    forbids, limits = _of(axes.restrictions, FORBIDS[key]), _of(axes.restrictions, LIMITS[key])
    if key == "commercial":  # a card's list of misuses does not tell commercial uses from others
        limits = [r for r in limits if r.kind != "field-of-use" or r.basis != CARD]
    if forbids:
        return _question(key, "no", f"{_basis(forbids)} says: {_kinds(forbids)}", _evidence(forbids))
    if not facts.licenses["weights"].own and not any(r.basis == CARD for r in limits):
        return _question(key, "unknown", "no licence of its own grants it", axes.freedoms.evidence)
    grants: dict[QuestionId, Freedom] = {
        "modify": axes.freedoms.modify,
        "share": axes.freedoms.share,
        "commercial": terms.commercial,
        "train-others": axes.freedoms.use,
    }
    grant = grants[key]
    if grant == "no":
        return _question(key, "no", "the licence does not grant it", axes.freedoms.evidence)
    own = [s for s in facts.licenses["weights"].statements if s.inherited_from is None]
    if not any(s.named for s in own):  # what is only inherited limits a grant, and is none
        return _question(key, "unknown", "no licence of its own grants it", axes.freedoms.evidence)
    if key == "commercial" and grant == "unknown" and any(e.license.underspecified for e in terms.entries):
        return _question(key, "unknown", "it is not told which version of a licence holds", axes.freedoms.evidence)
    if limits:
        return _question(key, "conditional", f"{_basis(limits)} limits it by {_kinds(limits)}", _evidence(limits))
    if grant == "unknown":
        return _question(key, "unknown", _why_unknown(facts), axes.freedoms.evidence)
    if unseen := unaudited(facts):
        because = f"its own licence grants it, but what {unseen[0]} imposes was not audited"
        return _question(key, "unknown", because, axes.freedoms.evidence)
    if key == "train-others":
        naming = [o for o in axes.obligations if o.kind in {"naming", "display"} and o.threshold is None]
        if naming:
            evidence = [e for o in naming for e in o.evidence]
            return _question(key, "conditional", "allowed, with duties of naming or display", evidence)
        return _question(key, "yes", "the licence does not forbid it", axes.freedoms.evidence)
    because = "the licence grants it" if grant == "yes" else "the licence grants it within limits"
    return _question(key, grant, because, axes.freedoms.evidence)


def _why_unknown(facts: Facts) -> str:
    """Why no licence grants it for sure, in words."""
    own = facts.licenses["weights"].own
    if facts.listing_unseen and own:
        return f"its card says “{own[0].written}”, but which licence files lie beside it was not seen"
    return "no licence whose terms are known grants it"


def _eu(facts: Facts, axes: Axes) -> Question:
    territories = [r for r in axes.restrictions if r.kind == "territory"]
    excluded = [r for r in territories if any(p.casefold() in _EUROPE for p in r.places)]
    if excluded and all(r.confidence == "low" for r in excluded):
        because = "the licence gives no rights there to some models, and whether this is one was not seen"
        return _question("eu", "unknown", because, _evidence(excluded))
    if excluded:
        return _question("eu", "no", "the licence gives no rights there", _evidence(excluded))
    if territories:
        places = enumerate_words([p for r in territories for p in r.places]) or "some places"
        return _question("eu", "conditional", f"the licence gives no rights in {places}", _evidence(territories))
    reading = facts.licenses["weights"]
    if reading.terms.is_open is None:
        return _question("eu", "unknown", "the terms of the weights are not known in full")
    read = [s.terms.reading.understood for s in reading.governing if s.terms is not None]
    if read and min(read) < _UNDERSTOOD:
        return _question("eu", "unknown", "a clause that was not understood may exclude places")
    if unseen := unaudited(facts):
        return _question("eu", "unknown", f"what {unseen[0]} imposes was not audited", axes.freedoms.evidence)
    return _question("eu", "yes", "the licence excludes no place in the EU", axes.freedoms.evidence)


def _keep(facts: Facts, axes: Axes) -> Question:
    limits = _of(axes.restrictions, LIMITS["keep"])
    if limits:
        return _question(
            "keep", "conditional", f"a copy stays, but the licence has {_kinds(limits)}", _evidence(limits)
        )
    if facts.licenses["weights"].terms.is_open is None:
        return _question("keep", "unknown", "a copy stays, but on terms that are not known")
    if unseen := unaudited(facts):
        return _question("keep", "unknown", f"a copy stays, but what {unseen[0]} imposes was not audited")
    if axes.weights.level == "unknown":
        return _question("keep", "unknown", _UNSEEN)
    if axes.weights.level == "full":
        return _question("keep", "yes", "a downloaded copy stays usable under its licence", axes.weights.evidence)
    return _question("keep", "conditional", f"{_once(axes)}: then a copy stays usable", axes.weights.evidence)


# Which fact of the catalogue answers a question about a system that only its provider runs.
_TOPICS: dict[QuestionId, str] = {
    "self-host": "data-path",
    "built-how": "published",
    "modify": "customisation",
    "commercial": "terms",
    "train-others": "terms",
    "keep": "withdrawal",
}


def _closed(facts: Facts, ledger: Ledger) -> tuple[Question, ...]:
    """The answers where there are no weights: what the provider says, and `unknown` where only its terms decide."""
    if facts.entry is None:
        return tuple(
            _question(key, "unknown" if key in {"commercial", "train-others", "eu"} else "no", "there are no weights")
            for key in get_args(QuestionId)
        )
    answers: dict[QuestionId, tuple[Freedom, str]] = {
        "download": ("no", "there are no weights to download"),
        "self-host": ("no", "it runs only where its provider runs it"),
        "inspect": ("no", "there is nothing to look into"),
        "built-how": ("no", "neither training code nor training data is released"),
        "modify": ("no", "there are no weights to change"),
        "share": ("no", "there is nothing to pass on"),
        "commercial": ("unknown", "the provider's terms decide"),
        "train-others": ("unknown", "the provider's terms decide"),
        "eu": ("unknown", "the provider's terms decide"),
        "keep": ("no", "the provider decides how long it is offered"),
    }
    found = []
    for key, (answer, because) in answers.items():
        said = facts.said.get(_TOPICS.get(key, ""))
        evidence = ledger.cite((said.citation,)) if said is not None else ()
        found.append(_question(key, answer, f"{because}: {said.says}" if said is not None else because, evidence))
    return tuple(found)


def _of(restrictions: Sequence[Restriction], kinds: frozenset[RestrictionKind]) -> list[Restriction]:
    return [r for r in restrictions if r.kind in kinds]


def _kinds(restrictions: Sequence[Restriction]) -> str:
    return enumerate_words([RESTRICTION[k] for k in dict.fromkeys(r.kind for r in restrictions)])


def _basis(restrictions: Sequence[Restriction]) -> str:
    """Who imposes the restrictions, in words."""
    return "its card" if all(r.basis == CARD for r in restrictions) else "the licence"


def _evidence(restrictions: Sequence[Restriction]) -> list[str]:
    return [e for r in restrictions for e in r.evidence[:1]]
