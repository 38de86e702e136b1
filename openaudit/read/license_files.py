"""Which files hold terms, and of what, by their names."""

import re

from openaudit.record import Component

# Words in a file's name that say which component its licence covers.
_COMPONENT_WORDS: dict[str, Component] = {
    "code": "code",
    "source": "code",
    "software": "code",
    "weights": "weights",
    "weight": "weights",
    "model": "weights",
    "models": "weights",
    "checkpoint": "weights",
    "data": "data",
    "dataset": "data",
    "docs": "documentation",
}
_LICENSE_NAME = re.compile(r"licen[sc]e|copying|agreement|terms", re.IGNORECASE)
_NOT_TERMS = re.compile(r"policy|notice|third[-_ ]?part|3rd|model[-_ ]?card|data[-_ ]?card|readme", re.IGNORECASE)


def is_license_file(path: str) -> bool:
    """Whether a file's name says that it holds the terms of a licence, rather than a policy, a notice or a card."""
    name = path.rsplit("/", 1)[-1]
    return bool(_LICENSE_NAME.search(name)) and not _NOT_TERMS.search(path)


def file_component(path: str) -> Component:
    """The component that a licence file covers by its name: `LICENSE-CODE` the code, a plain `LICENSE` the weights.

    A licence in a folder covers what lies in the folder, which is code unless the folder's name says otherwise.
    """
    words = re.split(r"[^a-z0-9]+", path.lower())
    hints = [_COMPONENT_WORDS[w] for w in words if w in _COMPONENT_WORDS]
    if hints:
        return hints[-1]
    return "code" if "/" in path and not path.startswith("https://") else "weights"
