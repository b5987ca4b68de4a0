"""What a setting's value may be: each reader gives the value, or raises ValueError in plain words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.acting import channels
from shared.domain.extracting.schema import parse_questions
from shared.domain.extraction import Asked
from shared.domain.metadata_hosts import is_metadata_host
from shared.domain.standard_webhooks import signing_key
from shared.errors import BadInput

_HIGHEST_PORT = 65_535
_SHORTEST_SECRET = 32


def text(value: str) -> str:
    return value


def several(value: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(","))
    if not all(parts):
        raise ValueError("has an empty part between commas")
    return parts


def long_secrets(value: str) -> tuple[str, ...]:
    secrets = several(value)
    if min(map(len, secrets)) < _SHORTEST_SECRET:
        raise ValueError(f"has a part of fewer than {_SHORTEST_SECRET} characters")
    return secrets


def webhook_secrets(value: str) -> tuple[str, ...]:
    secrets = several(value)
    for secret in secrets:
        signing_key(secret)
    return secrets


def port(value: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,4}", value) or int(value) > _HIGHEST_PORT:
        raise ValueError("is not a port from 1 to 65535")
    return int(value)


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch("0|[1-9][0-9]{0,8}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(value)

    return parse


def url(value: str) -> str:
    if not _is_plain_url(value):
        raise ValueError("is not a plain http(s) address")
    if is_metadata_host(urlsplit(value).hostname or ""):
        raise ValueError("is an address where a machine's own credentials are handed out")
    return value.rstrip("/")


def _is_plain_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        has_more = parts.port == 0 or parts.query or parts.username
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not has_more


def zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not an IANA time zone such as Asia/Riyadh") from None
    return value


def country(value: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", value):
        raise ValueError("is not an ISO country code of two letters such as SA")
    return value.upper()


def tenant(value: str) -> str:
    if not re.fullmatch("[a-z0-9_-]{1,32}", value):
        raise ValueError("is not 1 to 32 of a-z, 0-9, _ and -")
    return value


def rate(value: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", value) or float(value) <= 0:
        raise ValueError("is not a number above 0 and below 10000")
    return float(value)


def day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("is not a day such as 2026-01-31") from None


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return value

    return parse


def model(value: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9.-]{2,59}", value):
        raise ValueError("is not a model's name such as gemini-3.5-flash-lite")
    return value


def sender(value: str) -> str:
    name, address = r"[^<>\"\x00-\x1f\x7f]{1,100}", r"[!-~]{1,64}@[a-z0-9.-]{1,190}"
    if not re.fullmatch(rf"{name} <{address}>|{address}", value, re.IGNORECASE):
        raise ValueError("is not an address such as Sales <sales@example.com>")
    return value


def number(value: str) -> str:
    if not re.fullmatch("[0-9]{5,30}", value):
        raise ValueError("is not a number of 5 to 30 digits")
    return value


def mail_server(value: str) -> channels.MailServer:
    return channels.read_mail_server(value)


def chat_channels(value: str) -> tuple[channels.ChatChannel, ...]:
    return channels.read_chat_channels(value)


def webhook_endpoints(value: str) -> tuple[channels.WebhookEndpoint, ...]:
    return channels.read_webhook_endpoints(value)


def questions(value: str) -> tuple[Asked, ...]:
    try:
        return parse_questions(json.loads(value))
    except BadInput as error:
        raise ValueError(f"{error}") from None
    except (ValueError, RecursionError):
        raise ValueError("is not JSON") from None
