"""Where a user is, and which places a licence leaves out: both as sets of countries."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from openaudit.datafiles import read_toml


def region(given: str) -> str | None:
    """The code of a region as the user wrote it: a country of ISO 3166-1, EU or EEA; None for what is neither.

    >>> region("de"), region("EU"), region("uk"), region("Europe")
    ('DE', 'EU', 'GB', None)
    """
    data = _data()
    code = given.strip().upper()
    code = data["aliases"].get(code, code)
    return code if code in data["groups"] or code in data["codes"].split() else None


def place(given: str) -> str | None:
    """The code of a place by its code, an alias of it, or a name that knowledge of ours uses; None for what is none.

    >>> place("European Union"), place("Germany"), place("de"), place("Atlantis")
    ('EU', 'DE', 'DE', None)
    """
    code: str | None = _data()["names"].get(given.strip().casefold())
    return code or region(given)


def countries(code: str) -> frozenset[str]:
    """The countries of a code that `region` gave: all members of a group, or the country itself."""
    members: str = _data()["groups"].get(code, code)
    return frozenset(members.split())


def excluded(regions: Sequence[str], places: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of `regions` lie, wholly or in part, in the `places` that a licence names; which places are not known."""
    known = [place(name) for name in places]
    out = frozenset[str]().union(*(countries(code) for code in known if code is not None))
    hit = tuple(code for code in regions if countries(code) & out)
    return hit, tuple(name for name, code in zip(places, known, strict=True) if code is None)


@cache
def _data() -> dict[str, Any]:
    return read_toml("classify", "profile", "places.toml")
