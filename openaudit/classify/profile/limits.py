"""What each kind of restriction says to a user: one small judge per kind, and whom a limit spares altogether."""

from collections.abc import Callable

from openaudit.classify.profile.caps import cap
from openaudit.classify.profile.places import excluded
from openaudit.classify.profile.points import PURPOSE, Judged, allowed, ask, duty, forbidden
from openaudit.classify.terms import CARD
from openaudit.read.license_files import READ_HERE
from openaudit.record import Freedom, Restriction, RestrictionKind
from openaudit.record.use import Concern, Profile, Purpose
from openaudit.vocabulary import RESTRICTION, enumerate_words

# By these what is allowed today can end or change; they stand beside the answer.
RISKS: frozenset[RestrictionKind] = frozenset({"mutable-policy", "remote-disable", "termination-at-will", "fixed-term"})
# These can be kept by whoever wants to; whether a use keeps them, only its user knows.
_KEPT: frozenset[RestrictionKind] = frozenset(
    {
        "field-of-use",
        "royalty",
        "tied-product",
        "confidentiality",
        "no-reverse-engineering",
        "guardrail-duty",
    }
)
_CAPS: frozenset[RestrictionKind] = frozenset({"user-cap", "revenue-cap", "size-cap"})
_FORBIDDEN_PURPOSES: dict[RestrictionKind, frozenset[Purpose]] = {
    "non-commercial": frozenset({"commercial"}),
    "research-only": frozenset({"commercial", "non-commercial", "personal"}),
}
_CONCERN: dict[Concern, str] = {
    "public-body": "public bodies",
    "software-provider": "software providers",
    "cloud-provider": "cloud providers",
    "work-assistant": "providers of AI work assistants",
    "image-business": "businesses that make or edit images",
    "model-service": "who offers the model itself as a service",
    "competing-model": "models that compete with the licensor's",
    "foundation-model": "foundation models",
}


def judge(term: Restriction, profile: Profile, modify: Freedom) -> Judged:
    """What a restriction says to this user; `modify` is the freedom that the licence gives beside it."""
    if term.kind in _KEPT:
        return duty(term.says or RESTRICTION[term.kind])
    found = _no_derivatives(profile, modify) if term.kind == "no-derivatives" else _JUDGES[term.kind](term, profile)
    if found.answer in {"allowed", "allowed-with-duties"}:
        return found
    spared = _spared(term, profile)
    if spared is not None and spared.answer == "allowed":
        return spared
    if spared is not None:
        return ask(f"{found.because}; {spared.because}", *dict.fromkeys((*found.flags, *spared.flags)))
    doubt = _doubt(term, profile) if found.answer == "not-allowed" else None
    return ask(f"{found.because}; {doubt}") if doubt is not None else found


def _doubt(term: Restriction, profile: Profile) -> str | None:
    """Why a term that seems to stop this user may not; None where there is no doubt."""
    if term.basis == CARD:
        return "only the card says so"
    if term.confidence == "low":
        return "its terms are known from hearsay only"
    # The reader of unknown texts tells a cap from its figure, and not whether it is one on commerce alone.
    unread = term.kind in _CAPS and (term.basis or "").startswith(READ_HERE)
    if unread and profile.use not in {None, "commercial"}:
        return "whether it binds other than commercial use, its text has to tell"
    return None


def _spared(term: Restriction, profile: Profile) -> Judged | None:
    """Whether the term binds other purposes or other people only; None where it binds this user."""
    unknown = None
    if term.uses:
        named = enumerate_words([PURPOSE[use] for use in term.uses])
        if profile.use is None:
            unknown = ask(f"it binds {named} only", "--use")
        elif profile.use not in term.uses:
            return allowed(f"it binds {named} only")
    if term.concerns:
        whom = enumerate_words([_CONCERN[c] for c in term.concerns])
        states = [_concerned(c, profile) for c in term.concerns]
        if True not in states:
            if None not in states:
                return allowed(f"it concerns only {whom}")
            unseen = [c for c, state in zip(term.concerns, states, strict=True) if state is None]
            flags = dict.fromkeys(flag for c in unseen if (flag := _told_by(c)) is not None)
            unknown = ask(f"it concerns only {whom}", *(unknown.flags if unknown is not None else ()), *flags)
    return unknown


def _concerned(concern: Concern, profile: Profile) -> bool | None:
    """Whether the profile is one that a limit concerns; None where it does not say."""
    if concern == "model-service":
        return profile.deployment == "hosted-service" if profile.deployment is not None else None
    if concern in {"competing-model", "foundation-model"}:
        return None
    return concern in profile.parties if profile.parties else None


