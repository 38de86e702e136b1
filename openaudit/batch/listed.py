"""What the Hub lists, written down before a batch begins: its order changes, and a resumed batch needs the old one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from openaudit.errors import OpenauditError
from openaudit.fetch.listing import Listing

LIST = ".list"


def list_beside(output: Path) -> Path:
    """Where the list of a batch stands while it runs."""
    return output.with_name(output.name + LIST)


def write_list(wanted: Listing, models: Callable[[Listing], Iterator[str]], path: Path, *, resume: bool) -> None:
    """Write the ids that the Hub lists to `path`, one a line, in one step; when resuming, keep the list that is there.

    Raises OpenauditError when that is the list of something else, OSError when it can't be written.
    """
    head = f"# what the Hub lists for {msgspec.json.encode(wanted).decode()}\n"
    if resume and path.is_file():
        with path.open(encoding="utf-8") as lines:
            if lines.readline() == head:
                return
        raise OpenauditError(
            f"{path} is the list of another batch",
            why="the author, the words or the number are not those that it was begun with",
            fix="give the same ones, or name another file with -o",
        )
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8") as lines:
        lines.write(head)
        lines.writelines(f"{name}\n" for name in models(wanted))
    partial.replace(path)
