"""By what a person is found again without being named: a hash of their e-mail or phone.

Salted with the tenant, so that the same person has other hashes elsewhere. Whoever has the tenant's
name and guesses a number can still check the guess: a hash is personal data and is erased as such.
"""

from __future__ import annotations

from shared.domain.ids import hashed


def person_hash(tenant: str, known: str) -> str:
    """Give the hash of a normalised e-mail or phone: 32 hex digits."""
    return hashed(tenant, known)
