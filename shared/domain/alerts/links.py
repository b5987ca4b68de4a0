"""Links in mails and chats that act for one reader on one alert: signed, and good for some days.

`1.PAYLOAD.SIGNATURE`; both parts are base64url without padding. The payload is 30 bytes: what (1),
reader (8), end in seconds since 1970 (5), alert (16); the signature is HMAC-SHA256 over
`1.PAYLOAD`. Whoever holds a link may use it, as whoever reads the mail may.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.alerts.alert import AlertId
from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = "1"
GOOD_FOR = timedelta(days=14)
"""A mail that is older is about another day's work: the alert still stands on the page."""
LONGEST = 200
_TOKEN = re.compile(r"(1\.([A-Za-z0-9_-]{40}))\.([A-Za-z0-9_-]{43})", re.ASCII)
_PURPOSE = b"alert-link\x1f"
_READER = slice(1, 9)
_END = slice(9, 14)


class Says(StrEnum):
    """What a reader says by a link."""

    STEP = "step"
    DONE = "done"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    ACKNOWLEDGE = "acknowledge"
    OPEN = "open"


_CODES = tuple(Says)
"""The place of each is its code in a link: never reorder, append."""


@dataclass(frozen=True, slots=True)
class SignedLink:
    """What a link that we have made is for."""

    alert: AlertId
    says: Says
    reader_id: int
    ends_at: datetime


def sign_link(link: SignedLink, secret: str) -> str:
    """Give the token of a link; its end is cut to the second."""
    payload = (
        bytes([_CODES.index(link.says)])
        + link.reader_id.to_bytes(8, "big")
        + int(link.ends_at.timestamp()).to_bytes(5, "big")
        + bytes.fromhex(link.alert)
    )
    signed = f"{VERSION}.{_base64url(payload)}"
    return f"{signed}.{_signature(signed, secret)}"


def read_link(token: str, secrets: Sequence[str], now: datetime) -> SignedLink:
    """Check and read; raises NotAuthentic, `timestamp` for one that was ours and has ended."""
    parts = _TOKEN.fullmatch(token) if len(token) <= LONGEST else None
    if parts is None or not _is_signed(parts[1], parts[3], secrets):
        raise NotAuthentic("the link is not whole, or not ours", code="signature")
    link = _understood(base64.urlsafe_b64decode(parts[2]))
    if now >= link.ends_at:
        raise NotAuthentic("the link has ended", code="timestamp")
    return link


def _is_signed(signed: str, signature: str, secrets: Sequence[str]) -> bool:
    """Compare with every secret, without an early exit: time must not tell which one fits."""
    fits = [hmac.compare_digest(_signature(signed, one), signature) for one in secrets if one]
    return any(fits)


def _understood(payload: bytes) -> SignedLink:
    """Read a payload whose signature is right."""
    if payload[0] >= len(_CODES):
        raise NotAuthentic("the link is of newer code", code="signature")
    ends_at = datetime.fromtimestamp(int.from_bytes(payload[_END], "big"), UTC)
    reader_id = int.from_bytes(payload[_READER], "big")
    return SignedLink(AlertId(payload[14:].hex()), _CODES[payload[0]], reader_id, ends_at)


def _signature(signed: str, secret: str) -> str:
    return _base64url(hmac.digest(secret.encode(), _PURPOSE + signed.encode(), "sha256"))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
