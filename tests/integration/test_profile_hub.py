"""A use profile against a small Hub on this machine, as a user asks it."""

import json

from click.testing import CliRunner

from openaudit.cli.main import command
from tests.support.hub import Hub, Repo
from tests.support.snapshots import MIT, card

CAPPED = """Lark Community License

You may use, copy, modify and distribute the Model, subject to these terms.

1. If your annual revenue is at least $5,000,000, you must obtain a commercial license from us before any use.

2. You may not use the Model if you are located in the European Union.
"""


def asked(hub: Hub, *arguments: str) -> dict[str, object]:
    """The `use` of the record that the command prints for a model of this Hub."""
    result = CliRunner(env={"HF_TOKEN": None, "HF_ENDPOINT": hub.url}).invoke(
        command, ["check", "--json", *arguments], catch_exceptions=False
    )
    assert result.exit_code == 0
    found: dict[str, object] = json.loads(result.stdout)["use"]
    return found


def test_a_licence_nobody_knows_is_held_against_the_user() -> None:
    """The figure, the boundary and the places of an unseen text decide: caught from the figure on, and in the EU.

    Whether a cap of an unseen text binds research as well is asked.
    """
    repo = Repo({"README.md": card("# Lark", license="other"), "LICENSE": CAPPED, "model.safetensors": "0"})
    with Hub({"lark/one": repo}) as hub:
        flags = ("lark/one", "--use", "commercial", "--as", "product")
        assert asked(hub, *flags, "--annual-revenue", "5000000", "--region", "US")["answer"] == "not-allowed"
        assert asked(hub, *flags, "--annual-revenue", "1", "--region", "FR")["answer"] == "not-allowed"
        assert asked(hub, *flags, "--annual-revenue", "4999999", "--region", "US")["answer"] != "not-allowed"
        research = ("lark/one", "--use", "research", "--annual-revenue", "5000000", "--region", "US")
        assert asked(hub, *research)["answer"] == "ask"
        assert asked(hub, *flags, "--region", "US")["answer"] == "ask"


def test_a_base_binds_who_builds_on_it() -> None:
    """An MIT model over a capped base is not for those whom the base's cap shuts out."""
    base = Repo({"README.md": card("# Base", license="llama3.1"), "model.safetensors": "0"})
    child = Repo(
        {"README.md": card("# Child", license="mit", base_model="acme/base"), "LICENSE": MIT, "model.safetensors": "0"},
        card_data={"license": "mit", "base_model": "acme/base"},
    )
    with Hub({"acme/base": base, "other/child": child}) as hub:
        assert asked(hub, "other/child", "--use", "commercial", "--mau", "700000001")["answer"] == "not-allowed"
        assert asked(hub, "other/child", "--use", "commercial", "--mau", "700000000")["answer"] == "allowed-with-duties"
