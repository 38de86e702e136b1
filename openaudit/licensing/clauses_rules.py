"""The phrase tables compiled: rules, moods, and the prefilter that lets most rules sleep through most sentences.

Every pattern is run by RE2, whose time is linear in the text whatever the pattern. A rule wakes only for sentences
that hold one of its `stems`; all stems of all rules are looked for in one pass.
"""

from functools import cache
from typing import Any, Literal

import msgspec
import re2

from openaudit.licensing.matchers import automaton, expand
from openaudit.licensing.phrases import table

Sort = Literal["restriction", "obligation", "grant", "permission"]
TABLES: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    (
        "restriction",
        (
            "restrictions",
            "restrictions_spoken",
            "restrictions_passive",
            "restrictions_reserved",
            "restrictions_zh",
            "uses",
        ),
    ),
    ("obligation", ("obligations", "obligations_spoken", "obligations_zh")),
    ("grant", ("grants", "grants_spoken")),
    ("permission", ("permissions",)),
)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A wording: what it says (`kind`), the pattern that says it, and what stops it from saying so.

    `match` is looked for in the sentence, together with its list head; `also` has to be there too, `title` in the
    headings above; `unless` must not be in it or within `reach` bytes of it, nor `elsewhere` in the items of its list.
    `wants` names a group of words without which it can't match. `despite` names moods that do not stop it. `number` is
    what has to be counted for the wording to mean anything: "users", "size", "money", "funding". `freedoms` are those
    that it grants.
    """

    sort: Sort
    kind: str
    stems: tuple[str, ...]
    match: str
    wants: str | None = None
    also: str | None = None
    unless: str | None = None
    title: str | None = None
    elsewhere: str | None = None
    despite: frozenset[str] = frozenset()
    number: str | None = None
    freedoms: tuple[str, ...] = ()
    reach: int = 250
    example: str = ""
    counter: str = ""


class Signs(msgspec.Struct, frozen=True):
    """Named patterns of which one pass tells all that a text holds."""

    names: tuple[str, ...]
    patterns: Any

    def of(self, words: bytes) -> frozenset[str]:
        """The names of the patterns that stand in `words`."""
        return frozenset(self.names[i] for i in self.patterns.Match(words) or ())


class Rules(msgspec.Struct, frozen=True):
    """All rules by the stems that wake them; moods of words and of headings; words that rules want; plain words."""

    rules: tuple[Rule, ...]
    stems: Signs
    woken: dict[str, tuple[int, ...]]
    moods: Signs
    titles: Signs
    wants: Signs
    plain: Signs

    def candidates(self, words: bytes) -> list[Rule]:
        """The rules that may fire on `words`, in the order of the tables; all others can't. The one place to say so.

        They have a stem, and the word that they want, in `words`.
        """
        awake = {i for stem in self.stems.of(words) for i in self.woken[stem]}
        if not awake:
            return []
        held = self.wants.of(words)
        return [rule for i in sorted(awake) if (rule := self.rules[i]).wants is None or rule.wants in held]


def signs(named: dict[str, str]) -> Signs:
    """The signs of these names and patterns."""
    return Signs(tuple(named), automaton(*map(expand, named.values())))


@cache
def rules() -> Rules:
    """Every rule of the tables, compiled."""
    found = tuple(_rule(row, sort) for sort, names in TABLES for name in names for row in table(name)["rule"])
    waking: dict[str, list[int]] = {}
    for i, rule in enumerate(found):
        for stem in rule.stems:
            waking.setdefault(stem, []).append(i)
    moods = table("moods")["mood"]
    words = table("words")
    return Rules(
        rules=found,
        stems=signs({stem: re2.escape(stem) for stem in waking}),
        woken={stem: tuple(indexes) for stem, indexes in waking.items()},
        moods=signs({mood["name"]: mood["match"] for mood in moods}),
        titles=signs({mood["name"]: mood["title"] for mood in moods if "title" in mood}),
        wants=signs({name: words[name] for name in sorted({rule.wants for rule in found if rule.wants})}),
        plain=signs({row["kind"]: row["match"] for row in table("plain")["rule"]}),
    )


def _rule(row: dict[str, Any], sort: Sort) -> Rule:
    return Rule(
        sort=sort,
        kind=row["kind"],
        stems=tuple(row["stems"]),
        match=row["match"],
        wants=row.get("wants"),
        also=row.get("also"),
        unless=row.get("unless"),
        title=row.get("title"),
        elsewhere=row.get("elsewhere"),
        despite=frozenset(row.get("despite", ())),
        number=row.get("number"),
        freedoms=tuple(row.get("freedoms", ())),
        reach=row.get("reach", 250),
        example=row.get("example", ""),
        counter=row.get("counter", ""),
    )
