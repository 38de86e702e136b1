"""Signed statements about records: in-toto statements in DSSE envelopes."""
