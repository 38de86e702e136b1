"""From the text of a policy file to the policy: all that is wrong with it at once, each with its line."""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any

from openaudit.datafiles import read_data
from openaudit.errors import PolicyInvalid
from openaudit.policy.collect import Collector
from openaudit.policy.parts import policy_parts
from openaudit.policy.rules import Policy
from openaudit.tomllines import Document, Problem, parse

LIMIT = 256 * 1024  # bytes of a policy file; a list of licences has a few hundred
PRESETS = ("commercial", "osi-only", "research", "eu-exempt")


def read_policy(data: bytes, source: str) -> Policy:
    """The policy that the file holds; `source` is how the file is named in reports.

    Raises PolicyInvalid, which names everything that is wrong, each with its line.
    """
    document = _document(data, source)
    collector = Collector(document)
    policy = policy_parts(_extended(collector), name=source, source=source, sha256=hashlib.sha256(data).hexdigest())
    if collector.problems:
        raise invalid(source, collector.problems)
    return policy


@cache
def preset(name: str) -> Policy:
    """The preset of this name. Raises KeyError when there is none, PolicyInvalid when its file is damaged."""
    return read_policy(preset_data(name), f"preset {name}")


def preset_data(name: str) -> bytes:
    """The bytes of a preset's file. Raises KeyError when there is none of this name."""
    if name not in PRESETS:
        raise KeyError(name)
    return read_data("policy", "presets", f"{name}.toml")


def invalid(source: str, problems: Sequence[Problem]) -> PolicyInvalid:
    """The error for a policy file with these problems, in the order of their lines."""
    found = sorted(set(problems), key=lambda p: (p.line or 0, p.message))
    count = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
    return PolicyInvalid(
        f"{source} is no policy: {count} wrong",
        why="\n        ".join(str(p) for p in found),
        fix="mend the file; docs/policy.md describes it",
        problems=tuple(found),
    )


def _document(data: bytes, source: str) -> Document:
    if len(data) > LIMIT:
        raise invalid(source, [Problem(None, f"it is larger than {LIMIT:,} bytes")])
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise invalid(source, [Problem(data[: error.start].count(b"\n") + 1, "not valid UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        raise invalid(source, [Problem(None, f"not valid TOML: {error}")]) from error
    except RecursionError as error:
        raise invalid(source, [Problem(None, "its values are nested too deeply")]) from error


def _extended(collector: Collector) -> Collector:
    """The file's values laid over those of the preset that it extends, if it extends one."""
    if not isinstance(own := collector.values.get("policy"), dict):
        return collector
    name = collector.choice(("policy", "extends"), PRESETS)
    if name is None:
        return collector
    base = tomllib.loads(preset_data(name).decode())["policy"]
    base.pop("name")
    return collector.over({**collector.values, "policy": _laid_over(base, own)})


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` with what it does not say taken from `base`; lists are replaced, tables joined key by key."""
    joined = dict(base)
    for key, value in own.items():
        below = joined.get(key)
        joined[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return joined
