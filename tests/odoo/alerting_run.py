"""A run of the suite beside a real Odoo, with its own clock, memory, Meta and mail server."""

from __future__ import annotations

import uuid
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from deploy.local.demo.mail import DemoMail
from deploy.local.demo.mail.server import PASSWORD, USER
from deploy.local.demo.meta.server import DemoMeta
from shared import bootstrap, once, settings
from shared.adapters.system.clock import SystemClock
from tests.odoo.addon import AddonOdoo, new_secret
from tests.odoo.alerted_suite import AlertedSuite, SetClock
from tests.odoo.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from shared.odoo_client import OdooClient
    from tests.contracts.odoo_targets import Target


@contextmanager
def alerting(
    target: Target, administrator: OdooClient, folder: Path, patch: pytest.MonkeyPatch
) -> Iterator[AlertedSuite]:
    """Run it, with a clock that starts now and stands."""
    clock, secret = SetClock(SystemClock().now()), new_secret()
    patch.setattr(bootstrap, "clock", lambda: clock)
    with ExitStack() as opened:
        meta = opened.enter_context(DemoMeta.start(folder / "meta.db"))
        mail = opened.enter_context(DemoMail(folder / "mail"))
        receiver = (
            opened.enter_context(_receiving(administrator, secret)) if target.has_addon else None
        )
        for name in settings.VARIABLES:
            patch.delenv(name, raising=False)
        outsides = {**_outsides(meta, mail), **_odoo(target), "ODOO_WEBHOOK_SECRET": secret}
        for name, value in {**_own(folder), **outsides}.items():
            patch.setenv(name, value)
        found = bootstrap.settings()
        opened.callback(once.close, found)
        yield AlertedSuite(found, clock, secret, mail.outbox, folder / "doors", receiver)


@contextmanager
def _receiving(administrator: OdooClient, secret: str) -> Iterator[Receiver]:
    """Have the addon report to us for a while."""
    addon = AddonOdoo(administrator)
    with Receiver(secret) as receiver, addon.reporting_to(receiver.url, secret):
        yield receiver


def _own(folder: Path) -> dict[str, str]:
    return {
        "TENANT": f"alerts-{uuid.uuid4().hex[:8]}",
        "DATA_DIR": str(folder),
        "SQLITE_SYNC": "normal",
        "PUBLIC_URL": "https://api.example.com",
        "DASHBOARDS_URL": "https://pages.example.com",
        "LINK_SECRET": "l" * 32,
    }


def _odoo(target: Target) -> dict[str, str]:
    return {
        "ODOO_URL": target.url,
        "ODOO_DATABASE": target.database,
        "ODOO_API_KEY": target.our_key or target.api_key,
    }


def _outsides(meta: DemoMeta, mail: DemoMail) -> dict[str, str]:
    return {
        "META_GRAPH_URL": meta.url,
        "META_ACCESS_TOKEN": meta.access_token,
        "META_APP_SECRET": meta.app_secret,
        "META_VERIFY_TOKEN": "a-word-of-ours",
        "SMTP_URL": f"smtp://{USER}:{PASSWORD}@127.0.0.1:{mail.port}?tls=none",
        "MAIL_FROM": "Suite <suite@example.com>",
    }
