"""Models that Python code names: arguments of the calls in the table, and values at its keys.

The code is parsed, never run. A name stands for the constants that it is assigned in the same file.
"""

import ast
import warnings
from collections.abc import Iterator, Sequence

from openaudit.scan.names import Named, addresses, named
from openaudit.scan.places import Place
from openaudit.scan.tables import CallRule, calls, key_rule, tables

_DEPTH = 6  # of names that stand for names
_VALUES = 20  # that one expression may have
_DEFAULTS = frozenset({"get", "getenv"})
Text = tuple[str, int]


def python_places(code: str, file: str) -> Iterator[Place]:
    """The models that the code names, in the order of their lines.

    Raises SyntaxError, ValueError, RecursionError or MemoryError for code that can't be parsed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a stranger's code
        tree = ast.parse(code)
    reader = _Reader(tree)
    found = {(n.reference, line, n.revision) for node in ast.walk(tree) for n, line in reader.read(node)}
    pinned = {(reference, line) for reference, line, revision in found if revision is not None}
    for reference, line, revision in sorted(found, key=lambda f: (f[1], f[0], f[2] or "")):
        if revision is not None or (reference, line) not in pinned:
            yield Place(reference=reference, file=file, line=line, revision=revision)


class _Reader:
    """Reads one file's nodes; knows what its names are assigned and imported as."""

    def __init__(self, tree: ast.AST) -> None:
        self._assigned: dict[str, list[ast.expr]] = {}
        self._imported: dict[str, str] = {}
        for node in ast.walk(tree):
            self._learn(node)

    def read(self, node: ast.AST) -> Iterator[tuple[Named, int]]:
        """The models that this node names by itself, each with the line of its text."""
        match node:
            case ast.Call():
                yield from self._call(node)
            case ast.Assign(value=value):
                for target in node.targets:
                    yield from self._at_key(_last(target), value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from self._at_key(_last(target), value)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield from self._at_key(key.value, value)
            case ast.Constant(value=str() as text) if "://" in text and len(text) <= 2000 and "\n" not in text:
                # An address in a sentence explains; one that stands alone is used.
                yield from ((found, node.lineno) for found in addresses(text) if not set(" \t") & set(text.strip()))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._parameters(node.args)

    def _learn(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(value=value):
                for target in node.targets:
                    if (name := _last(target)) is not None:
                        self._assigned.setdefault(name, []).append(value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                if (name := _last(target)) is not None:
                    self._assigned.setdefault(name, []).append(value)
            case ast.Import() | ast.ImportFrom():
                module = node.module + "." if isinstance(node, ast.ImportFrom) and node.module else ""
                for alias in node.names:
                    self._imported[alias.asname or alias.name] = module + alias.name
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for parameter, default in _defaults(node.args):
                    self._assigned.setdefault(parameter, []).append(default)

    def _parameters(self, arguments: ast.arguments) -> Iterator[tuple[Named, int]]:
        for parameter, default in _defaults(arguments):
            yield from self._at_key(parameter, default)

    def _call(self, node: ast.Call) -> Iterator[tuple[Named, int]]:
        name = self._called(node.func)
        keywords = {k.arg: k.value for k in node.keywords if k.arg is not None}
        if name.rpartition(".")[2] == "add_argument":
            yield from self._argument(node.args, keywords)
        rules = [r for r in calls().get(name.rpartition(".")[2], ()) if f".{name}".endswith(f".{r.name}")]
        if not rules or self._of_another_kind(keywords):
            return
        longest = max(r.name.count(".") for r in rules)
        revision = next((text for text, _ in self._texts(keywords.get("revision"))), None)
        for rule in rules:
            if rule.name.count(".") == longest:
                yield from self._by_rule(rule, node.args, keywords, revision)

    def _by_rule(
        self, rule: CallRule, arguments: Sequence[ast.expr], keywords: dict[str, ast.expr], revision: str | None
    ) -> Iterator[tuple[Named, int]]:
        given = [keywords[k] for k in rule.keywords if k in keywords]
        if rule.position is not None and len(arguments) > rule.position:
            before = arguments[: rule.position + 1]
            if not any(isinstance(a, ast.Starred) for a in before):
                given.append(arguments[rule.position])
        for expression in given:
            for text, line in self._texts(expression):
                found = named(text, owner=rule.form is not None)
                if found is not None:
                    yield Named(found.reference, revision or found.revision), line

    def _argument(self, arguments: Sequence[ast.expr], keywords: dict[str, ast.expr]) -> Iterator[tuple[Named, int]]:
        """`parser.add_argument("--model", default="owner/name")`."""
        options = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        for option in options:
            yield from self._at_key(option, keywords.get("default"))

    def _at_key(self, key: str | None, value: ast.expr | None) -> Iterator[tuple[Named, int]]:
        """The models among the constants at a key of the table; in code, a bare word there may mean anything."""
        if key is None or value is None or key_rule(key) not in {"sure", "likely"}:
            return
        for text, line in _constants(value):
            found = named(text, owner=True)
            if found is not None:
                yield found, line

    def _of_another_kind(self, keywords: dict[str, ast.expr]) -> bool:
        kinds = {text for text, _ in self._texts(keywords.get("repo_type"))}
        return bool(kinds & tables().commands.other_kinds)

    def _called(self, function: ast.expr) -> str:
        """The dotted name of what is called, its first part as it was imported."""
        parts: list[str] = []
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if isinstance(function, ast.Name):
            parts.append(self._imported.get(function.id, function.id))
        return ".".join(reversed(parts))

    def _texts(self, expression: ast.expr | None, depth: int = _DEPTH) -> list[Text]:
        """The texts that an expression may be, each with its line: constants, and names that stand for them."""
        if expression is None or depth == 0:
            return []
        found = _constants(expression)
        name = _last(expression) if isinstance(expression, ast.Name | ast.Attribute) else None
        for value in self._assigned.get(name or "", ()):
            found += self._texts(value, depth - 1)
            if len(found) > _VALUES:
                break
        return found[:_VALUES]


def _constants(expression: ast.expr) -> list[Text]:
    """The constants that an expression may be: itself, either side of a choice, or a default."""
    match expression:
        case ast.Constant(value=str() as text):
            return [(text, expression.lineno)]
        case ast.IfExp(body=body, orelse=other):
            return [c for side in (body, other) if isinstance(side, ast.Constant) for c in _constants(side)]
        case ast.BoolOp(values=values):
            return [c for side in values if isinstance(side, ast.Constant | ast.Call) for c in _default_of(side)]
        case ast.Call():
            return _default_of(expression)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [c for item in items[:_VALUES] if isinstance(item, ast.Constant) for c in _constants(item)]
    return []


def _default_of(expression: ast.expr) -> list[Text]:
    """`os.environ.get("MODEL", "owner/name")`: the second argument; of a constant, itself."""
    if isinstance(expression, ast.Constant):
        return _constants(expression)
    if isinstance(expression, ast.Call) and _last(expression.func) in _DEFAULTS and len(expression.args) == 2:
        default = expression.args[1]
        return _constants(default) if isinstance(default, ast.Constant) else []
    return []


def _last(expression: ast.expr) -> str | None:
    """The last part of a name: `model_id` of `self.model_id`."""
    if isinstance(expression, ast.Name):
        return expression.id
    return expression.attr if isinstance(expression, ast.Attribute) else None


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    yield from ((a.arg, value) for a, value in zip(with_default, arguments.defaults, strict=True))
    yield from ((a.arg, v) for a, v in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if v is not None)
