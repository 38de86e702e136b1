"""Where a repository names a model, and what of the repository could not be read."""

from openaudit.record.value import Value


class Place(Value, frozen=True, kw_only=True):
    """A model named in a file: its id, the file's path from the repository's root, the line (1-based).

    `revision` is the branch, tag or commit that is asked for there, None for the default one.
    """

    reference: str
    file: str
    line: int
    revision: str | None = None


class Skipped(Value, frozen=True, kw_only=True):
    """A file that may name models and could not be read, and why."""

    file: str
    reason: str


class Found(Value, frozen=True, kw_only=True):
    """What a scan found: places by file and line, what was skipped, and how many files were read."""

    places: tuple[Place, ...]
    skipped: tuple[Skipped, ...]
    files: int
