"""References are strangers' texts: whatever they are, they name a model or are refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openaudit.errors import ReferenceInvalid
from openaudit.fetch.reference import Reference, parse, valid_id

WORDS = [
    "org",
    "name",
    "gpt2",
    "hf://",
    "https://huggingface.co",
    "hf.co",
    "tree",
    "main",
    "refs/pr/1",
    "datasets",
    "models",
]
MARKS = [
    "/",
    "//",
    "@",
    "%2F",
    "..",
    ".",
    "~",
    "~root",
    "-",
    "--",
    "?",
    "#",
    "[",
    ":",
    "\\",
    " ",
    "\n",
    "\x00",
    "\ud800",
    "é",
]
PIECES = st.sampled_from(WORDS) | st.sampled_from(MARKS)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map("/".join))


@given(TEXTS, st.one_of(st.none(), TEXTS))
def test_any_text_is_a_reference_or_is_refused(text: str, revision: str | None) -> None:
    """Nothing but a Reference comes back, and nothing but ReferenceInvalid, with reason and next step, is raised."""
    try:
        found: Reference | ReferenceInvalid = parse(text, revision)
    except ReferenceInvalid as refusal:
        found = refusal
    if isinstance(found, ReferenceInvalid):
        assert all((found.what, found.why, found.fix))
        return
    assert found.kind != "hub" or valid_id(found.id)
    assert found.revision is None or (found.kind == "hub" and found.revision.isprintable())


PART = st.from_regex(r"[A-Za-z0-9]{1,8}([._-][A-Za-z0-9]{1,8}){0,3}", fullmatch=True).filter(
    lambda part: not part.endswith(".git")
)


@given(
    st.tuples(PART.filter(lambda p: p not in {"datasets", "spaces"}), PART),
    st.sampled_from(["main", "refs/pr/12", "v1.0"]),
)
def test_the_forms_of_a_reference_agree(parts: tuple[str, str], revision: str) -> None:
    """An id, its address and its hf:// form mean the same repository."""
    name = "/".join(parts)
    if parts[0] in {"api", "blog", "collections", "docs", "join", "login", "models", "new", "organizations"}:
        return
    if parts[0] in {"papers", "settings"} or parts[1] in {"tree", "blob", "raw", "resolve", "commit", "commits"}:
        return
    meant = Reference("hub", name, revision)
    assert parse(name, revision) == meant
    assert parse(f"hf://{name}@{revision}") == meant
    assert parse(f"https://huggingface.co/{name}/tree/{revision}") == meant
    assert parse(f"https://huggingface.co/{name}/blob/{revision.replace('/', '%2F')}/README.md") == meant


@pytest.mark.parametrize("text", ["a" * 5000, "/" * 5000, "[" * 500, "https://huggingface.co/" + "a/" * 400])
def test_long_texts_are_refused_shortly(text: str) -> None:
    """What a message shows of a long text is cut."""
    with pytest.raises(ReferenceInvalid) as caught:
        parse(text)
    assert len(caught.value.what) < 200
