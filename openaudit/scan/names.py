"""From a text in a file to the model of the Hub that it means, or to none."""

import re
from collections.abc import Iterator

import msgspec

from openaudit.errors import ReferenceInvalid
from openaudit.fetch.reference import OTHER_KINDS, hub_hosts, means_folder, parse, valid_id
from openaudit.scan.tables import tables

_LONGEST = 300
_ADDRESS = re.compile(r"(?:https?://|hf://|\bhf\.co/)[^\s\"'`<>()\[\]{},;\\|]{1,300}")

_TAG = re.compile(r":[\w.-]+\Z")  # what Ollama takes after an address: a quantisation


class Named(msgspec.Struct, frozen=True):
    """A model as a file names it."""

    reference: str
    revision: str | None = None


def named(text: str, *, owner: bool) -> Named | None:
    """The model that `text` means; `owner` asks for the form owner/name, where other things may stand there.

    None for paths, files, addresses of something else, and what can't be an id.
    """
    text = text.strip()
    if not 1 < len(text) <= _LONGEST:
        return None
    if "://" in text or text.partition("/")[0].lower() in hub_hosts():
        return _from_address(text)
    prefix = next((p for p in tables().prefixes if text.startswith(p)), "")
    # What llama.cpp, Ollama and others write after an id: a quantisation, a revision.
    name, _, revision = text.removeprefix(prefix).partition("@")
    name = name.partition(":")[0]
    if means_folder(name) or not valid_id(name) or name.casefold().endswith(tables().file_suffixes):
        return None
    first, slash, _ = name.partition("/")
    if first.casefold() in tables().local_folders or first in OTHER_KINDS or (owner and not slash):
        return None
    return Named(name, revision or None)


def addresses(text: str) -> Iterator[Named]:
    """The models whose addresses on the Hub stand in a text."""
    for match in _ADDRESS.finditer(text):
        found = _from_address(match[0].rstrip(".:!?*"))
        if found is not None:
            yield found


def _from_address(text: str) -> Named | None:
    try:
        reference = parse(_TAG.sub("", text.partition("?")[0]))
    except ReferenceInvalid:
        return None
    if reference.kind != "hub" or "/" not in reference.id:
        return None
    return Named(reference.id, reference.revision)
