"""OA601: what the next class of the Model Openness Framework still asks for."""

from collections.abc import Iterator

from openaudit.findings.interface import Found
from openaudit.read.mof import by_id
from openaudit.record.mof import Mof
from openaudit.vocabulary import enumerate_words


def mof_class(mof: Mof) -> Iterator[Found]:
    """The way to the next class, told only of models whose weights are openly licensed: the others have none."""
    weights = next(c for c in mof.components if by_id()[c.id].shown_by == "weights")
    if weights.status != "included" or mof.next_class is None:
        return
    standing = f"Class {mof.class_}" if mof.class_ is not None else "In no class"
    lacks = [f"class {mof.next_class} also asks for {enumerate_words(list(mof.missing))}"] if mof.missing else []
    lacks += [f"of {enumerate_words(list(mof.unknown))} nothing that was read can tell"] if mof.unknown else []
    yield Found(rule="OA601", message=f"{standing} by what was seen: {'; '.join(lacks)}.", evidence=weights.evidence)
