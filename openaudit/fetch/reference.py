"""What a user may call a model by, and what that means: a Hub repository or a folder."""

import os
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import unquote, urlsplit

import msgspec

from openaudit.errors import ReferenceInvalid
from openaudit.snapshot import is_snapshot

Kind = Literal["hub", "local", "snapshot", "catalogue"]

DEFAULT_ENDPOINT = "https://huggingface.co"
OTHER_KINDS = frozenset({"datasets", "spaces"})
# What stands between a repository's id and a revision in the Hub's addresses.
VIEWS = frozenset({"tree", "blob", "resolve", "raw", "commit", "commits"})
# Pages of the Hub that have an address like a repository's.
PAGES = frozenset(
    {"api", "blog", "collections", "docs", "join", "login", "models", "new", "organizations", "papers", "settings"}
)
FORMS = "name a model as org/name, by its Hub address, or by a folder (./path)"


class Reference(msgspec.Struct, frozen=True):
    """What is to be audited: `id` is a Hub id, a catalogue id, or the path of a folder."""

    kind: Kind
    id: str
    revision: str | None = None


def endpoint() -> str:
    """The Hub's address without a slash at its end; HF_ENDPOINT names another one, as for every Hub client.

    Without the user and password that it may hold, so that it can be shown; these are `endpoint_login`'s.
    """
    scheme, _, rest = _given_endpoint().rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if scheme else rest.rpartition("@")[2]


def endpoint_login() -> tuple[str, str] | None:
    """User and password that HF_ENDPOINT holds, None when it has none. Never to be shown."""
    login, at, _ = _given_endpoint().rpartition("://")[2].rpartition("@")
    user, _, password = login.partition(":")
    return (unquote(user), unquote(password)) if at else None


def _given_endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).rstrip("/")


def hub_hosts() -> frozenset[str]:
    """The hosts (with a port, where there is one) whose addresses are the Hub's, in lower case."""
    own = endpoint().rpartition("://")[2].partition("/")[0].lower()
    return frozenset({"huggingface.co", "www.huggingface.co", "hf.co", own})


def parse(text: str, revision: str | None = None) -> Reference:
    """The model that `text` names, at `revision` (a branch, tag or commit of the Hub).

    A text that is both a folder's name and a possible Hub id means the Hub; a folder is meant when it begins with
    `./`, `../`, `/` or `~`, or ends with `/`. Raises ReferenceInvalid for everything that names no model.
    """
    text = text.strip()
    if not text or len(text) > 1000 or not text.isprintable():
        _refuse(text, "it is empty, overlong, or has unprintable characters", FORMS)
    if revision is not None:
        _check_revision(text, revision)
    if text.startswith("hf://"):
        return _from_uri(text, revision)
    if "://" in text or text.partition("/")[0].lower() in hub_hosts():
        return _from_url(text, revision)
    if means_folder(text):
        return _folder(text, revision) or _no_folder(text)
    if text.partition("/")[0] in OTHER_KINDS:
        _refuse(text, "it is a dataset or a space, and only models are audited", FORMS)
    if valid_id(text):
        return Reference("hub", text, revision)
    return _folder(text, revision) or _not_an_id(text)


def valid_id(text: str) -> bool:
    """Whether `text` can be the id of a repository: `org/name`, or a legacy `name`.

    Source of the rules: huggingface_hub's `validate_repo_id`.
    """
    parts = text.split("/")
    return (
        len(parts) <= 2
        and all(_valid_part(part) for part in parts)
        and not any(bad in text for bad in ("--", ".."))
        and not text.endswith(".git")
    )


def _valid_part(part: str) -> bool:
    letters = part.replace("-", "").replace(".", "").replace("_", "")
    return len(part) <= 96 and letters.isascii() and letters.isalnum() and not set("-.") & {part[0], part[-1]}


def means_folder(text: str) -> bool:
    """Whether `text` is written as a path, so that nothing but a folder can be meant."""
    return text.startswith(("./", "../", "/", "~")) or text.endswith("/") or text in {".", ".."}


