"""Which parts of the making are released: code, data, evaluation, documents, checkpoints; each with its line."""

from openaudit.read.components.reader import project_to_ask, read_components

__all__ = ["project_to_ask", "read_components"]
