"""Patterns that wait for their first use."""

import re

import pytest

from openaudit.patterns import lazy


def test_it_answers_as_a_compiled_pattern() -> None:
    """Every way of asking gives what the compiled pattern gives, flags held to, the first time and the next."""
    pattern, compiled = lazy(r"(?P<word>[a-z]+)!", re.IGNORECASE), re.compile(r"(?P<word>[a-z]+)!", re.IGNORECASE)
    for text in ("Open! weights!", "none"):
        assert pattern.findall(text) == compiled.findall(text)
        assert pattern.sub(r"<\1>", text) == compiled.sub(r"<\1>", text)
        assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in compiled.finditer(text)]
        assert bool(pattern.match(text)) is bool(compiled.match(text))


def test_it_is_compiled_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making one compiles nothing; using it twice compiles it once."""
    made: list[str] = []
    compiler = re.compile

    def count(pattern: str, flags: int = 0) -> "re.Pattern[str]":
        made.append(pattern)
        return compiler(pattern, flags)

    monkeypatch.setattr(re, "compile", count)
    pattern = lazy("a+")
    assert made == []
    assert pattern.search("aa")
    assert pattern.search("baa")
    assert made == ["a+"]
