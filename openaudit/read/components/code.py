"""Which code is released: to train the model, to process its data, to run it, to evaluate it.

Levels follow the rulings: `training` needs the model's own training code or script linked or shipped; a framework named
without it, a merge recipe or tools for a user's own tuning are `partial`; snippets or a bare project link, `inference`.
"""

import re
from collections.abc import Sequence

import msgspec

from openaudit.patterns import lazy
from openaudit.read.components.lines import Line, Lines
from openaudit.read.phrases import says
from openaudit.read.readings import Part
from openaudit.read.release import cite_listing
from openaudit.read.text import Citation, Document
from openaudit.record import CodeLevel

_TRAINING_FILE = lazy(r"(?:^|/)(?:train|pretrain|run_(?:clm|mlm|sft|dpo))[^/]*\.(?:py|sh|ipynb)$", re.IGNORECASE)
_TUNING_FILE = lazy(r"(?:^|/)[^/]*fine-?_?tun[^/]*\.(?:py|sh|ipynb)$", re.IGNORECASE)
_PROGRAM = lazy(r"\.(?:py|ipynb|cpp|rs|js|ts)$", re.IGNORECASE)
_GITHUB = lazy(r"^https?://(?:www\.)?github\.com/([\w.-]+/[\w.-]+)", re.IGNORECASE | re.ASCII)
_WORD = lazy(r"[a-z]+|\d+")
_SHARED = ("library", "framework")
_SHORTEST = 4  # letters of a name that another may begin with
_STEPS = 40  # lines beneath the words that steps to train the model follow
_READ = 4000  # characters of a block of code that are looked at


class CodeReading(msgspec.Struct, frozen=True):
    """The level of the model's code with its places, and each kind of code by itself."""

    level: CodeLevel
    citations: tuple[Citation, ...]
    training: Part
    processing: Part
    inference: Part
    evaluation: Part


def read_code(lines: Lines | None, paths: Sequence[str], repository: Document) -> CodeReading:
    """What code the card and the listing show; `lines` is None where there is no card to read."""
    own = _project_lines(lines) if lines is not None else []
    inference = _inference(lines, own, _listed(paths, _PROGRAM, repository))
    project = lines.cite(own) if lines is not None else ()
    training = _training(lines, paths, repository)
    level: CodeLevel = "inference" if inference.presence == "yes" else "none"
    if training.presence in {"yes", "partial"}:
        level = "training" if training.presence == "yes" else "partial"
    citations = training.citations if level in {"training", "partial"} else inference.citations
    return CodeReading(
        level=level,
        citations=citations,
        training=_or_unread(training, project),
        processing=_or_unread(_processing(lines), project),
        inference=inference,
        evaluation=_or_unread(_evaluation(lines), project),
    )


def _or_unread(part: Part, project: tuple[Citation, ...]) -> Part:
    """A part that the card doesn't speak of may lie in the project that it links to, which nobody read."""
    return part if part.presence != "no" or part.citations or not project else Part("unknown", project)


def _listed(paths: Sequence[str], pattern: re.Pattern[str], repository: Document) -> tuple[Citation, ...]:
    path = next((p for p in paths if pattern.search(p)), None)
    return cite_listing(repository, f'"{path}"') if path is not None else ()


def _training(lines: Lines | None, paths: Sequence[str], repository: Document) -> Part:
    if shipped := _listed(paths, _TRAINING_FILE, repository):
        return Part("yes", shipped)
    if lines is not None:
        own = [line for line in lines.all if _own_training(line)] or _by_words(lines)
        if own:
            return Part("yes", lines.cite(own))
        if shown := _shown_run(lines):
            return Part("yes", shown)
        if partly := _partial_training(lines):
            return Part("partial", partly)
    if shipped := _listed(paths, _TUNING_FILE, repository):
        return Part("partial", shipped)
    return Part("no", lines.cite(lines.saying("training-code-kept")) if lines is not None else ())


def training_project(lines: Lines) -> str | None:
    """The project on GitHub (`owner/name`) that holds the training code by the card's words; None for none."""
    told = [line for line in lines.all if _own_training(line)] or (_by_words(lines) and _project_lines(lines))
    links = (link.url for line in told for link, place in line.links if place.target == "project")
    found = dict.fromkeys(m[1].removesuffix(".git") for url in links if (m := _GITHUB.match(url)) is not None)
    owner = lines.model.partition("/")[0].casefold()
    candidates = [name for name in found if name.partition("/")[0].casefold() == owner] or list(found)
    return candidates[0] if len(candidates) == 1 else None  # which of several it is would be a guess


def _own_training(line: Line) -> bool:
    """Whether a line links to code that trained this model: not a framework's front page, not tools for its users."""
    if not any(p.target in {"project", "file"} or (p.inside and p.target in _SHARED) for _, p in line.links):
        return False
    if line.topic in {"limits", "evaluation"} or line.is_("for-users"):
        return False
    if line.is_("training-steps"):
        return True
    if not line.is_("training-code"):
        return False
    return line.is_("making") or not (line.topic == "tuning" or line.is_("only-tuning"))


