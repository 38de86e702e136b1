"""The plain spectrum: closed, undetermined, restricted weights, open weights, open source, open science.

Source: docs/spectrum.md; the first rule that matches wins. "Open weights" is meant in OSI's sense: final weights
under an open licence.
"""

from openaudit.classify.terms import CARD, closes
from openaudit.evidence import Ledger
from openaudit.licensing.terms import binding
from openaudit.read.facts import Facts
from openaudit.read.licenses import may_hold_terms
from openaudit.record import Axes, RestrictionKind, Tier, Verdict
from openaudit.vocabulary import RESTRICTION, enumerate_words, with_article


def verdict(facts: Facts, axes: Axes, ledger: Ledger) -> Verdict:
    """Where the model stands, why, and the sentence that says so."""
    tier = _tier(facts, axes)
    reasons = tuple(_limits(facts, axes)) if tier != "closed" else ()
    governing = facts.licenses["weights"].governing
    return Verdict(
        tier=tier,
        reasons=reasons,
        full_pipeline=tier == "restricted-weights" and _pipeline(facts),
        summary=_summary(facts, tier, axes),
        evidence=ledger.cite((*(s.citation for s in governing), *facts.weights.citations)),
    )


def _tier(facts: Facts, axes: Axes) -> Tier:
    if facts.weights.level == "none":
        return "closed"
    if facts.weights.level == "unknown":
        return "undetermined"
    reading = facts.licenses["weights"]
    # Terms that are only inherited limit what a licence would grant, and grant nothing themselves.
    if not reading.own and (not reading.states_own or reading.terms.is_open is not False):
        return "restricted-weights" if _limited_by_card(facts, axes) else "undetermined"
    if reading.terms.is_open is None:
        return "restricted-weights" if _limited_by_card(facts, axes) else "undetermined"
    if not reading.terms.is_open:
        return "restricted-weights"
    if not (_pipeline(facts) and _code_is_open(facts)):
        return "open-weights"
    released = facts.released
    open_data = released.data == "released" and facts.licenses["data"].terms.is_open is True
    if open_data and released.checkpoints == "intermediate" and released.paper:
        return "open-science"
    return "open-source"


def _limited_by_card(facts: Facts, axes: Axes) -> bool:
    """Whether a licence is declared whose terms nobody knows, and the card's text says as a term how they limit use.

    The card is then the only word on those terms. A list of misuses is none on what kind of licence it is.
    """
    stated = any(closes(r) for r in axes.restrictions)
    return stated and facts.licenses["weights"].states_own


def _limits(facts: Facts, axes: Axes) -> list[RestrictionKind]:
    """The kinds of restriction that put the model where it stands, each once.

    What the card says beside a licence whose terms are known decides no tier.
    """
    known = facts.licenses["weights"].terms.is_open is not None
    return list(dict.fromkeys(r.kind for r in axes.restrictions if r.basis != CARD or not known))


def _pipeline(facts: Facts) -> bool:
    """Training code and data-processing code evident, and the data documented or released."""
    released = facts.released
    return released.code == "training" and released.data_code and released.data in {"documented", "released"}


def _code_is_open(facts: Facts) -> bool:
    """Whether the code's licence is open: its own, else the release's (as the Model Openness Framework inherits it)."""
    own = facts.licenses["code"]
    return (own if own.governing else facts.licenses["weights"]).terms.is_open is True


def _summary(facts: Facts, tier: Tier, axes: Axes) -> str:
    sentence = _standing(facts, tier, axes)
    more = [RESTRICTION[r.kind] for r in axes.restrictions if r.basis == CARD]
    if more and facts.licenses["weights"].terms.is_open is not None and tier not in {"closed", "undetermined"}:
        sentence += f"; its card's text adds what the licence does not say: {enumerate_words(more)}"
    if tier in {"open-source", "open-science"} and not facts.licenses["code"].governing:
        sentence += "; the code is taken to be under the release's licence, as it names none of its own"
    if tier == "open-weights":
        sentence += _read_here(facts)
    unread = unaudited(facts)
    if unread and tier not in {"closed", "undetermined"}:
        shown = enumerate_words(unread[:2] + ([f"{len(unread) - 2} more"] if len(unread) > 2 else []))
        sentence += f"; what it inherits from {shown} was not audited"
    return sentence + "."


