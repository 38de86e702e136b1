"""A model card's front matter: the YAML between two `---` lines, however its author left it.

The Hub reads it at the very top only, and not at all when the YAML is broken. Here it is also found below a title or
a comment, a second block adds what the first does not say, and broken YAML is read key by key. Each time a problem
says so.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from openaudit.patterns import lazy
from openaudit.read.text import Document
from openaudit.read.yamltext import Entries, Entry, key_of, read_entries

SEARCH_LINES = 200
"""How far down the card a block is looked for when there is none at the top."""
MAX_LINES = 5_000
"""The most lines that a block has which does not stand at the top."""
MAX_TRAILING = 10
"""The most lines without a key that may end a broken block."""
MAX_BLOCKS = 3
MAX_PROBLEMS = 20

# Model card keys: https://huggingface.co/docs/hub/model-cards and modelcard.md in huggingface_hub; and those of dataset
# and Space cards, which stand in model cards often enough.
KNOWN_KEYS = frozenset(
    (
        "annotations_creators", "app_file", "arxiv", "author", "base_model", "base_model_relation", "benchmark",
        "co2_eq_emissions", "colorFrom", "colorTo", "configs", "datasets", "dataset_info", "developers",
        "duplicated_from", "emoji", "extra_gated_button_content", "extra_gated_description",
        "extra_gated_eu_disallowed", "extra_gated_fields", "extra_gated_geo", "extra_gated_heading",
        "extra_gated_prompt", "inference", "instance_prompt", "language", "language_bcp47", "language_creators",
        "library_name", "license", "license_details", "license_link", "license_name", "mask_token", "metrics",
        "model-index", "model_creator", "model_name", "model_type", "multilinguality", "new_version",
        "paperswithcode_id", "pinned", "pipeline_tag", "pretty_name", "prompt_template", "quantized_by", "sdk",
        "sdk_version", "size_categories", "source_datasets", "summary", "tags", "task_categories", "task_ids",
        "thumbnail", "title", "train-eval-index", "widget",
    )
)  # fmt: skip
# Other spellings of keys that an audit turns on, as they stand in real cards.
_SPELLINGS = {
    "licence": "license",
    "licences": "license",
    "licenses": "license",
    "lisence": "license",
    "licence_name": "license_name",
    "licence_link": "license_link",
    "basemodel": "base_model",
    "base_models": "base_model",
    "dataset": "datasets",
}


def _fold(key: str) -> str:
    return key.strip().casefold().replace("-", "_").replace(" ", "_")


_CANONICAL = {_fold(key): key for key in KNOWN_KEYS} | _SPELLINGS

_IDENTIFIER = lazy(r"[a-z][a-z0-9_-]*")
_BODY = lazy(r"#{1,6} |```|~~~")


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True):
    """What the card's metadata say, under the Hub's own spelling of each key.

    `blocks` are the line ranges of the metadata, with their `---` lines; `key_lines` those of each key with its value.
    `broken` are keys whose YAML could not be read: their values are the words as they stand, as far as can be told, or
    None.
    `repeated` are keys that are given more than once with different values: the first one is read.
    `unreadable` says that there are metadata, or may be, and that none of their values could be had.
    """

    values: Mapping[str, Any] = {}
    key_lines: Mapping[str, tuple[int, int]] = {}
    blocks: tuple[tuple[int, int], ...] = ()
    problems: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    unreadable: bool = False

    @property
    def first_line(self) -> int:
        """The line of the first block's opening `---`; 0 when there is none."""
        return self.blocks[0][0] if self.blocks else 0

    @property
    def last_line(self) -> int:
        """The first block's last line; 0 when there is none."""
        return self.blocks[0][1] if self.blocks else 0


class _Block(NamedTuple):
    """Lines `opening` to `end` (0-based, exclusive; fences included) read as metadata that begin at offset `start`."""

    opening: int
    end: int
    start: int
    read: Entries
    note: str = ""


