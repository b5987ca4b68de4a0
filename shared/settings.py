"""Settings from the environment: the only module that reads it.

Every variable stands in docs/configuration.md and .env.example (a test compares the three).
A door asks for what it needs with `require`; a missing or empty variable stops the start and is
named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from shared import setting_kinds as kinds
from shared.domain.acting.channels import ChatChannel, MailServer, WebhookEndpoint
from shared.domain.extraction import Asked
from shared.errors import SettingsError


def _variable(
    name: str,
    parse: Callable[[str], Any] = kinds.text,
    default: Any = None,
    *,
    secret: bool = False,
) -> Any:
    metadata = {"name": name, "parse": parse, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, typed; None where a variable without a default is not set."""

    tenant: str = _variable("TENANT", kinds.tenant, "default")
    store: str = _variable("STORE", kinds.one_of("sqlite", "firestore"), "sqlite")
    sqlite_path: str | None = _variable("SQLITE_PATH")
    queue: str = _variable("QUEUE", kinds.one_of("embedded", "pubsub"), "embedded")
    sqlite_sync: str = _variable("SQLITE_SYNC", kinds.one_of("normal", "full"), "full")
    google_cloud_project: str | None = _variable("GOOGLE_CLOUD_PROJECT")
    firestore_database: str = _variable("FIRESTORE_DATABASE", default="(default)")
    pubsub_emulator_host: str | None = _variable("PUBSUB_EMULATOR_HOST")

    meta_app_secret: tuple[str, ...] | None = _variable(
        "META_APP_SECRET", kinds.several, secret=True
    )
    meta_verify_token: str | None = _variable("META_VERIFY_TOKEN", secret=True)
    meta_access_token: str | None = _variable("META_ACCESS_TOKEN", secret=True)
    meta_graph_url: str | None = _variable("META_GRAPH_URL", kinds.url)
    meta_graph_version: str = _variable("META_GRAPH_VERSION", default="v26.0")
    meta_leads_since: str | None = _variable("META_LEADS_SINCE", kinds.day)

    odoo_url: str | None = _variable("ODOO_URL", kinds.url)
    odoo_database: str | None = _variable("ODOO_DATABASE")
    odoo_api_key: str | None = _variable("ODOO_API_KEY", secret=True)
    odoo_login: str | None = _variable("ODOO_LOGIN")
    odoo_webhook_secret: tuple[str, ...] | None = _variable(
        "ODOO_WEBHOOK_SECRET", kinds.webhook_secrets, secret=True
    )

    gemini_api_key: str | None = _variable("GEMINI_API_KEY", secret=True)
    gemini_url: str = _variable(
        "GEMINI_URL", kinds.url, "https://generativelanguage.googleapis.com"
    )
    gemini_model: str = _variable("GEMINI_MODEL", kinds.model, "gemini-3.5-flash-lite")
    gemini_timeout_s: int = _variable("GEMINI_TIMEOUT_S", kinds.whole(1, 60), 8)
    gemini_max_tokens: int = _variable("GEMINI_MAX_TOKENS", kinds.whole(200, 8_192), 1_500)
    gemini_daily_budget: int = _variable("GEMINI_DAILY_BUDGET", kinds.whole(0, 1_000_000), 100)
    """US cents; the prices are US cents per million tokens."""
    gemini_price_in: int = _variable("GEMINI_PRICE_IN", kinds.whole(0, 100_000), 30)
    gemini_price_out: int = _variable("GEMINI_PRICE_OUT", kinds.whole(0, 100_000), 250)
    qualification_questions: tuple[Asked, ...] | None = _variable(
        "QUALIFICATION_QUESTIONS", kinds.questions
    )

    smtp_url: MailServer | None = _variable(  # noqa: RUF009 - a field like the others
        "SMTP_URL", kinds.mail_server, secret=True
    )
    mail_from: str | None = _variable("MAIL_FROM", kinds.sender)
    chat_webhooks: tuple[ChatChannel, ...] | None = _variable(
        "CHAT_WEBHOOKS", kinds.chat_channels, secret=True
    )
    whatsapp_phone_id: str | None = _variable("WHATSAPP_PHONE_ID", kinds.number)
    whatsapp_token: str | None = _variable("WHATSAPP_TOKEN", secret=True)
    whatsapp_url: str = _variable("WHATSAPP_URL", kinds.url, "https://graph.facebook.com")
    webhooks: tuple[WebhookEndpoint, ...] | None = _variable(
        "WEBHOOKS", kinds.webhook_endpoints, secret=True
    )

    oidc_audience: tuple[str, ...] | None = _variable("OIDC_AUDIENCE", kinds.several)
    oidc_callers: tuple[str, ...] | None = _variable("OIDC_CALLERS", kinds.several)
    iap_audience: tuple[str, ...] | None = _variable("IAP_AUDIENCE", kinds.several)
    trusted_proxies: int | None = _variable("TRUSTED_PROXIES", kinds.whole(0, 9))
    failures_per_minute: int = _variable("FAILURES_PER_MINUTE", kinds.whole(1, 100_000), 30)
    requests_per_minute: int = _variable("REQUESTS_PER_MINUTE", kinds.whole(1, 100_000), 600)
    retention_days: int = _variable("RETENTION_DAYS", kinds.whole(1, 3650), 90)
    scoring_maturity_days: int = _variable("SCORING_MATURITY_DAYS", kinds.whole(7, 1095), 180)
    public_url: str | None = _variable("PUBLIC_URL", kinds.url)
    dashboards_url: str | None = _variable("DASHBOARDS_URL", kinds.url)
    link_secret: tuple[str, ...] | None = _variable("LINK_SECRET", kinds.long_secrets, secret=True)
    drain_leads_per_s: float = _variable("DRAIN_LEADS_PER_S", kinds.rate, 10.0)

    k_service: str | None = _variable("K_SERVICE")
    """Set by Cloud Run: its disk is no place for a store or a queue."""
    port: int = _variable("PORT", kinds.port, 4200)
    default_country: str = _variable("DEFAULT_COUNTRY", kinds.country, "SA")
    default_language: str = _variable("DEFAULT_LANGUAGE", kinds.one_of("ar", "en"), "ar")
    time_zone: str = _variable("TIME_ZONE", kinds.zone, "Asia/Riyadh")
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
