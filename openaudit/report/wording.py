"""The record's terms in plain words, for every format that people read."""

from openaudit import vocabulary
from openaudit.record import (
    ClaimKind,
    CodeLevel,
    DataLevel,
    Match,
    ObligationKind,
    QuestionId,
    Reason,
    Relation,
    Restriction,
    Source,
    Tier,
    WeightsLevel,
)
from openaudit.record.use import DEFAULT_CURRENCY, Answer, Bound, Deployment, Profile, Purpose

# The spectrum from closed to open; what is undetermined has no place on it.
SPECTRUM: tuple[Tier, ...] = ("closed", "restricted-weights", "open-weights", "open-source", "open-science")

TIER_NOTE: dict[Tier, str] = {
    "open-weights": (
        "“Open weights” in the OSI's sense: final weights under an open licence. It is not open source AI, which also "
        "needs the training code and the data information."
    ),
    "undetermined": "No place on this line: the terms of the weights are not known. Assume no permission.",
}
FULL_PIPELINE = (
    "The whole pipeline is released, training code and data information included: only the licence restricts."
)

FAILED = "This model could not be audited."
# Where no restriction is listed: of an open tier there is none, of the others none was read.
NONE_READ: dict[Tier, str] = {
    "closed": "nothing is released that a licence could cover",
    "undetermined": "not known, as the terms are not",
    "restricted-weights": "not open; no single restriction was read",
}
NO_RESTRICTION = "none in the terms that were read"

# Why a list of models has none with a place on the spectrum.
FILES_UNSEEN = "Of {count} it was not seen which files they have, and so not whether there are weights"
READ_ALL_THE_SAME = (
    "What the cards say was read: the restrictions and findings below hold. For a tier, audit the models on the Hub or "
    "from snapshots."
)
TERMS_UNKNOWN = (
    "Of {count} the weights are there, but the terms that they are under are not known: their findings, and what could "
    "not be seen of them, tell why."
)
NO_TIER = "No model has a place on the spectrum."

SOURCE: dict[Source, str] = {
    "hub": "Hugging Face Hub, {date}",
    "local": "local folder, {date}",
    "snapshot": "saved snapshot, retrieved {date}",
    "catalogue": "from the bundled catalogue of {date}: the model itself was not read",
}

ASKED = "asked for on {date}"

REASON: dict[Reason, str] = {
    "gated": "access must be granted first",
    "not-found": "not there",
    "network": "could not be reached",
    "too-large": "too large to be read",
    "unreadable": "could not be read",
    "blocked": "refused",
}

QUESTION: dict[QuestionId, str] = {
    "download": "Can I download it?",
    "self-host": "Run it on my own machines, so that my data stays there?",
    "inspect": "Look inside (weights, architecture)?",
    "built-how": "See how it was built?",
    "modify": "Modify and fine-tune it?",
    "share": "Share it?",
    "commercial": "Use it commercially?",
    "train-others": "Train other models with it?",
    "eu": "Use it in the EU?",
    "keep": "Keep this version if its maker withdraws it?",
}

WEIGHTS: dict[WeightsLevel, str] = {
    "unknown": "not known: which files it has was not seen",
    "none": "none to download",
    "gated": "downloadable once access is granted",
    "partial": "incomplete: not usable on their own",
    "full": "downloadable",
}
CODE: dict[CodeLevel, str] = {
    "none": "none released",
    "inference": "for inference only",
    "partial": "training code in part",
    "training": "training code released",
}
DATA: dict[DataLevel, str] = {
    "none": "nothing said of the training data",
    "described": "described in outline",
    "documented": "documented in detail",
    "released": "the data itself released",
}

CLAIM: dict[ClaimKind, str] = {
    "open-source": "open source",
    "open-weights": "open weights",
    "open-data": "open data",
    "license": "licence",
    "restriction": "restriction",
    "not-open": "not open",
}
RELATION: dict[Relation, str] = {
    "finetune": "fine-tune",
    "quantized": "quantization",
    "adapter": "adapter",
    "merge": "merge",
    "base": "base",
}
MATCH: dict[Match, str] = {
    "exact": "the standard text",
    "modified": "the standard text, modified",
    "partial": "parts of the standard text",
    "none": "no known text",
}

# A label goes without the article of the sentence.
RESTRICTION: dict[str, str] = {kind: words.removeprefix("a ") for kind, words in vocabulary.RESTRICTION.items()}
OBLIGATION: dict[ObligationKind, str] = {
    "attribution": "attribution",
    "notice": "keep notices",
    "state-changes": "state changes",
    "share-alike": "share alike",
    "network-copyleft": "share alike over a network",
    "display": "display",
    "naming": "naming",
    "pass-on-restrictions": "pass the restrictions on",
    "patent-retaliation": "patent retaliation",
    "acceptance": "acceptance",
    "disclosure": "disclosure",
    "indemnity": "indemnity",
}