def read_front_matter(document: Document) -> FrontMatter:
    """The card's metadata, and what is wrong with them. Never raises."""
    if document.binary:
        return FrontMatter(problems=document.problems, unreadable=True)
    kept: dict[str, _Kept] = {}
    problems: list[str] = []
    repeated: set[str] = set()
    blocks = list(islice(_find_blocks(document), MAX_BLOCKS))
    for number, block in enumerate(blocks):
        if number:
            problems.append(f"a second block of metadata at line {block.opening + 1} adds what the first does not say")
        if block.note:
            problems.append(block.note)
        problems += [
            f"metadata, line {document.line_at(block.start + fault.offset)}: {fault.why}" for fault in block.read.faults
        ]
        found = _canonical(document, block, problems, repeated)
        repeated |= {key for key in found.keys() & kept.keys() if found[key].entry.value != kept[key].entry.value}
        kept = found | kept
    if len(problems) > MAX_PROBLEMS:
        problems[MAX_PROBLEMS:] = [f"{len(problems) - MAX_PROBLEMS} more problems of the metadata are not told"]
    broken = frozenset(key for key, value in kept.items() if value.entry.broken)
    return FrontMatter(
        values={key: value.entry.value for key, value in kept.items()},
        key_lines={key: value.lines for key, value in kept.items()},
        blocks=tuple((block.opening + 1, block.end) for block in blocks),
        problems=tuple(problems),
        broken=broken,
        repeated=frozenset(repeated),
        unreadable=any(block.read.salvaged for block in blocks) and broken >= kept.keys(),
    )


class _Kept(NamedTuple):
    entry: Entry
    lines: tuple[int, int]


def _canonical(document: Document, block: _Block, problems: list[str], repeated: set[str]) -> dict[str, _Kept]:
    """The block's entries under the Hub's spelling, the first of each, with their lines."""
    entries = block.read.found
    firsts = [document.line_at(block.start + entry.offset) for entry in entries]
    kept: dict[str, _Kept] = {}
    for entry, first, end in zip(entries, firsts, [*firsts[1:], block.end], strict=False):
        key = _CANONICAL.get(_fold(entry.key), entry.key)
        if key in kept:
            problems.append(f"{key!r} is given again at line {first}: that at line {kept[key].lines[0]} is read")
            if entry.value != kept[key].entry.value:
                repeated.add(key)
            continue
        if key != entry.key:
            problems.append(f"{entry.key!r} at line {first} is read as {key!r}: the Hub does not read it")
        kept[key] = _Kept(entry, (first, _last_line(document, first, end)))
    return kept


def _last_line(document: Document, first: int, end: int) -> int:
    """The last line before line `end` that is neither blank nor a comment, and not before `first`."""
    last = end - 1
    while last > first and (not document.lines[last - 1].strip() or document.lines[last - 1].startswith("#")):
        last -= 1
    return max(first, last)


def _find_blocks(document: Document) -> Iterator[_Block]:
    """The block at the top, or else the first further down; then those that directly follow it."""
    lines = document.lines
    top = _skip_blank(document, 0)
    block = _block_at_top(document, top) if top < len(lines) and lines[top].strip() == "---" else None
    if block is None:
        block = _block_below(document, top)
    while block is not None:
        yield block
        # One fence may both close a block and open the next.
        following = _skip_blank(document, block.end)
        shared = _read_block(document, block.end - 1) if lines[block.end - 1].rstrip() == "---" else None
        nearby = following < len(lines) and lines[following].rstrip() == "---"
        block = shared or (_read_block(document, following) if nearby else None)


def _skip_blank(document: Document, start: int) -> int:
    return next((i for i in range(start, len(document.lines)) if document.lines[i].strip()), len(document.lines))


