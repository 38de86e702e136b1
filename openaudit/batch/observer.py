"""Who watches a batch: told what happens, and without a say in it."""

from typing import Protocol

from openaudit.record.brief import Brief


class Observer(Protocol):
    """Is told of a batch's course; `waiting` may be called from any thread."""

    def begun(self, total: int | None) -> None:
        """So many models are to be audited; None when nobody knows."""

    def audited(self, of: Brief, *, kept: bool) -> None:
        """One more record is written, or `kept` from the run before."""

    def waiting(self, seconds: float) -> None:
        """The Hub's quota is used up for so long."""


class Silent:
    """Nobody watches."""

    def begun(self, total: int | None) -> None:
        """Nothing is shown."""

    def audited(self, of: Brief, *, kept: bool) -> None:
        """Nothing is shown."""

    def waiting(self, seconds: float) -> None:
        """Nothing is shown."""