def _folder(text: str, revision: str | None) -> Reference | None:
    try:
        folder = Path(text).expanduser()
        if not folder.is_dir():
            return None
        kind: Kind = "snapshot" if is_snapshot(folder) else "local"
    except (OSError, RuntimeError):  # a name too long, no permission; no home folder
        return None
    if revision is not None:
        _refuse(text, "a folder has no revisions", "leave out --revision")
    return Reference(kind, str(folder))


def _from_uri(text: str, revision: str | None) -> Reference:
    rest = text.removeprefix("hf://").removeprefix("models/")
    repo, at, named = rest.partition("@")
    if repo.partition("/")[0] in OTHER_KINDS:
        _refuse(text, "it is a dataset or a space, and only models are audited", FORMS)
    if not valid_id(repo) or (at and not named):
        _refuse(text, "it is not of the form hf://org/name or hf://org/name@revision", FORMS)
    return Reference("hub", repo, _one_revision(text, unquote(named) or None, revision))


def _from_url(text: str, revision: str | None) -> Reference:
    try:
        address = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        _refuse(text, "it is no address", FORMS)
    if address.scheme.lower() not in {"http", "https"} or address.netloc.lower() not in hub_hosts():
        _refuse(text, "it is not an address of the Hub", FORMS)
    parts = [unquote(part) for part in address.path.split("/") if part]
    if parts and parts[0] in OTHER_KINDS:
        _refuse(text, "it is a dataset or a space, and only models are audited", FORMS)
    repo, named = _split_address(parts)
    if not valid_id(repo) or parts[0] in PAGES:
        _refuse(text, "it is a page of the Hub, and not a model's", FORMS)
    return Reference("hub", repo, _one_revision(text, named, revision))


def _split_address(parts: list[str]) -> tuple[str, str | None]:
    """Id and revision; an id of "" when the parts are no repository's address."""
    width = 1 if len(parts) > 1 and parts[1] in VIEWS else 2
    repo, rest = "/".join(parts[:width]), parts[width:]
    if len(rest) < 2:
        return ("" if rest and rest[0] not in VIEWS else repo), None
    if rest[0] not in VIEWS:
        return "", None
    # A revision such as refs/pr/1 is one part when it is escaped, and three when it is not.
    return repo, "/".join(rest[1:4]) if rest[1] == "refs" else rest[1]


def _one_revision(text: str, named: str | None, asked: str | None) -> str | None:
    if named is not None:
        _check_revision(text, named)
    if named and asked and named != asked:
        _refuse(text, f"it names the revision {named!r}, and --revision another", "name one revision")
    return named or asked


def _check_revision(text: str, revision: str) -> None:
    bad = not revision or len(revision) > 255 or not revision.isprintable() or any(c in revision for c in " ~^:?*[\\")
    if bad or ".." in revision:
        _refuse(text, f"{revision[:80]!r} can't be a revision", "name a branch, a tag or a commit")


def _not_an_id(text: str) -> NoReturn:
    name, at, _ = text.partition("@")
    if at and valid_id(name):
        _refuse(text, "a revision is not part of a name", f"write: {name} --revision REVISION")
    if text.count("/") > 1:
        _refuse(text, "it is neither a folder nor of the form org/name", FORMS)
    _refuse(text, "a Hub id has letters, digits, and single - _ . between them", FORMS)


def _no_folder(text: str) -> NoReturn:
    try:
        there = Path(text).expanduser().exists()
    except (OSError, RuntimeError):
        there = False
    if there:
        _refuse(text, "it is a file, not a folder", "name the folder that holds the model's files")
    _refuse(text, "there is no such folder", "check the path")


def _refuse(text: str, why: str, fix: str) -> NoReturn:
    shown = text if len(text) <= 120 else text[:120] + "..."
    raise ReferenceInvalid(f"{shown!r} names no model", why=why, fix=fix)
