"""Tells how open an AI model really is, with proof."""

__version__ = "0.1.0"