def _block_at_top(document: Document, opening: int) -> _Block | None:
    """What the `---` that the card begins with opens, or None when it is a mere rule."""
    lines = document.lines
    fence = lines[opening].rstrip()
    close = next((i for i in range(opening + 1, len(lines)) if lines[i].rstrip() == fence), None)
    fenced = _read(document, opening, close) if close is not None else None
    if fenced is not None and not fenced.read.salvaged:  # as nearly all are: nothing more is looked at
        return fenced if _is_metadata(fenced) else None
    stop = _leading_metadata(document, opening + 1)
    if fenced is not None and not _is_body(lines[stop:close]):
        return fenced if _is_metadata(fenced) else None
    block = _read(document, opening, stop)
    if not any(_fold(entry.key) in _CANONICAL for entry in block.read.found):
        return None
    closed = stop < len(lines) and lines[stop].strip() == "---"
    return block._replace(
        end=stop + closed,
        note=f"the metadata that open at line {opening + 1} are not closed where they end, line {stop}",
    )


def _is_body(lines: tuple[str, ...]) -> bool:
    """Whether lines in broken metadata are the card's text: they look like it, or are many, and none has a key."""
    if any(map(_known_key, lines)):
        return False
    return any(map(_BODY.match, lines)) or sum(not line.isspace() for line in lines if line) > MAX_TRAILING


def _is_metadata(block: _Block) -> bool:
    """Whether what stands between two fences at the top is metadata, and not text between two rules."""
    keys = [entry.key for entry in block.read.found]
    plain = not block.read.salvaged and all(map(_IDENTIFIER.fullmatch, keys))
    return plain or any(_fold(key) in _CANONICAL for key in keys)


def _leading_metadata(document: Document, start: int) -> int:
    """Where metadata that begin at `start` end when no fence tells: at the first line that is nothing of the kind."""
    lines = document.lines
    for i in range(start, len(lines)):
        line = lines[i]
        if not line.strip():
            following = next((line for line in lines[i : i + 4] if line.strip()), "")
            if not (following.startswith((" ", "\t")) or _known_key(following)):
                return i
        elif line.strip() == "---" or not (
            line.startswith((" ", "\t", "- ")) or _known_key(line) or (line[0].islower() and key_of(line))
        ):
            return i
    return len(lines)


def _known_key(line: str) -> bool:
    key = key_of(line)
    return key is not None and _fold(key) in _CANONICAL


def _block_below(document: Document, start: int) -> _Block | None:
    """The first block of metadata that stands below a title, a comment or the like, outside of code."""
    code = ""
    for i in range(start, min(len(document.lines), SEARCH_LINES)):
        line = document.lines[i]
        mark = line.lstrip()[:3]
        if code:
            code = "" if mark == code else code
        elif mark in ("```", "~~~"):
            code = mark
        elif line.rstrip() == "---" and i > start:
            block = _read_block(document, i)
            if block is not None:
                note = f"the metadata stand at line {i + 1}, below other text: the Hub does not read them"
                return block._replace(note=note)
    return None


def _read_block(document: Document, opening: int) -> _Block | None:
    """The block that opens at a `---` which may be a mere rule; None unless its first line is a key of model cards."""
    lines = document.lines
    first = _skip_blank(document, opening + 1)
    if first == len(lines) or not _known_key(lines[first]):
        return None
    last = min(len(lines), first + MAX_LINES)
    close = next((i for i in range(first, last) if lines[i].rstrip() == "---"), None)
    if close is None:
        return None
    block = _read(document, opening, close)
    if not block.read.salvaged:
        return block
    stop = _leading_metadata(document, first)
    return _read(document, opening, stop)._replace(end=stop + (stop == close))


def _read(document: Document, opening: int, close: int) -> _Block:
    """The lines between `opening` and `close`, both exclusive, as YAML."""
    start = document.offset_of(opening + 2)
    read = read_entries(document.text[start : document.offset_of(close + 1)])
    return _Block(opening, min(close + 1, len(document.lines)), start, read)
