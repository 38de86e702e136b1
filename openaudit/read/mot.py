"""A model file of the Model Openness Tool: what it claims of a release, and all that is wrong with the file.

The shape is that of MOT's own model files and schema (https://github.com/lfai/model_openness_tool, `models/` and
`schema/`). What breaks it is told with its line and left out of what is read; the rest is read all the same.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal

import msgspec

from openaudit.read.mof import by_name
from openaudit.read.text import Citation, Document
from openaudit.read.yamlnodes import Node, Problem, read_nodes

MAX_PROBLEMS = 100
"""The most problems of a file that are told."""

LicenseScope = Literal["distribution", "code", "data", "document"]
_SCOPES: tuple[LicenseScope, ...] = ("distribution", "code", "data", "document")
_FRAMEWORK = ("name", "version", "date")
_RELEASE_TEXTS = (
    *("name", "version", "date", "type", "architecture", "treatment", "origin", "producer", "contact"),
    *("repository", "huggingface"),
)
_COMPONENT_TEXTS = ("name", "description", "license", "license_path", "component_path")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A component that the file lists. `license` is None where it gives none of its own."""

    name: str
    license: str | None
    description: str | None
    component_path: str | None
    citation: Citation


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says of the release; `licenses` are those for all of it, and for each type of component."""

    name: str
    huggingface: str | None
    licenses: dict[LicenseScope, str]
    license_lines: dict[LicenseScope, Citation]
    components: tuple[Listed, ...]


class MotFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file as read: `release` is None where nothing of it can be evaluated. `problems` are in order of lines."""

    release: Release | None
    problems: tuple[Problem, ...]


def read_mot(document: Document) -> MotFile:
    """The model file in `document`. Never raises."""
    root, problems = nodes_of(document)
    release = read_release(document, root, problems) if root is not None else None
    return MotFile(release=release, problems=limit(problems))


def nodes_of(document: Document) -> tuple[Node | None, list[Problem]]:
    """The document's YAML, None where it can't be read, and what is wrong with it."""
    return (None, [Problem(1, "it is no text")]) if document.binary else read_nodes(document.text)


def read_release(document: Document, root: Node, problems: list[Problem]) -> Release | None:
    """The release of a file whose outermost value is `root`; None where there is none. Adds to `problems`."""
    return _Reader(document, problems).file(root)


def license_of(release: Release, listed: Listed) -> tuple[str | None, tuple[Citation, ...]]:
    """The licence's name that holds for a listed component and where it stands: its own, its type's, the release's."""
    if listed.license is not None:
        return listed.license, ()
    for scope in (by_name()[listed.name].type, "distribution"):
        if scope in release.licenses:
            return release.licenses[scope], (release.license_lines[scope],)
    return None, ()


