"""What Meta signs for an app's callbacks: `signed_request`, `<signature>.<payload>`.

Both parts are base64url without padding (some senders pad the signature with one `=`); the
signature is HMAC-SHA256 over the payload's text, key App Secret; the payload is JSON with
`algorithm`, `user_id` (of the app's own scope), `issued_at` and `expires` (Meta, Data Deletion
Request Callback, read 2026-11).
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4096
ALGORITHM = "HMAC-SHA256"
OLDEST = timedelta(days=7)
"""Meta does not say how long it repeats a callback; webhooks are repeated for 36 hours."""
CLOCKS_DIFFER = timedelta(minutes=10)
_PARTS = re.compile(r"([A-Za-z0-9_-]{43})=?\.([A-Za-z0-9_-]{2,4000})")
_USER_ID = re.compile(r"[0-9]{1,25}", re.ASCII)
_CODE_CHARS = 32


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request that the holder of the app secret made; neither field can be guessed or undone."""

    confirmation_code: str
    """The same for the same request, however often it is sent."""
    user_hash: str
    issued_at: datetime


def read_signed_request(text: str, secrets: Sequence[str], now: datetime) -> SignedRequest:
    """Check and read; raises NotAuthentic for all that is not Meta's own, and nothing else."""
    parts = _PARTS.fullmatch(text) if len(text) <= LONGEST else None
    if parts is None:
        raise NotAuthentic("signed_request is missing or malformed", code="signature")
    signature, payload = parts[1], parts[2].encode()
    secret = _signing_secret(signature, payload, secrets)
    user_id, issued_at = _understood(payload)
    if not now - OLDEST <= issued_at <= now + CLOCKS_DIFFER:
        raise NotAuthentic("issued_at is too long ago or in the future", code="timestamp")
    return SignedRequest(
        confirmation_code=_keyed(secret, b"confirmation\x1f" + payload),
        user_hash=_keyed(secret, b"user\x1f" + user_id.encode()),
        issued_at=issued_at,
    )


def sign_request(payload: bytes, secret: str) -> str:
    """Give the text that Meta would send for a payload."""
    encoded = _base64url(payload)
    return f"{_signature(encoded.encode(), secret)}.{encoded}"


def _signing_secret(signature: str, payload: bytes, secrets: Sequence[str]) -> str:
    """Give the secret that signed the payload; compared as text, which has one spelling only."""
    found = ""
    for secret in secrets:
        # No early exit: how long it takes must not tell which secret fits.
        fits = hmac.compare_digest(_signature(payload, secret), signature)
        found = secret if fits and secret else found
    if not found:
        raise NotAuthentic("the signature does not match", code="signature")
    return found


def _understood(payload: bytes) -> tuple[str, datetime]:
    """Read user and time out of a payload whose signature is right."""
    try:
        said = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
        algorithm, user_id = said["algorithm"], str(said["user_id"])
        issued_at = datetime.fromtimestamp(said["issued_at"], UTC)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        raise NotAuthentic("signed_request holds no request that we know") from None
    if algorithm != ALGORITHM or not _USER_ID.fullmatch(user_id):
        raise NotAuthentic("signed_request is of another kind, or names no user")
    return user_id, issued_at


def _signature(payload: bytes, secret: str) -> str:
    return _base64url(hmac.digest(secret.encode(), payload, "sha256"))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _keyed(secret: str, text: bytes) -> str:
    return hmac.digest(secret.encode(), text, "sha256").hex()[:_CODE_CHARS]
