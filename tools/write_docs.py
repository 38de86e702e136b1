"""Write what the docs repeat of the code: the rules, the command line, the record's schema, the README's output.

python tools/write_docs.py          writes them
python tools/write_docs.py --check  exits 1 when one is stale, naming it
"""

import json
import sys
from pathlib import Path

from openaudit.audit import audit
from openaudit.cli.main import command
from openaudit.fetch.catalogue import CatalogueFetcher
from openaudit.fetch.reference import Reference
from openaudit.findings.rules import rules
from openaudit.record import SCHEMA_VERSION, json_schema
from openaudit.report.terminal import render
from tools import formats_page

EXAMPLE = "meta-llama/Llama-3.1-8B-Instruct"
OUTPUT_BEGIN, OUTPUT_END = "<!-- output -->", "<!-- /output -->"
ROOT = Path(__file__).parent.parent


def rules_page() -> str:
    """docs/rules.md: every rule with what it sees, why it matters and how to mend it."""
    head = (
        "# The rules\n\nWritten by `tools/write_docs.py` from `openaudit/findings/rules.toml`. "
        "`openaudit explain OA101` shows one in the terminal.\n"
    )
    pages_of_rules = (
        f"## {rule.id} `{rule.slug}`\n\n**{rule.title}** (severity: {rule.severity})\n\n"
        f"**It sees:** {rule.sees}\n\n**Why it matters:** {rule.why}\n\n**How to mend it:** {rule.mend}\n"
        for rule in rules().values()
    )
    return "\n".join((head, *pages_of_rules))


def commands_page() -> str:
    """docs/commands.md: the help of every command."""
    context = command.make_context("openaudit", [], resilient_parsing=True, terminal_width=100)
    parts = [f"# The commands\n\nWritten by `tools/write_docs.py`.\n\n```text\n{command.get_help(context)}\n```\n"]
    for name in command.list_commands(context):
        sub = command.get_command(context, name)
        if sub is None:
            raise LookupError(name)
        child = sub.make_context(name, [], parent=context, resilient_parsing=True)
        parts.append(f"## openaudit {name}\n\n```text\n{sub.get_help(child)}\n```\n")
    return "\n".join(parts)


def readme_page() -> str:
    """README.md with its example output as the program prints it today, without the proof in the middle."""
    record = audit(CatalogueFetcher().fetch(Reference("catalogue", EXAMPLE)))
    lines = render(record, width=80, color=False).splitlines()
    head = lines[: lines.index("Licence")]
    answers = lines[lines.index("What you can do") :]
    cap = next(n for n, line in enumerate(lines) if line.startswith("Restrictions ("))
    places = [n for n, line in enumerate(lines) if n > cap and "└" in line]
    restriction = lines[cap : places[1] + 1]
    shown = "\n".join([*head, *restriction, "  …", "", *answers])
    before, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(OUTPUT_BEGIN)
    after = rest.partition(OUTPUT_END)[2]
    return f"{before}{OUTPUT_BEGIN}\n```text\n{shown}\n```\n{OUTPUT_END}{after}"


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    return {
        ROOT / "README.md": readme_page(),
        ROOT / "docs" / "rules.md": rules_page(),
        ROOT / "docs" / "commands.md": commands_page(),
        formats_page.PAGE: formats_page.render(),
        ROOT / "docs" / "schema" / f"record-{SCHEMA_VERSION}.json": json.dumps(json_schema(), indent=2) + "\n",
    }


def main() -> None:
    """Write the pages, or with --check say which are stale."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python tools/write_docs.py")
        sys.exit(1 if stale else 0)
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
