import xml.etree.ElementTree as ET
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import OpenauditError
from openaudit.record import AuditRecord, Tier
from openaudit.report.badge import BadgeFormatter, colors
from tests.support import records

SVG = "{http://www.w3.org/2000/svg}"


def badge(record: AuditRecord) -> ET.Element:
    return ET.fromstring(BadgeFormatter().format([record]))


def words(record: AuditRecord) -> list[str]:
    return [text.text or "" for text in badge(record).iter(f"{SVG}text")]


def with_tier(tier: Tier) -> AuditRecord:
    record = records.open_weights()
    return records.change(record, verdict=records.change(record.verdict, tier=tier))


@pytest.mark.parametrize("tier", get_args(Tier))
def test_each_tier_has_its_words(tier: Tier) -> None:
    """The badge is an image with the tier in words and the model in its title."""
    svg = badge(with_tier(tier))
    assert svg.attrib["role"] == "img"
    assert words(with_tier(tier)) == ["openness", tier.replace("-", " ")]
    assert "example/Finch-7B" in (svg.findtext(f"{SVG}title") or "")


def test_what_is_not_known_in_full_says_so() -> None:
    """A partial audit is told beside the tier; a failed one has no tier."""
    assert words(records.undetermined())[1] == "undetermined · partial audit"
    assert words(records.failed())[1] == "not audited"


def test_the_shapes_fill_the_picture() -> None:
    """Both halves together are as wide as the picture, and the words lie within theirs."""
    svg = badge(records.restricted())
    widths = [int(rect.attrib["width"]) for rect in svg.iter(f"{SVG}rect")]
    assert sum(widths) == int(svg.attrib["width"])
    assert all(int(t.attrib["textLength"]) < w for t, w in zip(svg.iter(f"{SVG}text"), widths, strict=True))


@pytest.mark.parametrize("color", colors())
def test_white_can_be_read_on_every_color(color: str) -> None:
    """The contrast with white is 4.5 at least, as WCAG 2.2 asks (1.4.3, relative luminance as defined there)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


@given(st.text())
def test_any_name_is_xml(name: str) -> None:
    """Whatever a model is called, the badge is well-formed and has two words of ours."""
    record = records.open_weights()
    assert len(words(records.change(record, subject=records.change(record.subject, id=name)))) == 2


def test_a_badge_is_of_one_model() -> None:
    """Several models, or none, are refused in plain words."""
    for several in ((), records.all_kinds()):
        with pytest.raises(OpenauditError) as caught:
            BadgeFormatter().format(several)
        assert "one model" in caught.value.fix
