"""The papers, reports, data cards, results and checkpoints that a card shows or links to."""

from collections.abc import Iterator

from openaudit.patterns import lazy
from openaudit.read.components.lines import Line, Lines
from openaudit.read.prose import CodeBlock
from openaudit.read.readings import Part
from openaudit.read.text import Citation

_DIGIT = lazy(r"\d")
_NUMBERS = lazy(r"\d+\.\d+")
_TABLE = 4  # numbers that make a block of text a table of results
_READ = 4000  # characters of a block that are looked at


def paper(lines: Lines) -> Part:
    """The model's own paper: a link to where papers lie that the card calls its own."""
    told = [line for line in lines.all if line.leads_to("paper") and _calls(line, "own-paper", "own-report")]
    return _part(lines, told)


def report(lines: Lines) -> Part:
    """A technical report, be it a paper or a document elsewhere."""
    return _part(lines, [line for line in lines.all if line.links and _calls(line, "own-report")])


def _calls(line: Line, *kinds: str) -> bool:
    """Whether a line that tells of this model, not of its data or of how it was measured, is of one of these kinds."""
    return line.topic not in {"evaluation", "data"} and any(line.is_(kind) for kind in kinds)


def data_card(lines: Lines) -> Part:
    """A card or datasheet of the training data that is linked; `partial` where it is only spoken of."""
    told = [line for line in lines.saying("data-card") if line.topic != "evaluation"]
    linked = [line for line in told if line.links]
    return Part("yes", lines.cite(linked)) if linked else Part("partial" if told else "no", lines.cite(told))


def checkpoints(lines: Lines) -> Part:
    """Checkpoints from the course of training."""
    return _part(lines, list(lines.saying("checkpoints")))


def results(lines: Lines) -> Part:
    """Evaluation results: `model-index`, a table or figures in the card; `partial` where they are only linked."""
    index = lines.card.cite_key("model-index")
    if index is not None:
        return Part("yes", (index,))
    if shown := next(_shown(lines), ()):
        return Part("yes", shown)
    linked = [
        line for line in lines.all if line.topic == "evaluation" and line.links and line.is_("section-evaluation")
    ]
    return Part("partial", lines.cite(linked)) if linked else Part("no")


def _shown(lines: Lines) -> Iterator[tuple[Citation, ...]]:
    for sentence in lines.card.prose.sentences:
        figure = sentence.kind in {"table-cell", "html"} and _DIGIT.search(sentence.text)
        if figure and lines.topic(sentence.section) == "evaluation":
            yield (lines.card.document.cite(*sentence.lines, quote=sentence.quote),)
    for line in lines.saying("result"):
        yield lines.cite((line,))
    for block, topic in lines.code:
        if topic == "evaluation" and _is_table(block):
            yield lines.cite_code((block,))


def _is_table(block: CodeBlock) -> bool:
    text = block.text[:_READ]
    return "|" in text and len(_NUMBERS.findall(text)) >= _TABLE


def _part(lines: Lines, told: list[Line]) -> Part:
    return Part("yes", lines.cite(told)) if told else Part("no")
