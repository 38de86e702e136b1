"""OA207 and OA209: licences that stand side by side for the weights, or for the code alone."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from openaudit.findings.interface import Found
from openaudit.licensing.terms import agree
from openaudit.read.facts import Facts
from openaudit.read.license_files import file_component, is_license_file, names_no_component
from openaudit.read.readings import Statement
from openaudit.read.text import Citation
from openaudit.record import Axes


def conflicts(facts: Facts, _axes: Axes) -> Iterator[Found]:
    """What is declared twice and can't hold twice, and what covers the code and looks as if it covered the weights."""
    yield from _both_declared(facts)
    yield from _code_only(facts)


def _both_declared(facts: Facts) -> Iterator[Found]:
    """OA207: two licences in the metadata, or in two files, that are not both open and not the same."""
    own = [s for s in facts.licenses["weights"].statements if s.inherited_from is None]
    for source in ("metadata", "file"):
        stated = [
            s for s in own if s.stated_in == source and s.entry is not None and " OR " not in (s.expression or "")
        ]
        pair = next(((a, b) for a, b in combinations(stated, 2) if _contradict(a, b)), None)
        if pair is not None:
            one, other = pair
            where = "The metadata declares" if source == "metadata" else "Two files state the weights' licence:"
            yield Found(
                rule="OA207",
                message=f"{where} “{_name(one)}” and “{_name(other)}”, which can't both hold.",
                citations=(one.citation, other.citation),
                confidence="medium",
            )
            return


def _contradict(one: Statement, other: Statement) -> bool:
    """Whether two licences can't both hold: they differ, and one of them at least is not open."""
    if one.entry is None or other.entry is None or agree(one.entry, other.entry):
        return False
    a, b = one.entry.license, other.entry.license
    # Versions of one family, and a text that the other one changes, are told by their own rules.
    same_family = a.family is not None and a.family == b.family
    judged = a.is_open is not None and b.is_open is not None and not (a.is_open and b.is_open)
    return judged and not same_family and one.written != other.written


def _name(statement: Statement) -> str:
    """The licence's name with its file, or the identifier as the metadata has it."""
    if statement.stated_in == "file" and statement.entry is not None and statement.terms is None:
        return f"{statement.entry.license.name} ({statement.written})"
    return statement.written


def _code_only(facts: Facts) -> Iterator[Found]:
    """OA209: an open licence that covers the code only, in the place where the weights' licence is looked for."""
    reading = facts.licenses["weights"]
    if reading.terms.is_open is True:
        return
    code = [s for s in facts.licenses["code"].statements if s.entry is not None and s.entry.license.is_open]
    plain = next((s for s in code if s.stated_in == "file" and names_no_component(s.written)), None)
    theirs = _weights_terms(facts)
    if plain is not None and theirs is not None:
        words, citations = theirs
        yield _found(
            f"{plain.written} is the {_licence(plain)} and covers the code only; the weights are {words}.",
            plain,
            citations,
        )
        return
    declared = next((s for s in code if s.stated_in == "metadata"), None)
    if declared is not None and theirs is not None:
        words, citations = theirs
        yield _found(
            f"The metadata's “{declared.written}” is, by the card's text, the code's licence; the weights are {words}.",
            declared,
            citations,
        )


def _weights_terms(facts: Facts) -> tuple[str, Sequence[Citation]] | None:
    """What governs the weights beside a licence of the code, in words: another file, read or not."""
    reading = facts.licenses["weights"]
    own = reading.own or tuple(s for s in reading.statements if s.inherited_from is None)
    if own:
        return f"under “{_name(own[0])}”", tuple(s.citation for s in own[:2])
    for missing in facts.unavailable:
        if is_license_file(missing.what) and file_component(missing.what) == "weights":
            return f"under {missing.what}, which could not be read", ()
    return None


def _found(message: str, statement: Statement, citations: Sequence[Citation]) -> Found:
    return Found(rule="OA209", message=message, citations=(statement.citation, *citations), confidence="medium")


def _licence(statement: Statement) -> str:
    return statement.entry.license.name.removeprefix("The ") if statement.entry is not None else statement.written
