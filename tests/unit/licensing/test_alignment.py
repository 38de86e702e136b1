"""Alignment: which words of a text are words of a licence, in order."""

from openaudit.licensing.alignment import Block, align, find_whole
from openaudit.licensing.fingerprints import WINDOW, packed_windows
from openaudit.licensing.words import Words, window_hashes

TERMS = " ".join(f"term{n}" for n in range(60))


def packed(text: str) -> bytes:
    return packed_windows(window_hashes(Words(text).hashes, WINDOW))


def test_equal_texts_are_one_block() -> None:
    """A text that is the licence is one block of all its words."""
    assert align(packed(TERMS), packed(TERMS)) == [Block(0, 0, 60)]


def test_an_inserted_word_parts_two_blocks() -> None:
    """The blocks end and begin exactly at the word that was put in."""
    text = TERMS.replace("term30 ", "term30 not ")
    assert align(packed(text), packed(TERMS)) == [Block(0, 0, 31), Block(32, 31, 29)]


def test_a_removed_passage_shows_in_the_licence_places() -> None:
    """Where words were taken out, the text goes on and the licence skips."""
    text = TERMS.replace("term30 term31 term32 ", "")
    assert align(packed(text), packed(TERMS)) == [Block(0, 0, 30), Block(30, 33, 27)]


def test_a_replaced_word_is_in_no_block() -> None:
    """One word for another leaves one word uncovered on both sides."""
    text = TERMS.replace("term30 ", "other ")
    assert align(packed(text), packed(TERMS)) == [Block(0, 0, 30), Block(31, 31, 29)]


def test_repeated_passages_do_not_cross() -> None:
    """A phrase that the licence has twice is matched in order."""
    terms = "w1 w2 w3 w4 w5 w6 x1 x2 x3 x4 x5 w1 w2 w3 w4 w5 w6 y1 y2 y3"
    assert align(packed(terms), packed(terms)) == [Block(0, 0, 20)]


def test_a_far_away_phrase_is_left_out() -> None:
    """A stray phrase of the licence, far from the rest, is not part of the match."""
    text = "term0 term1 term2 term3 term4 " + "filler " * 300 + " ".join(f"term{n}" for n in range(20, 60))
    assert align(packed(text), packed(TERMS)) == [Block(305, 20, 40)]


def test_nothing_in_common_gives_no_block() -> None:
    """A text with no window of the licence has no block, nor has an empty one."""
    assert align(packed("quite another text with other words in it"), packed(TERMS)) == []
    assert align(b"", packed(TERMS)) == []


def test_the_first_word_number_is_added() -> None:
    """Places count from the number that the text's first word has."""
    assert align(packed(TERMS), packed(TERMS), 7) == [Block(7, 0, 60)]


def test_whole_is_found_only_at_window_boundaries() -> None:
    """Bytes that happen to be equal across two windows are no match."""
    assert find_whole(b"\x00\x01\x02\x03\x04\x05\x06\x07", b"\x01\x02\x03\x04") == -1
    assert find_whole(b"\x00\x01\x02\x03\x04\x05\x06\x07", b"\x04\x05\x06\x07") == 1


def test_many_passages_stay_bounded() -> None:
    """Thousands of short passages are chained without going through all pairs."""
    text = " ".join(f"{' '.join(TERMS.split()[n % 50 : n % 50 + 6])} gap{n}" for n in range(4000))
    assert align(packed(text), packed(TERMS))
