"""Who sent this: Meta's signature over the raw bytes of a webhook.

Meta signs with HMAC-SHA256, key App Secret, header `X-Hub-Signature-256: sha256=<hex>` (Meta,
Webhooks getting started, read 2026-11). It signs the bytes that it sends, so they are checked
before anything is parsed; the signature holds no time, so repeats are for the ledger to fold.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Sequence

# Meta writes lower-case hex. Upper case is the same number and proves the same knowledge of the
# secret, so it is taken too: refusing it would guard nothing and could lose leads.
_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})\Z")


def check_signature(
    raw_body: bytes, header_values: Sequence[str] | str | None, secrets: Sequence[str]
) -> None:
    """Raise NotAuthentic unless one of `secrets` signed exactly these bytes.

    `header_values` is every value of the header: none and several are refused alike, and so are
    SHA-1, a wrong length and letters outside ASCII. Every secret is tried in constant time; an
    empty one never verifies.
    """
    given = _digest(header_values)
    matches = 0
    for secret in secrets:
        expected = hmac.digest(secret.encode(), raw_body, "sha256")
        # No early exit: how long it takes must not tell which secret fits.
        matches += hmac.compare_digest(expected, given) and bool(secret)
    if not matches:
        raise NotAuthentic("the signature does not match", code="signature")


def sign(raw_body: bytes, secret: str) -> str:
    """Give the header value with which Meta would send these bytes."""
    return f"sha256={hmac.digest(secret.encode(), raw_body, 'sha256').hex()}"


def _digest(header_values: Sequence[str] | str | None) -> bytes:
    values = [header_values] if isinstance(header_values, str) else list(header_values or ())
    match = _SIGNATURE.match(values[0]) if len(values) == 1 else None
    if match is None:
        raise NotAuthentic("the signature is missing or malformed", code="signature")
    return bytes.fromhex(match[1])
