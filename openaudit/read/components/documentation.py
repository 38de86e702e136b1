"""What a card documents of a model beside the parts of its making: architecture, set-up, use; and the compute stated.

Nothing here is taken for granted: a part is `yes` or `partial` by the lines that show it, `no` where a card that was
read shows none, and `unknown` without a card.
"""

import json
import re
from collections.abc import Iterator, Sequence

from openaudit.patterns import lazy
from openaudit.read.components.lines import SHOWN, Line, Lines
from openaudit.read.components.publications import read_publications
from openaudit.read.phrases import may_say, says
from openaudit.read.prose import Sentence
from openaudit.read.readings import Compute, Documented, DocumentName, Part
from openaudit.read.release import MODEL_CODE, cite_listing
from openaudit.read.text import Citation, Document
from openaudit.snapshot import Repository

_ENOUGH = 2  # lines with figures of the architecture that make an outline a description
_TOKENIZER = lazy(
    r"(?:^|/)(?:tokenizer(?:\.json|\.model|_config\.json)|vocab\.(?:json|txt)|merges\.txt|spiece\.model|sentencepiece[\w.]*\.model|"
    r"preprocessor_config\.json|tokenization[\w-]*\.py)$",
    re.IGNORECASE,
)
_CONFIG = lazy(r"(?:^|/)(?:config|params|model_index)\.json$")
_FLOP = lazy(
    r"(?<![\d.^])(\d{1,4}(?:\.\d{1,3})?)\s*(?:(?:[x×*·]\s*10\s*\^?\s*\{?\s*(\d{2})\}?)|[eE]\+?(\d{2}))\s*(?:\w+\s+){0,2}FLOPs?\b|"
    r"\bFLOPs?\b[^.\d]{0,30}(\d{1,4}(?:\.\d{1,3})?)\s*(?:(?:[x×*·]\s*10\s*\^?\s*\{?\s*(\d{2})\}?)|[eE]\+?(\d{2}))",
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def read_documented(repository: Repository, lines: Lines | None, inference: Part, listing: Document) -> Documented:
    """What the card and the listing document; `lines` is None where there is no card to read."""
    paths = [f.path for f in repository.files]
    parts: dict[DocumentName, Part] = {
        "architecture-code": _listed(paths, MODEL_CODE, listing),
        "libraries": _listed(paths, _TOKENIZER, listing),
        "modalities": _modalities(repository, lines, listing),
        "integration": inference if inference.presence == "yes" else _library(repository, lines, listing),
    }
    config = _listed(paths, _CONFIG, listing)
    if lines is None:
        told: tuple[DocumentName, ...] = (
            "setup",
            "training",
            "capabilities",
            "limitations",
            "elsewhere",
            "publication",
        )
        unread = {name: Part("unknown") for name in told}
        return Documented(parts={**parts, **unread, "architecture": _partly(config)})
    said = _Said(lines)
    publication, reviewed = read_publications(lines)
    parts |= {
        "architecture": _architecture(said, config),
        "setup": _setup(said),
        "training": _training(lines),
        "publication": publication,
        "reviewed": reviewed,
        "elsewhere": _elsewhere(lines),
        "capabilities": said.part("capabilities"),
        "limitations": said.part("limitations"),
        "data-summary": said.part("data-summary"),
        "copyright-policy": said.part("copyright-policy"),
        "price": said.part("price"),
    }
    return Documented(parts=parts, compute=_compute(said))


class _Said:
    """The sentences of a card by kind of wording; a kind that the whole card can't hold costs one look."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._sentences = [s for s in lines.card.prose.sentences if s.kind != "quote"]
        self._all = "\n".join(s.text for s in self._sentences)

    def saying(self, kind: str, *, headings: bool = False) -> list[Sentence]:
        """The first few sentences of this kind."""
        if not may_say(kind, self._all):
            return []
        found: list[Sentence] = []
        for sentence in self._sentences:
            if (headings or sentence.kind != "heading") and says(kind, sentence.text):
                found.append(sentence)
                if len(found) == SHOWN:
                    break
        return found

    def cite(self, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
        """Their places and words."""
        document = self._lines.card.document
        return tuple(document.cite(*s.lines, quote=s.quote) for s in sentences[:SHOWN])

    def part(self, kind: str) -> Part:
        """`yes` with the sentences of this kind, else `no`."""
        found = self.saying(kind)
        return Part("yes", self.cite(found)) if found else Part("no")


def _listed(paths: Sequence[str], pattern: re.Pattern[str], listing: Document) -> Part:
    path = next((p for p in paths if pattern.search(p)), None)
    return Part("yes", cite_listing(listing, json.dumps(path, ensure_ascii=False))) if path is not None else Part("no")


def _partly(part: Part) -> Part:
    return Part("partial", part.citations) if part.presence == "yes" else part


def _architecture(said: _Said, config: Part) -> Part:
    """`yes` where the card describes it with figures; `partial` by an outline or the configuration alone."""
    figures, outline = said.saying("architecture-detail"), said.saying("architecture-outline")
    if len(figures) >= _ENOUGH and outline:
        return Part("yes", said.cite([outline[0], *figures]))
    if figures or outline:
        return Part("partial", said.cite([*outline[:1], *figures]))
    return _partly(config)


def _setup(said: _Said) -> Part:
    """`yes` where the machines and the settings of the training are both told, `partial` where one of them is."""
    machines, settings = said.saying("hardware"), said.saying("hyperparameters")
    told = said.cite([*machines[:2], *settings[:1]])
    if machines and settings:
        return Part("yes", told)
    return Part("partial", told) if told else Part("no")


def _training(lines: Lines) -> Part:
    """Whether the card tells of the training or of its data."""
    told = [
        line
        for line in lines.all
        if (line.topic in {"training", "data"} and not line.is_("data-empty")) or line.is_("data-use")
    ]
    return Part("yes", lines.cite(told)) if told else Part("no")


def _links(lines: Lines) -> list[Line]:
    return [line for line in (*lines.all, *lines.loose) if line.links]


def _elsewhere(lines: Lines) -> Part:
    """The places that the card refers to for more of this model, none of which was read."""
    found = [
        line
        for line in _links(lines)
        if line.topic not in {"evaluation", "limits"}
        and (line.leads_to("project") or (line.leads_to("paper", "other") and _refers(line)))
    ]
    return Part("yes", lines.cite(found)) if found else Part("no")


def _refers(line: Line) -> bool:
    return any(line.is_(kind) for kind in ("own-paper", "own-report", "details-elsewhere"))


def _modalities(repository: Repository, lines: Lines | None, listing: Document) -> Part:
    """The task, which names what goes in and what comes out."""
    cited = lines.card.cite_key("pipeline_tag") if lines is not None else None
    if cited is not None:
        return Part("yes", (cited,))
    return Part("yes", cite_listing(listing, '"pipeline_tag"')) if repository.pipeline_tag else Part("no")


def _library(repository: Repository, lines: Lines | None, listing: Document) -> Part:
    cited = lines.card.cite_key("library_name") if lines is not None else None
    if cited is not None:
        return Part("yes", (cited,))
    return Part("yes", cite_listing(listing, '"library_name"')) if repository.library_name else Part("no")


def _compute(said: _Said) -> Compute | None:
    """The training compute that the card states; None where it states none, or figures that differ."""
    found = [
        Compute(flop, said.cite([sentence])[0])
        for sentence in said.saying("training-flops")
        if says("own-compute", sentence.text)
        for flop in _flops(sentence.text)
    ]
    return found[0] if len({c.flop for c in found}) == 1 else None


def _flops(text: str) -> Iterator[float]:
    """The figures that stand before or after the unit, in floating-point operations."""
    for match in _FLOP.finditer(text.translate(_SUPERSCRIPTS)):
        before, after = match.groups()[:3], match.groups()[3:]
        number, power, exponent = before if before[0] is not None else after
        yield float(f"{number}e{power or exponent}")