def _by_words(lines: Lines) -> list[Line]:
    """Lines that say that the training code, or all code, is released."""
    return _held(lines, [*lines.saying("everything"), *lines.saying("training-code-by-words")])


def _held(lines: Lines, told: Sequence[Line]) -> list[Line]:
    """Those of the lines whose word a project that the card links to, or this repository, can hold."""
    held = any(line.leads_to("project") for line in (*lines.all, *lines.loose))
    return [
        line
        for line in told
        if (held or line.is_("held-here") or line.leads_to("file"))
        and not line.is_("for-users")
        and line.topic != "evaluation"
    ]


def _shown_run(lines: Lines) -> tuple[Citation, ...]:
    """The steps that train the model anew, where a block of code beneath them runs a script of a named project."""
    told = [line for line in lines.saying("training-steps") if line.topic not in {"evaluation", "limits"}]
    for line in told:
        last = line.sentence.lines[1]
        beneath = [b for b in lines.card.prose.code if last <= b.lines[0] <= last + _STEPS]
        runs = [b for b in beneath if says("training-run", b.text[:_READ])]
        if runs and any("git clone" in b.text[:_READ] for b in beneath):
            return (*lines.cite([line]), *lines.cite_code(runs[:1]))
    return ()


def _partial_training(lines: Lines) -> tuple[Citation, ...]:
    """The places of a merge recipe, of a framework that the model was made with, or of tools to tune it further."""
    recipes = [b for b in lines.card.prose.code if says("recipe", b.text[:_READ])]
    if recipes:
        return lines.cite_code(recipes)
    named = [line for line in lines.all if _names_framework(line) or _offers_tools(line)]
    if named:
        return lines.cite(named)
    return lines.cite_code([b for b in lines.card.prose.code if says("training-run", b.text[:_READ])])


def _names_framework(line: Line) -> bool:
    if line.topic in {"evaluation", "limits", "tuning"} or line.is_("for-users"):
        return False
    return (line.leads_to("framework") or line.is_("framework")) and (line.topic == "training" or line.is_("made-with"))


def _offers_tools(line: Line) -> bool:
    """Whether a line tells of tools that the model's makers offer: their own, or a place inside a framework."""
    if line.is_("training-code-by-words") and line.is_("for-users"):
        return True
    own = any(p.target in {"project", "file"} or (p.target == "framework" and p.inside) for _, p in line.links)
    if not own or line.topic in {"limits", "evaluation"}:
        return False
    return line.is_("tuning-tools") or line.topic == "tuning" or line.is_("training-code")


def _inference(lines: Lines | None, own: Sequence[Line], program: tuple[Citation, ...]) -> Part:
    if lines is not None:
        snippets = [b for b in lines.card.prose.code if says("usage", f"```{b.language}\n{b.text[:_READ]}")]
        if snippets:
            return Part("yes", lines.cite_code(snippets[:1]))
        if own:
            return Part("yes", lines.cite(own))
    return Part("yes", program) if program else Part("no")


def _project_lines(lines: Lines) -> list[Line]:
    """Lines that link to the model's own project: by what they call it, or by a name that is the model's."""
    return [line for line in (*lines.all, *lines.loose) if _is_own_project(line, lines.model)]


def _is_own_project(line: Line, model: str) -> bool:
    if line.topic in {"evaluation", "limits", "data"}:
        return False
    if line.leads_to("project", "framework") and line.is_("project"):
        return True
    if line.leads_to("file", "other") and line.is_("usage-guide"):
        return True
    details = line.is_("project-details")
    return any(
        p.target == "project" and not p.inside and (details or _alike(p.repository, model)) for _, p in line.links
    )


def _alike(repository: str, model: str) -> bool:
    """Whether a repository goes by the model's name: one begins like the other."""
    ours, theirs = ("".join(_WORD.findall(name.rpartition("/")[2].lower())) for name in (model, repository))
    return len(theirs) >= _SHORTEST and (ours.startswith(theirs) or theirs.startswith(ours))


def _processing(lines: Lines | None) -> Part:
    if lines is None:
        return Part("no")
    told = [
        line
        for line in lines.saying("data-code")
        if line.topic != "limits" and (line.leads_to("project", "file") or line.is_("held-here"))
    ]
    told += _held(lines, list(lines.saying("everything")))
    told += [line for line in lines.saying("replication") if line.leads_to("project", "file")]
    return Part("yes", lines.cite(told)) if told else Part("no")


def _evaluation(lines: Lines | None) -> Part:
    if lines is None:
        return Part("no")
    told = [line for line in lines.saying("evaluation-code") if line.leads_to("project", "file")]
    if told:
        return Part("yes", lines.cite(told))
    harness = [line for line in lines.all if line.leads_to("evaluation")]
    return Part("partial", lines.cite(harness)) if harness else Part("no")
