"""Which licence governs which component: declared, detected and concluded, each kept apart.

Metadata, licence files and the catalogue are weighed together and all bind: where they differ, the strictest
governs. Prose counts where none of them names a licence. A text that is there and could not be identified makes the
conclusion incomplete: restrictions may stand in it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from openaudit.licensing.knowledge import Entry
from openaudit.licensing.terms import Terms, agree, combine
from openaudit.read.license_files import OF_CODE, file_component, is_license_file, names_no_component
from openaudit.read.readings import Statement
from openaudit.record import Component, Unavailable
from openaudit.snapshot import LISTING

if TYPE_CHECKING:
    from openaudit.licensing.identify import Identification

LINKED = "license_link: "  # stands before what could not be read, where a licence link leads to it
COMPONENTS: tuple[Component, ...] = ("weights", "code", "data", "documentation")


class ComponentReading(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said of one component's licence, which statements govern, and the terms that follow."""

    component: Component
    statements: tuple[Statement, ...]
    governing: tuple[Statement, ...]
    terms: Terms

    @property
    def declared(self) -> tuple[Statement, ...]:
        """What the publisher declares: the metadata, else the catalogue, else the prose."""
        for source in ("metadata", "catalogue", "prose"):
            if found := tuple(s for s in self.statements if s.stated_in == source and s.inherited_from is None):
                return found
        return ()

    @property
    def detected(self) -> tuple[Statement, ...]:
        """What the licence files' own texts say."""
        return tuple(s for s in self.statements if s.stated_in == "file" and s.inherited_from is None)

    @property
    def states_own(self) -> bool:
        """Whether anything states a licence of the model's own, known or not."""
        return any(s.inherited_from is None for s in self.statements)

    @property
    def own(self) -> tuple[Statement, ...]:
        """The governing statements that are the model's own, and not an ancestor's."""
        return tuple(s for s in self.governing if s.inherited_from is None)


def read_licenses(
    statements: Sequence[Statement], unavailable: Sequence[Unavailable], *, multimodal: bool | None
) -> dict[Component, ComponentReading]:
    """The reading of every component's licence."""
    return {c: read_component(c, statements, unavailable, multimodal=multimodal) for c in COMPONENTS}


def read_component(
    component: Component,
    statements: Sequence[Statement],
    unavailable: Sequence[Unavailable],
    *,
    multimodal: bool | None,
) -> ComponentReading:
    """The reading of one component out of the statements about all of them."""
    own = _own(component, statements, unavailable)
    governing, complete = _governing(
        [s for s in own if s.inherited_from is None],
        unread=component == "weights" and any(may_hold_terms(u) for u in unavailable),
    )
    governing = (*governing, *(s for s in own if s.inherited_from is not None))
    entries = tuple({s.entry.license.id: s.entry for s in governing if s.entry is not None}.values())
    terms = combine(entries, complete=complete, multimodal=multimodal)
    return ComponentReading(component=component, statements=own, governing=governing, terms=terms)


def _own(
    component: Component, statements: Sequence[Statement], unavailable: Sequence[Unavailable]
) -> tuple[Statement, ...]:
    """The statements about this component.

    Beside a file that is named as the weights' licence, a plain LICENSE is the code's.
    """
    names_weights = [
        s
        for s in statements
        if s.stated_in == "file" and s.inherited_from is None and not _is_plain(s) and s.component == "weights"
    ]
    if names_weights or _unread("weights", unavailable, named=True):
        statements = [
            msgspec.structs.replace(s, component="code")
            if s.stated_in == "file" and s.inherited_from is None and _is_plain(s)
            else s
            for s in statements
        ]
    of_code = _declared_for_code(statements)
    return tuple(s for s in statements if (s.component if s not in of_code else "code") == component)


def _declared_for_code(statements: Sequence[Statement]) -> list[Statement]:
    """The metadata's licences that the card's text gives to the code, where it gives the weights a stricter one."""
    prose = [s for s in statements if s.stated_in == "prose" and s.inherited_from is None]
    code = [s.entry for s in prose if s.component == "code" and s.entry is not None]
    weights = [s for s in prose if s.component == "weights"]
    if not any(s.entry is None or s.entry.license.is_open is False for s in weights):
        return []
    return [
        s
        for s in statements
        if s.stated_in == "metadata"
        and s.inherited_from is None
        and s.entry is not None
        and any(agree(s.entry, entry) for entry in code)
        and not any(w.entry is not None and agree(s.entry, w.entry) for w in weights)
    ]


def _is_plain(statement: Statement) -> bool:
    """Whether the file's name says no component: LICENSE, LICENSE.txt, COPYING."""
    return names_no_component(statement.written)


def _unread(component: Component, unavailable: Sequence[Unavailable], *, named: bool = False) -> bool:
    """Whether a licence file of this component was listed and could not be read; `named`: whose name says so."""
    return any(
        is_license_file(u.what)
        and u.reason != "not-found"
        and file_component(u.what) == component
        and not (named and names_no_component(u.what))
        for u in unavailable
    )


def may_hold_terms(missing: Unavailable) -> bool:
    """Whether what could not be seen may grant a licence: the card, a licence file, where a licence link leads, or all.

    What is known not to be there grants nothing.
    """
    if missing.reason == "not-found" or missing.what.endswith(OF_CODE):
        return False
    if missing.what == LISTING or missing.what.lower().startswith("readme.md"):
        return True
    if missing.what.startswith(("https://", "http://", LINKED)):
        return True
    return is_license_file(missing.what) and file_component(missing.what) == "weights"


def _governing(statements: Sequence[Statement], *, unread: bool) -> tuple[tuple[Statement, ...], bool]:
    """The statements that bind, and whether nothing that binds is missing from them."""
    files = [s for s in statements if s.stated_in == "file" and s.entry is not None]
    # A custom name is answered by a text of terms beside it; a text that is open may be another part's.
    answered = any(s.entry is not None and s.entry.license.is_open is not True for s in files)
    unknown = [s for s in statements if s.stated_in == "metadata" and s.entry is None and s.named and not answered]
    firm = [s for s in statements if s.stated_in != "prose" and s.entry is not None and not _yields(s, files)]
    strange = any(is_strange(s) for s in statements if s.stated_in == "file")
    if firm:
        return tuple(firm), not (strange or unread or unknown)
    prose = tuple(s for s in statements if s.stated_in == "prose" and s.entry is not None)
    strange = strange or any(s.stated_in == "prose" and s.entry is None for s in statements)
    return prose, bool(prose) and not (strange or unread or unknown)


def _yields(statement: Statement, files: Sequence[Statement]) -> bool:
    """Whether a custom name gives way to the text beside it: one name stands for texts with other numbers and dates."""
    family = statement.entry.license.family if statement.entry is not None and statement.custom_name else None
    return family is not None and any(s.entry is not None and s.entry.license.family == family for s in files)


def is_strange(statement: Statement) -> bool:
    """Whether a licence file says something that could not be read as terms."""
    return statement.entry is None


def is_changed(found: "Identification") -> bool:
    """Whether words that can carry a term were added to, or removed from, a known text."""
    return bool(found.added) or any(m.added or m.removed for m in found.matches)


def expression(entries: Sequence[Entry]) -> str | None:
    """The SPDX expression of licences that all hold, in the order given; None for none."""
    ids = list(dict.fromkeys(spdx(e) for e in entries))
    return " AND ".join(ids) or None


def spdx(entry: Entry) -> str:
    """The licence's SPDX identifier, or a `LicenseRef-` of ours where SPDX has none."""
    return entry.license.spdx or f"LicenseRef-{entry.license.id}"
