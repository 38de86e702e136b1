"""What licences together allow and forbid: freedoms and restrictions, computed from the entries that govern.

Several licences that hold for one component all bind: the strictest governs. A freedom is as wide as the narrowest
grant; restrictions and obligations add up.
"""

from collections.abc import Sequence

import msgspec

from openaudit.licensing.knowledge import Entry, Freedoms, License
from openaudit.record import Freedom

# From the widest grant to none. An unknown grant is no better than a conditional one, and no proof of a refusal.
_WIDTH: dict[Freedom, int] = {"yes": 0, "unknown": 1, "conditional": 2, "no": 3}
UNKNOWN = Freedoms(use="unknown", study="unknown", modify="unknown", share="unknown")


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The terms that hold together, `is_open` and `commercial` those of all of them.

    `complete` is False when a licence that governs could not be read or identified: restrictions may be missing.
    """

    entries: tuple[Entry, ...]
    freedoms: Freedoms
    commercial: Freedom
    is_open: bool | None
    complete: bool


def narrowest(grants: Sequence[Freedom]) -> Freedom:
    """The narrowest of several grants, `unknown` when there is none.

    >>> narrowest(["yes", "conditional"]), narrowest([])
    ('conditional', 'unknown')
    """
    return max(grants, key=_WIDTH.__getitem__, default="unknown")


def combine(entries: Sequence[Entry], *, complete: bool, multimodal: bool | None) -> Terms:
    """The terms under all of `entries` at once; `complete` says whether these are all that govern."""
    licenses = [binding(e.license, multimodal=multimodal) for e in entries]
    grants = [lic.freedoms for lic in licenses] + ([] if complete and licenses else [UNKNOWN])
    freedoms = Freedoms(
        use=narrowest([g.use for g in grants]),
        study=narrowest([g.study for g in grants]),
        modify=narrowest([g.modify for g in grants]),
        share=narrowest([g.share for g in grants]),
    )
    verdicts = [lic.is_open for lic in licenses] + ([] if complete and licenses else [None])
    is_open = False if False in verdicts else None if None in verdicts else True
    commercial = narrowest([lic.commercial for lic in licenses] + ([] if complete and licenses else ["unknown"]))
    return Terms(entries=tuple(entries), freedoms=freedoms, commercial=commercial, is_open=is_open, complete=complete)


def agree(one: Entry, other: Entry) -> bool:
    """Whether two statements name the same licence, or one names just the family of the other."""
    a, b = one.license, other.license
    return a.id == b.id or (a.family is not None and a.family == b.family and (a.underspecified or b.underspecified))


def binding(license_: License, *, multimodal: bool | None) -> License:
    """The licence without the restrictions that do not bind this model.

    A restriction on multimodal models binds one that is multimodal, or of which it is not known.
    """
    kept = tuple(r for r in license_.restrictions if r.only is None or multimodal is not False)
    return msgspec.structs.replace(license_, restrictions=kept)
