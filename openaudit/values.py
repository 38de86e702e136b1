"""What all types of the record are made of."""

import msgspec


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root of the record's types: immutable, and strict about what it is read from."""
