"""The local run's settings: what the environment says, and the embedded defaults for the rest."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.local.demo.chat import products as demo_chat
from deploy.local.demo.gemini import app as demo_gemini
from deploy.local.demo.mail import server as demo_mail
from deploy.local.demo.meta import tokens as demo_meta
from deploy.local.demo.odoo import users as demo_odoo
from shared import settings as settings_module
from shared.domain import standard_webhooks
from shared.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.settings import Settings

GRAPH = "https://graph.facebook.com"
_ODOO = {"ODOO_DATABASE", "ODOO_API_KEY", "ODOO_LOGIN"}
DEMO_WEBHOOK_KEY = b"demo-odoo-webhook-key-not-a-secret"
"""With the demo Odoo only, so that whoever reads this may play its addon."""
HIGHEST_PORT = 65_535
_TOKENS = {"OIDC_AUDIENCE", "OIDC_CALLERS"}
_WHATSAPP = {"WHATSAPP_PHONE_ID", "WHATSAPP_TOKEN"}
_META = {"META_APP_SECRET", "META_VERIFY_TOKEN"}
_LINK_SECRET_BYTES = 32
DEMO_META_PATH = "/demo/meta"
DEMO_ODOO_PATH = "/demo/odoo"
DEMO_GEMINI_PATH = "/demo/gemini"
DEMO_CHAT_PATH = "/demo/chat"
DEMO_MAIL_PORT_FROM_OURS = 25
"""The demo mail server listens so many ports above the suite."""


@dataclass(frozen=True, slots=True)
class LocalRun:
    """The settings in force and which of the outsides are our own demo servers."""

    settings: Settings
    demo_meta: bool
    demo_odoo: bool
    demo_gemini: bool
    demo_mail: bool
    defaults: Mapping[str, str]
    """The variables that were not set, with the values in force."""

    @property
    def demo_mail_port(self) -> int:
        """Where the demo mail server listens."""
        return mail_port(self.settings.port)

    @property
    def url(self) -> str:
        """Where everything is served."""
        return f"http://localhost:{self.settings.port}"


def prepare(environ: Mapping[str, str] | None = None) -> LocalRun:
    """Fill in what is not set and give the settings; raises SettingsError naming a variable.

    META_ACCESS_TOKEN means the real Meta, ODOO_URL the real Odoo, GEMINI_API_KEY the real Gemini,
    SMTP_URL a real mail server, and so for each channel; without them the demo servers are used.
    """
    given = settings_module.given() if environ is None else environ
    is_demo_meta = not {"META_GRAPH_URL", "META_ACCESS_TOKEN"} & set(given)
    is_demo_odoo = "ODOO_URL" not in given
    is_demo_gemini = "GEMINI_API_KEY" not in given
    if tokens := _TOKENS & set(given):
        raise SettingsError(f"{min(tokens)}: the local queue and clock bring no tokens; unset it")
    _refuse_halves(given, is_demo_meta, is_demo_odoo)
    base = f"http://127.0.0.1:{settings_module.read(given).port}"
    defaults = _demo_meta(base) if is_demo_meta else {"META_GRAPH_URL": GRAPH}
    defaults |= (
        _demo_odoo(base) if is_demo_odoo else {"ODOO_WEBHOOK_SECRET": _secret(_nobodys_key())}
    )
    defaults |= _demo_gemini(base) if is_demo_gemini else {}
    defaults |= _demo_channels(base, given)
    here = base.replace("127.0.0.1", "localhost")
    defaults |= {"PUBLIC_URL": here, "DASHBOARDS_URL": here}
    defaults |= {"LINK_SECRET": secrets.token_urlsafe(_LINK_SECRET_BYTES)}
    settings = settings_module.read(defaults | dict(given))
    is_demo_mail = "SMTP_URL" not in given
    return LocalRun(settings, is_demo_meta, is_demo_odoo, is_demo_gemini, is_demo_mail, defaults)


def mail_port(port: int) -> int:
    """Give the port of the demo mail server beside the suite's own."""
    above = port + DEMO_MAIL_PORT_FROM_OURS
    return above if above <= HIGHEST_PORT else port - DEMO_MAIL_PORT_FROM_OURS


