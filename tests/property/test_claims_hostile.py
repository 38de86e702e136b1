"""Claims in cards that nobody wrote in good faith."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openaudit.read.card import read_card
from openaudit.read.claims import read_claims
from openaudit.read.claims.reader import PASSAGE_LIMIT
from openaudit.snapshot import TextFile

_PIECES = st.sampled_from(
    [
        "We ", "open-source ", "the model ", "under ", "MIT ", "License", ": ", "not ", "commercial ", "use ", "only ",
        "data ", "Foo ", "is ", "an ", "open ", ", ", ". ", "\n", "\n\n", "# License\n\n", "- ",
        "> ", "**", "`", "```\n", "[", "](", ")", "(", "§", "·", "“", "”", '"', "?", "---\n", "extra_gated_prompt: ",
        "开源", "模型", "许可", "。", "オープンソース", "ライセンス", "라이선스", "лицензия ", "رخصة ",
        "modèle sous licence ",
        "\x00", "\u2028", "é", "İ", "ß",
        "![](https://img.shields.io/badge/License-MIT-blue) ", "https://x.y/z ",
    ]
)  # fmt: skip
_CARDS = st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=80).map("".join))


@settings(max_examples=300, deadline=None)
@given(_CARDS, st.text(max_size=20))
def test_every_claim_is_quoted_from_the_file(text: str, model: str) -> None:
    """Whatever the card, it is read to an end, and each claim's quote stands in the lines that it cites."""
    card = read_card(TextFile("README.md", text.encode("utf-8", "replace")))
    claims = read_claims(card, model)
    assert claims == read_claims(card, model)
    for claim in claims:
        assert claim.citation.lines is not None
        first, last = claim.citation.lines
        assert claim.citation.quote in "\n".join(card.document.lines[first - 1 : last])
        assert claim.citation.quote


@pytest.mark.parametrize(
    "piece",
    [
        "the open-source model ", "we ", "not ", "commercial ", "a, ", "only ", "(", "§", "·", "“", '"', "Foo is ",
        "data ", "under the ", "open, ", "license: ", "research ", "开源模型", "许可", "オープン", "лицензия ",
        "[a](b) ", "**a** ",
        "The model is open source. ", "License: MIT\n\n", "- You agree not to use it for war.\n", "x" * 200 + " open ",
    ],
)  # fmt: skip
def test_repeated_wordings_end(piece: str) -> None:
    """Tens of thousands of any one wording are read to an end, and make no more claims than passages are read."""
    card = read_card(TextFile("README.md", ("# License\n\n" + piece * (120_000 // len(piece))).encode()))
    assert len(read_claims(card, "org/Foo")) <= 10 * PASSAGE_LIMIT
