"""A TOML file with the line of each of its keys, which tomllib alone does not tell."""

import tomllib
from typing import Any

import msgspec

Path = tuple[str | int, ...]


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong with a file: its line (1-based; None for the file as a whole), and what."""

    line: int | None
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line is not None else self.message


class Document(msgspec.Struct, frozen=True):
    """The values of a TOML file, its lines, and the line on which each key's statement begins, by the key's path."""

    values: dict[str, Any]
    lines: tuple[str, ...]
    starts: dict[Path, int]

    def line(self, path: Path, word: str | None = None) -> int | None:
        """The line of the key at `path`, or of the nearest key above it; None for the root.

        Of a value that takes several lines, the first that holds `word`.
        """
        for end in range(len(path), 0, -1):
            start = self.starts.get(path[:end])
            if start is not None:
                return self._find(start, word) if word is not None else start
        return None

    def _find(self, start: int, word: str) -> int:
        following = [n for n in self.starts.values() if n > start]
        end = min(following, default=len(self.lines) + 1)
        return next((n for n in range(start, end) if f'"{word}"' in self.lines[n - 1]), start)


def parse(text: str) -> Document:
    """The file's values with their lines. Raises tomllib.TOMLDecodeError, whose message names line and column."""
    values = tomllib.loads(text)
    lines = tuple(text.replace("\r\n", "\n").split("\n"))
    return Document(values, lines, _starts(lines))


def _starts(lines: tuple[str, ...]) -> dict[Path, int]:
    """Where each key begins: the file is cut into the shortest runs of lines that are TOML by themselves."""
    starts: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    begin = 0
    for end in range(1, len(lines) + 1):
        if end - begin > 1 and not _may_end(lines[end - 1]):
            continue
        try:
            found = tomllib.loads("\n".join(lines[begin:end]))
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on in the next line
        if lines[begin].lstrip().startswith("["):
            table = _header(found, counts)
            starts.setdefault(table, begin + 1)
        else:
            _note(found, table, begin + 1, starts)
        begin = end
    return starts


def _may_end(line: str) -> bool:
    """Whether a value of several lines can end here: no line in the middle of a list is parsed for nothing."""
    ends = ("]", "}", '"""', "'''")
    return line.rstrip().endswith(ends) or line.partition("#")[0].rstrip().endswith(ends)


def _header(found: dict[str, Any], counts: dict[Path, int]) -> Path:
    """The path of `[a.b]` or `[[a.b]]`, with the number of each list's last element in it."""
    path: Path = ()
    value: Any = found
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        path = (*path, key)
        if isinstance(value, list):
            counts[path] = counts.get(path, -1) + 1
            return (*path, counts[path])
        if value and path in counts:
            path = (*path, counts[path])
    return path


def _note(found: dict[str, Any], above: Path, line: int, starts: dict[Path, int]) -> None:
    for key, value in found.items():
        path = (*above, key)
        starts.setdefault(path, line)
        if isinstance(value, dict):
            _note(value, path, line, starts)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    _note({number: item}, path, line, starts)  # type: ignore[dict-item]  # a list's index as a key
