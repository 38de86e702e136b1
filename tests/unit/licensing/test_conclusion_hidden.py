"""Limits that are hidden from the tables: none may leave a text open."""

import pytest

from openaudit.licensing.clauses import read_clauses

GRANT = (
    "Acme Model License\n\nPermission is hereby granted, free of charge, to any person to use, copy, modify and "
    "distribute the model for any purpose.\n\n"
)
BAN = "You may not use the model for commercial purposes."


@pytest.mark.parametrize(
    "hidden",
    [
        "You may n\u00adot use the model for com\u00admercial purposes.",
        "You may not use the model for com\u200bmer\u2060cial purposes.",
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in BAN),
        "".join(chr(ord(c) - ord("a") + 0x1D41A) if c.islower() else c for c in BAN),
        BAN.replace(" ", "\u2028"),
        BAN.replace(" ", "\x85"),
    ],
)
def test_what_looks_like_a_ban_is_read_as_one(hidden: str) -> None:
    """Letters drawn otherwise, blanks of other kinds and characters that nobody sees change no clause."""
    reading = read_clauses(GRANT + hidden)
    assert [f.kind for f in reading.restrictions] == ["non-commercial"]
    found = reading.restrictions[0]
    assert (GRANT + hidden)[found.start : found.end] == hidden


@pytest.mark.parametrize(
    "hidden",
    [
        f"```\n{BAN}\n```\n\nThank you.",
        "## No Commercial Use\n\nThank you.",
        "You may n\u043et use the model for commercial purposes.",
        "You may no\u0301t use the model for commercial purposes.",
        "Die kommerzielle Nutzung ist untersagt.",
        "Toute utilisation commerciale est interdite.",
        "Коммерческое использование запрещено.",
    ],
)
def test_what_is_not_read_leaves_openness_unsaid(hidden: str) -> None:
    """A ban in a fence, a heading, another script or another language: not open, and the note tells where."""
    reading = read_clauses(GRANT + hidden)
    assert reading.is_open is None
    assert any("not understood" in note or "unread" in note for note in reading.notes)


@pytest.mark.parametrize(
    "text",
    [
        GRANT + "All of the above unless you are a company.",
        GRANT + "The grant lapses on 1 January 2027.",
        GRANT + "Citizens of Freedonia are outside of this grant.",
        GRANT + "The paragraph above is void.",
        GRANT + "Extra condition: nobody may take money for the Software.",
        GRANT + "DRAFT. Do not rely on it.",
        GRANT + "Each deployment is billed by the vendor.",
        GRANT + "The grant covers hobby projects.",
        GRANT.replace("any person", "any person (commercial entities excepted)"),
        GRANT.replace("Permission", "If you have paid, permission"),
    ],
)
def test_what_is_taken_back_is_not_open(text: str) -> None:
    """A grant that ends, is for some alone or has its price in a side clause is not told to be open."""
    assert not read_clauses(text).is_open


@pytest.mark.parametrize(
    "harmless",
    [
        "```\n@misc{acme, title={Acme}}\n```\n\nThank you.",
        "## Disclaimer of Warranty\n\nNo warranty is given.",
        "Copyright 2025 Universidad de Chile.",
        "No assurance.",
        "This licence terminates if you breach it. It is revived once you comply.",
        "You may charge a fee, and need not send anybody a bill.",
    ],
)
def test_what_limits_nothing_leaves_it_open(harmless: str) -> None:
    """A citation in a fence, a usual heading, a name in another language: still open."""
    assert read_clauses(GRANT + harmless).is_open


def test_a_last_fence_is_nothing_unread() -> None:
    """A text that ends in a fence was read to its end, and is not said to be cut off."""
    assert not any("unread" in note for note in read_clauses(f"{GRANT}```\n@misc{{acme}}\n```\n").notes)
