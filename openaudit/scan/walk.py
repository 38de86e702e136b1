"""A repository's files, each read by what reads its kind; what can't be read is said, links are not followed."""

import os
import stat
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from openaudit.scan.config import json_as_yaml, toml_places, yaml_places
from openaudit.scan.notebook import notebook_places
from openaudit.scan.ours import is_lock, is_ours, lock_places
from openaudit.scan.places import Found, Place, Skipped
from openaudit.scan.python import python_places
from openaudit.scan.shell import address_places, shell_places
from openaudit.scan.tables import tables

Reader = Callable[[str, str], Iterator[Place]]
_LIMIT = 8 * 1024 * 1024  # bytes of one file; larger ones are data
_ERRORS = (
    *(SyntaxError, ValueError, RecursionError, MemoryError),
    *(yaml.YAMLError, tomllib.TOMLDecodeError),
)


def _json(text: str, file: str) -> Iterator[Place]:
    if is_lock(file):
        yield from lock_places(text, file)
    elif not is_ours(text):
        yield from yaml_places(json_as_yaml(text), file)


_SUFFIXES: dict[str, Reader] = {
    **dict.fromkeys((".py", ".pyi"), python_places),
    ".ipynb": notebook_places,
    **dict.fromkeys((".yaml", ".yml"), yaml_places),
    **dict.fromkeys((".json", ".jsonc"), _json),
    ".toml": toml_places,
    **dict.fromkeys(
        (".sh", ".bash", ".zsh", ".env", ".mk", ".dockerfile", ".bat", ".ps1", ".cfg", ".ini"), shell_places
    ),
    **dict.fromkeys((".txt", ".lock"), address_places),
}
_NAMES: dict[str, Reader] = {
    **dict.fromkeys(("dockerfile", "containerfile", "makefile", "justfile", "procfile", ".env"), shell_places),
    "openaudit.lock": _json,
}


def scan(root: Path, base: Path | None = None) -> Found:
    """The models that the files below `root` (or the file `root` itself) name, each file by its path from `base`.

    Without `base`, a folder above `root`, paths start at `root`. Raises OSError when it can't be read.
    """
    base = base or (root if root.is_dir() else root.parent)
    places: list[Place] = []
    skipped: list[Skipped] = []
    count = 0
    for path, file in _files(root, base, skipped):
        reader = _reader(path.name)
        if reader is None:
            continue
        text = _text(path, file, skipped)
        if text is None:
            continue
        count += 1
        try:
            places += [p for p in reader(text, file) if not _is_local((base, root), path, p.reference)]
        except _ERRORS as error:
            skipped.append(Skipped(file=file, reason=f"could not be parsed: {_one_line(error)}"))
    return Found(places=tuple(_named_once(places)), skipped=tuple(skipped), files=count)


def _reader(name: str) -> Reader | None:
    lower = name.lower()
    known = _NAMES.get(lower) or _SUFFIXES.get(os.path.splitext(lower)[1])  # noqa: PTH122  a name, not a path
    return known or (shell_places if lower.startswith(("dockerfile.", "containerfile.", ".env.")) else None)


def _files(root: Path, base: Path, skipped: list[Skipped]) -> Iterator[tuple[Path, str]]:
    """Every file below the root with its path from the base, in the order of their names; links are not followed."""
    if root.is_file():
        yield root, _from(base, root)
        return

    def note(error: OSError) -> None:
        skipped.append(Skipped(file=_from(base, Path(error.filename)), reason=error.strerror or str(error)))

    skip = tables().skip_folders
    for folder, folders, files in os.walk(root, onerror=note):
        folders[:] = sorted(name for name in folders if name not in skip)
        for name in sorted(files):
            path = Path(folder, name)
            yield path, _from(base, path)


def _from(base: Path, path: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def _named_once(places: list[Place]) -> Iterator[Place]:
    """The places without those of a lock whose models are named elsewhere too: the lock only repeats them."""
    elsewhere = {p.reference.casefold() for p in places if not is_lock(p.file)}
    yield from (p for p in places if not is_lock(p.file) or p.reference.casefold() not in elsewhere)


def _text(path: Path, file: str, skipped: list[Skipped]) -> str | None:
    """The file's text; None, and said so, for what is no regular file, too large, or not UTF-8."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        if found.st_size > _LIMIT:
            skipped.append(Skipped(file=file, reason=f"larger than {_LIMIT:,} bytes"))
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        skipped.append(Skipped(file=file, reason="not valid UTF-8"))
    except OSError as error:
        skipped.append(Skipped(file=file, reason=error.strerror or str(error)))
    return None


def _is_local(roots: tuple[Path, ...], path: Path, reference: str) -> bool:
    """Whether the repository has a folder or file of that name, which is then meant."""
    return any((folder / reference).exists() for folder in (*roots, path.parent))


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
