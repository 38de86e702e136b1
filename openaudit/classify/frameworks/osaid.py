"""The Open Source AI Definition 1.0: data information, code and parameters, each under open terms.

Source: https://opensource.org/ai/open-source-ai-definition; how it is read is told in docs/frameworks/osaid.md. Silence
is `unknown`: training code may lie where the card does not lead. Only what is said, or a licence, fails a criterion.
"""

from collections.abc import Iterator

import msgspec

from openaudit.classify.frameworks.criteria import CriterionText, Finding, conclude, criterion, text
from openaudit.classify.frameworks.licenses import Licensed, by_word, licensed, together
from openaudit.classify.frameworks.parts import UNLISTED, State, documented, elsewhere, shown
from openaudit.evidence import Ledger
from openaudit.read.facts import Facts
from openaudit.record import Axes, DataLevel
from openaudit.record.frameworks import Osaid, OsaidReading, Outcome
from openaudit.snapshot import REPOSITORY

_OUTCOMES: dict[State, Outcome] = {
    "yes": "met",
    "partial": "partial",
    "withheld": "not_met",
    "silent": "unknown",
    "unread": "unknown",
}
_MAKING = ("code-data", "code-training", "code-validation")
_DATA_WORDS = {"datasets", "data-card"}
_LISTED: dict[DataLevel, Outcome] = {
    "released": "met",
    "documented": "partial",
    "described": "unknown",
    "none": "unknown",
}


def assess(facts: Facts, axes: Axes, ledger: Ledger) -> Osaid:
    """The definition's criteria for one model, by what was seen."""
    own = _reading(facts, axes, ledger)
    return Osaid(conforms=own.conforms, criteria=own.criteria)


def believe(found: Osaid, facts: Facts, axes: Axes, ledger: Ledger) -> Osaid:
    """The same answer, with the one beside it that these facts give, in which the user is believed."""
    return msgspec.structs.replace(found, with_supplied=_reading(facts, axes, ledger))


def _reading(facts: Facts, axes: Axes, ledger: Ledger) -> OsaidReading:
    found = {about.id: _judge(about, facts, axes) for about in text("osaid").criteria}
    found["code-terms"] = _code_terms(facts, axes, found)
    criteria = tuple(criterion(about, found[about.id], ledger, facts.believed) for about in text("osaid").criteria)
    return OsaidReading(conforms=conclude(c.outcome for c in criteria), criteria=criteria)


def _judge(about: CriterionText, facts: Facts, axes: Axes) -> Finding:
    if facts.weights.level == "none":
        return _closed(about, facts)
    match about.id:
        case "data-description":
            return _description(facts)
        case "data-public" | "data-third-party":
            return _listed(about.id, facts)
        case "data-terms":
            return _data_terms(facts, axes)
        case "code-libraries" | "code-architecture":
            return _supporting(about.id, facts)
        case "parameters":
            return _parameters(facts)
        case "parameters-terms":
            return _parameters_terms(facts, axes)
        case "code-terms":
            return Finding("unknown", "")  # follows from the other criteria
        case _:
            return _code(about, facts)


def _closed(about: CriterionText, facts: Facts) -> Finding:
    """Without weights there is no release to look at; what is missing is known of the weights alone."""
    if about.id == "parameters":
        return Finding("not_met", "there are no weights to download", facts.weights.citations)
    return Finding("unknown", "not looked at: without weights there is nothing that it could be part of")


def _base_unread(facts: Facts) -> str | None:
    """The first model that this one was made from, whose training data is not known to be released."""
    return next((a.id for a in facts.ancestors if a.data != "released"), None)


def _description(facts: Facts) -> Finding:
    released = facts.released
    if facts.card_unseen and not _DATA_WORDS & facts.believed.keys():
        return Finding("unknown", "the card could not be read")
    cited = released.data_citations
    if released.data == "released" and (base := _base_unread(facts)) is not None:
        return Finding(
            "partial",
            f"its own training data is released; that of {base}, which it comes from, is not shown to be",
            cited,
        )
    if released.data == "released":
        return Finding("met", "the training data itself is named and released", cited)
    if released.data == "documented":
        reason = "sources, amounts or processing are told; that this is all of the data can't be seen from it"
        return Finding("partial", reason, cited)
    if (word := facts.believed.get("data-card")) is not None:
        return Finding("partial", "a data card is there; that it tells of all the data was not seen", (word.citation,))
    if released.data == "described":
        return Finding("partial", f"described in outline only{_more(facts)}", cited)
    if facts.entry is not None and "training-data" in facts.said:
        said = facts.said["training-data"]
        return Finding("not_met", f"not described: {said.says.rstrip('.')}", (said.citation,))
    return Finding("unknown", f"nothing is said of the training data{_more(facts)}", elsewhere(facts))


def _more(facts: Facts) -> str:
    return "; the card leads to places that may tell more and were not read" if elsewhere(facts) else ""


