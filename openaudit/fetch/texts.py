"""Which of a repository's files are texts that matter to an audit, and how large each may be."""

from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from openaudit.fetch.interface import one_line
from openaudit.record import Unavailable
from openaudit.snapshot import ListedFile, safe_path

CARD_LIMIT = 5 * 1024 * 1024
TEXT_LIMIT = 1024 * 1024
MOST_TEXTS = 64

CARD = "readme.md"
CONFIGS = frozenset({"config.json", "adapter_config.json"})
# Words, one of which a file's name has when it holds terms: a licence, a notice, a policy.
TERMS_WORDS = frozenset(
    {"licence", "licences", "license", "licenses", "licensing", "unlicense", "sublicense", "eula", "copying"}
    | {"copyright", "legal", "patents", "notice", "notices", "terms", "tos", "policy", "policies", "aup", "usage"}
    | {"agreement"}
)
TERMS_RUNS = (("acceptable", "use"), ("prohibited", "use"), ("use", "restrictions"))
# The same for a second card.
CARD_WORDS = frozenset({"modelcard", "datacard", "datasheet", "systemcard"})
CARD_RUNS = (("model", "card"), ("data", "card"), ("dataset", "card"), ("system", "card"))
# Parts of a word that say the same, for names that run words together.
TERMS_PARTS = ("licence", "license")
# What these words also mean, in repositories of models that read number plates.
OTHER_SENSES = (("license", "plate"), ("license", "plates"), ("licence", "plate"), ("licence", "plates"))
TEXT_SUFFIXES = frozenset({"", "txt", "text", "md", "markdown", "mdx", "rst", "adoc", "html", "htm"})
DOCUMENT_SUFFIXES = frozenset({"pdf", "doc", "docx", "odt", "rtf"})
# Names such as LICENSE.MIT: what follows the dot is part of the name, unless it is one of these.
NAMED_BEFORE_DOT = frozenset({"license", "licence", "copying", "notice", "unlicense"})
NEVER_TEXT = frozenset(
    {
        "bin",
        "csv",
        "gz",
        "h5",
        "ipynb",
        "jpeg",
        "jpg",
        "json",
        "jsonl",
        "lock",
        "metadata",
        "model",
        "onnx",
        "pickle",
        "pkl",
        "png",
        "pt",
    }
    | {"pth", "py", "safetensors", "sh", "svg", "tar", "xml", "yaml", "yml", "zip"}
)


class Wanted(msgspec.Struct, frozen=True):
    """A text to fetch: at most `limit` bytes of it."""

    file: ListedFile
    limit: int


class Selection(msgspec.Struct, frozen=True):
    """The texts to fetch, and those that matter and can't be."""

    wanted: tuple[Wanted, ...]
    unavailable: tuple[Unavailable, ...]


def select(files: Iterable[ListedFile], linked: Iterable[str] = ()) -> Selection:
    """The texts that matter among `files`, with the paths in `linked` (where a licence link leads) among them.

    The order is that of importance: card, linked texts, configuration, then from the root downwards.
    """
    ranks = {path: rank for rank, path in enumerate(linked, start=1)}
    chosen = [file for file in files if file.path in ranks or _matters(file.path)]
    wanted: list[Wanted] = []
    unavailable: list[Unavailable] = []
    for file in sorted(chosen, key=lambda file: (_rank(file.path, ranks), file.path)):
        reason = _refusal(file, full=len(wanted) >= MOST_TEXTS)
        if reason is None:
            wanted.append(Wanted(file, _limit(file.path)))
        else:
            unavailable.append(reason)
    return Selection(tuple(wanted), tuple(unavailable))


def too_large(path: str, limit: int) -> Unavailable:
    """What is said of a text that has more than `limit` bytes."""
    return Unavailable(what=path, reason="too-large", detail=f"larger than {limit:,} bytes")


def _matters(path: str) -> bool:
    if path.lower() == CARD or path in CONFIGS:
        return True
    name = PurePosixPath(path).name.lower()
    words = _words(name)
    if _any_run(words, OTHER_SENSES):
        return False
    terms = (
        not TERMS_WORDS.isdisjoint(words) or _any_run(words, TERMS_RUNS) or any(part in name for part in TERMS_PARTS)
    )
    if _suffix(name) in DOCUMENT_SUFFIXES:
        return terms
    return (terms or not CARD_WORDS.isdisjoint(words) or _any_run(words, CARD_RUNS)) and _text_like(name)


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name).split()


def _any_run(words: list[str], runs: tuple[tuple[str, ...], ...]) -> bool:
    return any(tuple(words[at : at + len(run)]) == run for run in runs for at in range(len(words)))


def _suffix(name: str) -> str:
    """The suffix, lower case; "" when what follows the last dot is a version or words rather than a suffix."""
    _, dot, last = name.rpartition(".")
    return last if dot and last.isalnum() and not last.isdecimal() else ""


def _text_like(name: str) -> bool:
    suffix = _suffix(name)
    if suffix in TEXT_SUFFIXES:
        return True
    return name.partition(".")[0] in NAMED_BEFORE_DOT and suffix not in NEVER_TEXT | DOCUMENT_SUFFIXES


def _rank(path: str, linked: dict[str, int]) -> tuple[int, int]:
    if path.lower() == CARD:
        return (0, 0)
    if path in linked:
        return (1, linked[path])
    return (2, 0) if path in CONFIGS else (3, path.count("/"))


def _limit(path: str) -> int:
    return CARD_LIMIT if path.lower() == CARD else TEXT_LIMIT


def _refusal(file: ListedFile, *, full: bool) -> Unavailable | None:
    path = file.path
    if not safe_path(path):
        return Unavailable(
            what=one_line(path), reason="blocked", detail="its path could lead out of the folder it is saved in"
        )
    if _suffix(PurePosixPath(path).name.lower()) in DOCUMENT_SUFFIXES:
        return Unavailable(what=path, reason="unreadable", detail="PDFs and word processor files are not read")
    if file.size is not None and file.size > _limit(path):
        return too_large(path, _limit(path))
    if full:
        return Unavailable(what=path, reason="too-large", detail=f"only {MOST_TEXTS} texts of a repository are read")
    return None
