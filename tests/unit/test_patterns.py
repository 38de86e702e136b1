"""Patterns that wait for their first use."""

import re

import pytest

from openaudit.patterns import lazy, linear


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


def test_a_large_pattern_writes_nothing_and_misses_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """RE2 tells of an automaton that outgrew its memory on the terminal; the tables' patterns stay within theirs."""
    words = "|".join(f"{'ab'[n % 2]}[^.]{{0,60}}{n:03}" for n in range(200))
    text = "ab" * 3000 + " 199"
    assert linear(words).search(text) is not None
    assert capfd.readouterr().err == ""
