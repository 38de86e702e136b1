"""From what people write to the licence that it means: identifiers, expressions, names, addresses; never a guess.

A name counts only whole. What is close to a name is suggested, not taken.
"""

from difflib import get_close_matches
from typing import Any

import msgspec

from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import Entry, normal_name
from openaudit.licensing.terms import combine

_CLOSE = 0.84  # of difflib's ratio: one or two slips in a short name


class Expression(msgspec.Struct, frozen=True):
    """An SPDX expression: its text as SPDX writes it, and the licences that govern whoever chooses well.

    Of licences joined by OR the one with the widest terms governs: whoever receives the work may choose it.
    """

    text: str
    entries: tuple[Entry, ...]


def find(name: str) -> Entry | None:
    """The licence that goes by exactly this name: in the knowledge base, else in the SPDX list. None for none."""
    known = knowledge.find(name)
    if known is not None:
        return known
    from openaudit.licensing import spdx  # noqa: PLC0415  60 kB that only a rare licence needs

    spdx_id = spdx.names().get(normal_name(name))
    return spdx.entry(spdx_id) if spdx_id is not None else None


def read_expression(text: str) -> Expression | None:
    """The SPDX expression that `text` is; None when it is none, or a licence in it is not known."""
    from license_expression import ExpressionError, get_spdx_licensing  # noqa: PLC0415  its index takes 80 ms to load

    try:
        parsed = get_spdx_licensing().parse(text)
    except (ExpressionError, ValueError):
        return None
    entries = _governing(parsed) if parsed is not None else None
    return Expression(parsed.render(), entries) if entries is not None else None


def _governing(node: Any) -> tuple[Entry, ...] | None:
    """The licences that govern under a node of license_expression's tree, None when one of them is not known."""
    operator = getattr(node, "operator", None)
    if operator is None:
        # SPDX's exceptions only widen a licence ("WITH Classpath-exception-2.0"); anything else may narrow it.
        exception = getattr(node, "exception_symbol", None)
        if exception is not None and not _is_exception(exception.key):
            return None
        found = find(getattr(node, "license_symbol", node).key)
        return (found,) if found is not None else None
    parts = [_governing(part) for part in node.args]
    if operator.strip() == "OR":
        return min((p for p in parts if p is not None), key=_narrowness, default=None)
    return None if None in parts else tuple(e for part in parts if part is not None for e in part)


def _is_exception(key: str) -> bool:
    from openaudit.licensing import spdx  # noqa: PLC0415  as above

    return key in spdx.exceptions()


def _narrowness(entries: tuple[Entry, ...]) -> tuple[int, int]:
    """How little licences grant together: openness first, then the number of restrictions."""
    terms = combine(entries, complete=True, multimodal=None)
    openness = {True: 0, None: 1, False: 2}[terms.is_open]
    return openness, sum(len(e.license.restrictions) for e in entries)


def suggest(name: str) -> str | None:
    """The identifier that a misspelt name may mean, for a message; None when nothing is close."""
    from openaudit.licensing import spdx  # noqa: PLC0415  as above

    identifiers = {normal_name(key): key for key in spdx.names().values()}
    for license_id in set(knowledge.index().names.values()):
        identifiers.setdefault(normal_name(license_id), license_id)
    close = get_close_matches(normal_name(name), sorted(identifiers), n=1, cutoff=_CLOSE)
    if not close:
        return None
    known = knowledge.find(identifiers[close[0]])
    return next(iter(known.license.hub_ids), known.license.id) if known is not None else identifiers[close[0]]
