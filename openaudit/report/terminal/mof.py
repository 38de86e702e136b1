"""A model file under the Model Openness Framework, as people read it."""

from openaudit.answers.mot import MotAnswer
from openaudit.record.mof import CLASSES, ComponentStatus, MofClass, MofComponent, MofReading
from openaudit.report.terminal.page import BAD, BOLD, DIM, GOOD, MIXED, Page
from openaudit.report.terminal.proof import Proof

CLASS_NAME: dict[MofClass, str] = {
    "III": "Class III, Open Model",
    "II": "Class II, Open Tooling",
    "I": "Class I, Open Science",
}
STATUS_STYLE: dict[ComponentStatus, str] = {
    "included": GOOD,
    "missing": BAD,
    "unlicensed": BAD,
    "invalid": BAD,
    "unknown": DIM,
}
_NAME, _STATUS = 32, 11


def render_mof(answer: MotAnswer, *, width: int, color: bool, unicode: bool = True, verbose: bool = False) -> str:
    """The class first, then what it rests on and what it lacks; the file's faults last. Ends with a newline."""
    page = Page(width=width, color=color, unicode=unicode)
    page.row(page.text((answer.release or answer.input, BOLD)))
    if answer.strict is None or answer.normalized is None:
        page.row(page.text(("This file could not be evaluated as a model file of MOT.", BAD)))
    else:
        _standing(page, answer.strict, answer.normalized)
        if answer.problems:
            count = len(answer.problems)
            what = "1 fault is" if count == 1 else f"{count} faults are"
            page.row(page.text((f"Not all of the file could be read: {what} listed at the end.", MIXED)))
        _progress(page, answer.normalized)
        _components(page, answer.normalized, Proof(answer.evidence, page, verbose=verbose) if verbose else None)
        _names(page, f"Missing for class {answer.normalized.next_class}", answer.normalized.missing)
        _names(page, "Passes on condition: open, but no licence meant for this type", answer.normalized.conditional)
        _names(page, "Where MOT's own reading differs", answer.differences)
    if answer.problems:
        page.heading("Faults of the file", len(answer.problems))
        for problem in answer.problems:
            page.row(page.text((f"line {problem.line}", DIM)), page.text(problem.what), widths=(10,), indent=2)
    return page.finish()


def _standing(page: Page, strict: MofReading, meant: MofReading) -> None:
    page.row(page.text((_sentence(meant), BOLD)))
    if strict.class_ != meant.class_:
        called = CLASS_NAME[strict.class_] if strict.class_ is not None else "no class"
        page.row(page.text(f"MOT itself, which takes licence names to the letter, gives it {called}."))


def _sentence(reading: MofReading) -> str:
    if reading.class_ is None:
        return "In no class of the Model Openness Framework."
    said = f"{CLASS_NAME[reading.class_]}, of the Model Openness Framework"
    return f"{said}: on condition, see below." if reading.conditional else f"{said}."


def _progress(page: Page, reading: MofReading) -> None:
    page.blank()
    for class_ in CLASSES:
        reached = reading.progress[class_]
        said, style = f"in progress ({reached:g} %)", MIXED
        if reached >= 100:
            said, style = "qualified", GOOD
        elif reached == 0:
            said, style = "not met", BAD
        page.row(page.text(CLASS_NAME[class_]), page.text((said, style)), widths=(24,))


def _components(page: Page, reading: MofReading, proof: Proof | None) -> None:
    page.heading("Components")
    for component in reading.components:
        if component.optional and component.status == "missing":
            continue
        page.row(
            page.text(component.name, (" (optional)" if component.optional else "", DIM)),
            page.text((component.status, STATUS_STYLE[component.status])),
            page.text(_about(component)),
            widths=(_NAME, _STATUS),
            indent=2,
        )
        if proof is not None and component.evidence:
            page.beneath(proof.places(component.evidence), indent=4)


def _about(component: MofComponent) -> str:
    shown = component.license or ""
    if component.status in {"included", "missing", "unlicensed"}:
        return shown
    return component.reason or shown


def _names(page: Page, title: str, names: tuple[str, ...]) -> None:
    if not names:
        return
    page.heading(title, len(names))
    for name in names:
        page.row(page.text(name), indent=2)
