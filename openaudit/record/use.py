"""The record's types for one user's question: who asks, what for, and what each term says to it."""

from typing import Literal

from openaudit.record.value import Value

Bound = Literal["above", "from"]
"""Whether exactly the figure of a threshold is still free ("more than"), or caught already ("at least")."""
Purpose = Literal["commercial", "non-commercial", "research", "personal"]
Deployment = Literal["internal", "product", "hosted-service", "evaluation"]
Party = Literal[
    "individual",
    "company",
    "non-profit",
    "public-body",
    "software-provider",
    "cloud-provider",
    "work-assistant",
    "image-business",
]
Concern = Literal[
    "public-body",
    "software-provider",
    "cloud-provider",
    "work-assistant",
    "image-business",
    "model-service",
    "competing-model",
    "foundation-model",
]
"""What one must be, do or make for a limit to bind at all."""
Answer = Literal["allowed", "allowed-with-duties", "not-allowed", "ask"]
DEFAULT_CURRENCY = "USD"


class Profile(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A user and the use that they ask about; what is left out was not said.

    Money is in `currency` (ISO 4217), in `DEFAULT_CURRENCY` where none is named. `regions` are ISO 3166-1 codes of two
    letters, or EU and EEA. `parties` say what the user is, all of it. `train_models`, `redistribute` and `modify` are
    done only where true; `competes` says whether a product of the user competes with one of the licensor.
    """

    use: Purpose | None = None
    deployment: Deployment | None = None
    regions: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    monthly_active_users: int | None = None
    daily_active_users: int | None = None
    monthly_visits: int | None = None
    annual_revenue: int | None = None
    monthly_revenue: int | None = None
    funding: int | None = None
    currency: str | None = None
    employees: int | None = None
    train_models: bool = False
    redistribute: bool = False
    modify: bool = False
    competes: bool | None = None


class UsePoint(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One term held against the profile; `about` is a kind of restriction or obligation, a question, or `terms`.

    `flags` are what to tell the program where too little is known of the user.
    """

    about: str
    answer: Answer
    because: str
    flags: tuple[str, ...] = ()
    clause: str | None = None
    basis: str | None = None
    evidence: tuple[str, ...] = ()


class UseRisk(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A term by which what is allowed today can end or change; it stands beside the answer and decides nothing."""

    kind: str
    because: str
    clause: str | None = None
    basis: str | None = None
    evidence: tuple[str, ...] = ()


class Use(Value, frozen=True, kw_only=True):
    """What this user may do: the strictest answer of all points, gravest first, and the risks."""

    profile: Profile
    answer: Answer
    summary: str
    points: tuple[UsePoint, ...]
    risks: tuple[UseRisk, ...]
