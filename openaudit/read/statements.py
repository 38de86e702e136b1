"""What is said of the licence, by whom and where: in metadata, in licence files, in prose, in the catalogue.

A statement names one licence for one component, with the place where it stands. Nothing is weighed here; the
weighing is `openaudit.read.licenses`.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from openaudit.licensing import knowledge, names
from openaudit.read.card import Card
from openaudit.read.license_files import (
    file_component,
    is_license_file,
    is_named_license,
    is_policy_file,
    names_no_component,
)
from openaudit.read.licenses import is_changed
from openaudit.read.readings import Statement
from openaudit.read.release import cite_listing
from openaudit.read.text import Citation, Document

if TYPE_CHECKING:
    from openaudit.licensing.identify import Identification, Role
    from openaudit.read.text_terms import TextTerms

_LICENSE_TAG = "license:"
_TITLE_LINES = 3  # of a text, among which its title is
_LONGEST_NOTE = 600  # characters
_KEYS = frozenset({"license", "licence"})  # which templates leave as the value of the key itself


def metadata_statements(card: Card) -> Iterator[Statement]:
    """What the card's front matter declares; every value counts, known or not.

    A placeholder (`other`) is resolved by `license_name` and `license_link`; beside a licence they are statements too.
    """
    cited = card.cite_key("license")
    by_name = [s for key in ("license_name", "license_link") if (s := _by_name(card, key)) is not None]
    values = card.strings("license") if cited is not None else ()
    if cited is not None:
        for value in values:
            yield from _value_statements(value, cited, by_name, alone=len(values) == 1)
        if unclear := _unclear(card):
            yield _unresolved(unclear, cited, named=True)
    if not values:
        yield from (s for s in by_name if s.entry is not None) if any(s.entry for s in by_name) else by_name[:1]


def tag_statements(repository: Document, tags: Sequence[str]) -> Iterator[Statement]:
    """What the Hub's own tags declare (`license:mit`): its reading of metadata that are not at hand."""
    for tag in tags:
        value = tag.removeprefix(_LICENSE_TAG)
        if value != tag and value:
            for cited in cite_listing(repository, json.dumps(tag, ensure_ascii=False)):
                yield from _value_statements(value, cited, [], alone=True)


def _unclear(card: Card) -> str | None:
    """What of the licence's metadata can't be taken as it stands: broken YAML, a second value, what is no name."""
    front = card.front_matter
    if "license" in front.broken:
        return "metadata that are broken at the licence"
    if "license" in front.repeated:
        return "a second licence in the same metadata"
    value = card.metadata("license")
    parts = value if isinstance(value, list) else [value]
    return "a licence that is no name" if any(isinstance(part, dict | bool | float) for part in parts) else None


def _value_statements(value: str, cited: Citation, by_name: list[Statement], *, alone: bool) -> Iterator[Statement]:
    """The statements of one value of `license`, beside what names it further."""
    entry = names.find(value)
    resolution = next((s for s in by_name if s.entry is not None), None)
    if entry is not None and not entry.license.placeholder:
        yield Statement(
            stated_in="metadata",
            component="weights",
            written=value,
            entry=entry,
            citation=cited,
            valid=_is_identifier(value, entry),
        )
        yield from (s for s in by_name if s.entry is None or s.entry.license.id != entry.license.id)
        return
    expression = names.read_expression(value) if entry is None else None
    if expression is not None:
        for part in expression.entries:
            yield Statement(
                stated_in="metadata",
                component="weights",
                written=value,
                entry=part,
                citation=cited,
                expression=expression.text,
            )
        return
    if alone and resolution is not None:
        yield resolution
        return
    named = by_name[0].written if by_name and alone else None
    yield _unresolved(
        f"{value} ({named})" if named else value,
        cited,
        named=named is not None or (entry is None and value.casefold() not in _KEYS) or not alone,
        valid=entry is not None,
    )


def _unresolved(written: str, cited: Citation, *, named: bool, valid: bool = True) -> Statement:
    """A statement that names no licence that is known."""
    return Statement(
        stated_in="metadata",
        component="weights",
        written=written,
        entry=None,
        citation=cited,
        named=named,
        valid=valid,
    )


def _by_name(card: Card, key: str) -> Statement | None:
    value = next(iter(card.strings(key)), None)
    cited = card.cite_key(key)
    if value is None or cited is None:
        return None
    entry = names.find(value)
    usable = entry if entry is not None and not entry.license.placeholder else None
    if key == "license_link" and usable is None:
        return None
    return Statement(
        stated_in="metadata", component="weights", written=value, entry=usable, citation=cited, custom_name=True
    )


def _is_identifier(value: str, entry: knowledge.Entry) -> bool:
    """Whether the value is an identifier of the Hub or of SPDX, and not just a name that we understand."""
    known = {*entry.license.hub_ids, entry.license.id}
    return value in known or value == entry.license.spdx or value.casefold() in {k.casefold() for k in known}


def file_statements(documents: tuple[Document, ...], linked: Collection[str]) -> Iterator[Statement]:
    """What each licence file's own text says that it is; where no entry holds its terms, the terms read out of it.

    A file that a licence link leads to (`linked`) holds the terms of the weights, whatever its name and its folder.
    """
    for document in documents:
        called = is_named_license(document.path) or document.path in linked
        if not (called or is_license_file(document.path)):
            continue
        found = _identify(document.text, "license-file")
        statements = list(_identified(document, found)) if found.matches else [_unidentified(document, found)]
        for statement in statements:
            if statement.entry is None and not called:
                continue
            by_link = document.path in linked and names_no_component(document.path)
            yield msgspec.structs.replace(statement, component="weights") if by_link else statement


