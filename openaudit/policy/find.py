"""Where a policy comes from: a preset, a named file, or `openaudit.toml` from here up to the repository's root."""

import os
from pathlib import Path

from openaudit.errors import PolicyInvalid
from openaudit.policy.reader import LIMIT, PRESETS, preset, read_policy
from openaudit.policy.rules import Policy

CONFIG = "openaudit.toml"
_ROOT = ".git"  # a folder, or in a worktree a file, of this name marks a repository's root


def named_policy(name: str) -> Policy:
    """The preset of this name, else the file of this path. Raises PolicyInvalid when it is neither or can't be used."""
    return preset(name) if name in PRESETS else policy_file(Path(name))


def policy_file(path: Path) -> Policy:
    """The policy in a file. Raises PolicyInvalid when it can't be read or used."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        fix = f"name a policy file, or a preset: {', '.join(PRESETS)}"
        raise PolicyInvalid(f"the policy {path} can't be read", why=why, fix=fix) from error
    return read_policy(data, _shown(path))


def _shown(path: Path) -> str:
    """The path as reports show it: from here, so that a filed record tells nothing of somebody's home folder."""
    return Path(os.path.relpath(path)).as_posix() if path.is_absolute() else path.as_posix()


def config_file(start: Path, name: str = CONFIG) -> Path | None:
    """The nearest file of this name from `start` upwards to the repository's root; outside of one, in `start` alone."""
    folders = [start, *start.parents]
    root = next((number for number, folder in enumerate(folders) if (folder / _ROOT).exists()), 0)
    return next((folder / name for folder in folders[: root + 1] if (folder / name).is_file()), None)
