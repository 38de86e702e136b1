from openaudit.answers.license import LicenseAnswer, describe, read_license
from openaudit.licensing.names import find
from openaudit.read.text import read_text
from openaudit.snapshot import TextFile
from tests.support.snapshots import MIT, STRANGE


def read(text: str, name: str = "LICENSE") -> LicenseAnswer:
    return read_license(read_text(TextFile(name, text.encode())))


def test_a_standard_text() -> None:
    """An unchanged MIT text is exact, open, with all freedoms."""
    answer = read(MIT)
    assert (answer.match, answer.expression, answer.open, answer.added) == ("exact", "MIT", True, ())
    assert answer.freedoms.share == "yes"


def test_a_changed_text_shows_the_words_and_what_they_restrict() -> None:
    """Added words are quoted with their lines, read, and what they restrict closes the licence."""
    answer = read(MIT + "\nIf you have more than 100 million monthly users you must request a licence.\n")
    assert answer.match == "modified"
    assert answer.open is False
    assert [(r.kind, r.threshold) for r in answer.restrictions] == [("user-cap", 100_000_000)]
    quotes = {e.id: e for e in answer.evidence}
    assert ["100 million monthly users" in quotes[i].quote for i in answer.added] == [True]


def test_limited_is_not_mit() -> None:
    """A text that speaks of limited liability and submitting is not called MIT."""
    answer = read("Acme Limited. You submit to our terms; permitted use is limited to what we permit.\n" * 3)
    assert answer.expression is None
    assert answer.match == "none"


def test_an_unknown_text() -> None:
    """A text that nothing known matches has no expression, and its freedoms are unknown."""
    answer = read(STRANGE)
    assert (answer.expression, answer.open, answer.freedoms.use) == (None, None, "unknown")


def test_an_entry() -> None:
    """An entry of the knowledge base shows its restrictions with their parameters and where they stand."""
    entry = find("llama3.1")
    assert entry is not None
    answer = describe(entry, "llama3.1")
    cap = next(r for r in answer.restrictions if r.kind == "user-cap")
    assert cap.threshold == 700_000_000
    assert answer.open is False
    assert {i for r in answer.restrictions for i in r.evidence} <= {e.id for e in answer.evidence}


def test_terms_that_were_not_understood_are_not_said_to_be_none() -> None:
    """A text that calls itself terms is told as not understood; one that does not is told as no licence."""
    assert "calls itself" in read(STRANGE).notes[0]
    assert "no licence" in read("# Owls\n\nThe owls of the wood fly at night, and so do the bats.\n").notes[0]
