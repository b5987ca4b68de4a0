"""Standard Webhooks signatures (standardwebhooks.com, read 2026-11).

Nothing here knows Odoo. A secret is ``whsec_`` and the base64 of 24 to 64 bytes;
several, separated by spaces, are in use while one replaces another: all of them sign.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
MADE = 32
"""Length in bytes of the secrets that we make."""


class MalformedSecretError(ValueError):
    """The text is not one or more secrets of that form; it is not repeated."""


def make_secret() -> str:
    """Make a secret from the system's random source."""
    return PREFIX + base64.b64encode(secrets.token_bytes(MADE)).decode()


def signing_keys(text: str) -> tuple[bytes, ...]:
    """Decode the secrets in ``text``.

    :raises MalformedSecretError: when one is malformed, or there is none
    """
    keys = tuple(_signing_key(secret) for secret in text.split())
    if not keys:
        raise MalformedSecretError("empty")
    return keys


def _signing_key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise MalformedSecretError("prefix")
    try:
        key = base64.b64decode(secret[len(PREFIX) :], validate=True)
    except (binascii.Error, ValueError):
        # Not "from": the cause would quote the secret.
        raise MalformedSecretError("base64") from None
    if not SHORTEST <= len(key) <= LONGEST:
        raise MalformedSecretError("length")
    return key


def sign(keys: tuple[bytes, ...], message_id: str, timestamp: int, body: bytes) -> str:
    """Give the value of ``webhook-signature``: one ``v1,...`` for each key."""
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)


def headers(
    keys: tuple[bytes, ...], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """Give the headers of a signed message; ``timestamp`` in seconds since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(keys, message_id, timestamp, body),
    }
