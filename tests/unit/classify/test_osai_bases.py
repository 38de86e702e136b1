"""By which base the index's dimensions of the base model are judged, where a model descends from several."""

import msgspec

from openaudit.snapshot import Followed, Snapshot
from tests.support.frameworks import bare, dimension, full_card, osai
from tests.support.snapshots import card, snapshot

MERGE = snapshot(card("# Model\n\nHello there.\n", license="mit", base_model="[acme/first, acme/second]"))
OPEN = snapshot(full_card(), model_id="acme/first")
GATED = snapshot(full_card(), model_id="acme/first", gated=True)
SILENT = snapshot(card("# Model\n\nHello there.\n", license="mit"), model_id="acme/second")


def merged(*bases: Snapshot, of: Snapshot = MERGE) -> Snapshot:
    return msgspec.structs.replace(of, ancestors=tuple(Followed(b.subject.id, b) for b in bases))


def test_the_weakest_base_decides_a_dimension_in_which_they_differ() -> None:
    """Neither the order nor the depth of the bases picks the better one; the reason names all, and which it is of."""
    found = osai(merged(GATED, SILENT))
    weights, data = dimension(found, "weights_basemodel"), dimension(found, "datasources_basemodel")
    assert (weights.level, data.level) == ("partial", "unknown")
    assert weights.reason.startswith("2 bases (acme/first and acme/second), the weakest decides: of acme/first")
    assert data.reason.startswith("2 bases (acme/first and acme/second), the weakest decides: of acme/second")


def test_bases_that_are_alike_are_told_of_the_first() -> None:
    """Where all bases have the same level, the one that is named first is told, in every dimension."""
    found = osai(merged(OPEN, msgspec.structs.replace(OPEN, subject=SILENT.subject)))
    for key in ("weights_basemodel", "datasources_basemodel"):
        assert dimension(found, key).level == "open"
        assert "the others are alike: of acme/first" in dimension(found, key).reason


def test_a_base_that_was_not_read_leaves_the_answer_unknown() -> None:
    """One of two bases was had and is open; the other may be anything."""
    found = osai(merged(OPEN))
    for key in ("weights_basemodel", "datasources_basemodel"):
        assert dimension(found, key).level == "unknown"


def test_closed_weights_of_one_base_are_closed_whatever_the_other_is() -> None:
    """Nothing is weaker than what is known to be closed."""
    none = snapshot(full_card(), model_id="acme/first", weights=())
    assert dimension(osai(merged(none)), "weights_basemodel").level == "closed"


def test_the_root_of_a_line_is_the_base_and_not_what_lies_between() -> None:
    """A model made from one that was made from another is judged by the last, in both dimensions alike."""
    middle = msgspec.structs.replace(
        snapshot(card("# Model\n\nHello there.\n", license="mit", base_model="acme/first"), model_id="acme/middle"),
        ancestors=(Followed("acme/first", GATED),),
    )
    found = osai(merged(middle, of=bare(license="mit", base_model="acme/middle")))
    assert dimension(found, "weights_basemodel").reason.startswith("of acme/first: ")
    assert dimension(found, "datasources_basemodel").reason.startswith("of acme/first: ")


def test_models_that_name_each_other_still_have_bases() -> None:
    """A circle of descent has no root; every model of it counts as one."""
    named = snapshot(card("# Model\n\nHi.\n", license="mit", base_model="acme/second"), model_id="acme/first")
    back = snapshot(card("# Model\n\nHi.\n", license="mit", base_model="acme/first"), model_id="acme/second")
    circle = msgspec.structs.replace(named, ancestors=(Followed("acme/second", back),))
    found = osai(merged(circle, of=bare(license="mit", base_model="acme/first")))
    assert dimension(found, "weights_basemodel").reason.startswith("2 bases (acme/first and acme/second), ")


def test_many_bases_are_not_all_named() -> None:
    """A reason names the first three of a merge's bases and counts the rest; all of them are judged."""
    names = ", ".join(f"acme/m{n}" for n in range(9))
    found = osai(bare(license="mit", base_model=f"[{names}]"))
    said = dimension(found, "weights_basemodel").reason
    assert said.startswith("9 bases (acme/m0, acme/m1, acme/m2 and 6 more), ")
