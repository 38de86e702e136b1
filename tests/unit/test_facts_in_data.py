import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import openaudit
from openaudit.licensing import knowledge
from openaudit.licensing.knowledge import normal_name
from openaudit.record import RestrictionKind, Tier

PACKAGE = Path(openaudit.__file__).parent
# Names that are words of the program's own as well.
OWN_WORDS = {"other", "unknown", "data", *get_args(Tier), *get_args(RestrictionKind)}
# A file that is called so holds a licence, whichever.
FILE_NAMES = {"unlicense"}
BRANDS = {
    "llama",
    "gemma",
    "qwen",
    "deepseek",
    "mistral",
    "falcon",
    "kimi",
    "minimax",
    "hunyuan",
    "openai",
    "meta-llama",
}


def names() -> set[str]:
    """Ids of licences, and the words that name companies and model families, from the data files."""
    licenses = [knowledge.entry(i).license for i in set(knowledge.index().names.values())]
    found = {normal_name(lic.id) for lic in licenses} | {normal_name(h) for lic in licenses for h in lic.hub_ids}
    stewards = {normal_name(lic.steward) for lic in licenses if lic.steward is not None}
    return (found | stewards | BRANDS) - OWN_WORDS - FILE_NAMES


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_name_of_a_licence_company_or_model_stands_in_code(path: Path) -> None:
    """Facts live in data: no string that the program compares or branches on is such a name."""
    known = names()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation
    ]
    values = [s for s in strings if not re.search(r"\s", s)]  # a sentence explains; code branches on words
    assert [s for s in values if normal_name(s) in known] == []
