"""Whether a part of the release is shown, as the frameworks ask for it: the same answer from a card or the catalogue.

Silence is kept apart from a refusal, and both from what nobody read: only what is said proves that a part is withheld.
"""

from typing import Literal

import msgspec

from openaudit.read.catalogue import Topic
from openaudit.read.facts import Facts
from openaudit.read.readings import DocumentName, Part, PartName
from openaudit.read.text import Citation

State = Literal["yes", "partial", "withheld", "silent", "unread"]

# The topic of the catalogue that tells of a part, and its level where that is a level of its own.
_TOPICS: dict[PartName | DocumentName, Topic] = {
    "training-code": "training-code",
    "data-code": "data-code",
    "inference-code": "inference-code",
    "evaluation-results": "evaluation",
    "paper": "report",
    "technical-report": "report",
    "checkpoints": "checkpoints",
}
_LEVELS: dict[str, State] = {"none": "withheld", "partial": "partial", "card": "partial"}
UNLISTED = "nobody saw which files there are"
"""Why nothing is said of weights where the source has no list of files."""

_SILENT = "neither the card nor the list of files shows it"
_ELSEWHERE = "not shown here; the card leads to places that were not read"


class Shown(msgspec.Struct, frozen=True):
    """The state of one part, why, and the places that show it (or where it may lie, for what was not read)."""

    state: State
    why: str
    citations: tuple[Citation, ...] = ()


def shown(facts: Facts, name: PartName) -> Shown:
    """The state of one part of the making."""
    return _or_told(facts, name, _seen(facts, name))


def _seen(facts: Facts, name: PartName) -> Shown:
    if facts.entry is not None:
        return _of_catalogue(facts, name)
    part = facts.released.parts.get(name)
    if part is not None and part.presence == "no" and part.citations:
        return Shown("withheld", "said not to be released", part.citations)
    return _of_card(facts, part)


def documented(facts: Facts, name: DocumentName) -> Shown:
    """The state of one thing that a card documents."""
    if facts.entry is not None:
        found = Shown("unread", "the catalogue does not tell, and the repository was not read")
    else:
        found = _of_card(facts, facts.released.documented.parts.get(name))
    return _or_told(facts, name, found)


def _or_told(facts: Facts, name: PartName | DocumentName, found: Shown) -> Shown:
    """What was seen, or what the user says of it where he is believed: never against what was seen."""
    word = facts.believed.get(name)
    if word is None or found.state == "yes":
        return found
    if found.state == "withheld":
        return Shown("withheld", f"{found.why}; the user says that it is there; what was seen holds", found.citations)
    return Shown("yes", "released", (word.citation,))


def elsewhere(facts: Facts) -> tuple[Citation, ...]:
    """The places that the card refers to for more of this model, and which were not read."""
    part = facts.released.documented.parts.get("elsewhere")
    return part.citations if part is not None else ()


def _of_card(facts: Facts, part: Part | None) -> Shown:
    if part is not None and part.presence == "yes":
        return Shown("yes", "released, as is said or listed there", part.citations)
    if part is not None and part.presence == "partial":
        return Shown("partial", "released or named in part", part.citations)
    if facts.card_unseen:
        return Shown("unread", "the card could not be read")
    if facts.card is None:
        return Shown("unread", "there is no card that would tell")
    if part is not None and part.presence == "unknown":
        return Shown("unread", _ELSEWHERE, part.citations)
    if places := elsewhere(facts):
        return Shown("unread", _ELSEWHERE, places)
    return Shown("silent", _SILENT)


def _of_catalogue(facts: Facts, name: PartName) -> Shown:
    topic = _TOPICS.get(name)
    said = facts.said.get(topic) if topic is not None else None
    level = next((f.level for f in facts.entry.facts if f.topic == topic), None) if facts.entry is not None else None
    if said is None or level is None:
        return Shown("unread", "the catalogue does not tell, and the repository was not read")
    state = _LEVELS.get(level, "yes")
    return Shown(state, said.says.rstrip("."), (said.citation,))
