"""The data files that ship inside the package: licences, catalogue, rules, phrases, fingerprints.

Read by their path beside the code: pip always unpacks wheels, and importlib.resources costs more time at start-up than
the reading itself.
"""

from pathlib import Path

_ROOT = Path(__file__).parent


def read_data(*parts: str) -> bytes:
    """The bytes of a data file by its path below the package. Raises OSError when the installation lacks it."""
    return _ROOT.joinpath(*parts).read_bytes()
