"""Policies: what models somebody allows, read from a file, and an audit record held against it."""
