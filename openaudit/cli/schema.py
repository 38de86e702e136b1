"""`openaudit schema`: the JSON Schema of the record."""

import json

import click

from openaudit.record import json_schema


@click.command()
def command() -> None:
    """Print the JSON Schema (draft 2020-12) that every record keeps to."""
    click.echo(json.dumps(json_schema(), indent=2))
