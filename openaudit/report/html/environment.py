"""The templates, and the one gate through which every value reaches a page.

Cards, licences and the Hub's answers are untrusted. Each value is escaped for HTML, and made printable before that, so
that no stranger's text is markup, hides, or reorders what stands beside it. Styles and scripts are named in the page's
Content-Security-Policy by their hash: whatever else came into a page would neither run nor load.
"""

import hashlib
import json
from base64 import b64encode
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from openaudit.datafiles import read_data
from openaudit.report import wording
from openaudit.report.printable import printable

_FOLDER = ("report", "html", "templates")


def render(template: str, **values: Any) -> str:
    """The page that this template makes of the values, ending with a newline."""
    style = _source("style.css")
    script = _source("index.js") if template == "index.html" else ""
    ours = {"style": Markup(style), "script": Markup(script)}  # noqa: S704  files of this package
    page = _environment().get_template(template).render(**values, **ours, policy=_policy(style, script))
    return f"{page.rstrip()}\n"


def embedded(value: Any) -> Markup:
    r"""JSON to stand in a `<script>` element: nothing in it ends the element, and every text is fit to be shown.

    >>> embedded(["</script>"])
    Markup('["\\u003c/script\\u003e"]')
    """
    text = json.dumps(_shown(value), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  what could end the element is escaped just above


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    return [_shown(inner) for inner in value] if isinstance(value, (list, tuple)) else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("openaudit.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lines"] = _lines
    made.filters["sentence"] = wording.sentence
    made.filters["phrase"] = wording.phrase
    made.globals["wording"] = wording
    return made


def _printed(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lines(text: str) -> Markup:
    """A text whose line breaks are kept."""
    return escape(printable(text, keep_newlines=True))


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: this style and this script, and nothing from anywhere."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; {scripts}style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _source(name: str) -> str:
    return read_data(*_FOLDER, name).decode()
