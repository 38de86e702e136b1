"""The records on disk: whole, in order, and what a crash leaves of them."""

import random
from pathlib import Path

import pytest

from openaudit.batch.inputs import Item
from openaudit.batch.runner import commit_key, reference_key
from openaudit.batch.store import JOURNAL, Records
from openaudit.errors import OpenauditError
from openaudit.record.json import to_line
from tests.support import records as samples

NAMES = [f"acme/model-{number}" for number in range(6)]


def line(name: str) -> bytes:
    record = samples.open_weights()
    return to_line(samples.change(record, subject=samples.change(record.subject, id=name)))


def write(path: Path, names: list[str], *, resume: bool = False, finish: bool = True, stop: int | None = None) -> int:
    """Write a record for each name; how many were kept from before."""
    records = Records(path, resume=resume)
    try:
        items = (Item(name) for name in names)
        kept = len(list(records.kept(items)))
        for number, item in enumerate(items):
            if number == stop:
                break
            records.append(item, line(item.reference))
        if finish:
            records.finish()
    finally:
        records.close()
    return kept


def whole(path: Path) -> bytes:
    return b"".join(line(name) for name in NAMES)


def test_a_complete_batch_leaves_its_records_only(tmp_path: Path) -> None:
    """No journal stays where the records name their references themselves."""
    write(tmp_path / "r", NAMES)
    assert (tmp_path / "r").read_bytes() == whole(tmp_path / "r")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_a_crash_leaves_is_gone_on_with(tmp_path: Path, seed: int) -> None:
    """Records and journal cut anywhere, as a crash leaves them: resumed, each record is there once, whole."""
    chance = random.Random(seed)
    path, journal = tmp_path / "r", tmp_path / f"r{JOURNAL}"
    write(path, NAMES, finish=False, stop=chance.randrange(len(NAMES)))
    raw, told = path.read_bytes(), journal.read_bytes()
    path.write_bytes(raw[: chance.randrange(len(raw) + 1)])
    if chance.random() < 0.5:
        journal.write_bytes(told[: chance.randrange(len(told) + 1)])
    if chance.random() < 0.2:
        journal.unlink()
    write(path, NAMES, resume=True)
    assert path.read_bytes() == whole(path)


def test_a_record_that_was_written_and_not_counted_is_whole(tmp_path: Path) -> None:
    """An interrupt between writing and counting loses no record from what is told."""
    path = tmp_path / "r.jsonl"
    records = Records(path, resume=False)
    records.append(Item(NAMES[0]), line(NAMES[0]))
    assert records.whole() == 1
    with path.open("ab") as file:
        file.write(line(NAMES[1]))
    assert records.whole() == 2
    records.close()


def test_resuming_what_is_complete_changes_nothing(tmp_path: Path) -> None:
    """A complete batch is resumed to itself; without a file it begins."""
    assert write(tmp_path / "r", NAMES, resume=True) == 0
    assert write(tmp_path / "r", NAMES, resume=True) == len(NAMES)
    assert (tmp_path / "r").read_bytes() == whole(tmp_path / "r")


def test_other_names_are_told_by_the_journal(tmp_path: Path) -> None:
    """Where a record has another name than its reference, the journal stays, and resuming holds the two together."""
    path = tmp_path / "r"
    records = Records(path, resume=False)
    records.append(Item("old/name"), line("new/name"))
    records.finish()
    records.close()
    assert (tmp_path / f"r{JOURNAL}").exists()
    assert write(path, ["old/name", "acme/more"], resume=True) == 1
    assert path.read_bytes() == line("new/name") + line("acme/more")
    with pytest.raises(OpenauditError, match="not the beginning"):
        write(path, ["new/name", "acme/more"], resume=True)


@pytest.mark.parametrize("names", [["acme/else", *NAMES], NAMES[:2]], ids=["other", "shorter"])
def test_another_input_is_refused(tmp_path: Path, names: list[str]) -> None:
    """Records of another input are not gone on with, and stay as they are."""
    path = tmp_path / "r"
    write(path, NAMES, finish=False)
    with pytest.raises(OpenauditError, match="not the beginning"):
        write(path, names, resume=True)
    assert path.read_bytes() == whole(path)


def test_an_unfinished_batch_is_not_overwritten(tmp_path: Path) -> None:
    """Without --resume the records of hours are not lost; a complete batch is replaced as any output is."""
    path = tmp_path / "r"
    write(path, NAMES, finish=False, stop=3)
    with pytest.raises(OpenauditError, match="did not come to its end"):
        write(path, NAMES)
    write(path, NAMES, resume=True)
    write(path, NAMES)
    assert path.read_bytes() == whole(path)


def test_a_file_of_something_else_is_not_resumed(tmp_path: Path) -> None:
    """A file that holds no records is left alone."""
    (tmp_path / "r").write_text("my notes\n")
    with pytest.raises(OpenauditError, match="can't be resumed"):
        write(tmp_path / "r", NAMES, resume=True)
    assert (tmp_path / "r").read_text() == "my notes\n"


def test_a_record_is_found_by_its_reference_and_its_commit(tmp_path: Path) -> None:
    """What was written is found again by either key, also after a resume; what was not is not."""
    write(tmp_path / "r", NAMES, finish=False, stop=3)
    records = Records(tmp_path / "r", resume=True)
    list(records.kept(iter([Item(name) for name in NAMES])))
    revision = samples.open_weights().subject.revision
    key = commit_key(NAMES[2], revision)
    assert key is not None
    assert records.find(key) == records.find(reference_key(NAMES[2])) == line(NAMES[2])
    assert records.find(reference_key(NAMES[4])) is None
    records.close()
    assert records.find(key) is None


def test_a_full_disk_leaves_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that can't be written whole is not there at all."""
    records = Records(tmp_path / "r", resume=False)
    records.append(Item(NAMES[0]), line(NAMES[0]))

    def full(file: object, data: bytes) -> None:
        with (tmp_path / "r").open("ab") as torn:
            torn.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openaudit.batch.store._write_all", full)
    with pytest.raises(OSError, match="No space"):
        records.append(Item(NAMES[1]), line(NAMES[1]))
    records.close()
    assert (tmp_path / "r").read_bytes() == line(NAMES[0])
