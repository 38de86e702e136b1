"""Licences: the knowledge base, names, and the identification of texts."""
