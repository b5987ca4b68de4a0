"""Where messages can be sent to, as settings name it: mail server, chat channels, webhooks.

Readers raise ValueError that says what is wrong and never repeats the value: all of it is secret.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from shared.domain.metadata_hosts import is_metadata_host
from shared.domain.standard_webhooks import signing_key

if TYPE_CHECKING:
    from collections.abc import Iterator

Encryption = Literal["starttls", "tls", "none"]
ChatKind = Literal["slack", "google_chat", "teams"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CHAT_HOSTS: tuple[tuple[re.Pattern[str], ChatKind], ...] = (
    (re.compile(r"hooks\.slack(?:-gov)?\.com"), "slack"),
    (re.compile(r"chat\.googleapis\.com"), "google_chat"),
    (
        re.compile(
            r".+\.(?:webhook\.office\.com|logic\.azure\.com|environment\.api\.powerplatform\.com)"
        ),
        "teams",
    ),
)
"""Whose hosts are whose (products' own pages on incoming webhooks, read 2026-11)."""
KINDS: tuple[ChatKind, ...] = ("slack", "google_chat", "teams")

_NAME = re.compile(r"[^\W_][\w .-]{0,59}\Z")
_VISIBLE = re.compile(r"[\x21-\x7e]{8,2000}\Z")
_SMTP: dict[str, tuple[int, Encryption]] = {"smtp": (587, "starttls"), "smtps": (465, "tls")}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server to hand mails to; `user` "" sends without login."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """A chat channel's incoming webhook; whoever knows the URL may post."""

    name: str
    kind: ChatKind
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Somebody else's endpoint; several keys sign while a secret is replaced."""

    name: str
    url: str = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)


def read_mail_server(text: str) -> MailServer:
    """Read `smtp://user:password@host:587` (STARTTLS) or `smtps://...`; user and password as in URLs."""
    parts = _split(text)
    if parts.scheme not in _SMTP or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("is not like smtp://user:password@host:587 or smtps://host:465")
    if is_metadata_host(parts.hostname):
        raise ValueError("is an address where a machine's own credentials are handed out")
    if bool(parts.username) is not bool(parts.password):
        raise ValueError("has a user or a password but not both")
    port, encryption = _SMTP[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or port,
        encryption=_weaker(parts, encryption),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def read_chat_channels(text: str) -> tuple[ChatChannel, ...]:
    """Read `{"sales": "https://hooks.slack.com/...", "team": {"kind": "teams", "url": "..."}}`."""
    return tuple(_chat_channel(name, given) for name, given in _named(text))


def read_webhook_endpoints(text: str) -> tuple[WebhookEndpoint, ...]:
    """Read `{"erp": {"url": "https://...", "secret": "whsec_..."}}`; several secrets by commas."""
    return tuple(_webhook_endpoint(name, given) for name, given in _named(text))


def _weaker(parts: SplitResult, encryption: Encryption) -> Encryption:
    if not parts.query:
        return encryption
    if parts.query != "tls=none" or parts.hostname not in LOOPBACK or parts.scheme != "smtp":
        raise ValueError("may have ?tls=none only, and only to 127.0.0.1")
    return "none"


def _named(text: str) -> Iterator[tuple[str, object]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON") from None
    if not isinstance(document, dict) or not document:
        raise ValueError("is not a JSON object with a name for each")
    for name, given in document.items():
        if not _NAME.match(name):
            raise ValueError("has a name that is not 1 to 60 letters, digits, spaces, . _ and -")
        yield name, given


def _chat_channel(name: str, given: object) -> ChatChannel:
    if isinstance(given, str):
        url = _url(name, given)
        kind = _kind_of(urlsplit(url).hostname or "")
        if kind is None:
            raise ValueError(f'{name}: say whose it is: {{"kind": "slack", "url": "..."}}')
        return ChatChannel(name, kind, url)
    if not isinstance(given, dict) or set(given) != {"kind", "url"}:
        raise ValueError(f"{name}: is neither a URL nor an object of kind and url")
    kind = next((one for one in KINDS if one == given["kind"]), None)
    if kind is None:
        raise ValueError(f"{name}: kind is not one of {', '.join(KINDS)}")
    return ChatChannel(name, kind, _url(name, given["url"]))


def _kind_of(host: str) -> ChatKind | None:
    return next((kind for pattern, kind in CHAT_HOSTS if pattern.fullmatch(host)), None)


def _webhook_endpoint(name: str, given: object) -> WebhookEndpoint:
    if not isinstance(given, dict) or set(given) != {"url", "secret"}:
        raise ValueError(f"{name}: is not an object of url and secret")
    secrets = [part.strip() for part in str(given["secret"]).split(",")]
    try:
        keys = tuple(signing_key(secret) for secret in secrets)
    except ValueError as error:
        raise ValueError(f"{name}: its secret {error}") from None
    return WebhookEndpoint(name, _url(name, given["url"]), keys)


def _url(name: str, given: object) -> str:
    """Take https to anywhere, and http to this machine, which only a local run lets through."""
    url = given if isinstance(given, str) and _VISIBLE.match(given) else ""
    try:
        parts = _split(url)
    except ValueError:
        parts = _split("")
    is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or parts.username or parts.fragment:
        raise ValueError(f"{name}: its url is not a plain https address in ASCII")
    if parts.scheme != "https" and not is_local:
        raise ValueError(f"{name}: its url is not https")
    if is_metadata_host(parts.hostname):
        raise ValueError(f"{name}: its url is where a machine's own credentials are handed out")
    return url


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        if parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ValueError("is no address")