def _refuse_halves(given: Mapping[str, str], is_demo_meta: bool, is_demo_odoo: bool) -> None:
    """A connection that is half set would start, and every lead would wait."""
    if is_demo_odoo and (half := _ODOO & set(given)):
        raise SettingsError(f"{', '.join(sorted(half))} is set but ODOO_URL is not")
    if "SMTP_URL" in given and "MAIL_FROM" not in given:
        raise SettingsError("SMTP_URL is set but MAIL_FROM is not")
    if (half := _WHATSAPP & set(given)) and half != _WHATSAPP:
        missing = min(_WHATSAPP - half)
        raise SettingsError(f"{min(half)} is set but {missing} is not")
    if is_demo_meta and (half := _META & set(given)):
        raise SettingsError(f"{', '.join(sorted(half))} is set but META_ACCESS_TOKEN is not")


def _demo_meta(base: str) -> dict[str, str]:
    return {
        "META_GRAPH_URL": base + DEMO_META_PATH,
        "META_ACCESS_TOKEN": demo_meta.ACCESS_TOKEN,
        "META_APP_SECRET": demo_meta.APP_SECRET,
        "META_VERIFY_TOKEN": "demo-verify-token",
        "SQLITE_SYNC": "normal",  # made-up leads need not survive a power cut
    }


def _nobodys_key() -> bytes:
    """Make a key that nobody knows: a real Odoo's door is shut until one is agreed on."""
    return secrets.token_bytes(standard_webhooks.LONGEST_KEY)


def _secret(key: bytes) -> str:
    return standard_webhooks.PREFIX + base64.b64encode(key).decode()


def _demo_odoo(base: str) -> dict[str, str]:
    return {
        "ODOO_URL": base + DEMO_ODOO_PATH,
        "ODOO_DATABASE": demo_odoo.DATABASE,
        "ODOO_API_KEY": demo_odoo.API_KEY,
        "ODOO_LOGIN": demo_odoo.LOGIN,
        "ODOO_WEBHOOK_SECRET": _secret(DEMO_WEBHOOK_KEY),
    }


def _demo_gemini(base: str) -> dict[str, str]:
    return {"GEMINI_URL": base + DEMO_GEMINI_PATH, "GEMINI_API_KEY": demo_gemini.API_KEY}


def _demo_channels(base: str, given: Mapping[str, str]) -> dict[str, str]:
    """Give every channel that is not set its demo; one that is set in part is left as it is."""
    demo = base + DEMO_CHAT_PATH
    port = mail_port(settings_module.read(given).port)
    channels = {
        "demo-slack": {"kind": "slack", "url": f"{demo}/slack/services/T0/B0/demo"},
        "demo-google": {
            "kind": "google_chat",
            "url": f"{demo}/google/v1/spaces/DEMO/messages?key="
            f"{demo_chat.GOOGLE_KEY}&token={demo_chat.GOOGLE_TOKEN}",
        },
        "demo-teams": {"kind": "teams", "url": f"{demo}/teams/workflows/demo/invoke?sig=demo"},
    }
    endpoint = {"url": f"{demo}/webhook/demo", "secret": _secret(demo_chat.WEBHOOK_KEY)}
    user = f"{demo_mail.USER}:{demo_mail.PASSWORD}"
    groups: list[dict[str, str]] = [
        {
            "SMTP_URL": f"smtp://{user}@127.0.0.1:{port}?tls=none",
        },
        {"MAIL_FROM": "Demo <demo@leads.example>"},
        {"CHAT_WEBHOOKS": json.dumps(channels)},
        {
            "WHATSAPP_URL": f"{demo}/whatsapp",
            "WHATSAPP_PHONE_ID": demo_chat.WHATSAPP_PHONE_ID,
            "WHATSAPP_TOKEN": demo_chat.WHATSAPP_TOKEN,
        },
        {"WEBHOOKS": json.dumps({"demo": endpoint})},
    ]
    unset = (group for group in groups if not group.keys() & set(given))
    return {name: value for group in unset for name, value in group.items()}
