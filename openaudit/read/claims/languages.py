"""The language of a sentence, among those that have a phrase table: by its script, else by its commonest words."""

from functools import cache

from openaudit.patterns import lazy
from openaudit.read.claims.phrases import common_words

# In this order: Japanese is written with Chinese characters as well.
_SCRIPTS = (
    ("ja", lazy("[\u3040-\u30ff]")),
    ("ko", lazy("[\uac00-\ud7af]")),
    ("zh", lazy("[\u4e00-\u9fff]")),
    ("ru", lazy("[\u0400-\u04ff]")),
    ("ar", lazy("[\u0600-\u06ff]")),
)
_WORD = lazy(r"[^\W\d_]+")
_FEW = 2  # fewer characters of a script are a name or an example


def language_of(text: str) -> str:
    """The sentence's language; English where nothing says another.

    >>> language_of("Ce modèle est distribué sous licence MIT."), language_of("模型权重开源"), language_of("MIT")
    ('fr', 'zh', 'en')
    """
    if not text.isascii():
        for language, script in _SCRIPTS:
            if len(script.findall(text)) >= _FEW:
                return language
    counts: dict[str, int] = {}
    known = _languages_by_word()
    for word in filter(known.__contains__, _WORD.findall(text.lower())):
        for language in known[word]:
            counts[language] = counts.get(language, 0) + 1
    best = max(counts, key=lambda language: counts[language], default="en")
    return best if counts.get(best, 0) > max(1, counts.get("en", 0)) else "en"


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in common_words().items():
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found