def _read_here(facts: Facts) -> str:
    """That a licence which nobody has a name for is open by its reading alone, and how much of it was understood."""
    for statement in facts.licenses["weights"].governing:
        if statement.terms is not None:
            share = round(100 * statement.terms.reading.understood)
            how = f"read clause by clause ({share} % understood), and no limit was found"
            return f"; {statement.written} is the text of no known licence: {how}"
    return ""


def unaudited(facts: Facts) -> list[str]:
    """The ancestors whose terms may bind the model and were not read; an owner's own models bind him to nothing."""
    owner = facts.snapshot.subject.id.partition("/")[0].casefold()
    return [a.id for a in facts.ancestors if not a.audited and a.id.partition("/")[0].casefold() != owner]


def _standing(facts: Facts, tier: Tier, axes: Axes) -> str:
    names = with_article([e.license.name for e in facts.licenses["weights"].terms.entries])
    if tier == "closed":
        return f"Closed: there are no weights to download{_why_closed(facts)}"
    if facts.weights.level == "unknown":
        terms = f"; because {_limiting(facts)} they would not be open" if axes.restrictions else ""
        return f"Undetermined: which files it has was not seen, so nobody can say whether there are weights{terms}"
    if tier == "undetermined":
        return f"Undetermined: the weights are there, but {_why_undetermined(facts)}"
    if tier == "restricted-weights":
        limits = [RESTRICTION[kind] for kind in _limits(facts, axes)]
        shown = enumerate_words(limits[:3] + ([f"{len(limits) - 3} more"] if len(limits) > 3 else []))
        how = f"limits on what you may do: {shown}" if limits else "freedoms that are not granted"
        return f"Restricted weights: not open, because {_limiting(facts)}: {how}"
    if tier == "open-weights":
        return f"Open weights: the weights are under an open licence, {names}, but {_not_released(facts)}"
    extra = ", the data, intermediate checkpoints and a paper" if tier == "open-science" else ""
    head = "Open science" if tier == "open-science" else "Open source"
    return f"{head}: weights under {names}, with training code, data-processing code and data information{extra}"


def _why_closed(facts: Facts) -> str:
    """Where a model without weights is to be had, as far as the catalogue tells."""
    if facts.entry is None:
        return ""
    if facts.entry.kind == "api":
        return f"; it can only be used through {facts.entry.provider}'s service"
    said = facts.said.get("weights")
    return f" ({said.says.rstrip('.')})" if said is not None else ""


def _limiting(facts: Facts) -> str:
    """The licences that are not open, in words, each with the ancestor that it comes from, if any."""
    named: dict[str, str] = {}
    for statement in facts.licenses["weights"].governing:
        entry = statement.entry
        if entry is not None and binding(entry.license, multimodal=facts.multimodal).is_open is not True:
            origin = f" (inherited from {statement.inherited_from})" if statement.inherited_from is not None else ""
            named.setdefault(entry.license.id, f"{with_article([entry.license.name])}{origin}")
    return f"of {enumerate_words(list(named.values()))}" if named else "its card says so, and its licence is not known"


def _why_undetermined(facts: Facts) -> str:
    """What keeps the terms of the weights from being known, in words."""
    statements = [s for s in facts.licenses["weights"].statements if s.inherited_from is None]
    unread = [u.what for u in facts.unavailable if may_hold_terms(u)]
    if unread:
        return f"{unread[0]}, which may hold their terms, could not be read"
    if not statements:
        return "no licence is declared for them"
    if any(s.stated_in == "file" for s in statements):
        unknown = [s.written for s in statements if s.stated_in == "file" and s.entry is None]
        strange = next(iter(unknown), "their licence text")
        return f"{strange} is no text whose terms are known in full"
    named = next((s.written for s in statements if s.entry is None), statements[0].written)
    return f"the terms of their licence, “{named}”, are not known"


def _not_released(facts: Facts) -> str:
    """What keeps an open-weights model from the tiers above, in words."""
    released = facts.released
    missing = [
        name
        for name, there in (
            ("the training code", released.code == "training"),
            ("the data-processing code", released.data_code),
            ("full data information", released.data in {"documented", "released"}),
        )
        if not there
    ]
    if not missing:
        return "the licence of its code is not known to be open"
    return f"{enumerate_words(missing)} {'is' if len(missing) == 1 else 'are'} not shown to be released"
