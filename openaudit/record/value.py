"""The root of the types that the record is made of, apart so that each part of it can have a file of its own."""

import msgspec


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root of the record's types: immutable, and strict about what it is read from."""
