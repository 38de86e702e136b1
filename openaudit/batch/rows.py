"""The pure audit of a dump's row: what every engine maps, on whatever machine. Touches no network and no clock."""

import logging
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING

from openaudit.audit import audit, failed
from openaudit.batch.dump import NOT_HELD, Row, model_id, snapshot_of
from openaudit.errors import OpenauditError
from openaudit.record import Unavailable
from openaudit.record.json import to_line

if TYPE_CHECKING:
    from openaudit.fetch.ancestry import Ancestry
    from openaudit.fetch.datasets import DatasetCards
    from openaudit.snapshot import TextFile

_log = logging.getLogger(__name__)


def audit_row(row: Row, *, retrieved_at: str, place: str = "a row") -> bytes:
    """The record of one row as a line of JSON, newline included; a failed one when it could not be audited.

    `retrieved_at` is when the dump was taken; `place` names the row where it names no model itself.
    """
    try:
        seen = snapshot_of(row, retrieved_at=retrieved_at)
        return to_line(audit(_catalogue().follow(_datasets().follow(seen))))
    except OpenauditError as error:
        return to_line(failed(model_id(row) or place, error, retrieved_at=retrieved_at))
    except Exception as error:  # noqa: BLE001  one row's fault must not end the others' audits; it is told
        reference = model_id(row) or place
        _log.exception("%s: internal error", reference)
        why = f"internal error: {type(error).__name__}: {error}"
        fault = OpenauditError("the audit itself failed", why=why, fix="report it, with the row and the version")
        return to_line(failed(reference, fault, retrieved_at=retrieved_at))


@cache
def _catalogue() -> "Ancestry":
    """Who follows ancestors where there is no network: in the bundled catalogue alone."""
    from openaudit.fetch.ancestry import Ancestry  # noqa: PLC0415  it reads cards, which a list of failures never does

    return Ancestry(None)


class _NoCards:
    """The cards of datasets that a dump holds: none, so that each dataset is told as not seen."""

    def dataset_card(self, name: str) -> "Future[TextFile | Unavailable]":
        """Why the dataset's card could not be had."""
        from openaudit.read.datasets import card_path  # noqa: PLC0415  as below

        answer: Future[TextFile | Unavailable] = Future()
        answer.set_result(Unavailable(what=card_path(name), reason="network", detail=NOT_HELD))
        return answer


@cache
def _datasets() -> "DatasetCards":
    """Who follows datasets where there is no network: each card is told as not seen."""
    from openaudit.fetch.datasets import DatasetCards  # noqa: PLC0415  as for ancestors

    return DatasetCards(_NoCards)
