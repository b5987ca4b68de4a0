"""Signature and time of a token, by google-auth; what it says is for the caller to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.google.keys import PublicKeys

CLOCK_SKEW_S = 30
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError)
"""What google-auth and cryptography raise at what is no token (google-auth 2.62.2, read 2026-11)."""


class GoogleTokens:
    """Tokens signed with one algorithm: RS256 by Google's accounts, ES256 by its proxy."""

    def __init__(self, keys: PublicKeys, *, algorithm: str) -> None:
        self._keys, self._algorithm = keys, algorithm

    def claims(self, token: str) -> Mapping[str, object]:
        """Give what it says; raises NotAuthentic, TransientError where keys cannot be had.

        The algorithm is ours to name, never the token's: no `none`, and no HS256 for which a
        public key would be the secret.
        """
        key_id = self._key_id(token)
        return self._verified(token, key_id, self._keys.key(key_id))

    def close(self) -> None:
        """Let go of the connection for keys."""
        self._keys.close()

    def _key_id(self, token: str) -> str:
        from google.auth import jwt

        try:
            header = jwt.decode_header(token)  # type: ignore[no-untyped-call]
        except _UNREADABLE:
            raise _no_good() from None
        key_id = header.get("kid")
        if header.get("alg") != self._algorithm or type(key_id) is not str or "crit" in header:
            raise _no_good()
        return key_id

    def _verified(self, token: str, key_id: str, pem: str) -> Mapping[str, object]:
        from google.auth import jwt

        try:
            claims: Mapping[str, object] = jwt.decode(  # type: ignore[no-untyped-call]
                token, certs={key_id: pem}, clock_skew_in_seconds=CLOCK_SKEW_S
            )
        except _UNREADABLE:
            raise _no_good() from None
        return claims


def _no_good() -> NotAuthentic:
    """One answer to all faults: which one it was is nobody's business."""
    return NotAuthentic(
        "the token is not signed by whom it should be, or not in force", code="identity_token"
    )
