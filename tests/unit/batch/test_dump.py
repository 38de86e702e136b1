import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openaudit.audit import audit
from openaudit.batch.dump import is_dump, read_rows, snapshot_of, taken
from openaudit.batch.rows import audit_row
from openaudit.errors import DumpUnreadable
from openaudit.record import AuditRecord, Unavailable
from openaudit.snapshot import GATE, LISTING
from tests.support.dumps import TAKEN, rows, write_lines, write_parquet
from tests.support.snapshots import card

FILES = ["README.md", "config.json", "LICENSE", "model.safetensors"]


def record(**row: Any) -> AuditRecord:
    return audit(snapshot_of({"modelId": "acme/model", **row}, retrieved_at=TAKEN))


def missing(found: AuditRecord) -> dict[str, Unavailable]:
    return {u.what: u for u in found.unavailable}


def test_a_card_alone_never_gives_a_clean_verdict() -> None:
    """Without a list of files an open licence is no open model: the weights are unknown, the tier undetermined."""
    found = record(card=card("# Foo\n\nFully open source.", license="mit"))
    assert (found.verdict.tier, found.status) == ("undetermined", "partial")
    assert found.axes is not None
    assert found.axes.weights.level == "unknown"
    assert missing(found)[LISTING].reason == "network"
    answers = {q.id: q.answer for q in found.questions}
    assert {answers[key] for key in ("download", "self-host", "inspect", "keep")} == {"unknown"}
    assert "yes" not in answers.values()


def test_what_nobody_saw_is_not_found_missing() -> None:
    """Without a list of files no rule says that weights, a licence text or training code are missing."""
    fired = {f.rule for f in record(card=card("# Foo", license="other")).findings}
    assert fired.isdisjoint({"OA102", "OA201", "OA205", "OA501", "OA505"})


def test_restrictions_of_the_declared_licence_are_told_without_a_listing() -> None:
    """A licence that is not open is told with its restrictions, though nobody can say whether there are weights."""
    found = record(card=card("# Foo", license="cc-by-nc-4.0"))
    assert found.verdict.tier == "undetermined"
    assert "non-commercial" in found.verdict.reasons
    assert "would not be open" in found.verdict.summary


def test_a_listing_tells_of_weights_and_of_texts_that_the_dump_does_not_hold() -> None:
    """With `siblings` the weights are seen, and the licence file that is listed is unavailable, not absent."""
    found = record(card=card("# Foo", license="mit"), siblings=FILES, sha="a" * 40, gated=False)
    assert found.axes is not None
    assert found.axes.weights.level == "full"
    assert {u.what for u in found.unavailable} == {"LICENSE", "config.json"}
    assert found.verdict.tier == "undetermined"
    assert found.subject.revision == "a" * 40


def test_a_full_listing_without_licence_files_decides() -> None:
    """Where all that matters is in the row, the verdict is that of a live audit."""
    found = record(
        card=card("# Foo", license="mit"), siblings=[{"rfilename": "README.md"}, {"rfilename": "w.bin"}], gated=False
    )
    assert (found.verdict.tier, found.status) == ("open-weights", "complete")


def test_a_listing_without_weights_is_closed() -> None:
    """With `siblings` that hold no weights the model is closed, as it is on the Hub."""
    assert record(card=card(license="mit"), siblings=["README.md"]).verdict.tier == "closed"


@pytest.mark.parametrize("empty", [None, "", b""])
def test_a_row_without_a_card_is_a_card_that_nobody_saw(empty: object) -> None:
    """An empty card is unavailable, and so nothing is said to be missing from it."""
    found = record(card=empty)
    assert {"README.md", LISTING, GATE} == set(missing(found))
    assert [f.rule for f in found.findings] == []


def test_a_listing_without_a_card_is_a_model_without_one() -> None:
    """Where the list of files is there and names no card, there is none."""
    found = record(card=None, siblings=["model.safetensors"], gated=False)
    assert found.status == "complete"
    assert "OA201" in {f.rule for f in found.findings}


def test_a_dump_that_tells_of_no_gate_does_not_show_an_open_door() -> None:
    """Without the column `gated` nobody saw whether access must be granted: nothing says that it is open."""
    row: dict[str, Any] = {"card": card("# Foo", license="mit"), "siblings": ["README.md", "w.bin"]}
    for gated, answer, outcome in ((None, "unknown", "unknown"), (False, "yes", "met")):
        found = record(**row, **({} if gated is None else {"gated": gated}))
        assert (GATE in missing(found)) == (gated is None)
        assert next(q.answer for q in found.questions if q.id == "download") == answer
        act = found.frameworks.eu_ai_act
        assert act is not None
        assert next(c.outcome for c in act.criteria if c.id == "access") == outcome


def test_bases_and_datasets_that_the_dump_does_not_hold_are_told() -> None:
    """What the card names and the dump does not hold is told as not seen: bases, and datasets by their status."""
    row = {"modelId": "acme/model", "card": card(license="mit", base_model="acme/none", datasets="acme/data")}
    found = msgspec.json.decode(audit_row(row, retrieved_at=TAKEN), type=AuditRecord)
    assert missing(found)["hf://acme/none"].reason == "network"
    assert [(d.id, d.status) for d in found.datasets] == [
        ("acme/data", "could not be asked for: its terms are not known")
    ]


