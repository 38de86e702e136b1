"""A user's figures against the thresholds of a licence, with the boundary where the text puts it."""

from typing import Literal, NamedTuple

from openaudit.classify.profile.points import Judged, allowed, ask, forbidden
from openaudit.record import Obligation, Restriction
from openaudit.record.use import DEFAULT_CURRENCY, Bound, Profile

Standing = Literal["within", "beyond", "unknown"]


class Quantity(NamedTuple):
    """A figure that a profile may hold: its field, the flag that gives it, its name; and what it can't be more than."""

    field: str
    flag: str
    name: str
    ceiling: str | None = None


# Who is active on a day is active in its month, and what is earned in a month is earned in its year.
_COUNTS = {
    "monthly-active-users": Quantity("monthly_active_users", "--mau", "monthly active users"),
    "daily-active-users": Quantity("daily_active_users", "--dau", "daily active users", "monthly-active-users"),
    "monthly-visits": Quantity("monthly_visits", "--monthly-visits", "monthly visits"),
    "employees": Quantity("employees", "--employees", "employees"),
}
_SUMS = {
    "year": Quantity("annual_revenue", "--annual-revenue", "revenue a year"),
    "month": Quantity("monthly_revenue", "--monthly-revenue", "revenue a month", "year"),
    "funding": Quantity("funding", "--funding", "funding raised"),
}


_EDGE: dict[Bound | None, str] = {
    "above": " (exactly that is still free)",
    "from": " (exactly that is caught)",
    None: "",
}


class Limit(NamedTuple):
    """One threshold of a term: the figure, the quantity it counts, and which side exactly the figure is on."""

    figure: int
    quantity: Quantity | None
    bound: Bound | None
    currency: str | None = None

    def words(self) -> str:
        """The limit with its boundary: `700,000,000 monthly active users (exactly that is still free)`."""
        counted = _said(self.figure, self.quantity, self) if self.quantity is not None else f"{self.figure:,}"
        return f"{counted}{_EDGE[self.bound]}"

    def figures(self) -> str:
        """The limit where what it counts was just said: `700,000,000 (exactly that is still free)`."""
        return f"{self.figure:,}{_EDGE[self.bound]}"


class Measured(NamedTuple):
    """How a profile stands to a limit, because of what, and which flag would tell."""

    standing: Standing
    because: str
    flag: str | None = None


def limits(term: Restriction | Obligation) -> tuple[Limit, ...]:
    """The thresholds of a term: a count, a sum, or both."""
    found = []
    if term.threshold is not None:
        found.append(Limit(term.threshold, _COUNTS.get(term.metric or ""), term.bound))
    if term.amount is not None:
        what = term.metric if term.threshold is None and term.metric is not None else term.period
        found.append(Limit(term.amount, _SUMS.get(what or ""), term.bound, term.currency or "an unnamed currency"))
    return tuple(found)


def measure(limit: Limit, profile: Profile) -> Measured:
    """Where the profile's figure stands to the limit; `unknown` where it has none, or none that can be compared."""
    quantity = limit.quantity
    if quantity is None:
        return Measured("unknown", f"the limit of {limit.words()} counts something that no flag gives")
    value: int | None = getattr(profile, quantity.field)
    ceiling = (_COUNTS | _SUMS)[quantity.ceiling] if quantity.ceiling is not None else None
    most: int | None = getattr(profile, ceiling.field) if ceiling is not None else None
    if value is None and most is None:
        return Measured("unknown", f"the limit is {limit.words()}, and yours was not said", quantity.flag)
    currency = profile.currency or DEFAULT_CURRENCY
    if limit.currency is not None and limit.currency != currency:
        because = f"the limit is {limit.words()}, and your figures are in {currency}: compare them yourself"
        return Measured("unknown", because, "--currency")
    if value is None and ceiling is not None and most is not None:
        if _stands(most, limit) == "within":
            return Measured("within", f"{_said(most, ceiling, limit)}, so within the limit of {limit.words()}")
        because = f"the limit is {limit.words()}, which {_said(most, ceiling, limit)} does not settle"
        return Measured("unknown", because, quantity.flag)
    standing = _stands(value or 0, limit)
    if standing == "unknown":
        return Measured(standing, f"the limit is {limit.words()}, and whether exactly that is caught is not known")
    return Measured(standing, f"{_said(value or 0, quantity, limit)}, {standing} the limit of {limit.figures()}")


def _stands(value: int, limit: Limit) -> Standing:
    """The side of the limit that the value is on.

    >>> [_stands(v, Limit(10, None, b)) for b in ("above", "from", None) for v in (9, 10, 11)]
    ['within', 'within', 'beyond', 'within', 'beyond', 'beyond', 'within', 'unknown', 'beyond']
    """
    if value == limit.figure and limit.bound is None:
        return "unknown"
    beyond = value >= limit.figure if limit.bound == "from" else value > limit.figure
    return "beyond" if beyond else "within"


def _said(value: int, quantity: Quantity, limit: Limit) -> str:
    unit = f"{limit.currency} " if limit.currency is not None else ""
    return f"{unit}{value:,} {'of ' if unit else ''}{quantity.name}"


_COUNTED_ONCE = "; it counts once, in the month before the model's release: give the figure of that month"


def cap(term: Restriction, profile: Profile) -> Judged:
    """A cap on users, revenue or size against the profile's figure."""
    found = limits(term)
    if not found:
        return ask("it has a cap whose figure is not known")
    when = _COUNTED_ONCE if term.counted == "release" else ""
    measured = [measure(limit, profile) for limit in found]
    if beyond := next((m for m in measured if m.standing == "beyond"), None):
        follows = f": {term.says.rstrip('.')}" if term.says else ""
        return forbidden(f"{beyond.because}{follows}{when}")
    if unknown := next((m for m in measured if m.standing == "unknown"), None):
        return ask(f"{unknown.because}{when}", *((unknown.flag,) if unknown.flag is not None else ()))
    return allowed("; ".join(m.because for m in measured) + when)
