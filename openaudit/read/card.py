"""A model card: its metadata, and its text as sentences and links, parsed only when asked for."""

from functools import cached_property, lru_cache
from typing import Any

import msgspec

from openaudit.read.frontmatter import FrontMatter, read_front_matter
from openaudit.read.gate import PROMPT_KEYS, read_gate
from openaudit.read.prose import Prose, read_prose
from openaudit.read.text import Citation, Document, read_text
from openaudit.snapshot import TextFile


class GatedPrompt(msgspec.Struct, frozen=True):
    """What must be agreed to before the files can be had, and the lines of the card that say so."""

    text: str
    lines: tuple[int, int]


class Card(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A card as it was read. What is wrong with it stands in the parts' own `problems`.

    Equal only to itself, so that what was read of it can be kept by it; the same file gives the same card.
    """

    document: Document
    front_matter: FrontMatter

    @cached_property
    def prose(self) -> Prose:
        """The card's text, without its metadata."""
        lines = list(self.document.lines)
        for first, last in self.front_matter.blocks:
            lines[first - 1 : last] = [""] * (last - first + 1)
        return read_prose(self.document, lines)

    @cached_property
    def gate(self) -> Prose:
        """What a reader is told and has to agree to before the files can be had, as it stands in the metadata."""
        return read_gate(self.document, self.front_matter)

    @property
    def unreadable(self) -> bool:
        """Whether nothing can be said of the metadata, because they could not be read."""
        return self.front_matter.unreadable

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong with the bytes and the metadata; `prose.problems` are apart, since they cost a parse."""
        return tuple(dict.fromkeys((*self.document.problems, *self.front_matter.problems)))

    def metadata(self, key: str) -> Any:
        """The value of a key of the front matter as YAML has it, None when it is absent."""
        return self.front_matter.values.get(key)

    def strings(self, key: str) -> tuple[str, ...]:
        """The words that a key gives, be they one string, a list or lists in lists; mappings are left out."""
        return tuple(_strings(self.metadata(key)))

    def cite_key(self, key: str) -> Citation | None:
        """The lines of a key with its value, None when the front matter has no such key."""
        lines = self.front_matter.key_lines.get(key)
        return self.document.cite(*lines) if lines else None

    @property
    def title(self) -> str | None:
        """The words of the first heading of level 1, else of the first heading; None without headings."""
        headings = sorted(self.prose.headings, key=lambda heading: heading.level > 1)
        return headings[0].text if headings else None

    @property
    def gated_prompt(self) -> tuple[GatedPrompt, ...]:
        """The texts that a reader has to agree to."""
        return tuple(
            GatedPrompt("\n".join(words), self.front_matter.key_lines[key])
            for key in PROMPT_KEYS
            if (words := self.strings(key))
        )


@lru_cache(maxsize=32)  # a card is read when its ancestors are looked for, and again when it is audited
def read_card(file: TextFile) -> Card:
    """The card in `file`. Never raises: what could not be read is said in `problems`."""
    document = read_text(file)
    return Card(document, read_front_matter(document))


def _strings(value: Any) -> list[str]:
    if isinstance(value, list):
        return [words for item in value for words in _strings(item)]
    if value is None or isinstance(value, dict):
        return []
    words = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return [words] if words else []
