"""The phrase tables are held to their own examples, through the whole reader."""

import pytest

from openaudit.read.card import read_card
from openaudit.read.claims import read_claims
from openaudit.read.claims.phrases import LANGUAGES, Mask, Wording, table
from openaudit.read.readings import ClaimReading
from openaudit.snapshot import TextFile

_SECTIONS = {"license": "# License\n\n", "limits": "# Prohibited uses\n\n- ", None: ""}
_LICENSE = "Apache License 2.0"
_WORDINGS = [
    pytest.param(language, wording, id=f"{language}-{number}-{wording.kind}")
    for language in LANGUAGES
    for number, wording in enumerate(table(language).wording)
]
_MASKS = [
    pytest.param(language, mask, id=f"{language}-{number}")
    for language in LANGUAGES
    for number, mask in enumerate(table(language).mask)
]


def _own(text: str) -> list[ClaimReading]:
    card = read_card(TextFile("README.md", text.replace("§§§", _LICENSE).encode()))
    return [claim for claim in read_claims(card, "org/Foo") if claim.about == "self"]


def _has(claims: list[ClaimReading], wording: Wording) -> bool:
    return any(
        (claim.kind, claim.restriction, claim.openness, claim.firm)
        == (wording.kind, wording.restriction, wording.openness, wording.firm)
        for claim in claims
    )


@pytest.mark.parametrize(("language", "wording"), _WORDINGS)
def test_each_wording_knows_its_example_from_its_counter_example(language: str, wording: Wording) -> None:
    """A wording's example makes its claim about the model, in its language; its counter-example does not."""
    claims = _own(_SECTIONS[wording.where] + wording.example)
    assert _has(claims, wording)
    assert {claim.language for claim in claims} == {language}
    assert not _has(_own(_SECTIONS[wording.where] + wording.counter), wording)


@pytest.mark.parametrize(("language", "mask"), _MASKS)
def test_each_mask_hides_its_example_only(language: str, mask: Mask) -> None:
    """What a mask's example says is no claim of what it is over; its counter-example is one all the same."""
    kinds = set(mask.over) or {"open-source", "open-weights", "open-data", "license", "restriction", "not-open"}
    limits = set(mask.restrictions)

    def found(text: str) -> bool:
        return any(claim.kind in kinds and (not limits or claim.restriction in limits) for claim in _own(text))

    assert not found(mask.example)
    assert found(mask.counter)
