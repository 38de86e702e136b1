"""The words for the record's terms that both verdicts and reports use."""

from openaudit.record import RestrictionKind

# Each reads after "limits it by", and alone.
RESTRICTION: dict[RestrictionKind, str] = {
    "user-cap": "a cap on users",
    "revenue-cap": "a cap on revenue",
    "non-commercial": "no commercial use",
    "research-only": "research only",
    "field-of-use": "forbidden uses",
    "mutable-policy": "terms that can change",
    "no-model-training": "no training of other models",
    "no-compete": "no competing product",
    "territory": "excluded places",
    "no-redistribution": "no redistribution",
    "no-derivatives": "no derivatives",
    "no-hosting": "no hosting for others",
    "royalty": "a royalty",
    "individuals-only": "individuals only",
    "discretionary-gate": "permission case by case",
    "remote-disable": "remote restriction of use",
    "termination-at-will": "termination at will",
    "size-cap": "a cap on size",
    "excluded-licensees": "excluded licensees",
    "non-production": "no production use",
    "fixed-term": "a fixed term",
    "tied-product": "a tie to a product",
    "confidentiality": "confidentiality",
    "no-reverse-engineering": "no reverse engineering",
    "guardrail-duty": "safeguards that must stay",
}


def with_article(names: list[str]) -> str:
    """Names of licences as they stand in a sentence.

    >>> with_article(["MIT License", "The Unlicense"])
    'the MIT License and the Unlicense'
    >>> with_article(["a licence that is not named"])
    'a licence that is not named'
    """
    return enumerate_words([name if name.startswith("a ") else f"the {name.removeprefix('The ')}" for name in names])


def enumerate_words(words: list[str]) -> str:
    """A list as it is said.

    >>> enumerate_words(["a", "b", "c"])
    'a, b and c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def shorten(text: str, limit: int = 120) -> str:
    """The text, cut between words where it is longer than `limit` characters.

    >>> shorten("use it for research only", 14)
    'use it for …'
    """
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + " …"
