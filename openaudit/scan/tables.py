"""The table of what names a model: calls, keys, commands, and what can't be one. The facts are in tables.toml."""

import tomllib
from functools import cache
from typing import Literal

import msgspec

from openaudit.datafiles import as_type, read_data


class CallRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call whose name ends so takes a model at this position, or by these keywords."""

    name: str
    position: int | None = None
    keywords: tuple[str, ...] = ()
    form: Literal["owner/name"] | None = None


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys at which models stand: surely, or where the value has the form owner/name; and those of revisions."""

    sure: frozenset[str]
    likely: frozenset[str]
    revision: frozenset[str]


class Commands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Commands and options that name a model, and the kinds of repositories that are none."""

    words: tuple[tuple[str, ...], ...]
    other_kinds: frozenset[str]
    options: frozenset[str]


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of tables.toml."""

    skip_folders: frozenset[str]
    local_folders: frozenset[str]
    file_suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    keys: Keys
    commands: Commands
    call: tuple[CallRule, ...]


@cache
def tables() -> Tables:
    """The tables that ship with openaudit."""
    return as_type(tomllib.loads(read_data("scan", "tables.toml").decode()), Tables)


@cache
def calls() -> dict[str, tuple[CallRule, ...]]:
    """The rules for calls by the last part of their names, those with longer names first."""
    found: dict[str, list[CallRule]] = {}
    for rule in tables().call:
        found.setdefault(rule.name.rpartition(".")[2], []).append(rule)
    return {name: tuple(sorted(rules, key=lambda r: -r.name.count("."))) for name, rules in found.items()}


def key_rule(key: str) -> Literal["sure", "likely", "revision"] | None:
    """What stands at a key, an option or a variable of this name."""
    name = key.strip().lstrip("-").replace("-", "_").casefold()
    keys = tables().keys
    if name in keys.sure:
        return "sure"
    if name in keys.likely:
        return "likely"
    return "revision" if name in keys.revision else None
