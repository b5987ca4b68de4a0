"""The real Odoo's database with our addon, as an administrator sees it."""

from __future__ import annotations

import base64
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from shared import settings
from shared.odoo_client import OdooClient
from tests.local_run import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EVENT = "g.assistant.event"
RECEIPT = "g.assistant.receipt"
_MERGE = "crm.merge.opportunity"
_PAGE = "res.config.settings"
_WAITING = [["status", "=", "pending"]]
ARCHIVED_TOO = {"active_test": False}
_HOW = (
    "the tests need a real Odoo with two databases, one of them with our addon: run them by "
    "`make test-odoo` (or `deploy/odoo/with-odoo pytest -m odoo`). On a server of your own, "
    "install g_assistant_connector in a second database that has the same API key, let the "
    "server serve both, and name it in ODOO_ADDON_DATABASE (deploy/odoo/README.md). Not set: "
)


@dataclass(frozen=True, slots=True)
class AddonAccess:
    """Where the database with the addon is and how an administrator gets in."""

    url: str
    database: str
    api_key: str

    def connect(self, api_key: str | None = None) -> OdooClient:
        """Give a client, of the administrator or of the user whose key it is."""
        return OdooClient.connect(
            self.url,
            database=self.database,
            api_key=api_key or self.api_key,
            allow_unlink=True,
        )

    def environment(self, api_key: str | None = None) -> dict[str, str]:
        """Give the settings that lead the suite there."""
        key = api_key or self.api_key
        return {"ODOO_URL": self.url, "ODOO_DATABASE": self.database, "ODOO_API_KEY": key}


def addon_access() -> AddonAccess:
    """Read the environment; fail the test where something is not set."""
    found = settings.read()
    database = os.environ.get("ODOO_ADDON_DATABASE")  # noqa: TID251 - no setting of the suite
    given = {
        "ODOO_URL": found.odoo_url,
        "ODOO_API_KEY": found.odoo_api_key,
        "ODOO_ADDON_DATABASE": database,
    }
    if missing := [name for name, value in given.items() if not value]:
        pytest.fail(_HOW + ", ".join(missing))
    return AddonAccess(str(found.odoo_url), str(database), str(found.odoo_api_key))


def new_secret() -> str:
    """Make a secret as Standard Webhooks wants it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class AddonOdoo:
    """What an administrator does there."""

    def __init__(self, client: OdooClient) -> None:
        self.client = client

    def _settings_page(self, **filled_in: object) -> list[int]:
        page: Any = self.client.call(_PAGE, "create", vals_list=[filled_in])
        return list(page)

    def report_to(self, url: str, secret: str) -> None:
        """Fill in the settings page and save it."""
        page = self._settings_page(g_assistant_url=url, g_assistant_secret=secret)
        self.client.call(_PAGE, "execute", ids=page)

    def press_test(self, url: str, secret: str) -> Mapping[str, Any]:
        """Press the settings page's test button; give the kind and words of its answer."""
        page = self._settings_page(g_assistant_url=url, g_assistant_secret=secret)
        said: Any = self.client.call(_PAGE, "action_g_assistant_test", ids=page)
        answer: Mapping[str, Any] = said["params"]
        return answer

    def is_paused(self) -> bool:
        """Look at the settings page: does the sending wait after a failure?"""
        page = self._settings_page()
        [shown] = self.client.read(_PAGE, page, ["g_assistant_paused_until"])
        return shown["g_assistant_paused_until"] is not None

    @contextmanager
    def reporting_to(self, url: str, secret: str) -> Iterator[None]:
        """Report there for a while, and leave nothing waiting."""
        self.report_to(url, secret)
        try:
            yield
        finally:
            self.report_to("", "")
            self.tick_off()

    def send_now(self) -> None:
        """Press the outbox's button: a pause ends, the job is woken."""
        self.client.call(EVENT, "action_send_now", ids=[])

    def tick_off(self) -> None:
        """Have nothing wait any more, also of what a job under way puts back meanwhile."""
        wait_until(self._is_ticked_off, 30, "the outbox does not become empty")

    def _is_ticked_off(self) -> bool:
        ids = [row["id"] for row in self.client.search_read(EVENT, _WAITING, ["id"])]
        if ids:
            self.client.write(EVENT, ids, {"status": "sent"})
        return not ids

    def waiting(self, leads: Sequence[int]) -> int:
        """Count the changes of these leads that wait to be sent."""
        return self.client.search_count(EVENT, [*_WAITING, ["lead_ref", "in", list(leads)]])

    def make_leads(self, *names: str, **values: object) -> list[int]:
        """Create leads as a person would, one after the other, without reporting it."""
        quiet = {"tracking_disable": True}
        rows = [{"name": name, "type": "opportunity", **values} for name in names]
        return self.client.create_many("crm.lead", rows, context=quiet)

    def lead_of(self, tenant: str, leadgen_id: str) -> int | None:
        """Give the lead that a Meta lead became, by its receipt; None if there is none."""
        domain = [["tenant", "=", tenant], ["leadgen_id", "=", leadgen_id]]
        found: Any = [
            row["lead_id"] for row in self.client.search_read(RECEIPT, domain, ["lead_id"])
        ]
        return int(found[0].id) if found and found[0] else None

    def merge(self, ids: Sequence[int]) -> int:
        """Merge leads as the list view's action does; give the id of the one that stays."""
        context = {"active_model": "crm.lead", "active_ids": list(ids)}
        vals = {"opportunity_ids": [[6, 0, list(ids)]]}
        wizard: Any = self.client.call(_MERGE, "create", vals_list=[vals], context=context)
        self.client.call(_MERGE, "action_merge", ids=wizard, context=context)
        [left] = self.client.search_read(
            "crm.lead", [["id", "in", list(ids)]], ["id"], context=ARCHIVED_TOO
        )
        return int(left["id"])
