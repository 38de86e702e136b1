import re
from pathlib import Path

from openaudit.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent.parent


def test_links_lead_somewhere() -> None:
    """Every relative link of the README and the docs leads to a file."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_command_is_in_the_readme() -> None:
    """The README's table names every command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        name for name in COMMANDS if f"`openaudit {name} " not in readme and f"`openaudit {name}`" not in readme
    ] == []
