"""The formats by name: which module writes each, loaded only when it is asked for.

A format joins with one line here. What its module imports beside openaudit and its dependencies comes with an extra.
"""

from collections.abc import Sequence
from importlib import import_module

import msgspec

from openaudit.errors import ExtraMissing
from openaudit.report.interface import Formatter
from openaudit.report.places import SourceLine


class Format(msgspec.Struct, frozen=True):
    """One format: the module that writes it, what of it makes the formatter, and what it is in a few words.

    `extra` installs what it needs, `binary` is no text for a terminal, `placed` takes the places of the models' names,
    `folder` can also be a folder of files.
    """

    module: str
    maker: str
    does: str
    extra: str | None = None
    binary: bool = False
    placed: bool = False
    folder: bool = False


FORMATS: dict[str, Format] = {
    "json": Format("json", "JsonFormatter", "the record itself: one an object, several an array"),
    "jsonl": Format("jsonl", "JsonLinesFormatter", "the record itself, one a line"),
    "csv": Format("csv", "CsvFormatter", "a table, one row a model"),
    "parquet": Format("parquet", "ParquetFormatter", "the same table with typed columns", "parquet", binary=True),
    "html": Format(
        "html",
        "HtmlFormatter",
        "a page for one model, a heat map for several, or a folder of both",
        "html",
        folder=True,
    ),
    "markdown": Format("markdown", "MarkdownFormatter", "a page for one model, a table for several"),
    "sarif": Format("sarif", "SarifFormatter", "findings for code scanning, SARIF 2.1.0", placed=True),
    "cyclonedx": Format("cyclonedx", "version_1_6", "ML-BOM, CycloneDX 1.6", "sbom"),
    "cyclonedx-1.7": Format("cyclonedx", "version_1_7", "ML-BOM, CycloneDX 1.7", "sbom"),
    "spdx": Format("spdx", "SpdxFormatter", "SPDX 3.0.1 with its AI profile, JSON-LD", "sbom"),
    "mot": Format("mot", "MotFormatter", "a model file of the Model Openness Tool, YAML"),
    "badge": Format("badge", "BadgeFormatter", "the verdict as an SVG badge, for one model"),
}


def formatter(name: str, places: Sequence[SourceLine] = ()) -> Formatter:
    """The format of this name; `places` are where the models were named, for those that point there.

    Raises ExtraMissing when the package that it needs is not installed.
    """
    found = FORMATS[name]
    try:
        maker = getattr(import_module(f"openaudit.report.{found.module}"), found.maker)
    except ModuleNotFoundError as error:
        if found.extra is None or (error.name or "").partition(".")[0] == "openaudit":
            raise
        raise ExtraMissing(f"the format {name}", package=error.name or "a package", extra=found.extra) from error
    made: Formatter = maker(places=tuple(places)) if found.placed else maker()
    return made
