"""What is said of the licence, by whom and where: in metadata, in licence files, in prose, in the catalogue.

A statement names one licence for one component, with the place where it stands. Nothing is weighed here; the
weighing is `openaudit.read.licenses`.
"""

from collections.abc import Iterator

from openaudit.licensing import knowledge, names
from openaudit.licensing.identify import Identification, identify
from openaudit.read.card import Card
from openaudit.read.license_files import file_component, is_license_file
from openaudit.read.readings import Statement
from openaudit.read.text import Citation, Document
from openaudit.record import Component


def metadata_statements(card: Card) -> Iterator[Statement]:
    """What the card's front matter declares: `license`, resolved by `license_name` and `license_link`."""
    by_name = [_by_name(card, key) for key in ("license_name", "license_link")]
    resolution = next((s for s in by_name if s is not None and s.entry is not None), None)
    fallback = next((s for s in by_name if s is not None), None)
    values = card.strings("license")
    for value in values:
        entry = names.find(value)
        cited = card.cite_key("license")
        if cited is None:
            continue
        if entry is None or entry.license.placeholder:
            if resolution is not None and (entry is not None or len(values) == 1):
                yield resolution
                continue
            expression = names.read_expression(value) if entry is None else None
            if expression is not None:
                for part in expression.entries:
                    yield Statement(
                        stated_in="metadata", component="weights", written=value, entry=part, citation=cited
                    )
                continue
            named = fallback.written if fallback is not None else None
            yield Statement(
                stated_in="metadata",
                component="weights",
                written=f"{value} ({named})" if named else value,
                entry=None,
                citation=cited,
                named=named is not None or entry is None,
                valid=entry is not None,
            )
        else:
            yield Statement(
                stated_in="metadata",
                component="weights",
                written=value,
                entry=entry,
                citation=cited,
                valid=_is_identifier(value, entry),
            )
    if not values and fallback is not None:
        yield resolution or fallback


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


def file_statements(documents: tuple[Document, ...]) -> Iterator[Statement]:
    """What each licence file's own text says that it is."""
    for document in documents:
        if not (is_license_file(document.path) or document.path.startswith("https://")):
            continue
        found = identify(document.text, role="license-file")
        component = file_component(document.path)
        if not found.matches:
            yield _unknown_text(document, component, found)
        for match in found.matches:
            yield Statement(
                stated_in="file",
                component=component,
                written=document.path,
                entry=names.find(match.id),
                citation=_title(document, match.line_first),
                identification=found,
                document=document,
            )


def _unknown_text(document: Document, component: Component, found: Identification) -> Statement:
    """A text that matches nothing: a short note that names a licence stands for it, anything else is unknown."""
    entry = None
    if len(document.text) < 600:  # a note, not a licence: "Apache-2.0, see https://..."
        named = [e for line in document.lines if (e := names.find(line.strip("#*_ .:"))) is not None]
        entry = named[0] if named else None
    return Statement(
        stated_in="file",
        component=component,
        written=document.path,
        entry=entry,
        citation=_title(document, 1),
        named=entry is not None,
        identification=found,
        document=document,
    )


def _title(document: Document, first: int) -> Citation:
    """The first line with words at or after `first`: what a reader sees as the licence's title."""
    for number in range(first, len(document.lines) + 1):
        if any(c.isalnum() for c in document.lines[number - 1]):
            return document.cite(number)
    return document.cite(1)
