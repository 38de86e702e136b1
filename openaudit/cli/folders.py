"""A report that is a folder of files: written beside its place first, so that a failed run leaves none of it."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from openaudit.cli.options import unwritable


def stage_folder(files: Iterable[tuple[str, str]], target: Path) -> Path:
    """The files in a folder beside `target`, to be moved there. Raises OpenauditError when it can't be written."""
    partial = target.resolve().with_name(f".{target.resolve().name}.{os.getpid()}.part")
    try:
        for path, text in files:
            file = partial / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise unwritable(target, error) from error
    return partial


def place_folder(partial: Path, target: Path) -> None:
    """Move the staged files into `target`, over those of the same names. Raises OpenauditError when one can't be."""
    try:
        for file in sorted(p for p in partial.rglob("*") if p.is_file()):
            place = target / file.relative_to(partial)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
    except OSError as error:
        raise unwritable(target, error) from error
    shutil.rmtree(partial, ignore_errors=True)
