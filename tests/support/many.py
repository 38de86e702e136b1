"""A data folder of generated models for the Hub simulator: cards of ordinary length, licences, shared bases."""

import json
from pathlib import Path

from tests.support.snapshots import MIT, card

APACHE = (Path(__file__).parent.parent.parent / "LICENSE").read_text(encoding="utf-8")
_TAGS = ("mit", "apache-2.0", "other", None)
_PARAGRAPH = (
    "The model is a decoder-only transformer, trained for {steps} steps on a mixture of web text, code and books. "
    "It was evaluated on twelve tasks; the results are in the table below. We release the weights for everybody.\n\n"
)


def write_models(folder: Path, count: int, *, bases: int = 20) -> list[str]:
    """Write `count` models of three files each and `bases` that half of them descend from; the models' ids."""
    for number in range(bases):
        _write(folder, f"base-org/base-{number}", "---\nlicense: apache-2.0\n---\n# Base\n", APACHE)
    names = [f"org-{number % 50}/model-{number}" for number in range(count)]
    for number, name in enumerate(names):
        tag = _TAGS[number % len(_TAGS)]
        front = {"license": tag} if tag else {}
        if number % 2 and bases:
            front["base_model"] = f"base-org/base-{number % bases}"
        text = "".join(_PARAGRAPH.format(steps=number * 1000 + at) for at in range(10))
        _write(folder, name, card(f"# Model {number}\n\n## Training\n\n{text}", **front), MIT if number % 4 else APACHE)
    return names


def _write(folder: Path, name: str, readme: str, license_text: str) -> None:
    target = folder / "models" / name
    target.mkdir(parents=True)
    (target / "README.md").write_text(readme, encoding="utf-8")
    (target / "LICENSE").write_text(license_text, encoding="utf-8")
    (target / "repo.json").write_text(json.dumps({"siblings": [{"name": "model.safetensors", "size": 5_000_000_000}]}))
