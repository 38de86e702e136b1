import re
from pathlib import Path

from click.testing import CliRunner

from openaudit.cli.main import command
from openaudit.read.mof import framework
from openaudit.read.supplied import read_supplied
from openaudit.record.mof import CLASSES
from openaudit.snapshot import TextFile

DOCS = Path(__file__).parent.parent.parent / "docs"
EVIDENCE = (DOCS / "evidence.md").read_text(encoding="utf-8")
MOF = (DOCS / "frameworks" / "mof.md").read_text(encoding="utf-8")


def test_the_example_of_evidence_is_evidence() -> None:
    """The file that docs/evidence.md shows is read without a fault."""
    example = EVIDENCE.partition("```yaml\n")[2].partition("```")[0]
    found = read_supplied(TextFile("example.yml", example.encode()))
    assert found.problems == ()
    assert (found.model, [f.component for f in found.facts]) == ("org/name", ["Training code", "Research paper"])


def test_every_component_may_be_looked_up() -> None:
    """docs/evidence.md names every component of the framework, docs/frameworks/mof.md each class's number of them."""
    words = " ".join(EVIDENCE.split())
    assert [c.name for c in framework().components if c.name not in words] == []
    rows = {row[0]: row for row in re.findall(r"^\| (I+) [^|]*\|([^|]*)\|([^|]*)\|$", MOF, re.MULTILINE)}
    for class_ in CLASSES:
        for column, optional in ((1, False), (2, True)):
            known = [c for c in framework().components if c.class_ == class_ and c.optional is optional]
            assert len(rows[class_][column].split(",")) == len(known)


def test_links_of_the_page_lead_somewhere() -> None:
    """Every relative link of docs/frameworks/ leads to a file."""
    for page in (DOCS / "frameworks").glob("*.md"):
        links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_option_on_the_pages_exists() -> None:
    """The options that the pages tell of are those of the commands."""
    helped = "".join(CliRunner().invoke(command, [name, "--help"]).output for name in ("check", "mof", "snapshot"))
    told = set(re.findall(r"(--[a-z][a-z-]+)", EVIDENCE + MOF))
    assert {option for option in told if option not in helped} == set()
    assert "mot" in helped
