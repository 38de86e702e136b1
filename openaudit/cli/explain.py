"""`openaudit explain OA101`: what a rule sees, why it matters, how to mend it."""

import click

from openaudit.errors import OpenauditError
from openaudit.findings.rules import Rule, rules


@click.command()
@click.argument("rule", metavar="[RULE]", required=False)
def command(rule: str | None) -> None:
    """Say what RULE (its id or slug) sees, why it matters and how to mend it; without RULE, list them all."""
    known = rules()
    if rule is None:
        for item in known.values():
            click.echo(f"{item.id}  {item.severity:<6}  {item.slug}")
        return
    found = next((r for r in known.values() if rule.casefold() in {r.id.casefold(), r.slug}), None)
    if found is None:
        raise OpenauditError(
            f"there is no rule {rule!r}",
            why="rules go by an id (OA101) or a slug",
            fix="`openaudit explain` lists them",
        )
    click.echo(_page(found))


def _page(rule: Rule) -> str:
    parts = (("It sees", rule.sees), ("Why it matters", rule.why), ("How to mend it", rule.mend))
    body = "\n\n".join(f"{head}\n{_wrap(text)}" for head, text in parts)
    return f"{rule.id} {rule.slug}: {rule.title} (severity: {rule.severity})\n\n{body}"


def _wrap(text: str) -> str:
    return click.wrap_text(text, width=78, initial_indent="  ", subsequent_indent="  ")
