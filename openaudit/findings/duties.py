"""OA402: duties that an ancestor's licence puts on what is made from it, and that can be seen not to be met."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.licensing.knowledge import License, normal_name
from openaudit.read.facts import Facts
from openaudit.read.license_files import is_license_file
from openaudit.read.licenses import is_changed
from openaudit.read.readings import Statement
from openaudit.record import ObligationKind
from openaudit.vocabulary import enumerate_words

_ENCLOSED: frozenset[ObligationKind] = frozenset({"notice", "attribution"})
_PASSED_ON = "field-of-use"


def duties(facts: Facts) -> Iterator[Found]:
    """OA402, once for each ancestor's licence of which a duty is not met.

    What the repository shows decides: its name, its card's words, its list of files. What could not be seen is no
    failure.
    """
    told: set[str] = set()
    for statement in facts.licenses["weights"].governing:
        entry = statement.entry
        if statement.inherited_from is None or entry is None or entry.license.id in told:
            continue
        told.add(entry.license.id)
        unmet = list(_unmet(facts, entry.license))
        if not unmet or (_declares(facts, entry.license) and all(kind in _ENCLOSED for kind, _ in unmet)):
            continue
        yield Found(
            rule="OA402",
            message=f"The {entry.license.name.removeprefix('The ')}, inherited from {statement.inherited_from}, asks "
            f"for what is not seen here: {enumerate_words([words for _, words in unmet])}.",
            citations=(statement.citation, *facts.weights.citations[:1]),
            # A text that does not lie beside the weights is a lapse that is soon mended.
            severity="low" if all(kind in _ENCLOSED for kind, _ in unmet) else None,
            confidence=statement.confidence,
        )


def _unmet(facts: Facts, license_: License) -> Iterator[tuple[ObligationKind, str]]:
    """The duties that are not met, each with the words that say so."""
    asked = {o.kind: o for o in license_.obligations if o.threshold is None}
    name = facts.snapshot.subject.id.rpartition("/")[2]
    naming, display = asked.get("naming"), asked.get("display")
    if naming is not None and naming.text and not normal_name(name).startswith(normal_name(naming.text)):
        yield "naming", f"a name that begins with “{naming.text}”"
    if display is not None and display.text and "[" not in display.text and _unsaid(facts, display.text):
        yield "display", f"the words “{display.text}”"
    if "pass-on-restrictions" in asked and _drops_restrictions(facts.licenses["weights"].own):
        yield "pass-on-restrictions", "its restrictions on use in the terms of this model"
    enclosed = [kind for kind in ("notice", "attribution") if kind in asked]
    if enclosed and license_.kind == "model" and license_.is_open is False and not _encloses(facts):
        yield "notice", "a copy of the licence, or its notice"


def _declares(facts: Facts, license_: License) -> bool:
    """Whether the model is itself under this licence: its name, which leads to the text, is then told."""
    return any(s.entry is not None and s.entry.license.id == license_.id for s in facts.licenses["weights"].own)


def _unsaid(facts: Facts, text: str) -> bool:
    """Whether the card was read and its text has none of the wordings that the licence asks to be shown.

    A copy of the licence in the metadata, which has those words as well, shows them to nobody.
    """
    if facts.card is None or facts.card_unseen:
        return False
    words = normal_name(" ".join(sentence.text for sentence in facts.card.prose.sentences))
    return not any(normal_name(wording) in words for wording in text.split(", or "))


def _drops_restrictions(own: tuple[Statement, ...]) -> bool:
    """Whether the model's own terms are known in full, and restrict no use."""
    if not own or any(s.entry is None or s.entry.license.underspecified or s.entry.license.placeholder for s in own):
        return False
    if any(s.identification is not None and is_changed(s.identification) for s in own):
        return False
    return not any(r.kind == _PASSED_ON for s in own if s.entry is not None for r in s.entry.license.restrictions)


def _encloses(facts: Facts) -> bool:
    """Whether the repository has, or may have, a licence's text or a notice; only a full list of files shows it not."""
    files = facts.snapshot.repository.files
    named = (f.path.rsplit("/", 1)[-1].lower() for f in files)
    return not files or any(is_license_file(name) or name.startswith("notice") for name in named)
