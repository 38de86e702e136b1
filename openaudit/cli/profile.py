"""The flags of a use profile: who asks, and what for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, get_args

import click

from openaudit.classify.profile.places import region
from openaudit.record.use import DEFAULT_CURRENCY, Deployment, Party, Profile, Purpose

Decorated = Callable[..., Any]
_NUMBER = click.IntRange(min=0)


def _regions(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for given in (name for value in values for name in value.split(",")):
        code = region(given)
        if code is None:
            raise click.BadParameter(f"{given!r} is no country code of ISO 3166-1 (DE, US), and neither EU nor EEA")
        found.append(code)
    return tuple(dict.fromkeys(found))


def _currency(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if len(value) != 3 or not value.isascii() or not value.isalpha():
        raise click.BadParameter(f"{value!r} is no currency code of ISO 4217, such as USD or EUR")
    return value.upper()


def _figure(name: str, field: str, words: str) -> Callable[[Decorated], Decorated]:
    return click.option(name, field, metavar="N", type=_NUMBER, help=words)


_OPTIONS: tuple[Callable[[Decorated], Decorated], ...] = (
    click.option("--use", type=click.Choice(get_args(Purpose)), help="Answer for one user: what the model is for."),
    click.option(
        "--as",
        "deployment",
        type=click.Choice(get_args(Deployment)),
        help="How it is run: in the house, inside a product, itself offered to others as a service, or tried out.",
    ),
    click.option(
        "--region",
        "regions",
        metavar="CODE",
        multiple=True,
        callback=_regions,
        help="Where: country codes (DE, US), EU or EEA. Repeatable, or with commas.",
    ),
    click.option(
        "--who",
        "parties",
        type=click.Choice(get_args(Party)),
        multiple=True,
        help="What you are. Repeatable; what is not named you are not.",
    ),
    _figure("--mau", "monthly_active_users", "Monthly active users, affiliates' included."),
    _figure("--dau", "daily_active_users", "Daily active users."),
    _figure("--monthly-visits", "monthly_visits", "Visits a month."),
    _figure("--annual-revenue", "annual_revenue", "Revenue of twelve months, affiliates' included."),
    _figure("--monthly-revenue", "monthly_revenue", "Revenue of a month."),
    _figure("--funding", "funding", "Equity and debt ever raised."),
    click.option(
        "--currency",
        metavar="CODE",
        callback=_currency,
        help=f"Currency of these sums (default: {DEFAULT_CURRENCY}).",
    ),
    _figure("--employees", "employees", "Employees."),
    click.option("--train-models", is_flag=True, help="You train or improve other models with it, or its outputs."),
    click.option("--redistribute", is_flag=True, help="You pass on copies, changed or not."),
    click.option("--modify", is_flag=True, help="You fine-tune or otherwise change it."),
    click.option(
        "--competes/--no-competes", default=None, help="Whether a product of yours competes with one of the licensor."
    ),
)


def profile_options(function: Decorated) -> Decorated:
    """The flags of a use profile; the command gets them as `profile`, None where none was given."""

    @wraps(function)
    def gathered(*args: Any, **values: Any) -> Any:
        found = Profile(**{name: values.pop(name) for name in Profile.__struct_fields__})
        said = found != Profile(currency=found.currency)
        return function(*args, profile=found if said else None, **values)

    for option in reversed(_OPTIONS):
        option(gathered)
    return gathered
