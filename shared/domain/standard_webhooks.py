"""Who sent this, and when: signatures of Standard Webhooks over the raw bytes of a webhook.

HMAC-SHA256 of `id.timestamp.body`, in three headers; a secret is `whsec_` and the base64 of 24 to
64 bytes; several signatures stand in one header while a secret is replaced (Standard Webhooks
1.0.0, standardwebhooks.com, read 2026-11). Other versions (`v1a`: ed25519) are passed over.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
HEADERS = (ID, TIMESTAMP, SIGNATURE)
TOLERANCE_S = 300
"""How old or how far ahead of our clock a message may be."""
PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64
LONGEST_HEADER = 4096

# Without a full stop: one in the id would let the same signature fit another id and time.
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")
_SECONDS = re.compile(r"(?:0|[1-9][0-9]{0,10})\Z")
_PRINTABLE = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_HEADER}}}\Z")
_VERSION = "v1,"
_DIGEST = re.compile(r"[A-Za-z0-9+/]{43}=\Z")
"""Base64 of 32 bytes."""


@dataclass(frozen=True, slots=True)
class Authentic:
    """A message whose signature fits and which is not old.

    `fingerprint` is the same for an exact copy, whichever of its signatures the copy brings along
    and however they are spelled.
    """

    sent_at: datetime
    fingerprint: bytes


def signing_key(secret: str) -> bytes:
    """Decode one secret; raises ValueError that says what is wrong and does not repeat it."""
    if not secret.startswith(PREFIX):
        raise ValueError(f"does not begin with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"is not base64 after {PREFIX}") from None
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise ValueError(f"does not hold {SHORTEST_KEY} to {LONGEST_KEY} bytes")
    return key


def sign(raw_body: bytes, message_id: str, timestamp: int, keys: Sequence[bytes]) -> dict[str, str]:
    """Give the three headers with which a sender would send these bytes, signed by all keys."""
    signed = _signed(raw_body, message_id, str(timestamp))
    codes = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    signature = " ".join(f"{_VERSION}{code}" for code in codes)
    return {ID: message_id, TIMESTAMP: str(timestamp), SIGNATURE: signature}


def check(
    raw_body: bytes,
    headers: Mapping[str, Sequence[str]],
    keys: Sequence[bytes],
    now: datetime,
) -> Authentic:
    """Raise NotAuthentic unless one of `keys` signed exactly these bytes within five minutes.

    `headers` holds every value of each of `HEADERS`: none and several are refused alike. The age
    is looked at only after the signature was found right, so that its own code (`timestamp`) and
    the difference tell nothing to anybody who does not know a key, and much to one who does.
    """
    message_id = _one(headers, ID, _ID)
    seconds = _one(headers, TIMESTAMP, _SECONDS)
    given = _digests(headers)
    expected = [
        (hmac.digest(key, _signed(raw_body, message_id, seconds), "sha256"), key) for key in keys
    ]
    matches = 0
    for digest, key in expected:
        for one in given:
            # No early exit: how long it takes must not tell which key fits.
            matches += hmac.compare_digest(digest, one) and bool(key)
    if not matches:
        raise NotAuthentic("the signature does not match")
    _check_age(int(seconds), now)
    return Authentic(datetime.fromtimestamp(int(seconds), UTC), expected[0][0])


def _signed(raw_body: bytes, message_id: str, seconds: str) -> bytes:
    return f"{message_id}.{seconds}.".encode() + raw_body


def _one(headers: Mapping[str, Sequence[str]], name: str, pattern: re.Pattern[str]) -> str:
    values = headers.get(name, ())
    if len(values) != 1:
        raise NotAuthentic(f"{name} is missing or there several times")
    if not pattern.match(values[0]):
        raise NotAuthentic(f"{name} is malformed")
    return values[0]


def _digests(headers: Mapping[str, Sequence[str]]) -> list[bytes]:
    """Give the signatures that we understand; raises NotAuthentic if there is none."""
    parts = _one(headers, SIGNATURE, _PRINTABLE).split(" ")
    found = [_decoded(part.removeprefix(_VERSION)) for part in parts if part.startswith(_VERSION)]
    if not found:
        raise NotAuthentic(f"{SIGNATURE} holds no signature of version v1")
    return found


def _decoded(code: str) -> bytes:
    """Decode one signature; two headers that somebody joined with a comma are none."""
    digest = base64.b64decode(code) if _DIGEST.match(code) else None
    # The last sign has two idle bits: what sets them is another spelling of the same bytes.
    if digest is None or base64.b64encode(digest).decode() != code:
        raise NotAuthentic(f"{SIGNATURE} is malformed")
    return digest


def _check_age(seconds: int, now: datetime) -> None:
    behind_s = now.timestamp() - seconds
    if abs(behind_s) > TOLERANCE_S:
        where = "behind" if behind_s > 0 else "ahead of"
        raise NotAuthentic(
            f"the time of sending is {abs(round(behind_s))} s {where} our clock; "
            f"{TOLERANCE_S} s are allowed",
            code="timestamp",
        )
