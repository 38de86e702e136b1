"""Whatever a repository's files hold, a scan ends, and never with an error."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.scan.walk import scan

NAMES = ("a.py", "a.ipynb", "a.yaml", "a.json", "a.toml", "Dockerfile", "a.sh", "a.txt", "openaudit.lock")
PIECES = st.sampled_from(
    [
        *(
            "from_pretrained(",
            '"org/name"',
            "'",
            '"',
            "model: ",
            "&a ",
            "*a ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\n",
            "\\",
        ),
        *(
            "hf download ",
            "--model ",
            "$M ",
            "M=",
            "=",
            "#",
            '{"cells": [',
            '{"cell_type": "code", "source": ',
            "\t",
            " ",
        ),
        *(
            "https://huggingface.co/",
            "hf://",
            "\x00",
            "\u2028",
            "\ud83d".encode("utf-16", "surrogatepass").decode("latin-1"),
        ),
        *("pipeline(", "repo_type=", "revision: ", "!!python/object:os.system ", "<<: ", "? ", "0" * 30, "def f(", ":"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(NAMES), text=TEXTS)
def test_a_hostile_file_is_read_or_skipped(name: str, text: str) -> None:
    """A file gives places on lines that it has, or is skipped."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        result = scan(Path(folder))
    lines = len(text.splitlines()) + text.count("\r") + 1
    assert all(1 <= place.line <= lines for place in result.places)
    assert result.files == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "(" * 10_000),
        ("a.py", "x = " + "-" * 100_000 + "1"),
        ("a.py", "a = b\n" * 50_000 + "AutoModel.from_pretrained(a)"),
        ("a.yaml", "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(5000))),
        ("a.yaml", "[" * 100_000),
        ("a.json", '{"a":' * 100_000),
        ("a.ipynb", '{"cells": ' + "[" * 100_000),
        ("a.toml", "a = [" + "[" * 5000),
        ("a.toml", "a.b = 1\n" * 20_000),
        ("a.sh", "x \\\n" * 100_000),
        ("a.sh", "a=$a\n" * 50_000),
        ("a.txt", "https://huggingface.co/" * 50_000),
    ],
)
def test_large_and_deep_files_end(name: str, text: str, tmp_path: Path) -> None:
    """Nesting, repetition and sheer size end in places or in a skip, without a crash."""
    (tmp_path / name).write_text(text)
    assert scan(tmp_path).files == 1
