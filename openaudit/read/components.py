"""Which parts of the making are released: code, data, evaluation, checkpoints; each with the line that shows it.

Levels follow the rulings: `training` needs the model's own training code or script linked or shipped; a framework
named without it, or a merge recipe, is `partial`; usage snippets or a bare project link are `inference`.
"""

import re
from collections.abc import Sequence

from openaudit.read.card import Card
from openaudit.read.phrases import says
from openaudit.read.prose import CodeBlock, Link, Sentence
from openaudit.read.readings import Released
from openaudit.read.release import cite_listing
from openaudit.read.text import Citation, Document
from openaudit.record import CodeLevel, DataLevel
from openaudit.snapshot import Snapshot

_CODE_HOST = re.compile(
    r"^https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com)/[^/]+/[^/]+",
    re.IGNORECASE,
)
_DATASET_LINK = re.compile(r"^https?://(?:huggingface\.co|hf\.co)/datasets/", re.IGNORECASE)
_TRAINING_FILE = re.compile(
    r"(?:^|/)(?:train|fine-?_?tun|pretrain|run_(?:clm|mlm|sft))[^/]*\.(?:py|sh|ipynb)$", re.IGNORECASE
)
_PROGRAM = re.compile(r"\.(?:py|ipynb|cpp|rs|js|ts)$", re.IGNORECASE)
_SHOWN = 3  # places cited for one level: more prove no more


def read_components(snapshot: Snapshot, card: Card | None, repository: Document) -> Released:
    """What the card and the listing show beside the weights."""
    paths = [f.path for f in snapshot.repository.files]
    shipped = next((p for p in paths if _TRAINING_FILE.search(p)), None)
    program = next((p for p in paths if _PROGRAM.search(p)), None)
    listed = cite_listing(repository, f'"{shipped or program}"') if shipped or program else ()
    if card is None:
        level: CodeLevel = "training" if shipped else "inference" if program else "none"
        return Released(code=level, code_citations=listed)
    code, code_citations = _code(card)
    if shipped:
        code, code_citations = "training", listed
    elif code == "none" and program:
        code, code_citations = "inference", listed
    data, data_citations = _data(card)
    data_code = _cite(
        card, [s for s in _saying(card, "data-code") if _links_at(card, s)] or _saying(card, "everything")
    )
    evaluation = _evaluation(card)
    checkpoints = _cite(card, _saying(card, "checkpoints"))
    return Released(
        code=code,
        code_citations=code_citations,
        data=data,
        data_citations=data_citations,
        data_code=bool(data_code),
        data_code_citations=data_code,
        evaluation=bool(evaluation),
        evaluation_citations=evaluation,
        checkpoints="intermediate" if checkpoints else "none",
        checkpoint_citations=checkpoints,
        paper=any("arxiv.org" in link.url for link in card.prose.links),
    )


def _code(card: Card) -> tuple[CodeLevel, tuple[Citation, ...]]:
    linked = [s for s in _saying(card, "training-code") if _links_at(card, s)] or _saying(card, "everything")
    if linked:
        return "training", _cite(card, linked)
    if framework := _saying(card, "training-framework"):
        return "partial", _cite(card, framework)
    recipe = [b for b in card.prose.code if says("training-framework", b.text[:2000])]
    if recipe:
        return "partial", tuple(_cite_code(card, b) for b in recipe[:_SHOWN])
    snippets = tuple(_cite_code(card, b) for b in card.prose.code[:1])
    projects = tuple(card.document.cite(*link.lines) for link in card.prose.links if _CODE_HOST.match(link.url))
    return ("inference", (snippets or projects)[:_SHOWN]) if snippets or projects else ("none", ())


def _links_at(card: Card, sentence: Sentence) -> Sequence[Link]:
    """The links to a code host, or to a file of the repository, that stand in a sentence's lines."""
    first, last = sentence.lines
    return [
        link
        for link in card.prose.links
        if first <= link.lines[0] <= last and not link.image and (_CODE_HOST.match(link.url) or "://" not in link.url)
    ]


def _data(card: Card) -> tuple[DataLevel, tuple[Citation, ...]]:
    named = card.cite_key("datasets")
    if card.strings("datasets") and named is not None:
        return "released", (named,)
    linked = [link for link in card.prose.links if _DATASET_LINK.match(link.url)]
    if linked:
        return "released", tuple(card.document.cite(*link.lines) for link in linked[:_SHOWN])
    rebuilt = [s for s in _saying(card, "data-reconstruction") if _links_at(card, s)]
    if rebuilt:
        return "documented", _cite(card, rebuilt)
    described = _saying(card, "training-data")
    return ("described", _cite(card, described)) if described else ("none", ())


def _evaluation(card: Card) -> tuple[Citation, ...]:
    """Evaluation results: the metadata's `model-index`, or a table beneath a heading that speaks of results."""
    index = card.cite_key("model-index")
    if index is not None:
        return (index,)
    cells = [
        s
        for s in card.prose.sentences
        if s.kind in {"table-cell", "html"}
        and any(c.isdigit() for c in s.text)
        and any(says("evaluation", heading) for heading in s.section)
    ]
    return _cite(card, cells[:1])


def _cite_code(card: Card, block: CodeBlock) -> Citation:
    """The first line of a code block that is code."""
    return card.document.cite(min(block.lines[0] + 1, block.lines[1]) if block.language else block.lines[0])


def _saying(card: Card, kind: str) -> list[Sentence]:
    return [s for s in card.prose.sentences if s.kind != "quote" and says(kind, s.text)]


def _cite(card: Card, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    return tuple(cite_sentence(card, s) for s in sentences[:_SHOWN])


def cite_sentence(card: Card, sentence: Sentence) -> Citation:
    """The place and words of a sentence of the card."""
    return card.document.cite(*sentence.lines, quote=sentence.quote)
