"""Texts become facts with a place: file, hash, lines, quote."""
