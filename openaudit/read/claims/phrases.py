"""The phrase tables, one a language: how statements of openness are worded, and what only looks like one.

`phrases/en.toml` says what the parts of a table mean. Matching is RE2's, linear in the sentence whatever a stranger
writes; a table is read and compiled when the first sentence of its language comes up.
"""

from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Literal

import msgspec
import re2

from openaudit.datafiles import as_type, read_toml
from openaudit.patterns import lazy
from openaudit.read.occurrence import Occurrence
from openaudit.read.readings import Openness
from openaudit.record import ClaimKind, RestrictionKind

LANGUAGES = ("en", "zh", "ja", "ko", "fr", "de", "es", "pt", "it", "ru", "ar")
HIDDEN = "·"
"""Stands for each character of a span that speaks of something else."""
LICENSE = "§"
"""Stands for each character of a licence's name."""

_PART = lazy(r"<(\w+)>")
_COUNT = lazy(r"\{([01]),\d+\}")
_MEMORY = 64 << 20  # of the automaton that tries all wordings at once; one that runs out of it would find nothing


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table is read strictly: an unknown key is a fault of the file."""


class Wording(Strict, frozen=True):
    """How a claim is worded. `where` names the kind of section that it counts in, None for everywhere.

    `inherits` marks wordings that apply another's terms to this model, whatever else the sentence mentions.
    `openness` is what the words say of the model: "open-source", "open" for the wider words that promise all freedoms,
    None for mere availability. `restriction` is the limit that they state; `firm` that they state it as a term.
    """

    kind: ClaimKind
    any: tuple[str, ...]
    example: str
    counter: str
    where: Literal["license", "limits"] | None = None
    openness: Openness | None = None
    restriction: RestrictionKind | None = None
    firm: bool = False
    inherits: bool = False


class Mask(Strict, frozen=True):
    """Words that speak of something else: they are hidden from the kinds of claim in `over`, or from all.

    With `restrictions`, only from the wordings that state one of these limits.
    """

    any: tuple[str, ...]
    example: str
    counter: str
    over: tuple[ClaimKind, ...] = ()
    restrictions: tuple[RestrictionKind, ...] = ()

    def covers(self, wording: Wording) -> bool:
        """Whether what the mask finds is hidden from a wording."""
        of_kind = not self.over or wording.kind in self.over
        return of_kind and (not self.restrictions or wording.restriction in self.restrictions)


class Subject(Strict, frozen=True):
    """Who a sentence speaks of: this model, its data, another thing, or whatever name `named` has in its group.

    `acting` is what follows a mention of another thing that the sentence speaks of, and does not just bring up;
    `introducing` what comes before an apposition to a name that the sentence gives to this model.
    """

    self: tuple[str, ...]
    other: tuple[str, ...]
    data: str
    acting: str | None = None
    introducing: str | None = None
    named: str | None = None
    unnamed: tuple[str, ...] = ()


class Section(Strict, frozen=True):
    """Headings that change how the sentences beneath them are read."""

    license: str
    limits: str
    elsewhere: str


class Table(Strict, frozen=True, dict=True):
    """The phrases of one language; `parts` are what its patterns have in common."""

    trigger: str
    licensing: str
    subject: Subject
    section: Section
    parts: dict[str, str] = {}
    mask: tuple[Mask, ...] = ()
    wording: tuple[Wording, ...] = ()

    def compiled(self, *patterns: str) -> Any:
        """One pattern for whichever of the patterns is found."""
        return re2.compile(self._joined(*patterns))

    def _joined(self, *patterns: str) -> str:
        return "(?is)" + "|".join(f"(?:{self._spelled(p)})" for p in patterns)

    def _spelled(self, pattern: str) -> str:
        while _PART.search(pattern):
            pattern = _PART.sub(lambda m: self.parts[m[1]], pattern)
        return pattern

    @cached_property
    def _patterns(self) -> tuple[tuple[str, ...], ...]:
        """The patterns of each mask, then of each wording."""
        return (*(mask.any for mask in self.mask), *(wording.any for wording in self.wording))

    @cached_property
    def _matchers(self) -> dict[int, Any]:
        return {}

    def _matcher(self, number: int) -> Any:
        # Compiled one by one: a card needs few of them.
        if number not in self._matchers:
            self._matchers[number] = self.compiled(*self._patterns[number])
        return self._matchers[number]

    def hide(self, mask: int, text: str) -> str:
        """The text with what the mask finds as runs of one sign."""
        return str(self._matcher(mask).sub(lambda match: HIDDEN * len(match.group()), text))

    def places(self, wording: int, text: str) -> Iterator[tuple[int, int]]:
        """Where the text says what the wording says."""
        return (match.span() for match in self._matcher(len(self.mask) + wording).finditer(text))

    @cached_property
    def _all(self) -> Any:
        options = re2.Options()
        options.case_sensitive = False
        options.dot_nl = True
        options.never_capture = True
        options.max_mem = _MEMORY
        found = re2.Set.SearchSet(options)
        for patterns in self._patterns:
            # Counted repeats make an automaton large: uncounted ones find the same and more, for the matchers to sort.
            exact = "|".join(f"(?:{self._spelled(p)})" for p in patterns)
            found.Add(_COUNT.sub(lambda count: "*" if count[1] == "0" else "+", exact))
        found.Compile()
        return found

    def present(self, text: str) -> tuple[list[int], list[int]]:
        """Which masks and which wordings occur in the text at all, by their place in the table."""
        found = sorted(self._all.Match(text) or ())
        return [i for i in found if i < len(self.mask)], [i - len(self.mask) for i in found if i >= len(self.mask)]

    @cached_property
    def triggers(self) -> Occurrence:
        """What has to occur in a sentence that claims anything."""
        return Occurrence(self._joined(self.trigger))

    @cached_property
    def licenses(self) -> Occurrence:
        """What has to occur in a sentence that names a licence."""
        return Occurrence(self._joined(self.licensing))

    @cached_property
    def own(self) -> Any:
        """What stands for this model."""
        return self.compiled(*self.subject.self)

    @cached_property
    def others(self) -> Any:
        """What stands for something else."""
        return self.compiled(*self.subject.other)

    @cached_property
    def data(self) -> Any:
        """What stands for the data that it was trained on."""
        return self.compiled(self.subject.data)

    @cached_property
    def acting(self) -> Any:
        """What follows a mention that is the subject of its clause, None where the language does not tell."""
        return self.compiled(self.subject.acting) if self.subject.acting is not None else None

    @cached_property
    def introducing(self) -> Any:
        """What comes before an apposition to this model's name, None where the language does not tell."""
        return self.compiled(self.subject.introducing) if self.subject.introducing is not None else None

    @cached_property
    def names(self) -> Any:
        """What finds a name at the head of a clause, None where the language has no capitals to tell it by."""
        return re2.compile(self.subject.named) if self.subject.named is not None else None

    @cached_property
    def sections(self) -> dict[str, Occurrence]:
        """What occurs in the headings of each kind of section."""
        return {n: Occurrence(self._joined(getattr(self.section, n))) for n in ("license", "limits", "elsewhere")}


@cache
def common_words() -> dict[str, tuple[str, ...]]:
    """The commonest words of each language in Latin script."""
    return as_type(read_toml("read", "claims", "phrases", "words.toml"), dict[str, tuple[str, ...]])


@cache
def generic_names() -> frozenset[str]:
    """The parts of names that many models have in common."""
    names = read_toml("read", "claims", "phrases", "names.toml")
    return frozenset(as_type(names, dict[str, tuple[str, ...]])["generic"])


@cache
def table(language: str) -> Table:
    """The table of a language out of LANGUAGES. Raises msgspec.ValidationError when the file is damaged."""
    return as_type(read_toml("read", "claims", "phrases", f"{language}.toml"), Table)
