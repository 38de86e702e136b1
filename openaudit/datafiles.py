"""The data files that ship inside the package: licences, catalogue, rules, phrases, fingerprints.

Read by their path beside the code: pip always unpacks wheels, and importlib.resources costs more time at start-up than
the reading itself. TOML is parsed by tomli, the compiled twin of tomllib: the same values in a third of the time (an
audit of one model parses a dozen tables, 33 ms of CPU by tomllib).
"""

import threading
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli

_ROOT = Path(__file__).parent
_CONVERTING = threading.Lock()

T = TypeVar("T")


def read_data(*parts: str) -> bytes:
    """The bytes of a data file by its path below the package. Raises OSError when the installation lacks it."""
    return _ROOT.joinpath(*parts).read_bytes()


def read_toml(*parts: str) -> dict[str, Any]:
    """The values of a TOML file by its path below the package. Raises OSError and tomli.TOMLDecodeError."""
    return parse_toml(read_data(*parts).decode())


def parse_toml(text: str) -> dict[str, Any]:
    """The values of a TOML text out of such a file. Raises tomli.TOMLDecodeError."""
    return tomli.loads(text)


def as_type(values: Any, kind: type[T]) -> T:
    """The values of a data file as `kind`. Raises msgspec.ValidationError when they are none.

    One thread at a time: msgspec crashes when two convert to the same type for the first time at once.
    """
    with _CONVERTING:
        return msgspec.convert(values, kind)
