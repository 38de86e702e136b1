"""Sections, numbered clauses at any depth, list heads, headings and sentences."""

from openaudit.licensing.structure import SENTENCE_LIMIT, Sentence, read_structure


def sentences(text: str) -> list[Sentence]:
    return [s for s in read_structure(text).sentences if not s.is_title]


def test_clause_numbers_are_those_of_the_text_at_any_depth() -> None:
    """Letters under numbers, Roman numbers under letters, and back again."""
    text = (
        "1. Grant of Rights.\n   a. One is here.\n      i. First thing.\n      ii. Second thing.\n"
        "   b. Two is here.\n2. Rest of it.\n"
    )
    assert [s.clause for s in sentences(text) if "thing" in s.words or "here" in s.words] == [
        "1.a",
        "1.a.i",
        "1.a.ii",
        "1.b",
    ]
    assert read_structure(text).sentences[-1].clause == "2"


def test_i_after_h_is_a_letter() -> None:
    """The ninth letter of a count is no Roman number."""
    text = "\n".join(f"{c}. Item {c} is one of them." for c in "abcdefghij")
    assert [s.clause for s in sentences(text)] == list("abcdefghij")


def test_decimal_clauses_are_whole_in_themselves() -> None:
    """1.2 is not 1.1.2; a paragraph sign is kept."""
    text = "1. Terms of Use\n\n1.1 You may run it.\n\n1.2 You may copy it.\n\n§ 3 You may share it.\n"
    assert [s.clause for s in sentences(text)] == ["1.1", "1.2", "§ 3"]


def test_attachments_begin_their_own_count() -> None:
    """The first clause of an attachment is not one of the body."""
    text = "9. The end of it.\n\nAttachment A\n\nYou agree not to:\n\n1. do one thing\n2. do another\n"
    items = [s for s in sentences(text) if s.lead]
    assert [s.clause for s in items] == ["Attachment A.1", "Attachment A.2"]
    assert items[0].full == "you agree not to: do one thing"


def test_chinese_numbers_are_clauses() -> None:
    """第一条 and 一、 number clauses."""
    assert [s.clause for s in sentences("第一条 您可以使用。\n\n二、您可以复制。\n")] == ["第一条", "二"]


def test_a_number_at_a_wrapped_lines_begin_is_no_clause() -> None:
    """Years, amounts and references that a line happens to begin with go on with the sentence."""
    assert [s.clause for s in sentences("as said in Section\n2.1 of this text, and\n700 million users.")] == [None]


def test_headings_stand_above_their_sentences() -> None:
    """Markdown headings and set-apart titles are the sentence's title, not sentences."""
    text = "# Big Licence\n\n## Prohibited Uses\n\nNo harm is done.\n"
    (sentence,) = sentences(text)
    assert sentence.title == "big licence / prohibited uses"


def test_a_long_inline_list_is_split_at_its_marks() -> None:
    """Items of a list inside a sentence get its head; those of a condition stay with what follows from it."""
    filler = "and so forth with many more words that make this sentence a long one to read through "
    inline = f"You must (i) keep the notice {filler}; (ii) show the name {filler}; and (iii) tell us {filler}."
    assert [s.lead for s in sentences(inline)] == ["", "you must", "you must", "you must"]
    condition = (
        f"If (i) you have users {filler}; (ii) you have money {filler}; or (iii) you have both {filler}, ask us."
    )
    assert len(sentences(condition)) == 1


def test_code_is_marked() -> None:
    """What stands between fences is code."""
    assert [s.code for s in read_structure("Words here.\n\n```\nuse it\n```\n").sentences] == [False, True]


def test_abbreviations_end_no_sentence() -> None:
    """Inc., e.g. and section numbers go on."""
    assert len(sentences("Example Inc. Grants nothing, e.g. Weights, under No. 5 of it. This is two.")) == 2


def test_a_text_of_too_many_sentences_says_where_it_was_cut() -> None:
    """Beyond the limit nothing is read, and `cut` says from where."""
    text = "A b.\n\n" * (SENTENCE_LIMIT + 10)
    structure = read_structure(text)
    assert len(structure.sentences) == SENTENCE_LIMIT
    assert structure.cut == 6 * SENTENCE_LIMIT
    assert read_structure("A b.\n\n").cut is None