def _listed(which: str, facts: Facts) -> Finding:
    if facts.card_unseen and "datasets" not in facts.believed:
        return Finding("unknown", "the card could not be read")
    level = facts.released.data
    outcome = _LISTED[level]
    base = _base_unread(facts)
    if outcome == "met" and base is not None:
        return Finding(
            "partial",
            f"its own data is named with its place; that of {base} is not shown to be",
            facts.released.data_citations,
        )
    if outcome == "met" and which == "data-third-party":
        return Finding(
            "not_applicable",
            "the data is released itself: none is named that others would have to give",
            facts.released.data_citations,
        )
    reasons = {
        "met": "the sets are named with the place where they lie",
        "partial": "some sources are named; that these are all can't be seen from it",
        "unknown": f"no list of sources is shown{_more(facts)}",
    }
    return Finding(outcome, reasons[outcome], facts.released.data_citations if outcome != "unknown" else ())


def _data_terms(facts: Facts, axes: Axes) -> Finding:
    """The data information stands in the card, a file of the release: under its licence unless it has its own."""
    told = "data-card" in facts.believed
    if axes.data.level == "none" and not told:
        return Finding("unknown", "there is no data information whose terms could be read")
    if facts.entry is not None and not told:
        return Finding("unknown", "where the data information stands, and under which terms, was not read")
    found = licensed(facts, axes, "documentation")
    under = "" if found.own else "the data information is part of the release: "
    outcome: Outcome = "met" if found.standing == "approved" else "unknown"
    if found.standing == "restricted":
        outcome = "not_met" if found.own else "unknown"
        under = "" if found.own else "no terms of its own; of the release itself: "
    return Finding(outcome, f"{under}{found.why}", found.citations)


def _code(about: CriterionText, facts: Facts) -> Finding:
    """One kind of code, by the part of the release that shows it."""
    for name in ("data-code", "training-code", "evaluation-code", "inference-code"):
        if name == about.part:
            found = shown(facts, name)
            return Finding(_OUTCOMES[found.state], found.why, found.citations)
    raise KeyError(about.part)


def _supporting(which: str, facts: Facts) -> Finding:
    """The tokenizer and the architecture: shipped, or part of the code that trains the model."""
    found = documented(facts, "libraries" if which == "code-libraries" else "architecture-code")
    if found.state == "yes":
        return Finding("met", "shipped with the model", found.citations)
    training = shown(facts, "training-code")
    if training.state == "yes":
        return Finding("met", "part of the code that trains the model", training.citations)
    described = documented(facts, "architecture")
    if which == "code-architecture" and described.state in {"yes", "partial"}:
        return Finding("partial", "described or configured, and no code of it is shown", described.citations)
    return Finding("unknown", found.why, found.citations)


def _code_terms(facts: Facts, axes: Axes, found: dict[str, Finding]) -> Finding:
    """The code's own licence. The release's covers the code that lies in the repository, and no other."""
    made = [found[key] for key in _MAKING if found[key].outcome in {"met", "partial"}]
    if not made:
        return Finding("unknown", "no code of the making is shown whose licence could be read")
    words = {w.citation: w for w in facts.believed.values()}
    told = [by_word(words[c]) for f in made for c in f.citations if c in words]
    seen = [f for f in made if not words.keys() & set(f.citations)]
    terms = together([*([_seen_terms(facts, axes, seen)] if seen else []), *told])
    outcomes: dict[str, Outcome] = {"approved": "met", "open": "unknown", "restricted": "not_met", "unknown": "unknown"}
    return Finding(outcomes[terms.standing], terms.why, terms.citations)


def _seen_terms(facts: Facts, axes: Axes, made: list[Finding]) -> Licensed:
    """The licence of the code that was seen: the release's is not that of code which lies elsewhere."""
    terms = licensed(facts, axes, "code")
    if terms.own or all(c.file == REPOSITORY for f in made for c in f.citations):
        return terms
    reason = "no licence is stated for the code, and the places where it lies were not read; of the release itself: "
    return msgspec.structs.replace(terms, standing="unknown", why=f"{reason}{terms.why}")


def _parameters(facts: Facts) -> Finding:
    cited = facts.weights.citations
    if facts.weights.level == "full":
        return Finding("met", "the weights can be downloaded", cited)
    if facts.weights.level == "gated":
        return Finding(
            "partial", "only after access is granted; the freedom to use it without asking is OSAID's", cited
        )
    if facts.weights.level == "unknown":
        return Finding("unknown", UNLISTED)
    return Finding("partial", "incomplete: an adapter, a delta, or missing shards", cited)


def _parameters_terms(facts: Facts, axes: Axes) -> Finding:
    terms = licensed(facts, axes, "weights")
    outcomes: dict[str, Outcome] = {"approved": "met", "open": "unknown", "restricted": "not_met", "unknown": "unknown"}
    evidence = tuple(e for r in axes.restrictions[:3] for e in r.evidence[:1]) if terms.standing == "restricted" else ()
    return Finding(outcomes[terms.standing], terms.why, terms.citations, evidence)


def missing(found: Osaid) -> Iterator[str]:
    """The titles of the criteria that are not met, those that fail it first."""
    for outcomes in ({"not_met"}, {"partial", "unknown"}):
        yield from (c.title for c in found.criteria if c.outcome in outcomes)
