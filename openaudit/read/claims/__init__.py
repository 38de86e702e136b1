"""What a card says of this model's openness, its licence and what is forbidden, apart from what it says of others."""

from openaudit.read.claims.reader import read_claims

__all__ = ["read_claims"]