def limit(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in order of their lines, no more than are worth reading."""
    ordered = sorted(problems)
    if len(ordered) <= MAX_PROBLEMS:
        return tuple(ordered)
    last = ordered[MAX_PROBLEMS - 1].line
    return (*ordered[: MAX_PROBLEMS - 1], Problem(last, f"and {len(ordered) - MAX_PROBLEMS + 1} more problems"))


def members(node: Node | None, what: str, allowed: Iterable[str], problems: list[Problem]) -> Mapping[str, Node]:
    """The members of a mapping; what is no mapping, or a key that is none of `allowed`, becomes a problem."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        problems.append(Problem(node.lines[0], f"{what} should be a mapping, and is {node.kind}"))
        return {}
    names = tuple(allowed)
    for key, member in node.value.items():
        if key not in names:
            problems.append(Problem(member.lines[0], f"{what}: {key!r} is no key that is known{_meant(key, names)}"))
    return {key: member for key, member in node.value.items() if key in names}


def text_of(node: Node | None, what: str, problems: list[Problem]) -> str | None:
    """The words of a node; None where it is not there or empty. What is neither words nor a number is a problem."""
    if node is None or node.value is None:
        return None
    if isinstance(node.value, list | dict | bool):
        problems.append(Problem(node.lines[0], f"{what} should be text, and is {node.kind}"))
        return None
    return str(node.value)


def known_name(node: Node | None, line: int, problems: list[Problem]) -> str | None:
    """A component's name; None, and a problem, where the framework has none of this name."""
    known = tuple(by_name())
    name = text_of(node, "a component's name", problems)
    if name in known:
        return name
    if name is None:
        problems.append(Problem(line, "a component has no name"))
    else:
        problems.append(Problem(line, f"{name!r} is no component of the framework{_meant(name, known)}"))
    return None


def _meant(word: str, names: tuple[str, ...]) -> str:
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(word[:100].casefold(), folded, n=1, cutoff=0.75)
    return f": perhaps {folded[close[0]]!r} is meant" if close else ""


class _Reader:
    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self._document = document
        self._problems = problems

    def file(self, root: Node) -> Release | None:
        if not isinstance(root.value, dict) or not isinstance(getattr(root.value.get("release"), "value", None), dict):
            self._problems.append(Problem(root.lines[0], "it has no `release`: this is no model file of MOT"))
            return None
        top = members(root, "the file", ("framework", "release"), self._problems)
        framework = top.get("framework")
        if framework is None:
            self._problems.append(Problem(root.lines[0], "it has no `framework`"))
        for key, node in members(framework, "framework", _FRAMEWORK, self._problems).items():
            text_of(node, f"framework: {key}", self._problems)
        return self._release(top["release"])

    def _release(self, node: Node) -> Release | None:
        found = members(node, "release", (*_RELEASE_TEXTS, "license", "components"), self._problems)
        texts = {key: text_of(found.get(key), key, self._problems) for key in _RELEASE_TEXTS}
        if not texts["name"]:
            self._problems.append(Problem(node.lines[0], "the release has no name"))
        licenses, lines = self._licenses(found.get("license"))
        listed = found.get("components")
        if listed is None or not isinstance(listed.value, list):
            said = "is missing" if listed is None else f"should be a list, and is {listed.kind}"
            self._problems.append(Problem((listed or node).lines[0], f"`components` {said}"))
            return None
        return Release(
            name=texts["name"] or "",
            huggingface=texts["huggingface"] or None,
            licenses=licenses,
            license_lines=lines,
            components=self._components(listed.value),
        )

    def _licenses(self, node: Node | None) -> tuple[dict[LicenseScope, str], dict[LicenseScope, Citation]]:
        licenses: dict[LicenseScope, str] = {}
        lines: dict[LicenseScope, Citation] = {}
        found = members(node, "license", _SCOPES, self._problems)
        for scope in _SCOPES:
            own = members(found.get(scope), f"license: {scope}", ("name", "path"), self._problems)
            for key in ("name", "path"):
                words = text_of(own.get(key), f"license: {scope}: {key}", self._problems)
                if key == "name" and words:
                    licenses[scope], lines[scope] = words, self._document.cite(*own[key].lines)
        return licenses, lines

    def _components(self, items: list[Node]) -> tuple[Listed, ...]:
        kept: dict[str, Listed] = {}
        for item in items:
            found = members(item, "a component", _COMPONENT_TEXTS, self._problems)
            if not isinstance(item.value, dict):
                continue
            name = known_name(found.get("name"), item.lines[0], self._problems)
            texts = {key: text_of(found.get(key), key, self._problems) for key in _COMPONENT_TEXTS[1:]}
            if name is None:
                continue
            if name in kept:
                self._problems.append(
                    Problem(item.lines[0], f"{name!r} is listed again: the last is read, as MOT does")
                )
            kept[name] = Listed(
                name=name,
                license=self._license(found.get("license"), texts["license"]),
                description=texts["description"],
                component_path=texts["component_path"],
                citation=self._document.cite(*item.lines),
            )
        return tuple(kept.values())

    def _license(self, node: Node | None, words: str | None) -> str | None:
        """The component's own licence: one that can't be read, or is empty, is none, and inherits none either."""
        if node is None:
            return None
        return words if words is not None or node.value is None else ""