def test_links_are_told_and_not_followed() -> None:
    """Where a licence link leads was not looked at: unavailable, never not found."""
    text = "---\nlicense: other\nlicense_link: TERMS.md\n---\n"
    assert missing(record(card=text))["TERMS.md"].reason == "network"
    away = "---\nlicense: other\nlicense_link: https://acme.example/terms\n---\n"
    assert missing(record(card=away))["https://acme.example/terms"].reason == "network"


def test_bases_in_the_catalogue_bind() -> None:
    """The catalogue knows the base's terms without a network."""
    row = {"modelId": "acme/model", "card": card(license="mit", base_model="meta-llama/Llama-3.1-8B")}
    found = msgspec.json.decode(audit_row(row, retrieved_at=TAKEN), type=AuditRecord)
    assert "user-cap" in found.verdict.reasons


def test_other_columns_are_read_whatever_their_type() -> None:
    """Columns of the wrong type are as good as none; times may be times."""
    row = {
        "modelId": " acme/model ",
        "card": card(license="mit"),
        "tags": "a",
        "siblings": 3,
        "sha": 5,
        "gated": "auto",
        "createdAt": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        "pipeline_tag": ["x"],
    }
    found = snapshot_of(row, retrieved_at=TAKEN)
    assert (found.subject.id, found.subject.gated, found.subject.revision) == ("acme/model", True, None)
    assert found.repository.created_at == "2026-01-02T00:00:00+00:00"
    assert (found.repository.tags, found.repository.pipeline_tag) == ((), None)


@pytest.mark.parametrize("name", [None, "", "  ", 7])
def test_a_row_without_a_model_is_refused(name: object) -> None:
    """A row that names no model has no snapshot."""
    with pytest.raises(DumpUnreadable, match="names no model"):
        snapshot_of({"modelId": name, "card": "x"}, retrieved_at=TAKEN)


def test_both_formats_give_the_same_rows(tmp_path: Path) -> None:
    """Parquet and JSON Lines of the same models are read alike, in order."""
    expected = rows(150)
    assert list(read_rows(write_parquet(tmp_path / "a.parquet", expected, group=40))) == expected
    assert list(read_rows(write_lines(tmp_path / "a.jsonl", expected))) == expected


def test_unread_columns_are_left_on_disk(tmp_path: Path) -> None:
    """Columns that no audit needs are not read."""
    path = write_parquet(tmp_path / "a.parquet", [{"modelId": "a/b", "card": "x", "downloads": 3}])
    assert list(read_rows(path)) == [{"modelId": "a/b", "card": "x"}]


def test_a_line_that_is_no_row_keeps_its_place(tmp_path: Path) -> None:
    """A broken line of JSON is a row with a problem: the rows after it are read."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"modelId": "a/b", "card": ""}\nnot json\n[1]\n\n{"modelId": "a/c", "card": ""}\n')
    found = list(read_rows(path))
    assert [row.get("modelId") for row in found] == ["a/b", None, None, "a/c"]
    assert "not JSON" in found[1]["problem"]


def test_what_a_dump_is(tmp_path: Path) -> None:
    """A dump is Parquet by its name, or JSON Lines with a model and a card; a list of references is none."""
    assert is_dump(write_parquet(tmp_path / "a.parquet", rows(1)))
    assert is_dump(write_lines(tmp_path / "a.jsonl", rows(1)))
    assert not is_dump(write_lines(tmp_path / "b.jsonl", [{"modelId": "a/b"}]))
    (tmp_path / "c.jsonl").write_text('"a/b"\n')
    (tmp_path / "c.txt").write_text("a/b\n")
    (tmp_path / "d.jsonl").write_text("{")
    assert not any(is_dump(tmp_path / name) for name in ("c.jsonl", "c.txt", "d.jsonl"))


@pytest.mark.parametrize("content", [b"no parquet", b""])
def test_a_damaged_dump_says_so(tmp_path: Path, content: bytes) -> None:
    """A file that is no Parquet is refused with its name."""
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(DumpUnreadable, match=r"a\.parquet"):
        list(read_rows(path))


def test_a_table_of_something_else_says_what_it_needs(tmp_path: Path) -> None:
    """Without the columns of a dump the error names those that it needs and those that are there."""
    with pytest.raises(DumpUnreadable) as raised:
        list(read_rows(write_parquet(tmp_path / "a.parquet", [{"name": "a/b"}])))
    assert "`modelId` and `card`" in raised.value.why
    assert "name" in raised.value.why


def test_a_dump_is_as_old_as_its_file(tmp_path: Path) -> None:
    """The time of a dump is its file's, so that the same dump gives the same records."""
    path = write_lines(tmp_path / "a.jsonl", rows(1))
    assert taken(path) == taken(path)
    assert len(taken(path)) == len(TAKEN)
