"""SPDX expressions held against lists of licences, both sides by the same name for the same licence."""

from collections.abc import Sequence
from typing import Any

from openaudit.licensing import names
from openaudit.policy.rules import Approver, Licenses

_OURS = "LicenseRef-"


class NotAList(ValueError):
    """An entry of a policy's list of licences that names no licence; its message says why."""


def listed(text: str) -> frozenset[str]:
    """The licences that an entry of a list names: one, or several joined by OR.

    Raises NotAList when it is no SPDX expression, joins licences by AND, or names a licence that nobody knows.
    """
    tree = _parse(text)
    if tree is None:
        raise NotAList(f"{text!r} is no SPDX expression")
    if _joins(tree) == "AND":
        raise NotAList(f"{text!r} joins licences by AND: name each by itself, all of them must be allowed anyway")
    leaves = tree.args if _joins(tree) == "OR" else (tree,)
    if any(_joins(leaf) for leaf in leaves):
        raise NotAList(f"{text!r} is nested: name each licence by itself")
    for leaf in leaves:
        written = _base(leaf)
        if names.find(written) is None and not written.startswith(_OURS):
            close = names.suggest(written)
            raise NotAList(f"no licence is known as {written!r}" + (f"; did you mean {close}?" if close else ""))
    return frozenset(_name(leaf) for leaf in leaves)


def refused(expression: str, lists: Licenses) -> tuple[str, ...]:
    """The licences of `expression` that the lists don't allow, as written; empty when it is allowed.

    All licences joined by AND must be allowed, and one of those joined by OR. A licence with an exception is allowed
    where the licence is: SPDX's exceptions only add permissions.
    """
    tree = _parse(expression)
    if tree is None:
        return (expression,)
    return tuple(dict.fromkeys(_refused(tree, lists)))


def _refused(node: Any, lists: Licenses) -> Sequence[str]:
    joined = _joins(node)
    if not joined:
        return () if _is_allowed(node, lists) else (node.render(),)
    parts = [_refused(part, lists) for part in node.args]
    if joined == "OR" and not all(parts):
        return ()
    return [name for part in parts for name in part]


def _is_allowed(leaf: Any, lists: Licenses) -> bool:
    known = {_name(leaf), _plain_name(leaf)}
    if known & lists.deny:
        return False
    if lists.allow is None and not lists.approved_by:
        return True
    return bool(lists.allow and known & lists.allow) or _is_approved(_base(leaf), lists.approved_by)


def _is_approved(name: str, approvers: Sequence[Approver]) -> bool:
    found = names.find(name)
    if found is None:
        return False
    approvals = found.license.approvals
    by = {"osi": approvals.osi, "fsf": approvals.fsf, "open-definition": approvals.open_definition}
    return any(by[approver] is True for approver in approvers)


def _parse(text: str) -> Any:
    """license_expression's tree, None when there is none: no licence need be known to it."""
    from license_expression import ExpressionError, Licensing  # noqa: PLC0415  only policies that name licences need it

    try:
        return Licensing().parse(text)
    except (ExpressionError, ValueError):  # its parser's errors are of both kinds
        return None


def _joins(node: Any) -> str:
    return str(getattr(node, "operator", None) or "").strip()


def _base(leaf: Any) -> str:
    """The licence's name as written, without an exception that goes with it."""
    return str(getattr(leaf, "license_symbol", leaf).key)


def _plain_name(leaf: Any) -> str:
    found = names.find(_base(leaf))
    return found.license.id if found is not None else _base(leaf)


def _name(leaf: Any) -> str:
    exception = getattr(leaf, "exception_symbol", None)
    return _plain_name(leaf) if exception is None else f"{_plain_name(leaf)} WITH {exception.key}"
