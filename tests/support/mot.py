"""Model files in the shape of the Model Openness Tool's, made up."""

from collections.abc import Mapping

from openaudit.answers.mot import MotAnswer, evaluate
from openaudit.read.mof import framework
from openaudit.read.text import read_text
from openaudit.record.mof import CLASSES, MofClass, MofReading
from openaudit.snapshot import TextFile

HEAD = "framework:\n  name: Model Openness Framework\n  version: '1.0'\n  date: '2024-12-15'\n"


def required(class_: MofClass) -> list[str]:
    """The names of the components that a class and those below it require."""
    asked = CLASSES[: CLASSES.index(class_) + 1]
    return [c.name for c in framework().components if c.class_ in asked and not c.optional]


def model_file(components: Mapping[str, str | None], **licenses: str) -> str:
    """A model file that lists these components, each with its own licence or none, under these release licences."""
    scopes = "".join(f"    {scope}:\n      name: {name}\n      path: ''\n" for scope, name in licenses.items())
    items = "".join(
        f"    -\n      name: '{name}'\n      description: ''\n" + (f"      license: {own}\n" if own is not None else "")
        for name, own in components.items()
    )
    license_ = f"  license:\n{scopes}" if scopes else "  license: {}\n"
    listed = f"  components:\n{items}" if items else "  components: []\n"
    return f"{HEAD}release:\n  name: Small\n  version: 1B\n  date: '2026-01-01'\n  producer: Acme\n{license_}{listed}"


def answer(text: str | bytes) -> MotAnswer:
    """What `openaudit mof` answers to a file of this text."""
    return evaluate(read_text(TextFile("model.yml", text.encode() if isinstance(text, str) else text)))


def strict(text: str) -> MofReading:
    """The strict reading of a file that has no fault."""
    found = answer(text)
    assert found.problems == ()
    assert found.strict is not None
    return found.strict


def normal(text: str) -> MofReading:
    """The normalised reading of a file that has no fault."""
    found = answer(text)
    assert found.problems == ()
    assert found.normalized is not None
    return found.normalized
