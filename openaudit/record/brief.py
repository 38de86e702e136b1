"""What sums up a record, read from its line of JSON without the rest of it."""

import msgspec

from openaudit.record import Reason, Status, Tier, WeightsLevel


class BriefSubject(msgspec.Struct, frozen=True):
    """Which model, at which revision."""

    id: str
    revision: str | None
    source: str


class BriefVerdict(msgspec.Struct, frozen=True):
    """Where it stands."""

    tier: Tier
    summary: str


class BriefWeights(msgspec.Struct, frozen=True):
    """How far the weights are released."""

    level: WeightsLevel


class BriefAxes(msgspec.Struct, frozen=True):
    """The axis that tells whether anybody saw the model's files."""

    weights: BriefWeights


class BriefFinding(msgspec.Struct, frozen=True):
    """Which rule fired."""

    rule: str
    title: str


class BriefUnavailable(msgspec.Struct, frozen=True):
    """What could not be seen, and why."""

    what: str
    reason: Reason
    detail: str


class BriefPolicy(msgspec.Struct, frozen=True):
    """Which policy the record was held against."""

    source: str
    sha256: str


class Brief(msgspec.Struct, frozen=True):
    """The parts of an `AuditRecord` that totals and progress need, by the same names."""

    subject: BriefSubject
    status: Status
    verdict: BriefVerdict
    findings: tuple[BriefFinding, ...]
    unavailable: tuple[BriefUnavailable, ...]
    axes: BriefAxes | None
    policy: BriefPolicy | None = None


_decoder = msgspec.json.Decoder(Brief)


def brief(line: bytes) -> Brief:
    """The record of a line, in brief. Raises msgspec.DecodeError (a ValueError) when it is no record."""
    return _decoder.decode(line)