def _identify(words: str, role: "Role") -> "Identification":
    from openaudit.licensing.identify import identify  # noqa: PLC0415  not every model has a text to identify

    return identify(words, role=role)


def _identified(document: Document, found: "Identification") -> Iterator[Statement]:
    """A statement for each licence in the text; a changed one is read as it stands there."""
    for match in found.matches:
        entry = names.find(match.id)
        # A licence that is cut short is taken as far as it goes: what followed is not known.
        changed = not found.is_standard and (found.match == "partial" or is_changed(found))
        terms = _terms(document, entry, found) if changed or entry is None else None
        places = terms.restrictions if terms is not None else _restriction_places(document, entry)
        yield Statement(
            stated_in="file",
            component=file_component(document.path),
            written=document.path,
            entry=terms.entry if terms is not None else entry,
            citation=_title(document, match.line_first),
            identification=found,
            document=document,
            terms=terms,
            places=places,
        )
        if terms is not None:
            return


def _unidentified(document: Document, found: "Identification") -> Statement:
    """A text that matches nothing: a short note that names a licence stands for it, anything else is read."""
    entry = _named_in_note(document)
    terms = _terms(document, None, found) if entry is None else None
    return Statement(
        stated_in="file",
        component=file_component(document.path),
        written=document.path,
        entry=terms.entry if terms is not None else entry,
        citation=_title(document, 1),
        named=entry is not None,
        identification=found,
        document=document,
        terms=terms,
        places=terms.restrictions if terms is not None else (),
    )


def _named_in_note(document: Document) -> knowledge.Entry | None:
    """The licence that a note names and says nothing else ("Apache-2.0"), None for a text that says more."""
    if len(document.text) >= _LONGEST_NOTE:
        return None
    said = [line.strip("#*_ .:<>") for line in document.lines if any(c.isalnum() for c in line)]
    found = [(line, names.find(line)) for line in said]
    # Every line has to name the licence or lead to it: any other word may be a term.
    if not found or any(entry is None and not line.startswith(("http://", "https://")) for line, entry in found):
        return None
    entries = {entry.license.id: entry for _, entry in found if entry is not None}
    return next(iter(entries.values())) if len(entries) == 1 else None


def _restriction_places(document: Document, entry: knowledge.Entry | None) -> tuple[Citation | None, ...]:
    """Where a known licence's restrictions stand in its text, in their order; () for a licence that has none."""
    if entry is None or not entry.license.restrictions:
        return ()
    from openaudit.read.text_terms import find_places  # noqa: PLC0415  as below

    return find_places(document, entry)


def _terms(document: Document, base: knowledge.Entry | None, found: "Identification") -> "TextTerms | None":
    from openaudit.read.text_terms import read_terms  # noqa: PLC0415  most texts are known, and the tables take time

    return read_terms(document, base, found)


def gate_statements(card: Card) -> Iterator[Statement]:
    """The terms that a reader has to agree to before the files are given, where they restrict anything.

    A gate that holds a known licence's text states that one; one that only asks who you are has no terms.
    """
    for prompt in card.gated_prompt:
        first, last = prompt.lines
        document = card.document
        start = document.starts[first - 1]
        words = "\n".join(document.lines[first - 1 : last])
        if _identify(words, "other").matches:
            if (entry := _titled(card)) is not None:
                yield Statement(
                    stated_in="gate",
                    component="weights",
                    written=entry.license.name,
                    entry=entry,
                    citation=document.cite(first),
                )
            continue
        from openaudit.read.text_terms import read_gate  # noqa: PLC0415  as below

        terms = read_gate(document, start, start + len(words))
        if terms is not None:
            yield Statement(
                stated_in="gate",
                component="weights",
                written="the terms of access in the card",
                entry=terms.entry,
                citation=document.cite(first),
                terms=terms,
                places=terms.restrictions,
            )


def _titled(card: Card) -> knowledge.Entry | None:
    """The licence that the gate's first words name: quoted in YAML its text is folded, so its title tells best."""
    prompt = card.metadata("extra_gated_prompt")
    lines = [line.strip("#* \t") for line in prompt.splitlines() if line.strip()] if isinstance(prompt, str) else []
    found = (names.find(line) for line in lines[:_TITLE_LINES])
    return next((e for e in found if e is not None and not e.license.placeholder), None)


def policy_statements(documents: tuple[Document, ...], statements: list[Statement]) -> Iterator[Statement]:
    """Policies on use beside the licence, where they restrict what no licence that is stated does."""
    known = {r.kind for s in statements if s.entry is not None for r in s.entry.license.restrictions}
    for document in documents:
        if not is_policy_file(document.path):
            continue
        from openaudit.read.text_terms import read_gate  # noqa: PLC0415  as below

        terms = read_gate(document, 0, len(document.text))
        if terms is not None and any(r.kind not in known for r in terms.entry.license.restrictions):
            yield Statement(
                stated_in="gate",
                component="weights",
                written=document.path,
                entry=terms.entry,
                citation=_title(document, 1),
                document=document,
                terms=terms,
                places=terms.restrictions,
            )


def _title(document: Document, first: int) -> Citation:
    """The first line with words at or after `first`: what a reader sees as the licence's title."""
    for number in range(first, len(document.lines) + 1):
        if any(c.isalnum() for c in document.lines[number - 1]):
            return document.cite(number)
    return document.cite(1)
