"""Many audits side by side, their records in the order of the list.

Fetching waits on the network, so threads serve; at most twice as many models as workers are under way, so that memory
stays flat whatever the length of the list.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from openaudit.audit import audit, failed
from openaudit.errors import OpenauditError
from openaudit.fetch.interface import utc_now
from openaudit.record import AuditRecord
from openaudit.snapshot import Snapshot

Fetch = Callable[[str], Snapshot]
_log = logging.getLogger(__name__)


def read_list(raw: bytes) -> list[str]:
    """The references in a text file: one a line, blank lines and those that begin with `#` skipped.

    Raises UnicodeDecodeError when the file is not UTF-8.
    """
    lines = (line.strip() for line in raw.decode("utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def run(references: Sequence[str], fetch: Fetch, *, workers: int) -> Iterator[AuditRecord]:
    """A record for each reference, in order; a model that could not be audited gives a failed one."""
    with ThreadPoolExecutor(workers, thread_name_prefix="audit") as pool:
        under_way: deque[Future[AuditRecord]] = deque()
        try:
            for reference in references:
                under_way.append(pool.submit(_one, reference, fetch))
                if len(under_way) >= 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def _one(reference: str, fetch: Fetch) -> AuditRecord:
    try:
        return audit(fetch(reference))
    except OpenauditError as error:
        return failed(reference, error, retrieved_at=utc_now())
    except Exception as error:  # noqa: BLE001  one model's fault must not end the others' audits; it is told
        _log.exception("%s: internal error", reference)
        why = f"internal error: {type(error).__name__}: {error}"
        fault = OpenauditError("the audit itself failed", why=why, fix="report it, with the reference and the version")
        return failed(reference, fault, retrieved_at=utc_now())
