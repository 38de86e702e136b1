import pytest

from openaudit.classify.frameworks.osai import POINTS
from openaudit.record import Unavailable
from tests.support.frameworks import bare, dimension, full, full_card, osai
from tests.support.snapshots import card, snapshot


def test_a_release_that_shows_everything_scores_high() -> None:
    """What is shared and documented is open, each dimension with its proof."""
    found = osai(full())
    closed = {key for key, d in found.dimensions.items() if d.level == "closed"}
    assert closed == set()
    assert found.score is not None
    assert found.score >= 0.9
    assert all(d.evidence for d in found.dimensions.values() if d.level in {"open", "partial"})


def test_the_score_is_the_mean_over_the_known() -> None:
    """Unknown dimensions count in no score; how many are known is said."""
    found = osai(full())
    known = [POINTS[d.level] for d in found.dimensions.values() if d.level != "unknown"]
    assert found.known == len(known)
    assert found.score == round(sum(known) / len(known), 4)


def test_a_card_that_shows_nothing_is_closed() -> None:
    """A card that was read, leads nowhere and shows nothing shares nothing but its weights."""
    found = osai(bare(license="mit"))
    open_ = {key for key, d in found.dimensions.items() if d.level == "open"}
    assert open_ == {"weights_basemodel", "weights_endmodel"}
    assert dimension(found, "trainingcode").level == "closed"


def test_places_that_were_not_read_make_it_unknown() -> None:
    """Where the card leads to a project or a paper, what these may hold is unknown, not closed."""
    body = "# Model\n\nRepository: our code is at https://github.com/acme/model\n\nPaper: https://arxiv.org/abs/2601.00001\n"
    found = osai(snapshot(card(body, license="mit")))
    assert dimension(found, "trainingcode").level == "unknown"
    assert dimension(found, "datasources_endmodel").level == "unknown"


def test_an_unread_card_has_no_score_but_its_weights() -> None:
    """What a card would have told is unknown when it could not be had."""
    missing = Unavailable(what="README.md", reason="network", detail="timed out")
    found = osai(snapshot(None, unavailable=[missing]))
    known = {key for key, d in found.dimensions.items() if d.level != "unknown"}
    assert known <= {"weights_basemodel", "weights_endmodel", "licenses"}


@pytest.mark.parametrize(
    ("paper", "level"),
    [
        ("https://aclanthology.org/2026.acl-long.1", "partial"),
        ("https://arxiv.org/abs/2601.00001", "unknown"),
        ("https://acme.example/blog", "closed"),
    ],
)
def test_a_preprint_is_not_taken_for_a_reviewed_paper(paper: str, level: str) -> None:
    """Only where papers are reviewed is one said to be; a preprint leaves it open."""
    body = full_card().replace("https://aclanthology.org/2026.acl-long.1", paper)
    assert dimension(osai(snapshot(body)), "paper").level == level


def test_a_base_that_was_not_read_is_unknown() -> None:
    """The base's dimensions repeat the end model's only where there is no base."""
    found = osai(full(base_model="acme/base"))
    assert dimension(found, "weights_basemodel").level == "unknown"
    assert dimension(found, "weights_endmodel").level == "open"


def test_licences_count_what_is_released() -> None:
    """Weights, code and data: what is not released is under no open licence."""
    assert dimension(osai(bare(license="mit")), "licenses").level == "closed"
    assert dimension(osai(snapshot(card(license="mit"), listed=("train.py",))), "licenses").level == "partial"
