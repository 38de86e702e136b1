import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openaudit.batch.rows import audit_row
from tests.support.dumps import TAKEN, rows, write_parquet

PAGE = Path(__file__).parents[2] / "docs" / "distributed.md"


def example(word: str) -> str:
    """The one Python block of the page that holds this word."""
    (found,) = (b for b in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if word in b)
    return str(found)


@pytest.mark.ray
@pytest.mark.filterwarnings("ignore")
def test_the_example_of_ray_data_gives_the_same_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's own program, run as it stands, writes every record once, byte for byte those of the other engines."""
    import ray  # noqa: PLC0415  not among what tests need elsewhere

    monkeypatch.chdir(tmp_path)
    write_parquet(tmp_path / "cards.parquet", rows(300), group=100)
    try:
        exec(compile(example("import ray"), str(PAGE), "exec"), {"__name__": "example"})
    finally:
        ray.shutdown()
    found = {row["model"]: row["record"] for row in pq.read_table(tmp_path / "records").to_pylist()}
    assert found == {r["modelId"]: audit_row(r, retrieved_at=TAKEN).decode().rstrip("\n") for r in rows(300)}


def test_the_example_of_the_arrow_function_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's short program prints what its comment says."""
    exec(compile(example("records.column"), str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "MIT\n"
