"""The phrase tables compiled: rules, moods, and the prefilter that lets most rules sleep through most sentences.

Every pattern is run by RE2, whose time is linear in the text whatever the pattern. A rule wakes only for sentences
that hold one of its `stems`; all stems of all rules are looked for in one pass.
"""

import re
from functools import cache
from typing import Any, Literal

import msgspec
import re2

from openaudit.licensing.phrases import table

Sort = Literal["restriction", "obligation", "grant", "permission", "plain"]
TABLES: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    ("restriction", ("restrictions", "uses")),
    ("obligation", ("obligations",)),
    ("grant", ("grants",)),
    ("permission", ("permissions",)),
    ("plain", ("plain",)),
)
_WORD = re.compile(r"\{([a-z_]+)\}")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A wording: what it says (`kind`), the pattern that says it, and what stops it from saying so.

    `match` is looked for in the sentence, together with its list head; `also` has to be there too, `title` in the
    headings above; `unless` must not be in the sentence, nor `elsewhere` in the items of its list. `despite` names moods that do not stop it. `number` is what
    has to be counted for the wording to mean anything: "users", "size", "money". `freedoms` are those that it grants.
    `unless` looks `reach` characters beyond the match on either side.
    """

    sort: Sort
    kind: str
    stems: tuple[str, ...]
    match: Any
    also: Any = None
    unless: Any = None
    title: Any = None
    elsewhere: Any = None
    despite: frozenset[str] = frozenset()
    number: str | None = None
    freedoms: tuple[str, ...] = ()
    reach: int = 250
    example: str = ""
    counter: str = ""


class Mood(msgspec.Struct, frozen=True):
    """A way in which a sentence speaks: it only asks, disclaims, denies, speaks of marks."""

    name: str
    match: Any
    title: Any


class Rules(msgspec.Struct, frozen=True):
    """All rules by the stems that wake them, and all moods."""

    rules: tuple[Rule, ...]
    moods: tuple[Mood, ...]
    stems: Any
    woken: tuple[tuple[int, ...], ...]

    def candidates(self, words: str) -> list[Rule]:
        """The rules that have a stem in `words`, in the order of the tables."""
        awake = {i for stem in self.stems.Match(words) or () for i in self.woken[stem]}
        return [self.rules[i] for i in sorted(awake)]

    def mood(self, words: str, title: str) -> frozenset[str]:
        """The moods of a sentence under its headings."""
        return frozenset(
            mood.name
            for mood in self.moods
            if mood.match.search(words) or (mood.title is not None and title and mood.title.search(title))
        )


@cache
def rules() -> Rules:
    """Every rule of the tables, compiled."""
    found = tuple(
        _rule(row, sort) for sort, names in TABLES for name in names for row in table(name)["rule"]
    )
    moods = tuple(Mood(m["name"], pattern(m["match"]), pattern(m.get("title"))) for m in table("moods")["mood"])
    waking: dict[str, list[int]] = {}
    for i, rule in enumerate(found):
        for stem in rule.stems:
            waking.setdefault(stem, []).append(i)
    stems = re2.Set.SearchSet()
    for stem in waking:
        stems.Add(re2.escape(stem))
    stems.Compile()
    return Rules(found, moods, stems, tuple(tuple(indexes) for indexes in waking.values()))


def _rule(row: dict[str, Any], sort: Sort) -> Rule:
    return Rule(
        sort=sort,
        kind=row["kind"],
        stems=tuple(row["stems"]),
        match=pattern(row["match"]),
        also=pattern(row.get("also")),
        unless=pattern(row.get("unless")),
        title=pattern(row.get("title")),
        elsewhere=pattern(row.get("elsewhere")),
        despite=frozenset(row.get("despite", ())),
        number=row.get("number"),
        freedoms=tuple(row.get("freedoms", ())),
        reach=row.get("reach", 250),
        example=row.get("example", ""),
        counter=row.get("counter", ""),
    )


def pattern(written: str | None) -> Any:
    """The RE2 pattern of a table's cell, `{name}` replaced by the words of that name; None for None.

    Raises re2.error when it is no pattern, KeyError when it uses a name that `words.toml` does not have.
    """
    return None if written is None else re2.compile(_expand(written))


@cache
def _words() -> dict[str, str]:
    return dict(table("words"))


def _expand(written: str) -> str:
    words = _words()
    while (expanded := _WORD.sub(lambda m: words[m.group(1)], written)) != written:
        written = expanded
    # A pattern may stand over several lines of its table; blanks at a line's end and begin are not part of it.
    return re.sub(r"\s*\n\s*", "", written)
