"""Reading values out of a TOML file while collecting everything that is wrong with them, not just the first."""

import datetime
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec

from openaudit.tomllines import Document, Path, Problem

T = TypeVar("T")
_TYPES = {"str": "text", "array": "a list", "object": "a table", "int": "a whole number", "bool": "true or false"}


class Collector:
    """The values of a file, and the problems found in them so far; what is wrong reads as absent."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.values: dict[str, Any] = document.values
        self.problems: list[Problem] = []

    def over(self, values: dict[str, Any]) -> "Collector":
        """A collector over other values, with the same lines and one list of problems."""
        other = Collector(self.document)
        other.values, other.problems = values, self.problems
        return other

    def add(self, path: Path, message: str, word: str | None = None) -> None:
        """Note a problem with the value at `path`; of several lines, with the one that holds `word`."""
        self.problems.append(Problem(self.document.line(path, word), message))

    def table(self, path: Path, known: Collection[str]) -> dict[str, Any]:
        """The table at `path`, empty when there is none. Keys that are not `known` are problems, and left out."""
        value = self._at(path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.add(path, f"{path[-1]} must be a table")
            return {}
        for key in value.keys() - set(known):
            shown = key if len(key) <= 60 else f"{key[:60]}..."
            self.add((*path, key), f"{shown!r} is not known here{self._meant(shown, known)}")
        return {key: item for key, item in value.items() if key in known}

    def value(self, path: Path, type_: type[T]) -> T | None:
        """The value at `path` as this type, None when it is absent or of another type."""
        value = self._at(path)
        if value is None:
            return None
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            self.add(path, f"{_key(path)}: {_plainly(str(error))}")
            return None

    def texts(self, path: Path) -> tuple[str, ...] | None:
        """The list of texts at `path`, None when it is absent or something else."""
        return self.value(path, tuple[str, ...])

    def choice(self, path: Path, allowed: Collection[str]) -> str | None:
        """The text at `path`, which must be one of these."""
        word = self.value(path, str)
        return word if word is not None and self.one_of(path, word, allowed) else None

    def choices(self, path: Path, allowed: Collection[str]) -> tuple[str, ...] | None:
        """The list of texts at `path`, each one of these."""
        words = self.texts(path)
        return tuple(w for w in words if self.one_of(path, w, allowed)) if words is not None else None

    def one_of(self, path: Path, word: str, allowed: Collection[str]) -> bool:
        """Whether `word` is one of these; a problem when it is not."""
        if word in allowed:
            return True
        shown = word if len(word) <= 60 else f"{word[:60]}..."
        choices = "" if len(allowed) > 12 else f": it must be one of {', '.join(allowed)}"
        self.add(path, f"{_key(path)}: {shown!r} is not known{self._meant(shown, allowed) or choices}", word)
        return False

    def _at(self, path: Path) -> Any:
        value: Any = self.values
        for key in path:
            if isinstance(value, dict):
                value = value.get(str(key)) if isinstance(key, str) else None
            elif isinstance(value, list) and isinstance(key, int):
                value = value[key]
            else:
                return None
        return value

    def _meant(self, word: str, known: Collection[str]) -> str:
        close = get_close_matches(word, known, n=1)
        return f"; did you mean {close[0]!r}?" if close else ""


def is_day(value: Any) -> bool:
    """Whether TOML read the value as a day, without a time."""
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _key(path: Path) -> str:
    return ".".join(str(p) for p in path[1:] if isinstance(p, str)) or str(path[-1])


def _plainly(message: str) -> str:
    """Msgspec's words for a wrong type in plain ones."""
    for name, words in _TYPES.items():
        message = message.replace(f"`{name}`", words)
    return message[0].lower() + message[1:]
