"""Where a model stands under each framework, as far as the record holds it."""

from typing import Any

import msgspec

# Column of a table -> where the record's `frameworks` has it.
_STANDING = {
    "mof_class": ("mof", "class"),
    "osaid_conforms": ("osaid", "conforms"),
    "osai_score": ("osai", "score"),
    "eu_exempt": ("eu_ai_act", "exempt"),
}
TITLES = {
    "mof_class": "Model Openness Framework, class",
    "osaid_conforms": "Open Source AI Definition 1.0, conforms",
    "osai_score": "European Open Source AI Index, score",
    "eu_exempt": "EU AI Act Art. 53(2), exempt",
}


def standing(frameworks: Any) -> dict[str, Any]:
    """Each framework's outcome by its column; those that the record does not hold are left out."""
    held = msgspec.to_builtins(frameworks)
    return {
        column: held[name][outcome]
        for column, (name, outcome) in _STANDING.items()
        if isinstance(held.get(name), dict) and outcome in held[name]
    }