ANSWER: dict[Answer, str] = {
    "allowed": "allowed",
    "allowed-with-duties": "duty",
    "not-allowed": "not allowed",
    "ask": "ask",
}
NO_COUNSEL = "This reads the terms as they stand; it is not legal advice."
_DEPLOYMENT: dict[Deployment, str] = {
    "internal": "run in the house",
    "product": "inside a product",
    "hosted-service": "offered to others as a service",
    "evaluation": "for evaluation only",
}
_PURPOSE: dict[Purpose, str] = {
    "commercial": "commercial use",
    "non-commercial": "non-commercial use",
    "research": "research",
    "personal": "personal use",
}
_ASKED = {
    "download": "access",
    "modify": "changing it",
    "share": "passing it on",
    "commercial": "commercial use",
    "train-others": "training other models",
    "eu": "use in the EU",
}


def profile(asked: Profile) -> str:
    """A use profile in words.

    >>> profile(Profile(use="commercial", monthly_active_users=2_000_000, regions=("EU",)))
    'commercial use; in EU; 2 million monthly active users'
    """
    said = [_PURPOSE[asked.use]] if asked.use is not None else []
    said += [_DEPLOYMENT[asked.deployment]] if asked.deployment is not None else []
    said += [f"in {', '.join(asked.regions)}"] if asked.regions else []
    said += [phrase(party) for party in asked.parties]
    for name in ("monthly_active_users", "daily_active_users", "monthly_visits", "employees"):
        if (count := getattr(asked, name)) is not None:
            said.append(f"{amount(count)} {name.replace('_', ' ')}")
    for name in ("annual_revenue", "monthly_revenue", "funding"):
        if (money := getattr(asked, name)) is not None:
            said.append(f"{name.replace('_', ' ')} {asked.currency or DEFAULT_CURRENCY} {amount(money)}")
    said += [name.replace("_", " ") for name in ("train_models", "redistribute", "modify") if getattr(asked, name)]
    if asked.competes is not None:
        said.append("a competing product" if asked.competes else "no competing product")
    return "; ".join(said)


def term(about: str) -> str:
    """What a point of a use answer is about: a restriction, an obligation, or a question, in words.

    >>> term("user-cap"), term("download")
    ('cap on users', 'access')
    """
    known = _ASKED.get(about) or RESTRICTION.get(about)
    return known or next((words for kind, words in OBLIGATION.items() if kind == about), phrase(about))


def reason(kind: str) -> str:
    """A reason of a verdict in words: mostly a kind of restriction."""
    return RESTRICTION.get(kind, phrase(kind))


BOUND: dict[Bound | None, str] = {"above": "above", "from": "from", None: "above"}
_LARGE = ((10**9, "billion"), (10**6, "million"))


def partial(count: int) -> str:
    """That an audit is partial, and where what it lacks is listed."""
    things = {0: "", 1: ": 1 thing is listed at the end"}.get(count, f": {count} things are listed at the end")
    return f"Not everything could be seen{things}."


def amount(number: int) -> str:
    """A number as it is said.

    >>> amount(700_000_000), amount(1_500_000), amount(10_000)
    ('700 million', '1.5 million', '10,000')
    """
    for unit, word in _LARGE:
        if number >= unit and number % (unit // 100) == 0:
            return f"{number / unit:g} {word}"
    return f"{number:,}"


def above(threshold: int, metric: str | None, bound: Bound | None = None) -> str:
    """A threshold in words, with the boundary that it draws.

    >>> above(700_000_000, "monthly-active-users"), above(40, "employees", "from")
    ('above 700 million monthly active users', 'from 40 employees')
    """
    return f"{BOUND[bound]} {amount(threshold)} {phrase(metric or '')}".rstrip()


def limits(found: Restriction) -> str:
    """The parameters of a restriction in words: `above 700 million monthly active users`; empty when it has none."""
    said = []
    if found.threshold is not None:
        said.append(above(found.threshold, found.metric, found.bound))
    if found.amount is not None:
        sum_of = f"{found.currency or ''} {amount(found.amount)}".lstrip()
        said.append(f"{BOUND[found.bound]} {sum_of}" + (f" a {found.period}" if found.period else ""))
    if found.places:
        said.append(", ".join(found.places))
    if found.scope:
        said.append(found.scope)
    return "; ".join(said)


def phrase(slug: str) -> str:
    """A slug of the record as words: `monthly-active-users` is `monthly active users`."""
    return slug.replace("-", " ")


def sentence(words: str) -> str:
    """The words with a capital at the beginning.

    >>> sentence("cap on users")
    'Cap on users'
    """
    return words[:1].upper() + words[1:]
