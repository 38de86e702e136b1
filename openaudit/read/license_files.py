"""Which files hold terms, and of what, by their names."""

import re

from openaudit.patterns import lazy
from openaudit.record import Component

OF_CODE = "#code"
"""Ends the name of a licence that was read in the project which holds the code, like the fragment of an address."""
READ_HERE = "LicenseRef-text-"
"""How the expression of terms begins that were read out of a text here."""

# Words in a file's name that say which component its licence covers.
_COMPONENT_WORDS: dict[str, Component] = {
    "weights": "weights",
    "weight": "weights",
    "model": "weights",
    "models": "weights",
    "checkpoint": "weights",
    "code": "code",
    "data": "data",
    "dataset": "data",
    "docs": "documentation",
}
# Folders whose licence is that of a program, or of somebody else's part of one.
_CODE_FOLDERS = frozenset(
    {"3rdparty", "code", "demo", "docs", "examples", "external", "lib", "libs", "node_modules", "scripts", "src"}
    | {"third-party", "third_party", "thirdparty", "tools", "vendor"}
)
_LICENSE_NAME = lazy(
    r"licen[sc]|lizenz|licença|copying|eula|\blegal\b|agreement|terms|许可|协议|ライセンス|^unlicense", re.IGNORECASE
)
_CALLED_LICENSE = lazy(r"licen[sc]|lizenz|licença|copying|eula|许可|ライセンス", re.IGNORECASE)
_NOT_TERMS = lazy(
    r"policy|notice|third[-_ ]?part|3rd|model[-_ ]?card|data[-_ ]?card|readme|annotat|glossary", re.IGNORECASE
)


def is_license_file(path: str) -> bool:
    """Whether a file's name says that it holds the terms of a licence, rather than a policy, a notice or a card."""
    name = path.rsplit("/", 1)[-1]
    in_folder = _LICENSE_NAME.search(path.rsplit("/", 2)[-2]) if "/" in path else None
    return bool(_LICENSE_NAME.search(name) or in_folder) and not _NOT_TERMS.search(name)


def is_named_license(path: str) -> bool:
    """Whether a file calls itself a licence; "terms" and "agreement" name other things as well."""
    return path.startswith("https://") or bool(_CALLED_LICENSE.search(path.rsplit("/", 1)[-1]))


def is_policy_file(path: str) -> bool:
    """Whether a file's name says that it holds a policy on use, which binds beside a licence."""
    return "policy" in path.rsplit("/", 1)[-1].lower()


def file_component(path: str) -> Component:
    """The component that a licence file covers by its name: `LICENSE-CODE` the code, a plain `LICENSE` the weights.

    One that names the weights beside other parts covers them too. A licence in a folder of code covers that.
    """
    *folders, name = path.lower().split("/")
    hints = [_COMPONENT_WORDS[w] for w in re.split(r"[^a-z0-9]+", name) if w in _COMPONENT_WORDS]
    if hints:
        return "weights" if "weights" in hints else hints[-1]
    if path.startswith("https://"):
        return "weights"
    return "code" if _CODE_FOLDERS & set(folders) else "weights"


def names_no_component(path: str) -> bool:
    """Whether a licence file's name says no component: LICENSE, LICENSE.txt, COPYING."""
    words = re.split(r"[^a-z0-9]+", path.lower().rsplit("/", 1)[-1])
    return not any(word in _COMPONENT_WORDS for word in words)
