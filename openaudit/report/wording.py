"""The record's terms in plain words, for every format that people read."""

from openaudit import vocabulary
from openaudit.record import (
    CodeLevel,
    DataLevel,
    Match,
    ObligationKind,
    QuestionId,
    Reason,
    Restriction,
    Source,
    Tier,
    WeightsLevel,
)

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


def reason(kind: str) -> str:
    """A reason of a verdict in words: mostly a kind of restriction."""
    return RESTRICTION.get(kind, phrase(kind))


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


def above(threshold: int, metric: str | None) -> str:
    """A threshold in words.

    >>> above(700_000_000, "monthly-active-users")
    'above 700 million monthly active users'
    """
    return f"above {amount(threshold)} {phrase(metric or '')}".rstrip()


def limits(found: Restriction) -> str:
    """The parameters of a restriction in words: `above 700 million monthly active users`; empty when it has none."""
    said = []
    if found.threshold is not None:
        said.append(above(found.threshold, found.metric))
    if found.amount is not None:
        sum_of = f"{found.currency or ''} {amount(found.amount)}".lstrip()
        said.append(f"above {sum_of}" + (f" a {found.period}" if found.period else ""))
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
