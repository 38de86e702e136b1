"""What a card's gate says: the terms that a reader is told and agrees to before the files can be had.

A gate is metadata: a prompt, a description, a heading, and the fields of a form. Of a form only the boxes that one has
to tick say anything ("I agree to ..."); names of fields, their types and the options that they offer ask who somebody
is, and state nothing. https://huggingface.co/docs/hub/models-gated describes the form.
"""

import re

from openaudit.read.frontmatter import FrontMatter
from openaudit.read.prose import Prose, Sentence, read_prose
from openaudit.read.text import Document

PROMPT_KEYS = ("extra_gated_prompt", "extra_gated_description")
_TOLD_KEYS = (*PROMPT_KEYS, "extra_gated_heading")
_FIELDS = "extra_gated_fields"
_BOX = "checkbox"
MAX_BOXES = 100
"""The most boxes of a form that are read."""

_BOX_LINE = re.compile(rf"""^(?!\s*type\s*:).*:\s{{1,9}}["']?{_BOX}["']?\s{{0,9}}$""")
# What of a box's lines is YAML's own: the marks of a key that is longer than a line, and the type below a key.
_MARK = re.compile(rf"^\?\s|^(?:type\s{{0,3}})?:\s{{1,9}}{_BOX}$")


def read_gate(document: Document, front_matter: FrontMatter) -> Prose:
    """The sentences of the gate in the order of their lines; each key by itself, so that no heading spans another."""
    found: list[Sentence] = []
    for key in _TOLD_KEYS:
        if (place := front_matter.key_lines.get(key)) is not None:
            found += _sentences(document, place, keyed=True)
    if (place := front_matter.key_lines.get(_FIELDS)) is not None:
        for box in _boxes(document, place)[:MAX_BOXES]:
            found += _sentences(document, box, keyed=False)
    return Prose(sentences=tuple(sorted(found, key=lambda sentence: sentence.lines)))


def _sentences(document: Document, place: tuple[int, int], *, keyed: bool) -> tuple[Sentence, ...]:
    """What these lines say; where they begin with a key of the metadata, that is said to nobody."""
    first, last = place
    lines = [""] * last
    for number in range(first, last + 1):
        words = document.lines[number - 1].strip()
        if keyed and number == first:
            words = words.partition(":")[2].strip()
            words = "" if words[:1] in ("|", ">") else words
        lines[number - 1] = words if keyed else _MARK.sub("", words)
    return read_prose(document, lines).sentences


def _boxes(document: Document, place: tuple[int, int]) -> list[tuple[int, int]]:
    """The lines of each box of the form; of a form whose YAML is broken, those boxes that a line holds whole."""
    from openaudit.read.yamlnodes import read_nodes  # noqa: PLC0415  few cards have a form

    first, last = place
    own = document.lines[first - 1 : last]
    root, _ = read_nodes("\n".join(own))
    form = next(iter(root.value.values()), None) if root is not None and isinstance(root.value, dict) else None
    if form is None or not isinstance(form.value, dict):
        return [(first + i, first + i) for i, line in enumerate(own) if _BOX_LINE.search(line)]
    fields = [(field.value, field.lines) for field in form.value.values()]
    return [(first + a - 1, first + b - 1) for value, (a, b) in fields if _is_box(value)]


def _is_box(value: object) -> bool:
    """Whether a field of the form, a type or a mapping with one, is a box to tick."""
    kind = value.get("type") if isinstance(value, dict) else None
    written = kind.value if kind is not None else value
    return isinstance(written, str) and written.strip().lower() == _BOX
