"""Models that YAML, JSON and TOML files name at the keys of the table, and as addresses."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from openaudit.scan.names import Named, addresses, named
from openaudit.scan.places import Place
from openaudit.scan.shell import command_names
from openaudit.scan.tables import key_rule
from openaudit.tomllines import Path, parse

_DEEPEST = 100  # levels of nesting; a configuration has a few
_MOST = 200_000  # events of one file


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class Scalar(msgspec.Struct, frozen=True):
    """A text in a configuration, with its line, and the key or the text before it that says what it is."""

    key: str
    value: str
    line: int
    revision: str | None = None


class _Level:
    """A mapping or a sequence that is being read: the key that it stands at, and the scalars read so far."""

    def __init__(self, key: str, *, mapping: bool) -> None:
        self.key = key
        self.mapping = mapping
        self.pending: str | None = None
        self.before = ""
        self.scalars: list[Scalar] = []

    def take(self) -> str:
        """The key of the next value: in a mapping the one just read, in a sequence that of the sequence."""
        if not self.mapping:
            return self.key
        key, self.pending = self.pending or "", None
        return key


def yaml_places(text: str, file: str) -> Iterator[Place]:
    """The models that a YAML or JSON file names. Raises yaml.YAMLError, ValueError for what can't be read.

    The file is read as a stream of events: aliases are not followed, and no tag makes anything.
    """
    yield from _places(yaml_scalars(text), file)


def line_of(marked: yaml.Event | yaml.Node) -> int:
    """The line (1-based) on which an event or a node begins."""
    return marked.start_mark.line + 1 if marked.start_mark is not None else 1


def json_as_yaml(text: str) -> str:
    """JSON as a YAML reader takes it: without its escapes for halves of characters. Lines stay where they are."""
    return _SURROGATE.sub("?", text)


def yaml_scalars(text: str) -> Iterator[Scalar]:
    """The texts of a YAML or JSON file, each with its key and line, mapping by mapping."""
    levels: list[_Level] = [_Level("", mapping=False)]
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if number > _MOST or len(levels) > _DEEPEST:
            raise ValueError("it is larger or nested deeper than any configuration")
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                mapping = isinstance(event, yaml.MappingStartEvent)
                levels.append(_Level(levels[-1].take(), mapping=mapping))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                yield from _closed(levels.pop())
            case yaml.ScalarEvent():
                _scalar(levels[-1], event.value, line_of(event))
            case yaml.AliasEvent():
                levels[-1].take()
            case yaml.DocumentEndEvent():
                yield from _closed(levels[0])
                levels = [_Level("", mapping=False)]


def _scalar(level: _Level, value: str, line: int) -> None:
    if level.mapping and level.pending is None:
        level.pending = value
        return
    # In `["--model", "owner/name"]` the text before says what a text is.
    key = level.before if level.before.startswith("-") and not level.mapping else level.take()
    level.before = value
    level.scalars.append(Scalar(key, value, line))


def _closed(level: _Level) -> Iterator[Scalar]:
    """The scalars of a mapping, each with the revision that stands beside it; `name: KEY, value: X` is KEY: X."""
    values = {s.key: s for s in level.scalars}
    if level.mapping and "name" in values and "value" in values:
        yield Scalar(values["name"].value, values["value"].value, values["value"].line)
    revision = next((s.value for s in level.scalars if level.mapping and key_rule(s.key) == "revision"), None)
    yield from (msgspec.structs.replace(s, revision=revision) for s in level.scalars)


def _places(scalars: Iterator[Scalar], file: str) -> Iterator[Place]:
    found = {(n.reference, s.line, s.revision or n.revision) for s in scalars for n in _named(s)}
    for reference, line, revision in sorted(found, key=lambda f: (f[1], f[0], f[2] or "")):
        yield Place(reference=reference, file=file, line=line, revision=revision)


def _named(scalar: Scalar) -> Iterator[Named]:
    """The models in one text: at a key of the table, in a command, or by address."""
    key, _, inline = scalar.value.partition("=")
    rule = key_rule(scalar.key)
    if rule in {"sure", "likely"} and (found := named(scalar.value, owner=rule == "likely")) is not None:
        yield found
    elif inline and key_rule(key) in {"sure", "likely"} and (found := named(inline, owner=True)) is not None:
        yield found  # `- MODEL_ID=owner/name`, `- --model=owner/name`
    elif " " in scalar.value:
        yield from (found for line in scalar.value.splitlines() for found in command_names(line))
    else:
        yield from addresses(scalar.value)


def toml_places(text: str, file: str) -> Iterator[Place]:
    """The models that a TOML file names. Raises tomllib.TOMLDecodeError, RecursionError for what can't be read."""
    document = parse(text)
    yield from _places((_with_line(*item, document.line) for item in _toml(document.values, ())), file)


def _with_line(path: Path, value: str, revision: str | None, line: Any) -> Scalar:
    key = next((p for p in reversed(path) if isinstance(p, str)), "")
    return Scalar(key, value, line(path, value) or 1, revision)


def _toml(value: Any, path: Path) -> Iterator[tuple[Path, str, str | None]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    pinned = [v for k, v in value.items() if key_rule(k) == "revision"] if isinstance(value, dict) else []
    revision = next((v for v in pinned if isinstance(v, str)), None)
    for key, item in items:
        if isinstance(item, dict | list):
            yield from _toml(item, (*path, key))
        elif isinstance(item, str):
            yield (*path, key), item, revision
