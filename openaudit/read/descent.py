"""What a card's prose says of this model's descent: links to its bases, and families named in words.

A name counts where the words of descent stand right before it or right behind it ("a fine-tune of …", "… fine-tuned
on"); `descent.toml` has those words. Sentences about other models, data or tools are not this model's descent.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from openaudit.datafiles import read_toml
from openaudit.patterns import lazy, linear
from openaudit.read.card import Card
from openaudit.read.families import Family, find_named, of_repository, siblings
from openaudit.read.prose import Link, Sentence
from openaudit.read.readings import Mention, Relation

_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_NO_MODELS = frozenset(
    {"datasets", "spaces", "docs", "blog", "papers", "collections", "models", "api", "tasks", "learn"}
)
_LONGEST = 600  # characters of a sentence that is read; longer ones are lists or data
_BEHIND = 80  # characters behind a name in which the words of descent stand
_HUB_ID = lazy(r"(?<![\w/.-])([A-Za-z0-9][\w.-]{1,95}/[A-Za-z0-9][\w.-]{1,95})(?![\w/-])")
_ASIDE = lazy(r"^\([^)]{0,40}\)\s*")
_NAME = lazy(r"[A-Za-z][\w.]*(?:-[\w.]+)+")
# A model's name of which only this much is known that it has a size: "Lyrebird-30B", "Lyrebird 30B".
_SIZED = lazy(r"(?<![\w/.-])([A-Z][A-Za-z0-9.]+(?:-[A-Za-z0-9.]+)*?[ -]\d+(?:\.\d+)?[bB](?:-[A-Za-z0-9.]+)*)(?![\w/])")
_SIZE = lazy(r"(?i)(?<![a-z0-9.])(\d+(?:\.\d+)?)[bm](?![a-z0-9])")


class _Place(NamedTuple):
    """A name in a sentence: its characters, and what it leads to."""

    start: int
    end: int
    repository: str | None = None
    family: Family | None = None
    words: str | None = None


def mentions_in_prose(card: Card, own: str) -> Iterator[Mention]:
    """The models that the card's text says this one was made from, in the order of the text.

    `own` is the model's id: a size in a sentence's subject that is not its own tells of a sister model.
    """
    pages = card.prose.sentences
    links = _by_sentence(card.prose.links)
    for number, sentence in enumerate(pages):
        if len(sentence.text) > _LONGEST or sentence.kind == "quote":
            continue
        places = list(_places(sentence, links.get(number, ())))
        if not places:
            continue
        listed = bool(sentence.section) and _union("merged").search(sentence.section[-1]) is not None
        labelled = number > 0 and _labels(pages[number - 1], sentence)
        if any(_union("not_section").search(heading) for heading in sentence.section[1:]) and not listed:
            continue
        cited = card.document.cite(*sentence.lines, quote=sentence.quote)
        for place in places:
            if place.repository is not None and is_offspring(place.repository, own):
                continue
            by_list = listed and place.repository is not None
            if not (by_list or labelled or _descends(sentence.text, place, own)):
                continue
            relation: Relation = "merge" if by_list else "finetune"
            if place.words is not None:
                yield Mention(place.words, relation, cited, by="words", confidence="low")
            elif place.repository is not None:
                yield Mention(place.repository, relation, cited, confidence="medium")
            elif place.family is not None and not _ambiguous(place.family, card, own):
                yield Mention(place.family.id, relation, cited, by="family", confidence="medium")


def _by_sentence(links: Sequence[Link]) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = {}
    for link in links:
        if link.sentence is not None and not link.image:
            found.setdefault(link.sentence, []).append(link)
    return found


def _places(sentence: Sentence, links: Sequence[Link]) -> Iterator[_Place]:
    """The Hub's models that a sentence links or writes by id, and the families that it names outside of those."""
    text, taken = sentence.text, []
    for link in links:
        name = hub_model(link.url) or _without_owner(link.url)
        at = text.find(link.text) if link.text else -1
        # A data set's name is taken too, and leads to no model.
        if at >= 0 and (name is not None or hub_dataset(link.url) is not None):
            taken.append(_Place(at, at + len(link.text), repository=name))
    for match in _HUB_ID.finditer(text) if "/" in text else ():
        if not any(p.start < match.end() and match.start() < p.end for p in taken) and _is_id(match[1]):
            taken.append(_Place(match.start(), match.end(), repository=match[1].rstrip(".")))
    for named in find_named(text):
        if not any(p.start < named.end and named.start < p.end for p in taken):
            taken.append(_Place(named.start, named.end, family=named.family))
    yield from taken
    for match in _SIZED.finditer(text) if "B" in text or "b" in text else ():
        if not any(p.start < match.end() and match.start() < p.end for p in taken):
            yield _Place(match.start(), match.end(), words=match[1])


def _is_id(words: str) -> bool:
    """Whether words with one stroke are a model's id, or look like one: "and/or" and "English/Chinese" do not."""
    if of_repository(words) is not None:
        return True
    owner, _, name = words.partition("/")
    return bool(re.search(r"\d", name)) and bool(re.search(r"[-_.]", name)) and not owner.isdigit()


def _descends(text: str, place: _Place, own: str) -> bool:
    """Whether the words around a name say that this model was made from what is named."""
    head, tail = text[: place.start], text[place.end : place.end + _BEHIND]
    if _union("not_after").match(tail.lstrip()) or _takes_back(text):
        return False
    tail = _ASIDE.sub("", tail.lstrip(" *_`)]”\"'"))
    named = text[place.start : place.end].rpartition(" ")
    if _union("not_after").match(tail) or (named[0] and _union("not_after").match(named[2])):
        return False
    cue = _before("before").search(head)
    if cue is None and place.repository is not None:
        cue = _before("before_link").search(head)
    if cue is None and not _union("after").match(tail):
        return False
    subject = head[: cue.start()] if cue is not None else head
    if _denial().search(subject) is not None:
        return False
    return _union("not_subject").search(subject) is None and not (_of_sister(subject, own) or _of_sister(tail, own))


