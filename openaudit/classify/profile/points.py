"""What a judge of one term answers with, and the words that judges share."""

import msgspec

from openaudit.record.use import Answer, Purpose

PURPOSE: dict[Purpose, str] = {
    "commercial": "commercial use",
    "non-commercial": "non-commercial use",
    "research": "research",
    "personal": "personal use",
}


class Judged(msgspec.Struct, frozen=True):
    """What one term says to a user, because of what, and which flags would tell more."""

    answer: Answer
    because: str
    flags: tuple[str, ...] = ()


def allowed(because: str) -> Judged:
    """The term lets this user pass."""
    return Judged("allowed", because)


def duty(because: str) -> Judged:
    """The term lets this user pass who does what it asks."""
    return Judged("allowed-with-duties", because)


def forbidden(because: str) -> Judged:
    """The term stops this user."""
    return Judged("not-allowed", because)


def ask(because: str, *flags: str) -> Judged:
    """Too little is known: of the user, whom the flags let say it, or of the term."""
    return Judged("ask", because, flags)
