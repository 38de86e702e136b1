"""What words could bind anybody."""

import pytest

from openaudit.licensing.exactness import could_bind


@pytest.mark.parametrize(
    "fragment",
    [
        "Enterprises need a separate license from Acme.",
        "The following text is void; the Acme EULA governs these weights instead:",
        "Uso comercial excluido",
        "Utilisation commerciale interdite",
        "Gewerbliche Nutzung ausgeschlossen",
        "Unternehmensnutzung",
        "Enterprise Edition",
        "Uso commerciale escluso",
        "Wykorzystanie komercyjne jest zabronione",
        "Commercieel gebruik verboden",
        "Ticari kullanım yasaktır",
        "Nо cоmmerciаl usаge",
        "Ⓝⓞ Ⓒⓞⓜⓜⓔⓡⓒⓘⓐⓛ",
        "Nó cömmerciäl",
        "c o m m e r c i a l",
        "禁止商用",
        "Только для исследований",
        "Copyright 2024 Acme; commercialization reserved",
        " ".join(["word"] * 16),
        "For the weights, see WEIGHTS.md.",
    ],
)
def test_terms_could_bind(fragment: str) -> None:
    """Words that bind are known in many languages and scripts, and so is a text that is too long for a title."""
    assert could_bind(fragment)


@pytest.mark.parametrize(
    "fragment", ["", "Foo Model 2", "# Qwen2.5-7B", "Copyright (c) 2024 Acme Enterprises, Inc. All rights reserved."]
)
def test_titles_and_owners_do_not_bind(fragment: str) -> None:
    """The name of a project and the line of an owner bind nobody."""
    assert not could_bind(fragment)