def _takes_back(text: str) -> bool:
    """Whether a sentence says of its model that it was not made from another: "trained from scratch"."""
    return _union("elsewhere").search(text) is not None and _union("not_elsewhere").search(text) is None


def backs_a_name(card: Card, sentence: Sentence) -> bool:
    """Whether a sentence that names a family may say that a model of that family's name is made from it.

    None does in a card that says that its model was trained from scratch.
    """
    text = sentence.text
    if (
        sentence.kind in {"heading", "table-cell", "quote"}
        or len(text) > _LONGEST
        or _union("backs").search(text) is None
    ):
        return False
    if any(_union(veto).search(text) is not None for veto in ("not_backs", "not_subject")):
        return False
    if any(_union("not_section").search(heading) for heading in sentence.section[1:]):
        return False
    return not any(_takes_back(other.text) for other in card.prose.sentences if "scratch" in other.text)


def _of_sister(words: str, own: str) -> bool:
    """Whether the words around the name of a base name another model of this one's maker, which that base is of.

    That is one whose name begins as this one's does, and goes on, or has another size.
    """
    mine = own.rpartition("/")[2].casefold()
    sizes = set(_SIZE.findall(mine))
    for name in (n.casefold() for n in _NAME.findall(words)):
        if name.startswith(f"{mine}-"):
            return True
        theirs = _SIZE.findall(name)
        if sizes and theirs and theirs[-1] not in sizes and name.partition("-")[0] == mine.partition("-")[0]:
            return True
    return False


def _labels(label: Sentence, value: Sentence) -> bool:
    """Whether a table's cell is the value of the row "Base model"."""
    cells = label.kind == value.kind == "table-cell" and label.lines == value.lines
    return cells and _union("label").search(label.text) is not None


def _ambiguous(family: Family, card: Card, own: str) -> bool:
    """Whether a name without a version may mean another version, since the card or the model's name has one."""
    if not family.versionless:
        return False
    others = siblings(family)
    return any(n.family.id in others for text in (own, card.document.text) for n in find_named(text))


def is_offspring(name: str, own: str) -> bool:
    """Whether a repository's name is this model's own with more behind it: a quantised copy of it, or a successor.

    >>> is_offspring("someone/Lark-7B-GGUF", "acme/Lark-7B"), is_offspring("acme/Lark-7B", "someone/Lark-7B-GGUF")
    (True, False)
    """
    theirs, mine = (n.rpartition("/")[2].casefold().replace("_", "-") for n in (name, own))
    return theirs.startswith(mine) and (len(theirs) > len(mine) or name.casefold() != own.casefold())


def is_copy(own: str, name: str) -> bool:
    """Whether a model's name says that it is a quantised or converted copy of the model of the other name.

    >>> is_copy("someone/Lark-7B-GGUF", "acme/Lark-7B"), is_copy("acme/Lark-7B-chat", "acme/Lark-7B")
    (True, False)
    """
    mine, theirs = own.rpartition("/")[2], name.rpartition("/")[2]
    return is_offspring(own, name) and _union("copy").search(mine[len(theirs) :]) is not None


def hub_model(url: str) -> str | None:
    """The id of the model that a Hub address leads to, None for any other address.

    >>> hub_model("https://huggingface.co/acme/base/tree/main"), hub_model("https://huggingface.co/datasets/acme/x")
    ('acme/base', None)
    """
    path = _hub_path(url)
    return "/".join(path[:2]) if len(path) >= 2 and path[0] not in _NO_MODELS else None


def _without_owner(url: str) -> str | None:
    """The id of a well-known model that the Hub once had without an owner; most such addresses are organisations'."""
    path = _hub_path(url)
    return path[0] if len(path) == 1 and of_repository(path[0]) is not None else None


def hub_dataset(url: str) -> str | None:
    """The id of the dataset that a Hub address leads to, None for any other address.

    >>> hub_dataset("https://huggingface.co/datasets/acme/x/viewer"), hub_dataset("https://huggingface.co/acme/base")
    ('acme/x', None)
    """
    path = _hub_path(url)
    return "/".join(path[1:3]) if len(path) >= 2 and path[0] == "datasets" else None


def _hub_path(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if (parts.hostname or "") not in _HUB_HOSTS:
        return []
    return [p for p in unquote(parts.path).split("/") if p]


@cache
def _table() -> dict[str, list[str]]:
    return read_toml("read", "descent.toml")


@cache
def _union(kind: str) -> Any:
    return linear("(?i)" + "|".join(f"(?:{p})" for p in _table()[kind]))


@cache
def _denial() -> Any:
    denied, filler = ("|".join(f"(?:{p})" for p in _table()[kind]) for kind in ("denied", "denied_filler"))
    return linear(rf"(?i)(?:{denied})(?:\W|\b(?:{filler})\b)*$")


@cache
def _before(kind: str) -> Any:
    filler = "|".join(f"(?:{p})" for p in _table()["filler"])
    cues = "|".join(f"(?:{p})" for p in _table()[kind])
    return linear(rf"(?i)(?:{cues})(?:\W|\b(?:{filler})\b|\b\d+(?:\.\d+)?\s?[bBmM]\b)*$")
