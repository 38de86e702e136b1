"""Files of evidence that the user supplies: what lies outside of the model's repository, on his word alone.

Two formats, both YAML: a model file of the Model Openness Tool, or a short list of components (docs/evidence.md). Each
fact keeps its place in the user's file, whose name begins with `user-supplied:`.
"""

import re

import msgspec

from openaudit.patterns import lazy
from openaudit.read.mof import by_name
from openaudit.read.mot import Release, known_name, license_of, limit, members, nodes_of, read_release, text_of
from openaudit.read.readings import Supplied
from openaudit.read.text import Document, read_text
from openaudit.read.yamlnodes import Node, Problem
from openaudit.snapshot import TextFile

_KEYS = ("model", "components")
_COMPONENT = ("name", "license", "url", "note")
_HUB = lazy(r"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([^/?#]+/[^/?#]+)", re.IGNORECASE)


class SuppliedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of evidence says, of which model where it names one, and what is wrong with it."""

    model: str | None = None
    facts: tuple[Supplied, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_supplied(file: TextFile) -> SuppliedFile:
    """The evidence in a file of the user's. Never raises; what breaks the format is a problem, and no evidence."""
    document = read_text(file)
    root, problems = nodes_of(document)
    if root is None:
        return SuppliedFile(problems=limit(problems))
    if isinstance(root.value, dict) and root.value.keys() & {"framework", "release"}:
        release = read_release(document, root, problems)
        model, facts = _of_release(release) if release is not None else (None, ())
    else:
        model, facts = _of_list(document, root, problems)
    return SuppliedFile(model=model, facts=facts, problems=limit(problems))


def _of_release(release: Release) -> tuple[str | None, tuple[Supplied, ...]]:
    """The components of a MOT file, each under the licence that holds for it there."""
    address = _HUB.match(release.huggingface or "")
    facts = tuple(
        Supplied(
            component=listed.name,
            license=license_of(release, listed)[0] or None,
            url=listed.component_path,
            note=listed.description,
            citation=listed.citation,
        )
        for listed in release.components
    )
    return (address[1] if address else None), facts


def _of_list(document: Document, root: Node, problems: list[Problem]) -> tuple[str | None, tuple[Supplied, ...]]:
    found = members(root, "the file", _KEYS, problems)
    model = text_of(found.get("model"), "model", problems)
    listed = found.get("components")
    if listed is None or not isinstance(listed.value, list):
        said = "is missing" if listed is None else f"should be a list, and is {listed.kind}"
        problems.append(Problem((listed or root).lines[0], f"`components` {said}"))
        return model, ()
    facts: dict[str, Supplied] = {}
    for item in listed.value:
        own = members(item, "a component", _COMPONENT, problems)
        if not isinstance(item.value, dict):
            continue
        name = known_name(own.get("name"), item.lines[0], problems)
        license_, url, note = (text_of(own.get(key), key, problems) for key in _COMPONENT[1:])
        if name is None:
            continue
        if name in facts:
            problems.append(Problem(item.lines[0], f"{name!r} is listed again"))
        facts[name] = Supplied(
            component=name, license=license_, url=url, note=note, citation=document.cite(*item.lines)
        )
    order = list(by_name())
    return model, tuple(sorted(facts.values(), key=lambda f: order.index(f.component)))
