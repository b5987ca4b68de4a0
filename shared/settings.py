"""Settings from the environment: the only module that reads it.

Every variable stands in docs/configuration.md and .env.example (a test compares the three).
A door asks for what it needs with `require`; a missing or empty variable stops the start and is
named.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.metadata_hosts import is_metadata_host
from shared.domain.standard_webhooks import signing_key
from shared.errors import SettingsError

_HIGHEST_PORT = 65_535


def _text(value: str) -> str:
    return value


def _several(value: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(","))
    if not all(parts):
        raise ValueError("has an empty part between commas")
    return parts


def _webhook_secrets(value: str) -> tuple[str, ...]:
    secrets = _several(value)
    for secret in secrets:
        signing_key(secret)
    return secrets


def _port(value: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,4}", value) or int(value) > _HIGHEST_PORT:
        raise ValueError("is not a port from 1 to 65535")
    return int(value)


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch("0|[1-9][0-9]{0,8}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(value)

    return parse


def _url(value: str) -> str:
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


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not an IANA time zone such as Asia/Riyadh") from None
    return value


def _country(value: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", value):
        raise ValueError("is not an ISO country code of two letters such as SA")
    return value.upper()


def _tenant(value: str) -> str:
    if not re.fullmatch("[a-z0-9_-]{1,32}", value):
        raise ValueError("is not 1 to 32 of a-z, 0-9, _ and -")
    return value


def _rate(value: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", value) or float(value) <= 0:
        raise ValueError("is not a number above 0 and below 10000")
    return float(value)


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("is not a day such as 2026-01-31") from None


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return value

    return parse


def _variable(
    name: str,
    parse: Callable[[str], Any] = _text,
    default: Any = None,
    *,
    secret: bool = False,
) -> Any:
    metadata = {"name": name, "parse": parse, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, typed; None where a variable without a default is not set."""

    tenant: str = _variable("TENANT", _tenant, "default")
    store: str = _variable("STORE", _one_of("sqlite", "firestore"), "sqlite")
    sqlite_path: str | None = _variable("SQLITE_PATH")
    queue: str = _variable("QUEUE", _one_of("embedded", "pubsub"), "embedded")
    sqlite_sync: str = _variable("SQLITE_SYNC", _one_of("normal", "full"), "full")
    google_cloud_project: str | None = _variable("GOOGLE_CLOUD_PROJECT")
    firestore_database: str = _variable("FIRESTORE_DATABASE", default="(default)")
    pubsub_emulator_host: str | None = _variable("PUBSUB_EMULATOR_HOST")

    meta_app_secret: tuple[str, ...] | None = _variable("META_APP_SECRET", _several, secret=True)
    meta_verify_token: str | None = _variable("META_VERIFY_TOKEN", secret=True)
    meta_access_token: str | None = _variable("META_ACCESS_TOKEN", secret=True)
    meta_graph_url: str | None = _variable("META_GRAPH_URL", _url)
    meta_graph_version: str = _variable("META_GRAPH_VERSION", default="v26.0")
    meta_leads_since: str | None = _variable("META_LEADS_SINCE", _day)

    odoo_url: str | None = _variable("ODOO_URL", _url)
    odoo_database: str | None = _variable("ODOO_DATABASE")
    odoo_api_key: str | None = _variable("ODOO_API_KEY", secret=True)
    odoo_login: str | None = _variable("ODOO_LOGIN")
    odoo_webhook_secret: tuple[str, ...] | None = _variable(
        "ODOO_WEBHOOK_SECRET", _webhook_secrets, secret=True
    )

    oidc_audience: tuple[str, ...] | None = _variable("OIDC_AUDIENCE", _several)
    oidc_callers: tuple[str, ...] | None = _variable("OIDC_CALLERS", _several)
    iap_audience: tuple[str, ...] | None = _variable("IAP_AUDIENCE", _several)
    trusted_proxies: int | None = _variable("TRUSTED_PROXIES", _whole(0, 9))
    failures_per_minute: int = _variable("FAILURES_PER_MINUTE", _whole(1, 100_000), 30)
    requests_per_minute: int = _variable("REQUESTS_PER_MINUTE", _whole(1, 100_000), 600)
    retention_days: int = _variable("RETENTION_DAYS", _whole(1, 3650), 90)
    public_url: str | None = _variable("PUBLIC_URL", _url)
    drain_leads_per_s: float = _variable("DRAIN_LEADS_PER_S", _rate, 10.0)

    k_service: str | None = _variable("K_SERVICE")
    """Set by Cloud Run: its disk is no place for a store or a queue."""
    port: int = _variable("PORT", _port, 4200)
    default_country: str = _variable("DEFAULT_COUNTRY", _country, "SA")
    default_language: str = _variable("DEFAULT_LANGUAGE", _one_of("ar", "en"), "ar")
    time_zone: str = _variable("TIME_ZONE", _zone, "Asia/Riyadh")
    data_dir: str = _variable("DATA_DIR", default=".data")

    def require(self, *names: str) -> Settings:
        """Give these settings back, or raise SettingsError naming every variable that is unset."""
        missing = self.unset(*names)
        if missing:
            raise SettingsError(f"not set: {', '.join(missing)} (see docs/configuration.md)")
        return self

    def unset(self, *names: str) -> tuple[str, ...]:
        """Give those of some variables that are not set."""
        wanted = {f.metadata["name"]: f.name for f in fields(self)}
        return tuple(name for name in names if getattr(self, wanted[name]) is None)


VARIABLES: tuple[str, ...] = tuple(f.metadata["name"] for f in fields(Settings))
SECRETS: tuple[str, ...] = tuple(
    f.metadata["name"] for f in fields(Settings) if f.metadata["secret"]
)


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingsError naming the first malformed or empty variable."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for f in fields(Settings):
        name = f.metadata["name"]
        if name in environ:
            values[f.name] = _parse(name, environ[name].strip(), f.metadata)
    return Settings(**values)


def _parse(name: str, text: str, metadata: Mapping[str, Any]) -> object:
    if not text:
        raise SettingsError(f"{name} is empty: give it a value or unset it")
    try:
        return metadata["parse"](text)
    except ValueError as error:
        raise SettingsError(f"{name} {error}") from None


def given() -> dict[str, str]:
    """Give the variables of ours that this process was started with."""
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def set_defaults(defaults: Mapping[str, str]) -> None:
    """Give unset variables of this process a value (the local run's embedded defaults)."""
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
