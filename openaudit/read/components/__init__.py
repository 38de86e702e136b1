"""Which parts of the making are released: code, data, evaluation, documents, checkpoints; each with its line."""

from openaudit.read.components.reader import read_components

__all__ = ["read_components"]