def _told_by(concern: Concern) -> str | None:
    """The flag that tells whether a limit concerns the user; of the models that they train none does."""
    return {"model-service": "--as", "competing-model": None, "foundation-model": None}.get(concern, "--who")


def _purpose(term: Restriction, profile: Profile) -> Judged:
    if profile.use is None:
        return ask(f"it allows {RESTRICTION[term.kind]}", "--use")
    if profile.use in _FORBIDDEN_PURPOSES[term.kind]:
        return forbidden(_says(term))
    return allowed(f"{PURPOSE[profile.use]} is within it")


def _individuals(term: Restriction, profile: Profile) -> Judged:
    missing = [flag for flag, said in (("--who", profile.parties), ("--use", profile.use)) if not said]
    if (profile.parties and "individual" not in profile.parties) or profile.use == "commercial":
        return forbidden(_says(term))
    return ask(_says(term), *missing) if missing else allowed("you are an individual")


def _production(term: Restriction, profile: Profile) -> Judged:
    if profile.deployment == "evaluation":
        return allowed("evaluation is not production")
    if profile.deployment in {"product", "hosted-service"}:
        return forbidden(_says(term))
    return ask(f"{_says(term)}; say whether this is evaluation", "--as")


def _hosting(term: Restriction, profile: Profile) -> Judged:
    if profile.deployment in {"internal", "evaluation"}:
        return allowed("nothing is offered to others")
    if profile.deployment == "hosted-service":
        return forbidden(_says(term))
    if profile.deployment == "product":
        return ask(f"{_says(term)}; whether your product is such a service is for the licensor to say")
    return ask(_says(term), "--as")


def _training(term: Restriction, profile: Profile) -> Judged:
    if not profile.train_models:
        return allowed("you did not say that you train other models with it")
    return forbidden(f"{_says(term)} ({term.scope})" if term.scope else _says(term))


def _competing(term: Restriction, profile: Profile) -> Judged:
    if profile.competes is None:
        return ask(_says(term), "--competes")
    return forbidden(_says(term)) if profile.competes else allowed("nothing of yours competes with the licensor")


def _territory(term: Restriction, profile: Profile) -> Judged:
    if not profile.regions:
        places = enumerate_words(list(term.places)) or "some places"
        return ask(f"it gives no rights in {places}", "--region")
    hit, unknown = excluded(profile.regions, term.places)
    if hit:
        return forbidden(f"{_says(term)} ({enumerate_words(list(hit))})")
    if unknown or not term.places:
        places = enumerate_words(list(unknown)) or "places that are not known"
        return ask(f"it leaves out {places}: is yours one of them?")
    return allowed(f"{enumerate_words(list(profile.regions))} is not among the places it leaves out")


def _sharing(term: Restriction, profile: Profile) -> Judged:
    return forbidden(_says(term)) if profile.redistribute else allowed("you did not say that you pass copies on")


def _no_derivatives(profile: Profile, modify: Freedom) -> Judged:
    """Most such licences let one change the model in private, and not pass the change on."""
    if not profile.modify:
        return allowed("you did not say that you change it")
    if profile.redistribute or modify == "no":
        return forbidden("changed versions may not be passed on" if modify != "no" else "it may not be changed")
    return ask("changed versions may not be passed on; whether you may keep one yourself, its text has to tell")


def _excluded(term: Restriction, _profile: Profile) -> Judged:
    return forbidden(_says(term)) if term.concerns else ask(f"{_says(term)}; are you one of them?")


def _gate(term: Restriction, _profile: Profile) -> Judged:
    return ask(_says(term))


def _says(term: Restriction) -> str:
    """What the term says, as a part of a sentence."""
    return (term.says or RESTRICTION[term.kind]).rstrip(".")


_JUDGES: dict[RestrictionKind, Callable[[Restriction, Profile], Judged]] = {
    "user-cap": cap,
    "revenue-cap": cap,
    "size-cap": cap,
    "non-commercial": _purpose,
    "research-only": _purpose,
    "individuals-only": _individuals,
    "non-production": _production,
    "no-hosting": _hosting,
    "no-model-training": _training,
    "no-compete": _competing,
    "territory": _territory,
    "no-redistribution": _sharing,
    "excluded-licensees": _excluded,
    "discretionary-gate": _gate,
}
