"""The data files that ship inside the package: licences, catalogue, rules, phrases, fingerprints.

Read by their path beside the code: pip always unpacks wheels, and importlib.resources costs more time at start-up than
the reading itself.
"""

import threading
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_ROOT = Path(__file__).parent
_CONVERTING = threading.Lock()

T = TypeVar("T")


def read_data(*parts: str) -> bytes:
    """The bytes of a data file by its path below the package. Raises OSError when the installation lacks it."""
    return _ROOT.joinpath(*parts).read_bytes()


def as_type(values: Any, kind: type[T]) -> T:
    """The values of a data file as `kind`. Raises msgspec.ValidationError when they are none.

    One thread at a time: msgspec crashes when two convert to the same type for the first time at once.
    """
    with _CONVERTING:
        return msgspec.convert(values, kind)
