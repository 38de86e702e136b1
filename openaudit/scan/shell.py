"""Models that scripts, Dockerfiles, Makefiles and workflows name: commands, options, variables, addresses."""

import re
from collections.abc import Iterator
from itertools import pairwise

from openaudit.scan.names import Named, addresses, named
from openaudit.scan.places import Place
from openaudit.scan.tables import key_rule, tables

_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"']+)")
_ASSIGNED = re.compile(r"\A(?:export\s+|ENV\s+|ARG\s+)?([A-Za-z_]\w{0,80})[=:\s]\s*(.+)\Z")
_VARIABLE = re.compile(r"\A\$\{?(\w+)(?::?-([^}]*))?\}?\Z")
_LONGEST_LINE = 20_000
_PROGRAM = re.compile(r"[;&|(]|&&|\|\|")


def shell_places(text: str, file: str) -> Iterator[Place]:
    """The models that the file names, by line; a line that ends with a backslash goes on in the next."""
    variables: dict[str, str] = {}
    for number, line in _logical(text):
        known = _assignment(line, variables)
        found = dict.fromkeys((*known, *command_names(line, variables)))
        for item in found:
            yield Place(reference=item.reference, file=file, line=number(item.reference), revision=item.revision)


def address_places(text: str, file: str) -> Iterator[Place]:
    """The models whose addresses on the Hub stand in a text."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in dict.fromkeys(addresses(line[:_LONGEST_LINE])):
            yield Place(reference=found.reference, file=file, line=number, revision=found.revision)


class _Lines:
    """One logical line's lines: which of them holds a word."""

    def __init__(self, first: int, lines: list[str]) -> None:
        self._first = first
        self._lines = lines

    def __call__(self, word: str) -> int:
        return next((self._first + n for n, line in enumerate(self._lines) if word in line), self._first)


def _logical(text: str) -> Iterator[tuple[_Lines, str]]:
    """Each logical line without its comment, and where its words stand."""
    run: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith(("#", "//", "REM ")):
            if not run:
                continue
            bare = "\\"
        run.append(line)
        if bare.endswith("\\") and len(run) < 200:
            continue
        first = number - len(run) + 1
        yield _Lines(first, run), " ".join(_continued(part) for part in run)[:_LONGEST_LINE]
        run = []
    if run:
        yield _Lines(len(text.splitlines()) - len(run) + 1, run), " ".join(map(_continued, run))[:_LONGEST_LINE]


def _continued(line: str) -> str:
    bare = line.strip()
    return "" if bare.startswith("#") else bare.removesuffix("\\")


def _assignment(line: str, variables: dict[str, str]) -> list[Named]:
    """Note what a variable is set to; the model that it names, where the table has a key of that name."""
    match = _ASSIGNED.match(line.removeprefix("- ").strip())
    if match is None:
        return []
    value = match[2].strip().strip("\"'").split(" #", 1)[0].strip()
    value = _resolved(value, variables)
    variables[match[1]] = value
    rule = key_rule(match[1])
    found = named(value, owner=True) if rule in {"sure", "likely"} else None
    return [found] if found is not None else []


def command_names(line: str, variables: dict[str, str] | None = None) -> Iterator[Named]:
    """The models that one command line names: after its command, at options, and by address."""
    words = [_resolved(a or b or c, variables or {}) for a, b, c in _WORD.findall(line[:_LONGEST_LINE])]
    words = [bare for word in words if (bare := word.strip("[],()"))]  # as in CMD ["vllm", "serve", ...]
    yield from addresses(" ".join(words))
    commands = tables().commands
    for start, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option.startswith("-"):
            sure = key_rule(option) == "sure" if option.startswith("--") else False
            names = option in commands.options or (option.startswith("--") and key_rule(option) in {"sure", "likely"})
            given = value if equals else words[start + 1] if start + 1 < len(words) else ""
            if names and (found := named(given, owner=not sure)) is not None:
                yield Named(found.reference, found.revision or _revision(words[start:]))
            continue
        program = word.rpartition("/")[2]
        for command in commands.words:
            if program == command[0] and tuple(words[start + 1 : start + len(command)]) == command[1:]:
                yield from _argument(_until_next(words[start + len(command) :]))


def _until_next(words: list[str]) -> list[str]:
    """The words of one command: those before the next."""
    end = next((n for n, word in enumerate(words) if _PROGRAM.match(word)), len(words))
    return words[:end]


def _argument(words: list[str]) -> Iterator[Named]:
    """The first argument that is no option, unless an option says that it is no model."""
    options = {a: b for a, b in pairwise(words) if a.startswith("--")}
    options |= dict(w.split("=", 1) for w in words if w.startswith("--") and "=" in w)
    if options.get("--repo-type") in tables().commands.other_kinds:
        return
    bare = [w for before, w in zip(["", *words], words, strict=False) if not w.startswith("-") and before[:2] != "--"]
    found = named(bare[0], owner=False) if bare else None
    if found is not None:
        yield Named(found.reference, found.revision or _revision(words))


def _revision(words: list[str]) -> str | None:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        if option.startswith("--") and key_rule(option) == "revision":
            return (value if equals else following) or None
    return None


def _resolved(word: str, variables: dict[str, str]) -> str:
    """A variable's value, or its default, where the file says it."""
    match = _VARIABLE.match(word)
    if match is None:
        return word
    return variables.get(match[1]) or match[2] or word
