import re
from pathlib import Path
from typing import get_args

import yaml

from openaudit.cli.main import COMMANDS
from openaudit.policy.reader import PRESETS, preset_data, read_policy
from openaudit.record.policy import CheckOutcome
from openaudit.verify.result import CheckId, Outcome

ROOT = Path(__file__).parent.parent.parent.parent
POLICY = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
VERIFY = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")


def test_the_example_is_a_policy() -> None:
    """The file that docs/policy.md shows is read without a problem, and uses every table."""
    example = re.findall(r"```toml\n(.*?)```", POLICY, re.DOTALL)[0]
    policy = read_policy(example.encode(), "docs/policy.md")
    assert policy.tiers
    assert policy.licenses
    assert policy.restrictions
    assert policy.exceptions
    assert set(policy.frameworks) == {"mof", "osaid", "osai", "eu_ai_act"}


def test_every_preset_and_outcome_is_documented() -> None:
    """The presets, the outcomes of checks, and what verify checks and answers stand in the docs; so do the files."""
    assert [name for name in PRESETS if f"| `{name}` |" not in POLICY] == []
    assert [name for name in get_args(CheckOutcome) if f"`{name}`" not in POLICY] == []
    assert [name for name in (*get_args(CheckId), *get_args(Outcome)) if f"`{name}`" not in VERIFY] == []
    assert all(b"docs/policy.md" in preset_data(name) for name in PRESETS)


def test_the_action_and_the_hook_run_a_command_that_is_there() -> None:
    """action.yml and the pre-commit hook are YAML, and what they run is a command of ours."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert hook["entry"].split()[1] in COMMANDS
    assert f"openaudit {hook['entry'].split()[1]}" in action["runs"]["steps"][-1]["run"]
