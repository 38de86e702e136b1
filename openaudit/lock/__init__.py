"""Locks: models pinned by commit and file hashes, with the terms that they were audited under."""
