"""Which of a repository's files are texts that matter to an audit, and how large each may be."""

import unicodedata
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
# Words, one of which a file's name has when it holds a licence, in the languages that cards are written in.
LICENSE_WORDS = frozenset({"licensing", "eula", "copying"})
# Parts that say the same in names that run words together, or in languages that do.
LICENSE_PARTS = ("license", "licenc", "licenç", "lizenz", "许可", "許可", "协议", "協議", "ライセンス")
# The same for a notice or a policy.
TERMS_WORDS = frozenset(
    {"legal", "copyright", "patents", "notice", "notices", "terms", "tos", "policy", "policies", "aup", "usage"}
    | {"agreement"}
)
TERMS_RUNS = (("acceptable", "use"), ("prohibited", "use"), ("use", "restrictions"))
TERMS_PARTS = ("利用規約",)
# The same for a second card.
CARD_WORDS = frozenset({"modelcard", "datacard", "datasheet", "systemcard"})
CARD_RUNS = (("model", "card"), ("data", "card"), ("dataset", "card"), ("system", "card"))
# What these words also mean, in repositories of models that read number plates.
OTHER_SENSES = (("license", "plate"), ("license", "plates"), ("licence", "plate"), ("licence", "plates"))
# What may follow the word at the end of a licence's name, beside numbers and languages.
AFTER_LICENSE = frozenset({"agreement", "file", "text", "terms"})

TEXT_SUFFIXES = frozenset({"", "txt", "text", "md", "markdown", "mdx", "rst", "adoc", "html", "htm", "rtf"})
DOCUMENT_SUFFIXES = frozenset({"pdf", "doc", "docx", "odt", "pages"})
UNREAD_SUFFIXES = DOCUMENT_SUFFIXES | {"png", "jpg", "jpeg", "gif", "svg", "webp", "tif", "tiff", "gz", "tar", "zip"}
# Programs, weights and data: a licence's word in their names tells what they are about.
NEVER_TERMS = frozenset(
    {"bin", "csv", "h5", "ipynb", "jsonl", "lock", "metadata", "model", "onnx", "parquet", "pickle", "pkl", "pt", "pth"}
    | {"py", "safetensors", "sh"}
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

    The order is that of importance: card, linked texts, configuration, then from the root downwards, on each level the
    licences first.
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
    name = _folded(PurePosixPath(path).name)
    suffix, words = _suffix(name), _words(name)
    if suffix in NEVER_TERMS or _any_run(words, OTHER_SENSES):
        return False
    if _is_license(path):
        return True
    terms = (
        not TERMS_WORDS.isdisjoint(words) or _any_run(words, TERMS_RUNS) or any(part in name for part in TERMS_PARTS)
    )
    card = not CARD_WORDS.isdisjoint(words) or _any_run(words, CARD_RUNS)
    return ((terms or card) and suffix in TEXT_SUFFIXES) or (terms and suffix in DOCUMENT_SUFFIXES)


def _is_license(path: str) -> bool:
    """Whether a file is a licence by its name, or lies in a folder of licences as REUSE has them (LICENSES/MIT.txt).

    Where its kind may hold anything (JSON, an image), the name must end with the word: LICENSE_zh.json.
    """
    file = PurePosixPath(path)
    name = _folded(file.name)
    if _suffix(name) in TEXT_SUFFIXES | DOCUMENT_SUFFIXES:
        return any(map(_says_license, _words(name))) or _ends_with_license(_folded(file.parent.name))
    return _ends_with_license(_stem(name))


def _says_license(word: str) -> bool:
    return word in LICENSE_WORDS or any(part in word for part in LICENSE_PARTS)


def _ends_with_license(name: str) -> bool:
    words = _words(name)
    while len(words) > 1 and (words[-1] in AFTER_LICENSE or words[-1].isdecimal() or len(words[-1]) <= 2):
        if _says_license(words[-1]):
            break
        words.pop()
    return bool(words) and _says_license(words[-1])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name).split()


def _any_run(words: list[str], runs: tuple[tuple[str, ...], ...]) -> bool:
    return any(tuple(words[at : at + len(run)]) == run for run in runs for at in range(len(words)))


def _suffix(name: str) -> str:
    """The suffix, lower case; "" when what follows the last dot is a version or words rather than a suffix."""
    _, dot, last = name.rpartition(".")
    return last if dot and last.isalnum() and not last.isdecimal() else ""


def _stem(name: str) -> str:
    return name.rpartition(".")[0] if _suffix(name) else name


def _rank(path: str, linked: dict[str, int]) -> tuple[int, ...]:
    """Among equals the shorter name is first: the licence itself goes before its namesakes with something added."""
    if path.lower() == CARD:
        return (0,)
    if path in linked:
        return (1, linked[path])
    return (2,) if path in CONFIGS else (3, path.count("/"), not _is_license(path), len(path))


def _limit(path: str) -> int:
    return CARD_LIMIT if path.lower() == CARD else TEXT_LIMIT


def _refusal(file: ListedFile, *, full: bool) -> Unavailable | None:
    path = file.path
    if not safe_path(path):
        return Unavailable(
            what=one_line(path), reason="blocked", detail="its path could lead out of the folder it is saved in"
        )
    if _suffix(_folded(PurePosixPath(path).name)) in UNREAD_SUFFIXES:
        return Unavailable(what=path, reason="unreadable", detail="neither documents, images nor archives are read")
    if file.size is not None and file.size > _limit(path):
        return too_large(path, _limit(path))
    if full:
        return Unavailable(what=path, reason="too-large", detail=f"only {MOST_TEXTS} texts of a repository are read")
    return None
