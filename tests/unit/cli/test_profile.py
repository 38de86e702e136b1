"""The flags of a use profile, and the block that answers it."""

import json
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner, Result

from openaudit.cli.main import command
from openaudit.cli.profile import profile_options
from openaudit.record import AuditRecord
from openaudit.record.use import Use
from openaudit.snapshot import save
from tests.support.snapshots import card, snapshot


def openaudit(*arguments: str) -> Result:
    """The command's result, in an environment that holds nothing of the user's."""
    return CliRunner(env={"HF_TOKEN": None, "NO_COLOR": None}).invoke(command, list(arguments))


@pytest.fixture
def capped(tmp_path: Path) -> str:
    """A saved snapshot of a model under a licence that caps the users."""
    save(snapshot(card(license="llama3.1")), tmp_path / "capped")
    return str(tmp_path / "capped")


def test_the_answer_is_in_the_record(capped: str) -> None:
    """JSON holds the profile as it was given and the answer, and reads back as a record."""
    flags = ("--use", "commercial", "--mau", "2000000", "--annual-revenue", "5000000", "--region", "eu,us")
    result = openaudit("check", capped, "--json", *flags, "--as", "hosted-service", "--train-models")
    assert result.exit_code == 0
    found = json.loads(result.stdout)["use"]
    assert found["profile"] == {
        "use": "commercial",
        "deployment": "hosted-service",
        "regions": ["EU", "US"],
        "monthly_active_users": 2_000_000,
        "annual_revenue": 5_000_000,
        "train_models": True,
    }
    assert found["answer"] == "allowed-with-duties"
    assert isinstance(openaudit_record(result.stdout).use, Use)


def openaudit_record(text: str) -> AuditRecord:
    """The record that the text holds."""
    return msgspec.json.decode(text, type=AuditRecord)


def test_without_a_profile_there_is_no_answer(capped: str) -> None:
    """Nobody who asked for nothing is told what they may do; a currency alone asks for nothing."""
    assert "use" not in json.loads(openaudit("check", capped, "--json", "--currency", "eur").stdout)
    assert "Your use" not in openaudit("check", capped).stdout


def test_the_block_answers_first_then_shows_each_term(capped: str) -> None:
    """The text has who asks, the answer in a sentence, then the term with its clause, place and what to do next."""
    lines = openaudit("check", capped, "--use", "commercial").stdout.splitlines()
    block = lines[lines.index("Your use") :]
    assert block[1].strip() == "commercial use"
    assert block[2].strip().startswith("Ask first: the limit is 700,000,000 monthly active users")
    text = " ".join(" ".join(block).split())
    assert "? ask cap on users" in text
    assert "clause §2" in text
    assert "say --mau" in text
    assert "it is not legal advice" in text


def test_what_is_not_allowed_still_exits_0(capped: str) -> None:
    """The answer is an answer, whatever it says."""
    result = openaudit("check", capped, "--mau", "700000001")
    assert result.exit_code == 0
    assert "Not allowed: 700,000,001 monthly active users" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--region", "Europe"), "no country code of ISO 3166-1"),
        (("--currency", "dollars"), "no currency code of ISO 4217"),
        (("--mau", "-1"), "--mau"),
        (("--use", "fun"), "--use"),
    ],
)
def test_a_flag_that_means_nothing_is_refused(capped: str, flags: tuple[str, str], words: str) -> None:
    """A wrong value exits 2 and says what was expected."""
    result = openaudit("check", capped, *flags)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())


def test_the_docs_name_every_flag_and_every_value() -> None:
    """docs/use-profiles.md has each flag of a profile, with all values that it takes."""
    page = (Path(__file__).parents[3] / "docs" / "use-profiles.md").read_text(encoding="utf-8")

    @click.command()
    @profile_options
    def empty() -> None: ...

    for option in empty.params:
        names = [*option.opts, *option.secondary_opts]
        values = option.type.choices if isinstance(option.type, click.Choice) else ()
        assert [name for name in (*names, *values) if f"`{name}`" not in page] == []
